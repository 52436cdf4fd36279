import { describe, expect, it } from 'vitest'
import { testNoMessages } from '../log/format-cases.ts'
import { readText } from '../log/read-text.ts'

const TWO = [
  '|Time     | 192.0.2.1                             |',
  '|         |                   | 203.0.113.2       |                   ',
]
const RIGHT = '|         |(5060)   ------------------>  (5080)   |'
const LEFT = '|         |(5060)   <------------------  (5080)   |'
const row = (time: string, label: string, comment: string) => `|${time.padEnd(9)}|${label.padEnd(39)}|${comment}`

describe('the flow graph of a capture', () => {
  it('rows of start lines', () => {
    const text = [
      ...TWO,
      row(
        '0.000000',
        '         Request: INVITE sip:          ',
        'SIP/SDP: Request: INVITE sip:bob@203.0.113.2:5080 | ',
      ),
      RIGHT,
      row('0.100250', '         Status: 100 Trying |          ', 'SIP: Status: 100 Trying | Status: 180 Ringing | '),
      LEFT,
      row('0.300000', '         40000 → 5060 [ACK] Se         ', 'TCP: 40000 → 5060 [ACK] Seq=1'),
      RIGHT,
    ]
    const { messages, formats, lines } = readText(text.join('\n'))
    const [alice, bob] = [
      { address: '192.0.2.1', port: 5060 },
      { address: '203.0.113.2', port: 5080 },
    ]
    expect(messages).toMatchObject([
      {
        method: 'INVITE',
        requestUri: 'sip:bob@203.0.113.2:5080',
        source: alice,
        destination: bob,
        at: 0,
        complete: false,
        callId: '',
      },
      { status: 100, source: bob, destination: alice, at: 100_250, method: 'INVITE' },
      { status: 180, source: bob },
    ])
    expect(formats).toEqual(['Wireshark flow'])
    expect(lines.notUnderstood).toBe(0)
    for (const { written } of messages) expect(text.join('\n')).toContain(written!.get(0))
  })

  it('arrows between columns that are apart', () => {
    const text = [
      '|Time     | 192.0.2.1                                                 |',
      '|         |                   | 192.0.2.2         |                   ',
      '|         |                   |                   | 192.0.2.3         |',
      row('0.000000', '         Request: OPTIONS sip', 'SIP: Request: OPTIONS sip:a@b | '),
      '|         |(5060)   -------------------------------------->  (5062)   |',
      row('0.100000', '         Request: OPTIONS sip', 'SIP: Request: OPTIONS sip:a@b | '),
      '|         |                   |(5061)   ------------------>  (5062)   |',
    ]
    expect(readText(text.join('\n')).messages.map(({ source, destination }) => [source, destination])).toEqual([
      [
        { address: '192.0.2.1', port: 5060 },
        { address: '192.0.2.3', port: 5062 },
      ],
      [
        { address: '192.0.2.2', port: 5061 },
        { address: '192.0.2.3', port: 5062 },
      ],
    ])
  })
})

it('the flow sequence of VoIP calls', () => {
  const text = [
    ...TWO,
    row(
      '0.000',
      '         INVITE SDP (g711U)            ',
      'SIP INVITE From: "A" <sip:alice@a> To:<sip:bob@b> Call-ID:one@a CSeq:1',
    ),
    RIGHT,
    row('0.100', '         200 OK SDP (g711U)            ', 'SIP Status 200 OK'),
    LEFT,
    row('0.200', '         ACK                           ', 'SIP Request INVITE ACK 200 CSeq:1'),
    RIGHT,
    row('0.250', '         RTP (g711U)                   ', 'RTP, 100 packets. Duration: 2.0s SSRC: 0x1'),
    RIGHT,
    row('9.000', '         BYE                           ', 'SIP Request BYE CSeq:2'),
    LEFT,
  ]
  expect(readText(text.join('\n')).messages).toMatchObject([
    { method: 'INVITE', requestUri: 'sip:bob@b' },
    { status: 200, method: 'INVITE' },
    { method: 'ACK', requestUri: 'sip:203.0.113.2:5080' },
    { method: 'BYE', requestUri: 'sip:192.0.2.1:5060', at: 9_000_000 },
  ])
})

testNoMessages({
  'rows without titles': [row('0.000000', '  x', 'SIP: Request: INVITE sip:a@b | '), RIGHT],
  'a table of something else': ['|Time     | Host |', '|12.5 | x | y |'],
})
