import { describe, expect, it } from 'vitest'
import { createTextDecoder } from '../../../src/decode/text.ts'
import { ALICE, BOB, testFormat, testNoMessages } from '../log/format-cases.ts'
import { AS_READ, INVITE, readText } from '../log/read-text.ts'
import {
  ethernet,
  exchange,
  followRows,
  fragmented,
  INVITE_BYTES,
  ISO_TIMES,
  linuxSll,
  linuxSll2,
  loopback,
  ngrepRows,
  TRYING_BYTES,
  tcpdumpHead,
  tcpdumpRows,
  wiresharkRows,
} from './printers.ts'

const [INVITE_UDP, TRYING_UDP] = exchange('udp').map(({ bytes }) => bytes) as [Uint8Array, Uint8Array]
const SIX = [
  { address: '2001:db8::1', port: 5060 },
  { address: '2001:db8::2', port: 5080 },
] as const
const [INVITE_SIX, TRYING_SIX] = exchange('udp', SIX).map(({ bytes }) => bytes) as [Uint8Array, Uint8Array]
const SAID = `SIP: ${INVITE[0]}`

const dump = (invite: readonly string[], trying: readonly string[]) =>
  ({
    text: [tcpdumpHead(0, SAID), ...invite, tcpdumpHead(1, 'SIP: SIP/2.0 100 Trying'), ...trying],
    ends: [ALICE, BOB],
    transport: 'UDP',
    times: ISO_TIMES,
    lines: [3, invite.length + 4],
  }) as const

const link = (wrap: (packet: Uint8Array) => Uint8Array) =>
  ({ ...dump(tcpdumpRows(wrap(INVITE_UDP)), tcpdumpRows(wrap(TRYING_UDP))) }) as const

testFormat('tcpdump -X', {
  '-X': dump(tcpdumpRows(INVITE_UDP), tcpdumpRows(TRYING_UDP)),
  '-x': dump(tcpdumpRows(INVITE_UDP, false), tcpdumpRows(TRYING_UDP, false)),
  '-XX, Ethernet': { ...link(ethernet), lines: [4, 2 + Math.ceil((INVITE_UDP.length + 14) / 16) + 3] },
})

describe('packets of every kind are read as in a capture', () => {
  const segments = exchange('tcp', [ALICE, BOB], 150).map(({ bytes }) => bytes)
  const fragments = [...fragmented(INVITE_UDP), TRYING_UDP]
  it.each([
    ['a VLAN', [INVITE_UDP, TRYING_UDP].map((packet) => ethernet(packet, 7))],
    ['Linux cooked', [INVITE_UDP, TRYING_UDP].map(linuxSll)],
    ['Linux cooked 2', [INVITE_UDP, TRYING_UDP].map(linuxSll2)],
    ['loopback', [INVITE_UDP, TRYING_UDP].map(loopback)],
    ['IPv6', [INVITE_SIX, TRYING_SIX]],
    ['IPv6 in Ethernet', [ethernet(INVITE_SIX), ethernet(TRYING_SIX)]],
    [
      'an address that looks like a VLAN',
      exchange('udp', [{ address: '129.0.0.7', port: 5060 }, BOB]).map(({ bytes }) => bytes),
    ],
    ['fragments', fragments],
    ['TCP in segments', segments],
    ['TCP in segments, Ethernet', segments.map((packet) => ethernet(packet))],
  ])('%s', (_, packets) => {
    for (const rows of [tcpdumpRows, wiresharkRows]) {
      const text = packets.flatMap((packet, index) => [
        tcpdumpHead(index === packets.length - 1 ? 1 : 0, 'x'),
        ...rows(packet),
      ])
      const { messages, flaws } = readText(text.join('\n'))
      expect(messages).toMatchObject(AS_READ)
      expect(flaws).toEqual([])
      expect(messages[0]!.description?.media).toHaveLength(1)
    }
  })
})

describe('where a message stands', () => {
  it('is the row of each line, across segments', () => {
    const packets = exchange('tcp', [ALICE, BOB], 150)
    const text = packets.flatMap(({ bytes }) => [tcpdumpHead(0, 'Flags [P.]'), ...tcpdumpRows(bytes)])
    const [message] = readText(text.join('\n')).messages
    const lines = message!.raw.trimEnd().split('\r\n')
    for (const [index, line] of lines.entries()) {
      const first = text[message!.lines![index]! - 1]!
      const [shown] = message!.written!.get(index)!.split('\n')
      expect(first).toContain(shown)
      if (line !== '') expect(message!.written!.get(index)!.replaceAll('\n', '')).toContain(line.slice(0, 1))
    }
    expect(new Set(message!.lines).size).toBeGreaterThan(10)
  })

  it('is quoted by its digits where no characters are printed', () => {
    const text = [tcpdumpHead(0, SAID), ...tcpdumpRows(INVITE_UDP, false)]
    const [message] = readText(text.join('\n')).messages
    expect(text.join('\n')).toContain(message!.written!.get(0)!.split('\n')[1])
  })
})

