import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_LOG_EVENTS } from '../../src/decode/log/trace.ts'
import { createTextDecoder } from '../../src/decode/text.ts'
import { inputLine } from '../../src/model/message.ts'
import { isoOf } from '../../src/model/time.ts'
import { AS_READ, INVITE, readText, TRYING } from './log/read-text.ts'

const PAIR = [...INVITE, '', ...TRYING, '']
const messagesOf = (text: string) => readText(text).messages

describe('messages as people paste them', () => {
  it.each([
    ['LF', PAIR.join('\n')],
    ['CRLF', PAIR.join('\r\n')],
    ['CR', PAIR.join('\r')],
    ['doubled CRs', PAIR.join('\r\r\n')],
    ['\\r\\n written out', PAIR.join('\\r\\n')],
    ['\\n written out', PAIR.join('\\n')],
    ['a JSON string', JSON.stringify({ trace: PAIR.join('\r\n') })],
    ['octal, as rsyslog writes', PAIR.join('#015#012')],
    ['quoted', PAIR.map((line) => `> ${line}`).join('\n')],
    ['quoted twice', PAIR.map((line) => `>> ${line}`.trimEnd()).join('\n')],
    ['indented', PAIR.map((line) => `\t  ${line}`).join('\n')],
    ['fenced', ['My trace:', '```sip', ...PAIR, '```', 'What is wrong?'].join('\n')],
    ['in a pre element', `<pre>${PAIR.join('\n').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</pre>`],
    ['coloured', PAIR.map((line) => (line === '' ? '' : `\u001b[1;33m${line}\u001b[0m`)).join('\n')],
    ['with ^M', PAIR.map((line) => `${line}^M`).join('\n')],
    ['no empty line between', [...INVITE, ...TRYING].join('\n')],
    ['line numbers', PAIR.map((line, i) => `${String(i).padStart(3, '0')} ${line}`).join('\n')],
    ['a syslog prefix on every line', PAIR.map((line) => `Apr 16 18:30:07 pbx sip[12]: ${line}`.trimEnd()).join('\n')],
    ['every line doubled', PAIR.flatMap((line) => [line, '']).join('\n')],
    ['one blank before every line', PAIR.map((line) => ` ${line}`).join('\n')],
    ['UTF-16', Buffer.from(`\ufeff${PAIR.join('\r\n')}`, 'utf16le')],
  ])('%s', (_, text) => {
    const { messages } = readText(text)
    expect(messages).toMatchObject(AS_READ)
    expect(messages[0]!.description).toMatchObject({
      connection: { address: '192.0.2.1' },
      media: [{ port: 4000, codecs: [{ encoding: 'PCMU' }] }],
    })
    expect(messages.map((m) => m.number)).toEqual([1, 2])
  })

  it('flattened to one line each', () => {
    const text = `${INVITE.filter((line) => line !== '').join(' ')}\n\n${TRYING.join(' ')}\n`
    const messages = messagesOf(text)
    expect(messages).toMatchObject(AS_READ)
    expect(messages[0]!.headers.map((h) => h.name)).toHaveLength(8)
    expect(messages[0]!.description?.media[0]?.codecs[0]?.encoding).toBe('PCMU')
    expect(inputLine(messages[0]!, 5)).toBe(1)
  })

  it('one header glued to another', () => {
    const [message] = messagesOf(INVITE.join('\n').replace('\nTo:', ' To :'))
    expect(message!.headers.map((h) => h.name)).toContain('to')
  })

  it('wrapped by a mail program', () => {
    const text = INVITE.join('\n').replace('From: "Alice" ', 'From:\n"Alice"\n')
    const [message] = messagesOf(text)
    expect(message).toMatchObject({ fromTag: 'a', callId: 'one@192.0.2.1' })
  })

  it('folded headers stay one', () => {
    const [message] = messagesOf(INVITE.join('\n').replace('UDP 192', 'UDP\n 192'))
    expect(message!.headers[0]).toMatchObject({ name: 'via', value: 'SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1.' })
  })
})

