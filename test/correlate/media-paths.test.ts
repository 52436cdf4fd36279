import { describe, expect, test } from 'vitest'
import { createDtlsAssociations } from '../../src/correlate/dtls-associations.ts'
import { createFaxStreams } from '../../src/correlate/fax-streams.ts'
import { trafficOf } from '../../src/correlate/media-paths.ts'
import { createStunExchanges } from '../../src/correlate/stun-exchanges.ts'
import type { DtlsEvent, DtlsFact } from '../../src/model/dtls.ts'
import type { Endpoint } from '../../src/model/endpoint.ts'
import type { UdptlPacket } from '../../src/model/fax.ts'
import type { FlawKind } from '../../src/model/flaw.ts'
import type { StunAttributes, StunMessage } from '../../src/model/stun.ts'

const A: Endpoint = { address: '192.0.2.1', port: 4_000 }
const B: Endpoint = { address: '198.51.100.5', port: 3_478 }
const silent = () => {}

function counting() {
  const flaws = new Map<FlawKind, number>()
  const complain = (kind: FlawKind) => void flaws.set(kind, (flaws.get(kind) ?? 0) + 1)
  return { flaws, complain }
}

describe('STUN exchanges', () => {
  const NONE: StunAttributes = {
    mapped: undefined,
    relayed: undefined,
    peer: undefined,
    channel: undefined,
    username: undefined,
    realm: undefined,
    software: undefined,
    priority: undefined,
    useCandidate: false,
    role: undefined,
    error: undefined,
    fingerprint: undefined,
  }
  const message = (
    ms: number,
    kind: StunMessage['class'],
    id: number,
    attributes: Partial<StunAttributes> = {},
    method: StunMessage['method'] = 'binding',
  ): StunMessage => {
    const [source, destination] = kind === 'request' ? [A, B] : [B, A]
    const base = { frame: ms, at: ms * 1_000, source, destination, class: kind, method }
    return { ...base, transactionId: String(id), classic: false, attributes: { ...NONE, ...attributes } }
  }

  test('requests and their answers, added up by client, server and method', () => {
    const exchanges = createStunExchanges(silent, 10)
    const check = { username: 'b:a', role: 'controlling', useCandidate: true } as const
    exchanges.message(message(0, 'request', 1, check))
    exchanges.message(message(500, 'request', 1, check))
    exchanges.message(message(530, 'success', 1, { mapped: { address: '203.0.113.1', port: 9 }, software: 'agent' }))
    exchanges.message(message(1_000, 'request', 2))
    exchanges.message(message(1_010, 'success', 2))
    exchanges.message(message(1_011, 'success', 2))
    exchanges.message(message(2_000, 'request', 3))
    exchanges.message(message(2_001, 'indication', 4))
    expect(exchanges.list()).toEqual([
      {
        client: A,
        server: B,
        method: 'binding',
        firstFrame: 0,
        firstAt: 0,
        lastAt: 2_000_000,
        transactions: 3,
        requests: 4,
        successes: 2,
        unanswered: 1,
        errors: [],
        nominated: { frame: 530, at: 530_000 },
        roundTripMs: { min: 10, max: 530 },
        mapped: { address: '203.0.113.1', port: 9 },
        relayed: undefined,
        peer: undefined,
        username: 'b:a',
        realm: undefined,
        software: 'agent',
        role: 'controlling',
      },
    ])
  })

  test('errors by code, the first one with its place', () => {
    const exchanges = createStunExchanges(silent, 10)
    const unauthorized = { error: { code: 401, reason: 'Unauthorized' }, realm: 'example.com' }
    for (const id of [1, 2]) {
      exchanges.message(message(10 * id, 'request', id, {}, 'allocate'))
      exchanges.message(message(10 * id + 1, 'error', id, unauthorized, 'allocate'))
    }
    exchanges.message(message(30, 'request', 3, {}, 'allocate'))
    exchanges.message(message(31, 'success', 3, { relayed: { address: '203.0.113.2', port: 7 } }, 'allocate'))
    expect(exchanges.list()).toMatchObject([
      {
        method: 'allocate',
        errors: [{ code: 401, reason: 'Unauthorized', count: 2, frame: 11 }],
        successes: 1,
        unanswered: 0,
        realm: 'example.com',
        relayed: { address: '203.0.113.2', port: 7 },
        nominated: undefined,
      },
    ])
  })

  test('an answer to a request from before the capture counts for no transaction', () => {
    const exchanges = createStunExchanges(silent, 10)
    exchanges.message(message(1, 'success', 1, { mapped: { address: '203.0.113.1', port: 9 } }))
    expect(exchanges.list()).toMatchObject([
      { client: A, server: B, transactions: 0, successes: 0, mapped: { port: 9 } },
    ])
  })

  test('beyond the cap they are left out and counted; those known go on', () => {
    const { flaws, complain } = counting()
    const exchanges = createStunExchanges(complain, 2)
    for (let i = 0; i < 10; i++) {
      const from = { ...A, port: i }
      exchanges.message({ ...message(i, 'request', i), source: from })
      exchanges.message({ ...message(i, 'success', i), destination: from })
    }
    expect(exchanges.list()).toMatchObject([{ successes: 1 }, { successes: 1 }])
    expect(flaws).toEqual(new Map([['stun-exchanges-capped', 16]]))
  })

  test('requests nobody ever answers do not pile up', () => {
    const exchanges = createStunExchanges(silent, 2)
    for (let i = 0; i < 10_000; i++) exchanges.message(message(i, 'request', i))
    exchanges.message(message(10_001, 'success', 9_999))
    exchanges.message(message(10_002, 'success', 0))
    expect(exchanges.list()).toMatchObject([{ transactions: 10_000, successes: 1, unanswered: 9_999 }])
  })
})