describe('a packet printed in several ways is read once', () => {
  const copy = INVITE.map((line) => `\t${line}`)
  const long = [
    '18:30:00.000123 IP (tos 0x0, ttl 64, id 1, offset 0, flags [none], proto UDP (17), length 500)',
    '    192.0.2.1.5060 > 203.0.113.2.5080: [udp sum ok] SIP, length: 472',
  ]
  it.each([
    ['-v -X', [...long, ...copy, ...tcpdumpRows(INVITE_UDP)]],
    [
      '-v -XX -e, one line',
      [
        '18:30:00.000123 02:00:00:00:00:02 > 02:00:00:00:00:01, ethertype IPv6 (0x86dd), length 955: (hlim 64, next-header UDP (17) payload length: 901) 2001:db8::1.5060 > 2001:db8::2.5080: [udp sum ok] SIP, length: 472',
        ...copy,
        ...tcpdumpRows(ethernet(INVITE_SIX)),
      ],
    ],
    [
      'tshark -P -x',
      [
        `    1   0.000000  192.0.2.1 → 203.0.113.2  SIP/SDP 500 Request: ${INVITE[0]!.slice(0, -8)} | `,
        '',
        ...wiresharkRows(ethernet(INVITE_UDP)),
      ],
    ],
    [
      'tshark -x, reassembled',
      [
        'Frame (500 bytes):',
        ...wiresharkRows(ethernet(exchange('tcp')[0]!.bytes)),
        `Reassembled TCP (${INVITE_BYTES.length} bytes):`,
        ...wiresharkRows(INVITE_BYTES),
        '',
      ],
    ],
  ])('%s', (_, text) => {
    const { messages, flaws } = readText(text.join('\n'))
    expect(messages).toMatchObject([AS_READ[0]])
    expect(flaws).toEqual([])
  })
})

describe('only the payload is printed', () => {
  const head = 'U 2026/04/16 18:30:00.000123 192.0.2.1:5060 -> 203.0.113.2:5080 #1'
  it('ngrep -x', () => {
    const { messages, formats } = readText([head, ...ngrepRows(INVITE_BYTES), '', ''].join('\n'))
    expect(messages).toMatchObject([{ ...AS_READ[0], source: ALICE, destination: BOB, transport: 'UDP' }])
    expect(formats).toEqual(['ngrep'])
  })

  it('ngrep -x over TCP, in segments, between names', () => {
    const text = [0, 200].flatMap((start, index) => [
      `T 2026/04/16 18:30:00.10000${index} 192.0.2.1:5060 -> 203.0.113.2:5080 [AP] #${index}`,
      ...ngrepRows(INVITE_BYTES.subarray(start, index === 0 ? 200 : undefined)),
      '',
    ])
    expect(readText(text.join('\n')).messages).toMatchObject([
      { ...AS_READ[0], source: ALICE, transport: 'TCP', at: Date.UTC(2026, 3, 16, 18, 30) * 1_000 + 100_001 },
    ])
  })

  it('follow stream in hexadecimal: each node is a stream of its own', () => {
    const text = [
      '===================================================================',
      'Follow: tcp,hex',
      'Filter: tcp.stream eq 0',
      'Node 0: 192.0.2.1:5060',
      'Node 1: 203.0.113.2:5080',
      ...followRows(INVITE_BYTES.subarray(0, 300), 0, ''),
      ...followRows(INVITE_BYTES.subarray(300), 300, ''),
      ...followRows(TRYING_BYTES, 0, '    '),
      '===================================================================',
    ]
    const { messages, formats } = readText(text.join('\n'))
    expect(messages).toMatchObject(AS_READ)
    expect(messages.map(({ source, transport }) => [source, transport])).toEqual([
      [ALICE, 'TCP'],
      [BOB, 'TCP'],
    ])
    expect(formats).toEqual(['tshark follow'])
  })

  it('a bare dump of a message', () => {
    const [message] = readText(wiresharkRows(INVITE_BYTES).join('\n')).messages
    expect(message).toMatchObject({ ...AS_READ[0], source: undefined, at: undefined })
  })
})

describe('what is missing', () => {
  it('is told of a packet that the snap length cut', () => {
    const text = [tcpdumpHead(0, SAID), ...tcpdumpRows(INVITE_UDP.subarray(0, 200))]
    const { messages, flaws } = readText(text.join('\n'))
    expect(messages).toMatchObject([{ method: 'INVITE', complete: false, origin: { kind: 'line', number: 3 } }])
    expect(flaws).toContain('snaplen-cut')
  })

  it('a row that does not follow ends the packet', () => {
    const rows = tcpdumpRows(INVITE_UDP)
    const { messages } = readText([tcpdumpHead(0, SAID), ...rows.slice(0, 9), ...rows.slice(10)].join('\n'))
    expect(messages).toMatchObject([{ method: 'INVITE', complete: false }])
  })

  it('stands at the line the packet begins on', () => {
    const where: unknown[] = []
    const decoder = createTextDecoder((kind, _, origin) => where.push([kind, origin]))
    decoder.push(Buffer.from([tcpdumpHead(0, SAID), ...tcpdumpRows(INVITE_UDP.subarray(0, 200))].join('\n')))
    decoder.end()
    expect(where).toContainEqual(['snaplen-cut', { kind: 'line', number: 2 }])
  })
})

testNoMessages({
  'rows of another protocol': [tcpdumpHead(0, 'UDP, length 20'), ...tcpdumpRows(Buffer.alloc(48, 0x45))],
  'numbers in a table': ['0000  12 34 56 78', '0010  12 34 56 78'],
  'hexadecimal words': ['0000 dead beef', 'cafe babe'],
})