describe('what stands around messages', () => {
  it('is not understood, and counted', () => {
    const { messages, flaws, lines } = readText(['Hello, please help', ...PAIR, 'Thank you', '', '-- '].join('\n'))
    expect(messages).toHaveLength(2)
    expect(flaws).toEqual(['text-line-not-understood', 'text-line-not-understood', 'text-line-not-understood'])
    expect(lines).toMatchObject({ total: PAIR.length + 4, notUnderstood: 3 })
  })

  it('is understood as a log line by its time stamp', () => {
    const { flaws, lines } = readText(['2026-04-16 18:30:00 [INFO] started', ...PAIR].join('\n'))
    expect(flaws).toEqual([])
    expect(lines.log).toBe(1)
  })

  it('within a message does not end it, and lines keep their numbers', () => {
    const noise = '2026-04-16 18:30:00.1 [DEBUG] mod.c:12 something'
    const text = [...INVITE.slice(0, 4), noise, ...INVITE.slice(4, 13), noise, noise, ...INVITE.slice(13)].join('\n')
    const [message, ...others] = messagesOf(text)
    expect(others).toEqual([])
    expect(message!.description?.media).toHaveLength(1)
    expect(message!.headers).toHaveLength(8)
    const written = text.split('\n')
    for (const [line, raw] of message!.raw.trimEnd().split('\n').entries()) {
      expect(written[inputLine(message!, line)! - 1]).toBe(raw)
    }
  })

  it('gives a message its time when it stands right before', () => {
    const [first, second] = messagesOf(
      [
        '2026-04-16 18:30:00.5 got a packet',
        ...INVITE,
        '',
        '2026-04-16 18:30:01 SIP/2.0 100 Trying',
        ...TRYING.slice(1),
      ].join('\n'),
    )
    expect([first, second].map((m) => isoOf(m!.at!))).toEqual(['2026-04-16T18:30:00.500Z', '2026-04-16T18:30:01.000Z'])
  })

  it('may quote a start line without being a message', () => {
    const { messages, lines } = readText('12:00:01 sending INVITE sip:a@b SIP/2.0\n12:00:02 done\n')
    expect(messages).toEqual([])
    expect(lines.log).toBe(2)
  })
})

describe('log events', () => {
  it('come in reading order with time, line and topic', () => {
    const { items, events } = readText(
      ['2026-04-16 18:30:00 ERROR tls: certificate has expired', ...PAIR, 'connect: Connection refused', ''].join('\n'),
    )
    expect(events).toMatchObject([
      {
        topic: 'tls',
        origin: { kind: 'line', number: 1 },
        text: '2026-04-16 18:30:00 ERROR tls: certificate has expired',
      },
      { topic: 'transport', at: undefined },
    ])
    expect(items[0]!.kind).toBe('log')
  })

  it('are kept up to a limit, met with one flaw', () => {
    const { events, flaws } = readText('Connection refused\n'.repeat(MAX_LOG_EVENTS + 20))
    expect(events).toHaveLength(MAX_LOG_EVENTS)
    expect(flaws).toEqual(Array.from({ length: 20 }, () => 'log-events-capped'))
  })

  it('are cut where they are long', () => {
    expect(readText(`Connection refused ${'x'.repeat(5_000)}`).events[0]!.text).toHaveLength(1_000)
  })
})

describe('bodies', () => {
  const notify = (...body: string[]) => [
    'NOTIFY sip:a@b SIP/2.0',
    'Via: SIP/2.0/UDP a',
    'From: <sip:b>;tag=1',
    'To: <sip:a>;tag=2',
    'Call-ID: n',
    'CSeq: 2 NOTIFY',
    ...body,
  ]

  it('of message/sipfrag are not the next message', () => {
    const text = [
      ...notify('Content-Type: message/sipfrag', 'Content-Length: 16', '', 'SIP/2.0 200 OK'),
      '',
      ...TRYING,
    ].join('\n')
    const messages = messagesOf(text)
    expect(messages.map((m) => m.kind)).toEqual(['request', 'response'])
    expect(messages[0]!.body).toBe('SIP/2.0 200 OK\n')
  })

  it.each([
    ['XML', 'application/dialog-info+xml', ['<?xml version="1.0"?>', '', '<dialog-info>', '  <x/>', '</dialog-info>']],
    ['lines of text', 'application/simple-message-summary', ['Messages-Waiting: yes', 'Voice-Message: 1/2']],
    ['DTMF', 'application/dtmf-relay', ['Signal=5', 'Duration=160']],
  ])('of %s are kept whole', (_, type, body) => {
    const length = body.join('\r\n').length + 2
    const text = [...notify(`Content-Type: ${type}`, `Content-Length: ${length}`, '', ...body), '', 'And then?'].join(
      '\n',
    )
    const { messages, flaws } = readText(text)
    expect(messages[0]!.body).toBe(`${body.join('\n')}\n`)
    expect(flaws).toEqual(['text-line-not-understood'])
  })

  it('of several parts have their description', () => {
    const parts = [
      '--b',
      'Content-Type: application/sdp',
      '',
      ...INVITE.slice(10),
      '--b',
      'Content-Type: text/plain',
      '',
      'x',
      '--b--',
    ]
    const text = [
      ...INVITE.slice(0, 7),
      'Content-Type: multipart/mixed;boundary=b',
      'Content-Length: 260',
      '',
      ...parts,
    ].join('\n')
    const [message] = messagesOf(text)
    expect(message!.description?.media).toHaveLength(1)
    expect(message!.body.trimEnd().endsWith('--b--')).toBe(true)
  })

  it('end where a second description begins', () => {
    const { messages } = readText([...INVITE, '', ...INVITE.slice(10), ''].join('\n'))
    expect(messages[0]!.description?.media).toHaveLength(1)
  })
})

