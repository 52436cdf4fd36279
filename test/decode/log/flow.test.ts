import { describe, expect, it } from 'vitest'
import { isoOf } from '../../../src/model/time.ts'
import { INVITE, readText, TRYING } from './read-text.ts'

/** `from > to  what [cseq]` of each message. */
function drawn(...lines: readonly string[]): readonly string[] {
  return readText(lines.join('\n')).messages.map((message) => {
    const what = message.kind === 'request' ? message.method : `${message.status} ${message.reason}`.trim()
    const of = message.kind === 'response' && message.cseq ? ` to ${message.cseq.number} ${message.cseq.method}` : ''
    const name = (end: typeof message.source) =>
      end === undefined ? '?' : end.port === undefined ? end.address : `${end.address}:${end.port}`
    return `${name(message.source)} > ${name(message.destination)} ${what}${of}`
  })
}

const CALL = ['A > B INVITE', 'B > A 180 Ringing to 1 INVITE', 'B > A 200 OK to 1 INVITE', 'A > B ACK', 'B > A BYE']

describe('rows with names', () => {
  it.each([
    ['colons', ['A -> B: INVITE', 'B -> A: 180 Ringing', 'B -> A: 200 OK', 'A -> B: ACK', 'B -> A: BYE']],
    ['the other way', ['A -> B: INVITE', 'A <- B: 180 Ringing', 'A <- B: 200 OK', 'A -> B: ACK', 'A <- B: BYE']],
    [
      'long arrows',
      ['A ---> B  INVITE', 'B ---> A  180 Ringing', 'B ==> A  200 OK (INVITE)', 'A ---> B  ACK', 'B ---> A BYE'],
    ],
    [
      'on the arrow',
      ['A --INVITE--> B', 'A <-- 180 Ringing -- B', 'A <--200 OK-- B', 'A ---- ACK ---> B', 'A <---BYE-- B'],
    ],
    ['one arrow', ['A→B INVITE', 'B→A 180 Ringing', 'B→A 200 OK', 'A→B ACK', 'A←B BYE']],
    [
      'numbers',
      ['1. A -> B: INVITE', '2) B -> A: 180 Ringing', '(3) B -> A: 200 OK', 'F4 A -> B: ACK', 'Step 5: B -> A: BYE'],
    ],
    [
      'times',
      [
        '14:23:45.103 A -> B: INVITE',
        '[14:23:46] B -> A: 180 Ringing',
        '+1.5s B -> A: 200 OK',
        '14:23:48 A -> B: ACK',
        '14:23:49 B -> A: BYE',
      ],
    ],
    [
      'remarks',
      [
        'A -> B: INVITE sip:b@example.com (with SDP)',
        'B -> A: 180 Ringing [no SDP]',
        'B -> A: 200 OK, SDP',
        'A -> B: ACK  # late',
        'B -> A: BYE - why?',
      ],
    ],
    ['list marks', ['- A -> B: INVITE', '* B -> A: 180 Ringing', '- B -> A: 200 OK', '- A -> B: ACK', '- B -> A: BYE']],
  ])('%s', (_, lines) => {
    expect(drawn(...lines)).toEqual(CALL)
  })

  it('addresses are addresses', () => {
    expect(drawn('192.0.2.1:5060 -> 203.0.113.2: INVITE', '203.0.113.2 -> 192.0.2.1:5060: 486 Busy Here')).toEqual([
      '192.0.2.1:5060 > 203.0.113.2 INVITE',
      '203.0.113.2 > 192.0.2.1:5060 486 Busy Here to 1 INVITE',
    ])
  })

  it('a start line with headers on the same row', () => {
    const { messages } = readText(
      [
        '14:23:45.103 PBX→Carrier INVITE sip:+15551234567@carrier.example.com SIP/2.0 Call-ID: abc@pbx',
        '14:23:45.150 Carrier→PBX 100 Trying',
        '14:23:55.000 Carrier→PBX 503 Service Unavailable (no routes)',
      ].join('\n'),
    )
    expect(messages).toMatchObject([
      { method: 'INVITE', requestUri: 'sip:+15551234567@carrier.example.com', callId: 'abc@pbx' },
      { status: 100, callId: 'abc@pbx' },
      { status: 503, callId: 'abc@pbx', method: 'INVITE' },
    ])
    expect(messages.map(({ at }) => isoOf(at!))).toEqual([
      '1970-01-01T14:23:45.103Z',
      '1970-01-01T14:23:45.150Z',
      '1970-01-01T14:23:55.000Z',
    ])
  })

  it('several hops, and a request sent again with credentials', () => {
    expect(
      drawn(
        ...['Phone -> Proxy: REGISTER sip:example.com', 'Proxy -> Phone: 401 Unauthorized', 'Phone -> Proxy: REGISTER'],
        ...['Proxy -> Phone: 200 OK', 'Phone -> Proxy: INVITE', 'Proxy -> Gateway: INVITE', 'Gateway -> Proxy: 404'],
        'Proxy -> Phone: 404 Not Found',
      ),
    ).toEqual([
      'Phone > Proxy REGISTER',
      'Proxy > Phone 401 Unauthorized to 1 REGISTER',
      'Phone > Proxy REGISTER',
      'Proxy > Phone 200 OK to 2 REGISTER',
      'Phone > Proxy INVITE',
      'Proxy > Gateway INVITE',
      'Gateway > Proxy 404 to 3 INVITE',
      'Proxy > Phone 404 Not Found to 3 INVITE',
    ])
  })

  it('where two requests wait, a response is left without one unless it says which', () => {
    const lines = [
      'A -> B: INVITE',
      'A -> B: CANCEL',
      'B -> A: 200 OK',
      'B -> A: 200 OK (CANCEL)',
      'B -> A: 487 Request Terminated',
    ]
    expect(drawn(...lines)).toEqual([
      'A > B INVITE',
      'A > B CANCEL',
      'B > A 200 OK',
      'B > A 200 OK to 1 CANCEL',
      'B > A 487 Request Terminated to 1 INVITE',
    ])
  })
})