describe('DTLS associations', () => {
  const hello: DtlsFact = {
    kind: 'client-hello',
    versions: ['DTLS 1.2'],
    cookie: false,
  }
  const answer: DtlsFact = { kind: 'server-hello', version: 'DTLS 1.2', suite: 'x', srtpProfile: 'P', retry: false }
  const event = (frame: number, fromClient: boolean, fact: DtlsFact, again = false): DtlsEvent => {
    const [source, destination] = fromClient ? [A, B] : [B, A]
    return { frame, at: frame * 1_000, source, destination, again, fact }
  }
  const encrypted: DtlsFact = { kind: 'encrypted', handshake: true }

  function bench(max = 10) {
    const { flaws, complain } = counting()
    const keyed: string[] = []
    const associations = createDtlsAssociations(complain, max, (client, server) => {
      keyed.push(`${client.address} ${server.address}`)
    })
    return { flaws, keyed, list: associations.list, take: associations.event }
  }

  test('a handshake that completes, and its keys are told once', () => {
    const { take, list, keyed } = bench()
    take(event(1, true, hello))
    take(event(2, false, { kind: 'hello-verify-request' }))
    take(event(3, true, { ...hello, cookie: true }))
    take(event(4, false, answer))
    take(event(5, false, { kind: 'certificate', fingerprint: 'sha-256 BB' }))
    take(event(6, true, { kind: 'certificate', fingerprint: 'sha-256 AA' }))
    take(event(7, true, { kind: 'certificate', fingerprint: 'sha-256 AA' }, true))
    take(event(8, true, encrypted))
    expect(list()[0]!.completedAt).toBeUndefined()
    take(event(9, false, encrypted))
    take(event(10, false, { kind: 'encrypted', handshake: false }))
    expect(list()).toEqual([
      {
        client: A,
        server: B,
        firstFrame: 1,
        firstAt: 1_000,
        lastAt: 10_000,
        clientHellos: 2,
        serverHellos: 1,
        offeredVersions: ['DTLS 1.2'],
        version: 'DTLS 1.2',
        suite: 'x',
        srtpProfile: 'P',
        clientFingerprint: 'sha-256 AA',
        serverFingerprint: 'sha-256 BB',
        completedAt: 9_000,
        retransmissions: 1,
        alerts: [],
      },
    ])
    expect(keyed).toEqual(['192.0.2.1 198.51.100.5'])
  })

  test('hellos without an answer, and an alert', () => {
    const { take, list, keyed } = bench()
    take(event(1, true, hello))
    for (const frame of [2, 3]) take(event(frame, true, { kind: 'handshake', type: 1 }, true))
    take(event(4, false, { kind: 'alert', fatal: true, description: 'handshake_failure' }))
    expect(list()).toMatchObject([
      {
        clientHellos: 3,
        serverHellos: 0,
        retransmissions: 2,
        completedAt: undefined,
        alerts: [{ from: 'server', fatal: true, description: 'handshake_failure', frame: 4 }],
      },
    ])
    expect(keyed).toEqual([])
  })

  test('who says hello is the client, whoever was heard first', () => {
    const { take, list } = bench()
    take(event(1, false, { kind: 'alert', fatal: true, description: 'unexpected_message' }))
    take(event(2, true, hello))
    expect(list()).toMatchObject([{ client: A, server: B }])
    const late = bench()
    late.take(event(1, false, answer))
    expect(late.list()).toMatchObject([{ client: A, server: B, clientHellos: 0 }])
  })

  test('a hello on ports whose handshake was done begins another', () => {
    const { take, list } = bench()
    for (const one of [event(1, true, hello), event(2, true, encrypted), event(3, false, encrypted)]) take(one)
    take(event(4, true, hello))
    expect(list().map(({ firstFrame, completedAt }) => [firstFrame, completedAt])).toEqual([
      [1, 3_000],
      [4, undefined],
    ])
  })

  test('beyond the cap they are left out and counted', () => {
    const { take, list, flaws } = bench(2)
    for (let port = 0; port < 5; port++) take({ ...event(port, true, hello), source: { ...A, port } })
    expect(list()).toHaveLength(2)
    expect(flaws).toEqual(new Map([['dtls-associations-capped', 3]]))
  })
})

