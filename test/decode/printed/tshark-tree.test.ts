import { describe, expect, it } from 'vitest'
import { ALICE, BOB, testFormat, testNoMessages } from '../log/format-cases.ts'
import { AS_READ, INVITE, readText, TRYING } from '../log/read-text.ts'
import { ethernet, exchange, wiresharkRows } from './printers.ts'

const FRAME = (number: number, time = 'Apr 16, 2026 18:30:00.000123000 UTC') => [
  `Frame ${number}: 500 bytes on wire (4000 bits), 500 bytes captured (4000 bits) on interface eth0, id 0`,
  '    Section number: 1',
  `    Arrival Time: ${time}`,
  '    [Time shift for this packet: 0.000000000 seconds]',
]
const LAYERS = (
  from = '192.0.2.1',
  fromPort = 5060,
  to = '203.0.113.2',
  toPort = 5080,
  transport = 'User Datagram',
) => [
  'Ethernet II, Src: 02:00:00:00:00:02 (02:00:00:00:00:02), Dst: 02:00:00:00:00:01 (02:00:00:00:00:01)',
  '    Type: IPv4 (0x0800)',
  `Internet Protocol Version ${from.includes(':') ? 6 : 4}, Src: ${from}, Dst: ${to}`,
  '    0100 .... = Version: 4',
  `${transport} Protocol, Src Port: ${fromPort}, Dst Port: ${toPort}, Seq: 1, Len: 400`,
  '    [Timestamps]',
]
const BACK = LAYERS('203.0.113.2', 5080, '192.0.2.1', 5060)

const NAMES: Readonly<Record<string, string>> = {
  v: 'Session Description Protocol Version',
  o: 'Owner/Creator, Session Id',
  s: 'Session Name',
  c: 'Connection Information',
  t: 'Time Description, active time',
  m: 'Media Description, name and address',
  a: 'Media Attribute',
}
const sdp = (lines: readonly string[], indent: string) => [
  `${indent}Session Description Protocol`,
  ...lines.flatMap((line) => [
    `${indent}    ${NAMES[line[0]!]} (${line[0]}): ${line.slice(2)}`,
    `${indent}        Detail (x): of it`,
  ]),
]

/** The SIP layer of a message, its body's branches given. */
const sip = (message: readonly string[], body: readonly string[] = []) => {
  const blank = message.indexOf('')
  const isStatus = message[0]!.startsWith('SIP/')
  return [
    `Session Initiation Protocol (${isStatus ? message[0]!.slice(8, 11) : message[0]!.split(' ')[0]})`,
    `    ${isStatus ? 'Status' : 'Request'}-Line: ${message[0]}`,
    '        [Resent Packet: False]',
    '    Message Header',
    ...message
      .slice(1, blank < 0 ? undefined : blank)
      .flatMap((line) => [`        ${line}`, '            Detail: part of it']),
    '        [Generated Call-ID: one@192.0.2.1]',
    ...(body.length === 0 ? [] : ['    Message Body', ...body]),
  ]
}

const BODY = INVITE.slice(INVITE.indexOf('') + 1)
const INVITE_LAYER = sip(INVITE, sdp(BODY, '        '))
const raw = (message: readonly string[]) => [
  'Session Initiation Protocol (SIP as raw text)',
  ...message.map((line) => `    ${line}\\r\\n`),
]
const LATER = 'Apr 16, 2026 18:30:00.100000000 UTC'
const told = {
  ends: [ALICE, BOB],
  transport: 'UDP',
  times: ['2026-04-16T18:30:00.000123Z', '2026-04-16T18:30:00.100Z'],
} as const

testFormat('tshark -V', {
  'packet details': {
    ...told,
    text: [...FRAME(1), ...LAYERS(), ...INVITE_LAYER, '', ...FRAME(2, LATER), ...BACK, ...sip(TRYING), ''],
    lines: [12, 12 + INVITE_LAYER.length + FRAME(1).length + BACK.length + 1],
  },
  'with the raw text besides, which is taken': {
    ...told,
    text: [
      ...FRAME(1),
      ...LAYERS(),
      ...INVITE_LAYER,
      ...raw(INVITE),
      '',
      ...FRAME(2, LATER),
      ...BACK,
      ...sip(TRYING),
      ...raw(TRYING),
      '',
    ],
    lines: [
      12 + INVITE_LAYER.length,
      12 + 2 * INVITE_LAYER.length - (INVITE_LAYER.length - INVITE.length) + 12 + sip(TRYING).length,
    ],
  },
  'with the list and the bytes': {
    ...told,
    text: [
      'No.     Time           Source                Destination           Protocol Length Info',
      `      1 0.000000       192.0.2.1             203.0.113.2           SIP/SDP  500    Request: ${INVITE[0]!.slice(0, -8)} | `,
      '',
      ...FRAME(1),
      ...LAYERS(),
      ...INVITE_LAYER,
      '',
      ...wiresharkRows(ethernet(exchange('udp')[0]!.bytes)),
      '',
      ...FRAME(2, LATER),
      ...BACK,
      ...sip(TRYING),
      '',
      ...wiresharkRows(ethernet(exchange('udp')[1]!.bytes)),
    ],
    lines: [15, 15 + INVITE_LAYER.length + 12 + Math.ceil((exchange('udp')[0]!.bytes.length + 14) / 16)],
  },
})