describe('rows without names', () => {
  it('arrows only', () => {
    expect(drawn('INVITE sip:bob@example.com  →', '<-- 100 Trying', '180 Ringing', '<-- 200 OK', 'ACK →')).toEqual([
      '? > ? INVITE',
      '? > ? 100 Trying to 1 INVITE',
      '? > ? 180 Ringing',
      '? > ? 200 OK to 1 INVITE',
      '? > ? ACK',
    ])
  })

  it('a bare response is one only within a flow', () => {
    expect(drawn('180 Ringing', 'INVITE →', 'and then', '180 Ringing')).toEqual(['? > ? INVITE'])
  })
})

describe('ladders', () => {
  const LADDER = [
    [
      'the label on the arrow',
      [
        '   Alice            Proxy             Bob',
        '     |                |                |',
        '     |--- INVITE ---->|                |',
        '     |<-- 100 Trying -|                |',
        '     |                |--- INVITE ---->|',
        '     |                |<- 486 Busy Here|',
        '     |<---- 486 ------|                |',
      ],
    ],
    [
      'the label above the arrow',
      [
        '   Alice            Proxy             Bob',
        '     |    INVITE F1   |                |',
        '     |--------------->|                |',
        '     |  100 Trying F2 |                |',
        '     |<---------------|                |',
        '     |                |   INVITE F3    |',
        '     |                |--------------->|',
        '     |                | 486 Busy Here  |',
        '     |                |<---------------|',
        '     |      486       |                |',
        '     |<---------------|                |',
      ],
    ],
    [
      'lines of a terminal',
      [
        '   Alice            Proxy             Bob',
        '     │─── INVITE ────>│                │',
        '     │<── 100 Trying ─│                │',
        '     │                │─── INVITE ────>│',
        '     │                │<─ 486 Busy Here│',
        '     │<──── 486 ──────│                │',
      ],
    ],
  ] as const

  it.each(LADDER)('%s', (_, lines) => {
    expect(drawn(...lines)).toEqual([
      'Alice > Proxy INVITE',
      'Proxy > Alice 100 Trying to 1 INVITE',
      'Proxy > Bob INVITE',
      'Bob > Proxy 486 Busy Here to 1 INVITE',
      'Proxy > Alice 486 to 1 INVITE',
    ])
  })

  it('an arrow over several columns', () => {
    expect(
      drawn(
        'Alice            Proxy             Bob',
        '  |                |                |',
        '  |------ BYE ------------------>|',
        '  |<-----|------- 200 OK ----------|',
      ),
    ).toEqual(['Alice > Bob BYE', 'Bob > Alice 200 OK to 1 BYE'])
  })
})

describe('nothing of a drawn message may be called missing', () => {
  it('it is not complete, and quotes its row', () => {
    expect(readText('A -> B: INVITE sip:b@example.com\n').messages).toMatchObject([
      { complete: false, raw: 'A -> B: INVITE sip:b@example.com', headers: [], origin: { kind: 'line', number: 1 } },
    ])
  })
})

describe('where the messages are there in full, a drawing is a remark', () => {
  const drawing = ['Alice -> Bob: INVITE', 'Bob -> Alice: 100 Trying']

  it.each([
    ['before them', [...drawing, '', ...INVITE, '', ...TRYING]],
    ['after them', [...INVITE, '', ...TRYING, '', ...drawing]],
    ['among them', [...INVITE, '', ...drawing, ...TRYING]],
  ])('%s', (_, lines) => {
    const { messages, lines: coverage } = readText(lines.join('\n'))
    expect(messages.map(({ headers }) => headers.length)).toEqual([8, 6])
    expect(coverage).toMatchObject({ log: 2, notUnderstood: 0 })
  })

  it('its row is the envelope of the message below it', () => {
    const text = [
      'Alice -> Bob: INVITE sip:bob@203.0.113.2 SIP/2.0',
      ...INVITE.slice(1),
      '',
      'Bob -> Alice',
      '',
      ...TRYING,
    ]
    expect(readText(text.join('\n')).messages).toMatchObject([
      { source: { address: 'Alice' }, destination: { address: 'Bob' }, headers: { length: 8 } },
      { source: { address: 'Bob' }, destination: { address: 'Alice' } },
    ])
  })

  it('events of the log keep their place', () => {
    const { items } = readText(['A -> B: INVITE', 'Connection refused', 'B -> A: 503 Service Unavailable'].join('\n'))
    expect(items.map(({ kind }) => kind)).toEqual(['message', 'log', 'message'])
  })
})

describe('too many of them', () => {
  it('rows past the limit are lines that were not understood', () => {
    const { messages, lines } = readText('A -> B: INVITE sip:b@example.com\n'.repeat(2_010))
    expect(messages).toHaveLength(2_000)
    expect(lines).toMatchObject({ sip: 2_000, notUnderstood: 10 })
  })

  it('what is held beside a flow has a limit', () => {
    const text = `A -> B: INVITE\n${'BYE sip:a SIP/2.0\nVia: x\n\n'.repeat(20_010)}`
    const { messages } = readText(text)
    expect(messages).toHaveLength(20_011)
    expect(messages.map(({ number }) => number)).toEqual(messages.map((_, i) => i + 1))
  })
})