describe('T.38 streams', () => {
  const packet = (sequence: number, more: Partial<UdptlPacket> = {}): UdptlPacket => {
    const base = { frame: 1, at: sequence * 40_000, source: A, destination: B }
    return { ...base, sequence: sequence & 0xffff, primary: 'v21-data', redundancy: 0, fec: 0, ...more }
  }
  const count = (...packets: readonly UdptlPacket[]) => {
    const streams = createFaxStreams(silent, 10)
    for (const one of packets) streams.packet(one)
    expect(streams.list()).toHaveLength(1)
    return streams.list()[0]!
  }

  test('what was said, and how much it was secured', () => {
    expect(count(packet(0, { primary: 'cng' }), packet(1, { redundancy: 3 }), packet(2, { fec: 2 }))).toMatchObject({
      source: A,
      destination: B,
      packets: 3,
      lost: 0,
      unrecovered: 0,
      repeated: 0,
      redundancy: 3,
      fec: 2,
      primaries: ['cng', 'v21-data'],
    })
  })

  test.each<[string, readonly UdptlPacket[], object]>([
    ['a wrap', [packet(65_534), packet(65_535), packet(65_536), packet(65_537)], { lost: 0, repeated: 0 }],
    ['copies', [packet(1), packet(1), packet(2), packet(1)], { packets: 4, lost: 0, repeated: 2 }],
    ['a gap redundancy reaches across', [packet(1), packet(4, { redundancy: 2 })], { lost: 2, unrecovered: 0 }],
    ['one it does not', [packet(1), packet(5, { redundancy: 2 })], { lost: 3, unrecovered: 1 }],
    ['one that comes late', [packet(1), packet(3), packet(2), packet(2)], { lost: 0, unrecovered: 0, repeated: 1 }],
    ['a new beginning', [packet(1), packet(20_000), packet(20_001)], { lost: 0 }],
  ])('%s', (_name, packets, expected) => {
    expect(count(...packets)).toMatchObject(expected)
  })

  test('beyond the cap they are left out and counted', () => {
    const { flaws, complain } = counting()
    const streams = createFaxStreams(complain, 2)
    for (let port = 0; port < 5; port++) streams.packet(packet(1, { source: { ...A, port } }))
    expect(streams.list()).toHaveLength(2)
    expect(flaws).toEqual(new Map([['fax-streams-capped', 3]]))
  })
})

test('traffic: what the decoder counted and what the streams believed, in one order, without zeroes', () => {
  const media = {
    rtpPackets: 100,
    srtpPackets: 40,
    duplicates: 3,
    rtcpPackets: 5,
    srtcpPackets: 5,
    others: 2,
    streams: 4,
  }
  const decoded = new Map([
    ['not recognised', 1],
    ['DNS', 0],
    ['SIP', 7],
  ] as const)
  expect(trafficOf(decoded, media)).toEqual([
    { protocol: 'SIP', packets: 7 },
    { protocol: 'RTP', packets: 63 },
    { protocol: 'SRTP', packets: 40 },
    { protocol: 'SRTCP', packets: 5 },
    { protocol: 'not recognised', packets: 3 },
  ])
})
