import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeSip, MAX_MESSAGE_CHARS } from '../../../src/decode/sip/decode.ts'
import type { Envelope } from '../../../src/decode/sip/envelope.ts'
import { MAX_HEADERS } from '../../../src/decode/sip/headers.ts'
import { firstValue, shed, writingOf } from '../../../src/decode/sip/message.ts'
import {
  COMPACT,
  EXACT,
  FOLDED,
  OCTETS,
  ONE_VIA,
  REPEATED,
  SEVENTY_HOPS,
} from '../../../src/decode/sip/usual-headers.ts'
import type { FlawKind } from '../../../src/model/flaw.ts'
import { header, headers, type SipRequest, type SipResponse } from '../../../src/model/message.ts'

const packet: Envelope = {
  number: 7,
  at: 1_000,
  origin: { kind: 'frame', number: 3 },
  source: { address: '192.0.2.1', port: 5060 },
  destination: { address: '192.0.2.2', port: 5060 },
  transport: 'UDP',
}
const pasted: Envelope = {
  number: 1,
  at: undefined,
  origin: { kind: 'line', number: 1 },
  source: undefined,
  destination: undefined,
  transport: undefined,
}

function decode(text: string, envelope: Envelope = packet) {
  const flaws: FlawKind[] = []
  const message = decodeSip(text, envelope, (kind) => flaws.push(kind))
  return { message, flaws }
}

const crlf = (...lines: string[]) => lines.join('\r\n')
const SDP = crlf('v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', 'm=audio 4000 RTP/AVP 0', '')
const invite = (body = SDP, length: number | string = body.length) =>
  crlf(
    'INVITE sip:bob@example.com SIP/2.0',
    'Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bKabc , SIP/2.0/TCP 192.0.2.9;branch=z9hG4bKdef',
    'From: "A > B" <sip:alice@example.com;tag=no>;tag=a1',
    't: <sip:bob@example.com>',
    'Call-ID: one@192.0.2.1',
    'CSEQ: 42 INVITE',
    'Contact: <sip:alice@192.0.2.1>',
    'Content-Type: application/sdp',
    `Content-Length: ${length}`,
    '',
    body,
  )

describe('what is read again', () => {
  it.each([
    ['a packet', packet],
    ['pasted text', pasted],
  ])('is the same, and its flaws are not told twice: %s', (_, envelope) => {
    const { message, flaws } = decode(invite(`${SDP}c=\r\nx\r\n`), envelope)
    const before = [structuredClone(message!.headers), structuredClone(message!.description), message!.body]
    const told = flaws.length
    expect(told).toBeGreaterThan(0)
    shed(message!)
    expect(firstValue(message!, 'via')).toBe(header(message!, 'via')?.value)
    shed(message!)
    expect(firstValue(message!, 'from')).toBe(header(message!, 'from')?.value)
    expect(firstValue(message!, 'subject')).toBeUndefined()
    expect([message!.headers, message!.description, message!.body]).toEqual(before)
    expect(flaws).toHaveLength(told)
  })
})

describe('a request', () => {
  it('keeps what the envelope says and what every message is filed by', () => {
    const { message, flaws } = decode(invite())
    expect(flaws).toEqual([])
    expect(message).toMatchObject({
      kind: 'request',
      method: 'INVITE',
      requestUri: 'sip:bob@example.com',
      number: 7,
      at: 1_000,
      origin: { kind: 'frame', number: 3 },
      source: { address: '192.0.2.1', port: 5060 },
      transport: 'UDP',
      callId: 'one@192.0.2.1',
      fromTag: 'a1',
      toTag: undefined,
      cseq: { number: 42, method: 'INVITE' },
      branch: 'z9hG4bKabc',
      body: SDP,
      complete: true,
    })
  })

  it('points at each header in the raw text, by its canonical name', () => {
    const { message } = decode(invite())
    for (const h of message!.headers) expect(message!.raw.slice(h.start, h.end)).toContain(h.value)
    expect(message!.headers.map((h) => [h.name, h.line])).toEqual([
      ['via', 1],
      ['from', 2],
      ['to', 3],
      ['call-id', 4],
      ['cseq', 5],
      ['contact', 6],
      ['content-type', 7],
      ['content-length', 8],
    ])
  })

  it('numbers the lines of its description within the whole message', () => {
    const { message } = decode(invite())
    const { connection, media } = message!.description!
    expect(message!.raw.split('\r\n')[connection!.line]).toBe(connection!.text)
    expect(message!.raw.split('\r\n')[media[0]!.line]).toBe('m=audio 4000 RTP/AVP 0')
  })
})

