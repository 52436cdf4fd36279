import { describe, expect, it } from 'vitest'
import type { Repair } from '../../../src/model/message.ts'
import { isoOf } from '../../../src/model/time.ts'
import { INVITE, readText, TRYING } from './read-text.ts'

/** A request with long lines, as mail and terminals break them. */
const REGISTER = [
  'REGISTER sip:sip.example.com;transport=udp;lr SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK7;rport',
  'From: "Alice of the second floor" <sip:alice@sip.example.com;user=phone>;tag=4711aabb',
  'To: <sip:alice@sip.example.com>',
  'Call-ID: two@192.0.2.1',
  'CSeq: 7 REGISTER',
  'Authorization: Digest username="alice", realm="sip.example.com", nonce="0123456789abcdef", uri="sip:sip.example.com", response="00112233445566778899aabbccddeeff"',
  'User-Agent: A telephone with a very long name, model 3000 of the better kind (firmware 1.2.3 build 4567)',
  'Content-Length: 0',
  '',
]

const BOTH = [...INVITE, '', ...TRYING]
const HEAD = INVITE.slice(0, INVITE.indexOf(''))
const SDP = INVITE.slice(INVITE.indexOf('') + 1)
const withoutEmpty = (lines: readonly string[]) => lines.filter((line) => line !== '')
const eachLine = (before: string, lines: readonly string[] = BOTH) => lines.map((line) => `${before}${line}`)
const escaped = (lines: readonly string[]) => lines.join('\n').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** `text wrap` as mail programs do it: at blanks, before column 72. */
function wrapped(line: string): readonly string[] {
  const lines: string[] = []
  for (const word of line.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > 72) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

/** As a terminal of 80 columns breaks it. */
const broken = (line: string): readonly string[] => line.match(/.{1,80}/g) ?? ['']

const BOTH_WAYS: Readonly<Record<string, readonly [text: string, repairs: readonly Repair[]]>> = {
  undamaged: [BOTH.join('\n'), []],
  'each message on one line': [
    [withoutEmpty(INVITE).join(' '), withoutEmpty(TRYING).join(' ')].join('\n'),
    ['flattened'],
  ],
  'both messages on one line': [withoutEmpty(BOTH).join(' '), ['flattened']],
  'line ends doubled': [BOTH.map((line) => `${line}\n`).join('\n'), ['line-ends-doubled']],
  'an empty line before each line': [BOTH.map((line) => `\n${line}`).join('\n'), ['line-ends-doubled']],
  'quoted by mail': [eachLine('> ').join('\n'), ['quoted']],
  'quoted without blanks': [eachLine('>').join('\n'), ['quoted']],
  'quoted twice': [eachLine('>> ').join('\n'), ['quoted']],
  'quoted twice, apart': [eachLine('> > ').join('\n'), ['quoted']],
  'quoted, full width': [eachLine('＞ ').join('\n'), ['quoted']],
  'quoted, French': [eachLine('» ').join('\n'), ['quoted']],
  'quoted with bars': [eachLine('| ').join('\n'), []],
  'protected by mbox': [BOTH.join('\n').replaceAll(/^From/gm, '>From'), ['quoted']],
  'indented in a list': [eachLine('    ').join('\n'), []],
  'a list item': [`- ${eachLine('  ').join('\n').trim()}`, []],
  fenced: [['```', ...INVITE, '```', 'and', '~~~text', ...TRYING, '~~~'].join('\n'), []],
  'in HTML, pre': [`<pre><code>${escaped(BOTH)}</code></pre>`, ['markup', 'entities']],
  'in HTML, breaks': [escaped(BOTH).replaceAll('\n', '<br>\n'), ['markup', 'entities']],
  'in HTML, breaks on one line': [`<p>${escaped(BOTH).replaceAll('\n', '<br/>')}</p>`, ['markup', 'entities']],
  'in HTML, paragraphs': [
    escaped(BOTH)
      .split('\n')
      .map((line) => `<div class="l">${line === '' ? '<br>' : line}</div>`)
      .join('\n'),
    ['markup', 'entities'],
  ],
  'entities alone': [escaped(BOTH), ['entities']],
  'line ends of XML': [BOTH.map((line) => `${line}&#xD;&#xA;`).join(''), ['escapes']],
  'carriage returns of XML': [BOTH.map((line) => `${line}&#13;`).join('\n'), ['escapes']],
  'octal by rsyslog': [BOTH.map((line) => `${line}#015#012`).join(''), ['escapes']],
  'octal CR at line ends': [BOTH.map((line) => `${line}#015`).join('\n'), ['escapes']],
  'source code': [BOTH.map((line) => `${line}\\r\\n`).join(''), ['escapes']],
  'source code, a line each': [BOTH.map((line) => `${line}\\r\\n`).join('\n'), ['escapes']],
  'a string in source code': [`const raw = ${JSON.stringify(BOTH.map((line) => `${line}\r\n`).join(''))}`, ['escapes']],
  'words for line ends': [BOTH.map((line) => `${line}<CR><LF>`).join(''), ['escapes']],
  'carets for CR': [BOTH.map((line) => `${line}^M`).join('\n'), ['escapes']],
  'CR alone': [BOTH.join('\r'), []],
  'CR alone, within a line of pipes': [`id=1|dir=in|message=\r${BOTH.join('\r')}\r|end`, []],
  colours: [BOTH.map((line) => `\u001b[36;1m${line}\u001b[0m`).join('\n'), ['terminal']],
  'a pager': [
    BOTH.join('\n').replace('\nTo:', '\n --More-- \b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\bTo:'),
    ['terminal'],
  ],
  'no-break blanks': [BOTH.join('\n').replaceAll(': ', ':\u00a0'), []],
  'zero bytes and marks': [`\ufeff${BOTH.join('\u0000\n')}`, ['terminal']],
  'line numbers': [BOTH.map((line, i) => `${String(i + 1).padStart(2, '0')} ${line}`).join('\n'), ['numbered']],
  'line numbers, colons': [BOTH.map((line, i) => `${i + 1}: ${line}`).join('\n'), ['numbered']],
  'line numbers, bars': [BOTH.map((line, i) => `${String(i + 1).padStart(5)} | ${line}`).join('\n'), ['numbered']],
  'links of Markdown': [BOTH.join('\n').replaceAll(/sip:(\w+@[\d.]+)/g, 'sip:[$1](mailto:$1)'), ['links']],
  'links of a mail program': [BOTH.join('\n').replaceAll(/sip:(\w+@[\d.]+)/g, 'sip:$1<mailto:$1>'), ['links']],
}

const AS_SENT = [
  {
    kind: 'request',
    method: 'INVITE',
    requestUri: 'sip:bob@203.0.113.2',
    callId: 'one@192.0.2.1',
    branch: 'z9hG4bK1.',
    fromTag: 'a',
    cseq: { number: 1, method: 'INVITE' },
    complete: true,
  },
  { kind: 'response', status: 100, reason: 'Trying', callId: 'one@192.0.2.1', branch: 'z9hG4bK1.', fromTag: 'a' },
]

describe.each(Object.entries(BOTH_WAYS))('%s', (_, [text, repairs]) => {
  const { messages, lines } = readText(`${text}\n`)

  it('is read', () => {
    expect(messages).toMatchObject(AS_SENT)
    expect(messages.map((message) => message.headers.length)).toEqual([8, 6])
    expect(messages[0]!.description?.media).toMatchObject([{ port: 4000, codecs: [{ encoding: 'PCMU' }] }])
    expect(messages[0]!.description?.connection?.address).toBe('192.0.2.1')
  })

  it('tells what was repaired', () => {
    const all = new Set(messages.flatMap((message) => message.repairs ?? []))
    expect([...all].sort()).toEqual([...repairs].sort())
  })

  it('counts each line once', () => {
    const { total, blank, sip, log, notUnderstood } = lines
    expect(blank + sip + log + notUnderstood).toBe(total)
  })
})

describe('wrapped', () => {
  const values = (text: string) => {
    const [message] = readText(`${text}\n`).messages
    const value = (name: string) => message?.headers.find((header) => header.name === name)?.value.replace(/\s+/g, ' ')
    return { message, from: value('from'), agent: value('user-agent'), authorization: value('authorization') }
  }
  const whole = values(REGISTER.join('\n'))

  it.each([
    ['by mail', REGISTER.flatMap(wrapped)],
    ['by mail, and quoted', REGISTER.flatMap(wrapped).map((line) => `> ${line}`)],
    ['by a terminal', REGISTER.flatMap(broken)],
  ])('%s', (_, lines) => {
    const found = values(lines.join('\n'))
    expect(found.message?.repairs).toContain('wrapped')
    expect(found.message).toMatchObject({ method: 'REGISTER', callId: 'two@192.0.2.1', fromTag: '4711aabb' })
    expect([found.from, found.agent, found.authorization]).toEqual([whole.from, whole.agent, whole.authorization])
    expect(found.message?.headers).toHaveLength(8)
  })

  it('in the request line', () => {
    const text = ['INVITE', INVITE[0]!.slice(7).replace(' ', '\n')].join(' ')
    const { messages, lines } = readText([text, ...INVITE.slice(1)].join('\n'))
    expect(messages).toMatchObject([{ method: 'INVITE', requestUri: 'sip:bob@203.0.113.2', repairs: ['wrapped'] }])
    expect(lines.sip).toBe(lines.total)
  })

  it('in a description', () => {
    const crypto = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${'A'.repeat(40)}|2^20|1:4 UNENCRYPTED_SRTCP`
    const { messages } = readText([...INVITE, ...broken(crypto), 'a=sendrecv'].join('\n'))
    expect(messages[0]!.description?.media[0]?.attributes.map(({ text }) => text)).toEqual([
      'a=rtpmap:0 PCMU/8000',
      crypto,
      'a=sendrecv',
    ])
  })
})

describe('partly flattened', () => {
  it.each([
    ['one header', [...HEAD.slice(0, 3), `${HEAD[3]} ${HEAD[4]}`, ...HEAD.slice(5), '', ...SDP]],
    ['the description', [...HEAD, '', SDP.join(' ')]],
    ['the description, onto the last header', [...HEAD.slice(0, -1), `${HEAD.at(-1)} ${SDP.join(' ')}`]],
  ])('%s', (_, lines) => {
    const [message] = readText(lines.join('\n')).messages
    expect(message).toMatchObject({ method: 'INVITE', callId: 'one@192.0.2.1', repairs: ['flattened'] })
    expect(message?.headers).toHaveLength(8)
    expect(message?.description?.media).toMatchObject([{ port: 4000, codecs: [{ encoding: 'PCMU' }] }])
  })

  it('short names', () => {
    const line =
      'BYE sip:a@192.0.2.1 SIP/2.0 v: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2 f: <sip:b@c>;tag=1 t: <sip:a@b>;tag=2 i: x CSeq: 2 BYE l: 0'
    expect(readText(line).messages).toMatchObject([{ method: 'BYE', callId: 'x', fromTag: '1', toTag: '2' }])
  })

  it('a whole log: its records are told apart by their times', () => {
    const records = [
      'Apr 16 18:30:00.001: //-1/xxxxxxxxxxxx/SIP/Msg/ccsipDisplayMsg: Received:',
      ...withoutEmpty(INVITE),
      'Apr 16 18:30:00.002: //1/0123456789AB/CCAPI/cc_api_call_disconnected: Cause Value=1, Interface=0x7',
      'Apr 16 18:30:00.100: //1/0123456789AB/SIP/Msg/ccsipDisplayMsg: Sent:',
      ...withoutEmpty(TRYING),
      'Apr 16 18:30:00.200: //1/0123456789AB/CCAPI/ccCallDisconnect: nothing more is told of it after this line of the log',
    ]
    const { messages, events, lines } = readText(records.join(' '))
    expect(messages).toMatchObject([{ method: 'INVITE' }, { status: 100 }])
    expect(messages.map(({ at }) => isoOf(at!))).toEqual(['1970-04-16T18:30:00.001Z', '1970-04-16T18:30:00.100Z'])
    expect(messages[0]!.raw).toContain('a=rtpmap:0 PCMU/8000\n')
    expect(events).toMatchObject([{ topic: 'other', text: expect.stringContaining('Cause Value=1') }])
    expect(lines).toMatchObject({ total: 1, sip: 1 })
  })
})

it('a first header that stands further in than the rest does not set the indent', () => {
  const text = [
    INVITE[0],
    '  Max-Forwards :',
    '   70',
    HEAD[1],
    'Subject: one',
    '  two',
    ' three',
    ...HEAD.slice(2),
    '',
  ]
  const [message] = readText(text.join('\n')).messages
  const value = (name: string) => message?.headers.find((header) => header.name === name)?.value
  expect([value('max-forwards'), value('subject')]).toEqual(['70', 'one two three'])
})

describe('redactions', () => {
  it.each([
    ['INVITE sip:bob@x.x.x.x SIP/2.0', 'c=IN IP4 x.x.x.x', 'x.x.x.x'],
    ['INVITE sip:bob@10.x.x.x SIP/2.0', 'c=IN IP4 10.x.x.x', '10.x.x.x'],
    ['INVITE sip:bob@<OUR PUBLIC IP>:5060 SIP/2.0', 'c=IN IP4 <OUR PUBLIC IP>', 'OUR-PUBLIC-IP'],
    ['INVITE sip:bob@CUCM-IP-Address SIP/2.0', 'c=IN IP4 CUCM-IP-Address', 'CUCM-IP-Address'],
  ])('%s', (start, connection, host) => {
    const text = [start, ...HEAD.slice(1), '', ...SDP.map((line) => (line.startsWith('c=') ? connection : line))]
    const { messages, flaws } = readText(`${text.join('\n')}\n`)
    expect(messages[0]!.description?.connection?.address).toBe(host)
    expect(messages[0]).toMatchObject({ requestUri: expect.stringContaining(host) })
    expect(flaws).toEqual([])
  })

  it('a contact with a redacted host keeps its parameters', () => {
    const text = INVITE.join('\n').replace(
      '<sip:alice@192.0.2.1>\nContent-Type',
      '<sip:alice@<OUR IP>:5060>;expires=60\nContent-Type',
    )
    const [message] = readText(text).messages
    expect(message?.headers.find(({ name }) => name === 'contact')?.value).toBe('<sip:alice@OUR-IP:5060>;expires=60')
    expect(message?.repairs).toEqual(['redactions'])
  })

  it('addresses hidden by a web page', () => {
    const hidden = INVITE.join('\n').replaceAll(/\w+@[\d.]+/g, '[email protected]')
    expect(readText(hidden).messages).toMatchObject([
      { method: 'INVITE', requestUri: 'sip:[email protected]', callId: '[email protected]', fromTag: 'a' },
    ])
  })
})

describe('remarks of the poster', () => {
  it.each([
    ['m=audio 4000 RTP/AVP 0', 'm=audio 4000 RTP/AVP 0   <-- only PCMU'],
    ['m=audio 4000 RTP/AVP 0', 'm=audio 4000 RTP/AVP 0 <=== look here'],
    ['m=audio 4000 RTP/AVP 0', 'm=audio 4000 RTP/AVP 0  ← wrong port'],
    ['m=audio 4000 RTP/AVP 0', 'm=audio 4000 RTP/AVP 0 ! Only one codec'],
    ['INVITE sip:bob@203.0.113.2 SIP/2.0', 'INVITE sip:bob@203.0.113.2 SIP/2.0 ! Invite request message'],
    ['INVITE sip:bob@203.0.113.2 SIP/2.0', 'INVITE sip:bob@203.0.113.2 SIP/2.0   <-- this one'],
    ['Call-ID: one@192.0.2.1', 'Call-ID: one@192.0.2.1   <---- same as before'],
    ['a=rtpmap:0 PCMU/8000', 'a=rtpmap:0 PCMU/8000 ================='],
  ])('%s', (line, remarked) => {
    const [message] = readText(INVITE.join('\n').replace(line, remarked)).messages
    expect(message?.raw).toBe(`${INVITE.join('\n')}\n`)
    expect(message?.repairs).toEqual(['remarks'])
  })

  it.each([
    'Subject: a <-- b in "quotes <-- here"',
    'From: "<-- Alice" <sip:alice@192.0.2.1>;tag=a',
    'X-Note: wow! Great <sip:a@b>',
  ])('%s is kept where it may be meant', (header) => {
    const kept = header.startsWith('Subject') ? 'Subject: a' : header
    const [message] = readText([INVITE[0], header, ...HEAD.slice(1), ''].join('\n')).messages
    expect(message?.raw.split('\n')[1]).toBe(kept)
  })
})

describe('log lines in the middle', () => {
  const noise = ['2026-04-16 18:30:00.000123 [DEBUG] sofia.c:7327 Channel entering state', '    -- Executing [1@a:1]']

  it.each([
    ['between headers', 4],
    ['between headers and body', HEAD.length],
    ['at the beginning of the body', HEAD.length + 1],
    ['in the description', HEAD.length + 4],
  ])('%s', (_, at) => {
    const { messages, lines } = readText([...INVITE.slice(0, at), ...noise, ...INVITE.slice(at), ''].join('\n'))
    expect(messages.map(({ raw }) => raw)).toEqual([`${INVITE.join('\n')}\n`])
    expect(messages[0]!.repairs).toEqual(['log-lines'])
    expect(lines).toMatchObject({ log: noise.length, notUnderstood: 0 })
  })
})

describe('cut and abridged', () => {
  it.each([
    ['the body is missing', [...HEAD, '']],
    ['headers are left out', [INVITE[0], HEAD[1], '...', '']],
    ['headers are snipped', [...HEAD.slice(0, 5), '[snip]', '', ...SDP]],
    ['the description is snipped', [...HEAD, '', ...SDP.slice(0, 4), '<truncated>', '', 'That is all.']],
    ['it ends in a header', [...HEAD.slice(0, 3), HEAD[3]!.slice(0, 12)]],
  ])('%s', (_, lines) => {
    const { messages, flaws } = readText(lines.join('\n'))
    expect(messages).toMatchObject([{ method: 'INVITE', complete: false }])
    expect(flaws).toContain('sip-message-partial')
  })

  it('a wrong Content-Length: all of the body is kept', () => {
    const text = INVITE.join('\n').replace('Content-Length: 109', 'Content-Length: 20')
    const { messages } = readText(`${text}\n\n`)
    expect(messages).toMatchObject([{ complete: true, repairs: ['content-length'] }])
    expect(messages[0]!.description?.media).toHaveLength(1)
  })

  it('the example of the API reference', () => {
    const trace = 'INVITE sip:bob@biloxi.com SIP/2.0\nVia: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776\n...'
    const expected = [{ method: 'INVITE', branch: 'z9hG4bK776', complete: false }]
    expect(readText(trace).messages).toMatchObject(expected)
    expect(readText(trace.replaceAll('\n', '\\n')).messages).toMatchObject(expected)
    const request = `curl -d '{ "trace": ${JSON.stringify(trace)}, "context": { "issue": "one-way-audio" } }'`
    expect(readText(request).messages).toMatchObject(expected)
  })
})

describe('times', () => {
  const at = (text: string) => readText(`${text}\n`).messages.map((message) => message.at && isoOf(message.at))

  it('none: none is made up between others', () => {
    const stamped = (time: string) => [`2026/04/16 ${time} 192.0.2.1:5060 -> 203.0.113.2:5080`, ...TRYING, '', '']
    const text = [...stamped('18:30:00.0'), 'A message somebody put between:', ...TRYING, '', ...stamped('18:30:01.0')]
    expect(at(text.join('\n'))).toEqual(['2026-04-16T18:30:00.000Z', undefined, '2026-04-16T18:30:01.000Z'])
  })

  it('a clock that is set back is believed', () => {
    const envelope = (time: string) => `send 300 bytes to udp/[203.0.113.2]:5080 at ${time}:`
    const text = [envelope('10:00:05.0'), ...TRYING, envelope('09:59:58.0'), ...TRYING]
    expect(at(text.join('\n'))).toEqual(['1970-01-01T10:00:05.000Z', '1970-01-01T09:59:58.000Z'])
  })

  it('two clocks on a line: the one beside the message', () => {
    const drachtio = `2026-04-16 18:30:00.500000 recv 300 bytes from udp/[203.0.113.2]:5080 at 18:29:59.123456:`
    const pjsip =
      '2026-04-16 20:30:00.501+0200 app[1:2] 20:30:00.499 pjsua_core.c .RX 300 bytes Response msg 100/INVITE/cseq=1 (rdata0x2) from UDP 203.0.113.2:5080:'
    expect(at([pjsip, ...TRYING].join('\n'))).toEqual(['2026-04-16T18:30:00.501Z'])
    expect(at([drachtio, ...TRYING].join('\n'))).toHaveLength(1)
  })

  it('Date headers are another clock', () => {
    const text = TRYING.toSpliced(1, 0, 'Date: Thu, 16 Apr 2026 20:30:00 GMT')
    expect(at(['send 300 bytes to udp/[203.0.113.2]:5080 at 10:00:00.0:', ...text].join('\n'))).toEqual([
      '1970-01-01T10:00:00.000Z',
    ])
  })

  it('two formats in one paste, one without dates: they do not lie decades apart', () => {
    const undated = ['send 300 bytes to udp/[203.0.113.2]:5080 at 18:30:00.0:', ...TRYING, '']
    const dated = ['2026/04/16 18:30:01.0 192.0.2.1:5060 -> 203.0.113.2:5080', ...TRYING, '']
    expect(at([...undated, ...dated].join('\n'))).toEqual(['1970-01-01T18:30:00.000Z', '1970-01-01T18:30:01.000Z'])
    expect(at([...dated, ...undated].join('\n'))).toEqual(['2026-04-16T18:30:01.000Z', '2026-04-16T18:30:00.000Z'])
  })
})

describe('twice in the text', () => {
  const envelope = (time: string) => `2026/04/16 ${time} 192.0.2.1:5060 -> 203.0.113.2:5080`

  it('logged twice at the same moment is one message', () => {
    const text = [envelope('18:30:00.000'), ...TRYING, '', envelope('18:30:00.002'), ...TRYING]
    const { messages, flaws } = readText(text.join('\n'))
    expect(messages).toHaveLength(1)
    expect(flaws).toEqual(['text-message-repeated'])
  })

  it('later it is a retransmission', () => {
    const text = [envelope('18:30:00.000'), ...TRYING, '', envelope('18:30:00.500'), ...TRYING]
    expect(readText(text.join('\n')).messages).toHaveLength(2)
  })
})