describe('abridged messages', () => {
  it.each([
    ['an omitted body', [...INVITE.slice(0, 10), '<SDP omitted>', ''].join('\n')],
    ['a bare status line', 'SIP/2.0 486 Busy Here\n'],
    ['three headers', `${TRYING.slice(0, 4).join('\n')}\n\n`],
  ])('%s', (_, text) => {
    expect(messagesOf(text)[0]!.complete).toBe(false)
  })
})

describe('streaming', () => {
  it('gives a message as soon as the next begins', () => {
    const decoder = createTextDecoder(() => {})
    expect(decoder.push(Buffer.from(`${INVITE.join('\n')}\n\n`))).toEqual([])
    expect(decoder.push(Buffer.from('SIP/2.0 100 Trying\n'))).toMatchObject([{ message: { method: 'INVITE' } }])
    expect(decoder.end()).toMatchObject([{ message: { status: 100 } }])
  })

  it('gives a message when what follows is clearly none of it', () => {
    const decoder = createTextDecoder(() => {})
    const items = decoder.push(Buffer.from(`${TRYING.join('\n')}\nSomething else\n`))
    expect(items).toMatchObject([{ kind: 'message' }])
  })

  it('does not grow with a message that never ends', () => {
    const flood = `INVITE sip:a@b SIP/2.0\n${'X-Header: 1234567890\n'.repeat(40_000)}`
    const { messages, flaws } = readText(`${flood}\n${TRYING.join('\n')}`)
    expect(messages[0]!.raw.length).toBeLessThan(300_000)
    expect(messages[0]!.complete).toBe(false)
    expect(messages.at(-1)).toMatchObject({ status: 100 })
    expect(flaws).toContain('sip-message-too-long')
  })

  const scraps = fc.constantFrom(
    ...PAIR,
    INVITE.join('\n'),
    TRYING.join('\n'),
    '',
    '> BYE sip:a@b SIP/2.0',
    'U 2026/05/17 08:01:35.431471 192.0.2.1:1 -> 192.0.2.2:5060 #1',
    '<--- Received SIP request (1 bytes) from UDP:192.0.2.1:5060 --->',
    'recv 5 bytes from udp/[192.0.2.1]:5060 at 12:00:00.5:',
    '-'.repeat(72),
    '2026-04-16 18:30:00 ERROR certificate has expired',
    'Frame 1: 700 bytes on wire',
    'Session Initiation Protocol (INVITE)',
    '    Request-Line: INVITE sip:a@b SIP/2.0',
    'äöü\u0000\ufffd',
    'INVITE sip:a SIP/2.0\\r\\nVia: x\\r\\nTo: y\\r\\n',
  )
  const ends = fc.constantFrom('\n', '\r\n', '\r', ' ')

  it('cutting anywhere changes nothing', () => {
    fc.assert(
      fc.property(
        fc.array(scraps, { maxLength: 30 }),
        ends,
        fc.array(fc.nat(5_000), { maxLength: 20 }),
        (lines, end, cuts) => {
          const text = lines.join(end)
          const whole = readText(text)
          expect(readText(text, cuts)).toEqual(whole)
          expect(whole.messages.map((m) => m.number)).toEqual(whole.messages.map((_, i) => i + 1))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('damaged text never throws', () => {
    const text = Buffer.from(PAIR.join('\r\n'))
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(text.length - 1), fc.nat(255)), { maxLength: 40 }), (edits) => {
        const damaged = Buffer.from(text)
        for (const [at, byte] of edits) damaged[at] = byte
        const { messages } = readText(damaged)
        for (const message of messages) expect(message.raw.length).toBeGreaterThan(0)
      }),
      { numRuns: 300 },
    )
  })
})