describe('a response', () => {
  it.each([
    ['SIP/2.0 180 Ringing', 180, 'Ringing'],
    ['SIP/2.0 486', 486, ''],
    ['SIP/2.0 100 trying -- your call is important to us', 100, 'trying -- your call is important to us'],
    ['SIP/2.0 200 ', 200, ''],
  ])('%s', (line, status, reason) => {
    const { message } = decode(crlf(line, 'CSeq: 1 BYE', '', ''))
    expect(message).toMatchObject({ kind: 'response', status, reason, method: 'BYE' } satisfies Partial<SipResponse>)
  })
})

describe('line ends', () => {
  it.each([
    ['LF', '\n'],
    ['CR', '\r'],
    ['CR CR LF', '\r\r\n'],
  ])('%s reads as CRLF does', (_, end) => {
    const { message } = decode(invite(SDP, '').replaceAll('\r\n', end), pasted)
    const { message: usual } = decode(invite(SDP, ''), pasted)
    expect(message!.headers.map((h) => [h.name, h.value, h.line])).toEqual(
      usual!.headers.map((h) => [h.name, h.value, h.line]),
    )
    expect(message!.description?.media[0]?.port).toBe(4000)
    expect(message!.raw.split(end)[message!.description!.connection!.line]).toBe('c=IN IP4 192.0.2.1')
  })

  it('before the start line are skipped', () => {
    expect(decode(`\r\n\r\n${invite()}`).message).toMatchObject({ method: 'INVITE', callId: 'one@192.0.2.1' })
  })
})

describe('header lines', () => {
  const one = (line: string) => decode(crlf('OPTIONS sip:a@b SIP/2.0', line, '', '')).message!.headers

  it.each([
    ['v: SIP/2.0/UDP a', 'via', 'SIP/2.0/UDP a'],
    ['v:SIP/2.0/UDP a', 'via', 'SIP/2.0/UDP a'],
    ['CALL-ID : x', 'call-id', 'x'],
    ['cOnTaCt\t:  <sip:a@b>  ', 'contact', '<sip:a@b>'],
    ['X-My_Thing: 1', 'x-my_thing', '1'],
    ['Subject:', 'subject', ''],
    ['Supported: a,\r\n b,\r\n\tc', 'supported', 'a, b, c'],
    ['Subject:\r\n folded', 'subject', 'folded'],
  ])('%j', (line, name, value) => {
    expect(one(line)).toMatchObject([{ name, value }])
  })

  it('end where the last folded line ends', () => {
    const [folded] = one('Supported: a,\r\n b')
    const raw = 'OPTIONS sip:a@b SIP/2.0\r\nSupported: a,\r\n b\r\n\r\n'
    expect(raw.slice(folded!.start, folded!.end)).toBe('Supported: a,\r\n b')
  })

  it('that are none are a flaw in a packet', () => {
    const { message, flaws } = decode(
      crlf('OPTIONS sip:a@b SIP/2.0', 'no header', ': 1', 'b@d: 2', 'CSeq: 1 OPTIONS', '', ''),
    )
    expect(message!.headers.map((h) => h.name)).toEqual(['cseq'])
    expect(flaws).toEqual(['sip-header-invalid', 'sip-header-invalid', 'sip-header-invalid'])
  })

  it('broken by a mail program continue the one before in text', () => {
    const text = 'OPTIONS sip:a@b SIP/2.0\nAllow: INVITE,\nBYE\nTo:\n<sip:b@c>;tag=9\n\n'
    expect(decode(text, pasted).message).toMatchObject({
      toTag: '9',
      headers: [{ value: 'INVITE, BYE' }, { name: 'to' }],
    })
  })

  it('are found by name, the first or all', () => {
    const { message } = decode(crlf('OPTIONS sip:a@b SIP/2.0', 'Via: 1', 'v: 2', '', ''))
    expect(header(message!, 'via')?.value).toBe('1')
    expect(headers(message!, 'via').map((h) => h.value)).toEqual(['1', '2'])
  })
})