describe('variants', () => {
  const read = (...text: string[]) => readText(text.join('\n')).messages
  const frame = [...FRAME(1), ...LAYERS()]

  it('marks of branches, as the window shows them', () => {
    const marked = [...frame, ...INVITE_LAYER].map((line) =>
      line.startsWith('        ') ? line.replace(/^( +)/, '$1> ') : line.replace(/^( *)(?=[A-Z])/, '$1v '),
    )
    expect(read(...marked)).toMatchObject([{ ...AS_READ[0], source: ALICE, destination: BOB }])
  })

  it('old versions: addresses twice, ports with names, no method', () => {
    const old = [
      ...FRAME(1),
      'Internet Protocol Version 4, Src: 192.0.2.1 (192.0.2.1), Dst: 203.0.113.2 (203.0.113.2)',
      'User Datagram Protocol, Src Port: sip (5060), Dst Port: onscreen (5080)',
      'Session Initiation Protocol',
      ...INVITE_LAYER.slice(1),
    ]
    expect(read(...old)).toMatchObject([{ ...AS_READ[0], source: ALICE, destination: BOB }])
  })

  it('IPv6 over TCP, reassembled, two messages in one frame', () => {
    const messages = read(
      ...FRAME(6),
      ...LAYERS('2001:db8::1', 5060, '2001:db8::2', 5080, 'Transmission Control'),
      '[3 Reassembled TCP Segments (868 bytes): #4(300), #5(300), #6(268)]',
      '    [Frame: 4, payload: 0-299 (300 bytes)]',
      ...INVITE_LAYER,
      ...sip(TRYING),
    )
    expect(messages).toMatchObject(AS_READ)
    expect(messages.map(({ source, transport }) => [source, transport])).toEqual(
      Array(2).fill([{ address: '2001:db8::1', port: 5060 }, 'TCP']),
    )
  })

  it('a folded header and one that was cut', () => {
    const layer = INVITE_LAYER.map((line) =>
      line.startsWith('        Contact')
        ? '        [truncated]Contact: <sip:alice@192.0.2.1'
        : line.replace('SIP/2.0/UDP 192', 'SIP/2.0/UDP\\r\\n 192'),
    )
    const [message] = read(...frame, ...layer)
    expect(message).toMatchObject({ complete: false, branch: 'z9hG4bK1.' })
    expect(message!.headers.map(({ name }) => name)).toContain('contact')
  })

  it('text follows the tree', () => {
    const messages = read(...frame, ...INVITE_LAYER, '', 'This is the answer:', '', ...TRYING)
    expect(messages).toMatchObject(AS_READ)
    expect(messages[1]).toMatchObject({ source: undefined, at: undefined })
  })

  it('a packet without SIP says nothing', () => {
    expect(read(...frame, 'Data (12 bytes)', '    Data: 494e56495445')).toEqual([])
  })
})

describe('bodies', () => {
  const notify = (type: string, body: readonly string[]) => {
    const message = [
      'NOTIFY sip:alice@192.0.2.1 SIP/2.0',
      'Via: SIP/2.0/UDP a;branch=z9hG4bK2',
      'From: <sip:b@c>;tag=1',
      'To: <sip:a@c>;tag=2',
      'Call-ID: two',
      'CSeq: 1 NOTIFY',
      `Content-Type: ${type}`,
      'Content-Length: 90',
    ]
    return readText([...FRAME(1), ...LAYERS(), ...sip(message, body), ''].join('\n')).messages[0]!
  }

  it.each([
    [
      'application/simple-message-summary',
      ['        Messages-Waiting: yes\\r\\n', '        Voice-Message: 2/8 (0/2)\\r\\n'],
      'Messages-Waiting: yes\r\nVoice-Message: 2/8 (0/2)\r\n',
    ],
    ['message/sipfrag', ['        Sipfrag', '            SIP/2.0 100 Trying'], 'SIP/2.0 100 Trying\r\n'],
    [
      'application/pidf+xml',
      [
        '        eXtensible Markup Language',
        '            <?xml',
        '                version="1.0"',
        '                ?>',
        '            <presence>',
        '                </presence>',
      ],
      '<?xml\r\nversion="1.0"\r\n?>\r\n<presence>\r\n</presence>\r\n',
    ],
  ])('%s', (type, body, expected) => {
    expect(notify(type, body)).toMatchObject({ method: 'NOTIFY', body: expected })
  })

  it('several parts, one of them a description', () => {
    const { body, description } = notify('multipart/mixed;boundary=bnd', [
      '        MIME Multipart Media Encapsulation, Type: multipart/mixed, Boundary: "bnd"',
      '            [Type: multipart/mixed]',
      '            First boundary: --bnd\\r\\n',
      '            Encapsulated multipart part:  (application/sdp)',
      '                Content-Type: application/sdp\\r\\n\\r\\n',
      ...sdp(BODY, '                '),
      '            Boundary: \\r\\n--bnd\\r\\n',
      '            Encapsulated multipart part:  (text/plain)',
      '                Content-Type: text/plain\\r\\n\\r\\n',
      '                Line-based text data: text/plain (1 lines)',
      '                    hello there',
      '            Last boundary: \\r\\n--bnd--\\r\\n',
    ])
    expect(body).toContain('hello there\r\n--bnd--')
    expect(description?.media).toMatchObject([{ port: 4000 }])
  })
})

testNoMessages({
  'a frame of another protocol': [
    ...FRAME(1),
    ...LAYERS(),
    'Session Initiation Protocol (INVITE)',
    '    Expert Info: malformed',
  ],
  'words that look like one': ['Frame 7: of the film', '    INVITE sip:a@b SIP/2.0 is what it says'],
})
