import { expect, test } from 'vitest'
import { createNetworkFacts } from '../../src/correlate/network-facts.ts'
import type { DnsBody } from '../../src/decode/dns/message.ts'
import { Packet } from '../../src/decode/network/packet.ts'
import {
  ACK,
  type DrawnPacket,
  datagram,
  dnsAnswer,
  dnsQuery,
  FIN,
  RST,
  SYN,
  SYN_ACK,
  segment,
  withPackets,
} from '../support/drawn-packets.ts'
import { correlated, LADDER_START, ladder } from '../support/ladder.ts'

const A = ['192.0.2.10', 40_000] as const
const B = ['192.0.2.20', 5060] as const
const PING = 'OPTIONS sip:192.0.2.20 SIP/2.0\r\nCall-ID: a\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n'
const factsOf = (packets: readonly DrawnPacket[]) => correlated(withPackets(undefined, packets)).facts.network!
const at = (seconds: number) => LADDER_START + Math.round(seconds * 1_000_000)
const opened = [
  segment(0, A, B, { flags: SYN, sequence: 999 }),
  segment(0.1, B, A, { flags: SYN_ACK, sequence: 4_999 }),
]
const said = (seconds: number, times = 1) =>
  Array.from({ length: times }, (_, i) =>
    segment(seconds + i / 100, A, B, { sequence: 1_000 + i * PING.length, content: PING }),
  )

test('a connection of SIP with how it was opened and closed', () => {
  const [one, ...others] = factsOf([
    ...opened,
    ...said(0.2),
    segment(9, B, A, { flags: FIN, sequence: 5_000 }),
  ]).connections
  expect(others).toEqual([])
  expect(one).toMatchObject({
    client: { address: '192.0.2.10', port: 40_000 },
    server: { address: '192.0.2.20', port: 5060 },
    ...{ protocol: 'sip', syns: 1, answered: true, segments: 1, repeated: 0, refused: undefined },
    opened: { frame: 1, at: at(0) },
    idle: { frame: 4, at: at(9), us: 8_800_000 },
    closed: { frame: 4, at: at(9), how: 'fin', by: 'server' },
  })
})

test('who has the higher port is the client of a connection joined in its middle', () => {
  const [one] = factsOf([segment(0, B, A, { sequence: 5_000, content: PING }), ...said(1)]).connections
  expect(one).toMatchObject({ client: { port: 40_000 }, opened: undefined, syns: 0, answered: true })
})

test('a reset by either side', () => {
  const reset = segment(2, A, B, { flags: RST, sequence: 1_000 + PING.length })
  expect(factsOf([...opened, ...said(1), reset]).connections[0]?.closed).toMatchObject({ how: 'rst', by: 'client' })
})

test('a RST in answer to the SYN refuses', () => {
  const refusal = segment(0.1, B, A, { flags: RST | ACK, sequence: 0, window: 0 })
  expect(factsOf([opened[0]!, refusal]).connections[0]).toMatchObject({ answered: false, refused: { frame: 2 } })
})

test('a connection to another port that says nothing of SIP is not kept', () => {
  const W = ['192.0.2.20', 443] as const
  expect(factsOf([segment(0, A, W, { flags: SYN, sequence: 999 })]).connections).toEqual([])
})

test('a copy out of a mirror port is no repetition', () => {
  const [message] = said(1)
  expect(factsOf([...opened, message!, { ...message!, seconds: 1.001 }]).connections[0]?.repeated).toBe(0)
  expect(factsOf([...opened, message!, ...said(1.3)]).connections[0]?.repeated).toBe(1)
})

test('lookups with their answers, and those without', () => {
  const [C, S] = [['192.0.2.10', 40_053] as const, ['192.0.2.53', 53] as const]
  const { lookups } = factsOf([
    datagram(0, C, S, dnsQuery(7, 'a.example.com', 'A')),
    datagram(1, C, S, dnsQuery(7, 'a.example.com', 'A')),
    datagram(1.2, S, C, dnsAnswer(7, 'a.example.com', 'A', 0, [['192.0.2.30']])),
    datagram(2, C, S, dnsQuery(8, 'b.example.com', 'A')),
    datagram(3, S, C, dnsAnswer(9, 'c.example.com', 'A', 3)),
  ])
  expect(lookups).toMatchObject([
    { name: 'a.example.com', tries: 2, at: at(0), answer: { code: 'NOERROR', records: 1, at: at(1.2) } },
    { name: 'b.example.com', tries: 1, answer: undefined },
  ])
})

test('line ends over UDP are counted by their way', () => {
  const ends = (seconds: number) => datagram(seconds, ['192.0.2.10', 5060], B, Buffer.from('\r\n\r\n'))
  const [one] = factsOf([ends(0), ends(25), ends(50)]).keepalives
  expect(one).toMatchObject({ count: 3, firstAt: at(0), lastAt: at(50), source: { port: 5060 } })
})

test('INVITEs that nobody took', () => {
  const { facts } = correlated(ladder`
    0    192.0.2.20 > 192.0.2.30  INVITE  to sip:Alice@Example.com
    0.1  192.0.2.30 > 192.0.2.20  480
    10   192.0.2.20 > 192.0.2.31  INVITE  call b
    10.1 192.0.2.31 > 192.0.2.20  486     call b
    20   192.0.2.20 > 192.0.2.32  INVITE  call c
    20.5 192.0.2.20 > 192.0.2.32  INVITE  call c again
    21.5 192.0.2.20 > 192.0.2.32  INVITE  call c again`)
  expect(facts.network?.lostInvites).toMatchObject([
    { user: 'Alice@example.com', status: 480, at: at(0), destination: { address: '192.0.2.30' } },
    { status: undefined, target: '192.0.2.32' },
  ])
})

test('each list stops at its cap, and what comes after is counted', () => {
  const flaws: string[] = []
  const network = createNetworkFacts((kind) => flaws.push(kind), 2)
  const packet = new Packet()
  packet.at = 1
  for (let id = 0; id < 5; id++) {
    packet.ports = (id << 16) | 53
    const body: DnsBody = { id, isResponse: false, name: 'a', type: 'A', code: 'NOERROR', records: 0, targets: [] }
    network.dns(packet, body)
    network.keepalive(packet)
    network.fragmentsLost(id)
    network.log({ at: 1, origin: { kind: 'line', number: id }, topic: 'transport', text: 'connection refused' })
  }
  const { lookups, keepalives, lostFragments, logs } = network.facts()
  expect([lookups.length, keepalives.length, lostFragments.size, logs.length]).toEqual([2, 2, 2, 2])
  expect(flaws).toEqual(Array.from({ length: 12 }, () => 'network-facts-capped'))
})