describe('how a message is written', () => {
  const odd = FOLDED | COMPACT | REPEATED
  const writing = (...lines: string[]) =>
    writingOf(decode(crlf('OPTIONS sip:a@b SIP/2.0', ...lines, '', 'v: x\r\n y')).message!) & odd

  it.each([
    ['long names, once each', ['Via: SIP/2.0/UDP a', 'Call-ID: x', 'CSeq: 1 OPTIONS'], 0],
    ['a compact name', ['Via: SIP/2.0/UDP a', 'i: x'], COMPACT],
    ['a line that goes on', ['Subject: a', ' b'], FOLDED],
    ['a header twice that stands once', ['CSeq: 1 OPTIONS', 'CSeq: 2 OPTIONS'], REPEATED],
    ['in both forms', ['l: 0', 'Content-Length: 0'], COMPACT | REPEATED],
    [
      'headers that stand more than once',
      ['Via: SIP/2.0/UDP a', 'Via: SIP/2.0/UDP b', 'Contact: <sip:a@b>', 'Contact: <sip:c@d>'],
      0,
    ],
  ])('%s', (_, lines, bits) => {
    expect(writing(...lines)).toBe(bits)
  })

  const START = 'OPTIONS sip:a@b SIP/2.0'
  it.each([
    [
      'as nearly all are',
      crlf(START, 'Via: SIP/2.0/UDP a;branch=1', 'Max-Forwards: 70', 'l: 2', '', 'ab'),
      EXACT | ONE_VIA | SEVENTY_HOPS,
    ],
    ['without a length', crlf(START, 'Via: SIP/2.0/UDP a', '', 'ab'), ONE_VIA],
    ['a body shorter than it says', crlf(START, 'Via: SIP/2.0/UDP a', 'l: 3', '', 'ab'), ONE_VIA],
    ['lines that end in LF', `${START}\nVia: SIP/2.0/UDP a\nl: 0\n\n`, ONE_VIA],
    ['a NUL', crlf(START, 'Via: SIP/2.0/UDP a', 'l: 1', '', '\0'), ONE_VIA],
    ['two hops on two lines', crlf(START, 'Via: SIP/2.0/UDP a', 'v: SIP/2.0/UDP b', 'l: 0', '', ''), EXACT],
    ['two hops on one line', crlf(START, 'Via: SIP/2.0/UDP a, SIP/2.0/UDP b', 'l: 0', '', ''), EXACT],
    ['no hop', crlf(START, 'Max-Forwards: 70', 'l: 0', '', ''), EXACT | SEVENTY_HOPS],
    ['fewer hops left', crlf(START, 'Max-Forwards: 69', 'l: 0', '', ''), EXACT],
    ['more than Max-Forwards', crlf(START, 'Max-Forwards: 70, 3', 'l: 0', '', ''), EXACT],
  ])('%s', (_, text, bits) => {
    expect(writingOf(decode(text).message!) & (EXACT | ONE_VIA | SEVENTY_HOPS)).toBe(bits)
  })

  it('octets count where they are told', () => {
    const text = crlf(START, 'Subject: \u00fc', '', '')
    const told = (octets: number) => writingOf(decode(text, { ...packet, octets }).message!) & OCTETS
    expect([told(text.length), told(text.length + 1)]).toEqual([OCTETS, 0])
  })

  it.each(['via', 'from', 'to', 'contact', 'user-agent', 'server'])('the first %s is found where it stands', (name) => {
    const lines = ['Subject: x', `${name}:  <sip:a@b>;tag=1  `, 'Date: x', `${name}: other`]
    const { message } = decode(crlf(START, ...lines, '', ''))
    const found = message!.lookup!.first(name)
    expect(found).toEqual(message!.headers.find((one) => one.name === name))
    expect(message!.raw.slice(found!.start, found!.end)).toBe(lines[1])
  })

  it('a message of another maker may be written in any way', () => {
    const made = { ...decode(invite()).message! }
    expect(writingOf(made)).toBe(COMPACT | FOLDED | REPEATED)
  })
})

describe('tags and branch', () => {
  it.each([
    ['<sip:a@b>;tag=1', '1'],
    ['<sip:a@b> ; TAG = 1 ;x=y', '1'],
    ['sip:a@b;tag=1', '1'],
    ['<sip:a@b;tag=uri>', undefined],
    ['<sip:a@b>;mytag=2', undefined],
    ['<sip:a@b>;tag=', undefined],
  ])('From: %s', (value, tag) => {
    expect(decode(crlf('OPTIONS sip:a@b SIP/2.0', `From: ${value}`, '', '')).message!.fromTag).toBe(tag)
  })

  it.each([
    ['4 INVITE', { number: 4, method: 'INVITE' }],
    ['0009  ACK', { number: 9, method: 'ACK' }],
    ['4294967296 ACK', undefined],
    ['INVITE', undefined],
    ['-1 INVITE', undefined],
  ])('CSeq: %s', (value, cseq) => {
    expect(decode(crlf('OPTIONS sip:a@b SIP/2.0', `CSeq: ${value}`, '', '')).message!.cseq).toEqual(cseq)
  })
})

describe('Content-Length', () => {
  it.each([
    ['as it is', SDP.length, SDP, []],
    ['too large', 999, SDP, ['content-length-wrong']],
    ['too small', 5, SDP.slice(0, 5), ['content-length-wrong', 'sdp-line-invalid']],
    ['no number', '12x', SDP, ['content-length-wrong']],
  ] as const)('%s, in a packet', (_, length, body, flaws) => {
    const found = decode(invite(SDP, length))
    expect(found.message!.body).toBe(body)
    expect(found.message!.complete).toBe(true)
    expect(found.flaws.filter((flaw) => flaw !== 'sdp-line-invalid')).toEqual(
      flaws.filter((f) => f !== 'sdp-line-invalid'),
    )
  })

  it('counts bytes, not characters', () => {
    const found = decode(crlf('MESSAGE sip:a@b SIP/2.0', 'Content-Length: 5', '', 'äöxx'))
    expect(found.message!.body).toBe('äöx')
    expect(found.flaws).toEqual(['content-length-wrong'])
  })

  it('does not mind padding after the body', () => {
    expect(decode(crlf('BYE sip:a@b SIP/2.0', 'Content-Length: 0', '', '\0\0')).flaws).toEqual([])
  })

  it('never cuts the body of a text, whose line ends have changed', () => {
    const { message, flaws } = decode(invite(SDP, SDP.length).replaceAll('\r\n', '\n'), pasted)
    expect(message!.body).toBe(SDP.replaceAll('\r\n', '\n'))
    expect(flaws).toEqual([])
    expect(message!.complete).toBe(true)
  })

  it.each(['714', '714 <SDP omitted>'])('%s without a body shows that the text was abridged', (length) => {
    expect(decode(invite('', length), pasted).message!.complete).toBe(false)
  })
})

describe('completeness', () => {
  it.each(['Via', 'From', 'To', 'Contact', 'User-Agent', 'Server'])('a text that is cut behind the name %s', (name) => {
    for (const others of ['', 'Subject: x\r\n']) {
      for (const cut of [':', ': ']) {
        // Another message is decoded before its header is asked for: it is looked for again.
        const { message } = decode(`OPTIONS sip:b@example.com SIP/2.0\r\n${others}${name}${cut}`)
        decode('OPTIONS sip:c@example.com SIP/2.0\r\n\r\n')
        expect(header(message!, name.toLowerCase())).toMatchObject({ value: '', line: others === '' ? 1 : 2 })
      }
    }
  })

  it.each([
    ['a packet with its empty line', invite(), packet, true],
    ['a packet without its empty line', 'BYE sip:a@b SIP/2.0\r\nCSeq: 1 BYE\r\n', packet, false],
    ['a packet the capture cut', invite(), { ...packet, complete: false }, false],
    ['a text of one header', 'BYE sip:a@b SIP/2.0\nCSeq: 1 BYE\n\n', pasted, false],
    [
      'a text that ends with its length',
      'BYE sip:a SIP/2.0\nVia: a\nTo: b\nCSeq: 1 BYE\nContent-Length: 0\n',
      pasted,
      true,
    ],
    ['a text that just ends', 'BYE sip:a SIP/2.0\nVia: a\nTo: b\nFrom: c\nCSeq: 1 BYE\n', pasted, false],
    [
      'a text closed by what follows',
      'BYE sip:a SIP/2.0\nVia: a\nTo: b\nFrom: c\nCSeq: 1 BYE\n',
      { ...pasted, complete: true },
      true,
    ],
  ] as const)('%s', (_, text, envelope, complete) => {
    const found = decode(text, envelope)
    expect(found.message!.complete).toBe(complete)
    expect(found.flaws.includes('sip-message-partial')).toBe(!complete)
  })

  it('of a cut message is not claimed by its description', () => {
    expect(decode(invite(), { ...packet, complete: false }).message!.description!.complete).toBe(false)
  })
})

describe('multipart bodies', () => {
  const multipart = (type: string) =>
    crlf(
      'INVITE sip:a@b SIP/2.0',
      `Content-Type: ${type}`,
      '',
      'preamble',
      '--next',
      'Content-Type: application/isup',
      '',
      'v=9',
      '--next',
      'Content-Disposition: session',
      'Content-Type: application/sdp',
      '',
      `${SDP}--next--`,
      '',
    )

  it.each(['multipart/mixed;boundary=next', 'multipart/mixed; boundary="next"', 'multipart/mixed'])('%s', (type) => {
    const { message } = decode(multipart(type))
    const { connection } = message!.description!
    expect(connection?.address).toBe('192.0.2.1')
    expect(message!.raw.split('\r\n')[connection!.line]).toBe('c=IN IP4 192.0.2.1')
  })

  it('without a description have none', () => {
    expect(decode(multipart('multipart/mixed;boundary=other')).message!.description).toBeUndefined()
  })
})

describe('what is no SIP message', () => {
  it.each([
    '',
    '\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
    'NOTIFY * HTTP/1.1\r\n\r\n',
    'OPTIONS rtsp://a/b RTSP/1.0\r\n\r\n',
    'INVITE SIP/2.0\r\n\r\n',
    'SIP/2.0 OK\r\n\r\n',
    'SIP/2.0 2000 OK\r\n\r\n',
  ])('%j', (text) => {
    expect(decode(text).message).toBeUndefined()
  })
})

describe('limits', () => {
  it('stops at a flood of headers', () => {
    const { message, flaws } = decode(
      crlf('OPTIONS sip:a@b SIP/2.0', ...Array(MAX_HEADERS + 50).fill('X: 1'), '', 'body'),
    )
    expect(message!.headers).toHaveLength(MAX_HEADERS)
    expect(flaws).toContain('sip-message-too-long')
    expect(message!.complete).toBe(false)
  })

  it('stops at a flood of text', () => {
    const { message, flaws } = decode(
      crlf('OPTIONS sip:a@b SIP/2.0', 'CSeq: 1 OPTIONS', '', 'x'.repeat(MAX_MESSAGE_CHARS)),
    )
    expect(message!.raw).toHaveLength(MAX_MESSAGE_CHARS)
    expect(message!.complete).toBe(false)
    expect(flaws).toContain('sip-message-too-long')
  })
})

describe('properties', () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{1,12}$/).map((text) => `X-${text}`)
  const value = fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/)

  it('headers written are headers read', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 20 }), fc.constantFrom('\r\n', '\n'), (pairs, end) => {
        const text = ['INVITE sip:a@b SIP/2.0', ...pairs.map(([n, v]) => `${n}: ${v}`), '', ''].join(end)
        const read = decode(text).message!.headers.map((h) => [h.name, h.value])
        expect(read).toEqual(pairs.map(([n, v]) => [n.toLowerCase(), v]))
      }),
    )
  })

  it('spelling of names and line ends changes nothing', () => {
    const plain = decode(invite()).message as SipRequest
    fc.assert(
      fc.property(fc.func(fc.boolean()), (upper) => {
        const text = invite().replace(/^[A-Za-z-]+(?=:)/gm, (n) => (upper(n) ? n.toUpperCase() : n.toLowerCase()))
        const { message } = decode(text)
        expect(message!.headers.map((h) => [h.name, h.value])).toEqual(plain.headers.map((h) => [h.name, h.value]))
        expect(message!.callId).toBe(plain.callId)
      }),
    )
  })

  it('damaged text never throws, and offsets stay within it', () => {
    const edit = fc.record({ at: fc.nat(700), drop: fc.nat(20), put: fc.string({ unit: 'binary', maxLength: 8 }) })
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), fc.constantFrom(packet, pasted), (edits, envelope) => {
        const text = edits.reduce((t, { at, drop, put }) => t.slice(0, at) + put + t.slice(at + drop), invite())
        const { message } = decode(text, envelope)
        for (const h of message?.headers ?? []) {
          expect(h.start).toBeLessThan(h.end)
          expect(h.end).toBeLessThanOrEqual(message!.raw.length)
        }
      }),
      { numRuns: 500 },
    )
  })
})
