import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDtlsReader } from '../../../src/decode/dtls/reader.ts'
import { createEndpoints } from '../../../src/decode/network/address.ts'
import { Packet } from '../../../src/decode/network/packet.ts'
import type { DtlsEvent } from '../../../src/model/dtls.ts'
import { join } from '../../support/capture-writer.ts'
import { certificate, clientHello, dtlsHandshake, dtlsRecord, serverHello, u8 } from '../../support/media-writer.ts'

function createBench() {
  const events: DtlsEvent[] = []
  const flaws: string[] = []
  const readDtls = createDtlsReader(
    (event) => events.push(event),
    createEndpoints(),
    (kind) => flaws.push(kind),
  )
  let frame = 0
  const send = (payload: Uint8Array, toServer: boolean, wireEnd = payload.length, port = 4_000): boolean => {
    const packet = new Packet()
    packet.frame = ++frame
    packet.at = frame * 1_000
    packet.bytes = payload
    packet.end = payload.length
    packet.wireEnd = wireEnd
    packet.addresses[toServer ? 3 : 7] = 0x0a000001
    packet.addresses[toServer ? 7 : 3] = 0x0a000002
    packet.ports = toServer ? (port << 16) | 4_002 : (4_002 << 16) | port
    return readDtls(packet)
  }
  return {
    events,
    flaws,
    clientAt: (port: number, payload: Uint8Array) => send(payload, true, payload.length, port),
    client: (payload: Uint8Array, wireEnd?: number) => send(payload, true, wireEnd),
    server: (payload: Uint8Array) => send(payload, false),
    facts: () => events.map(({ fact }) => fact),
  }
}

const handshake = (...messages: readonly Uint8Array[]): Uint8Array => dtlsRecord(22, 0, join(...messages))
const DER = new Uint8Array(900).fill(0x30)

describe('the DTLS reader', () => {
  test('the two hellos, with the names of the registries', () => {
    const { client, server, events } = createBench()
    client(
      handshake(
        dtlsHandshake(
          1,
          0,
          clientHello({ suites: [0xc02b, 0x0a0a, 0x1301], profiles: [7, 1], versions: [0xfefc, 0xfefd] }),
        ),
      ),
    )
    server(handshake(dtlsHandshake(2, 0, serverHello(0xc02b, 7))))
    expect(events).toMatchObject([
      {
        frame: 1,
        again: false,
        source: { address: '10.0.0.1', port: 4_000 },
        destination: { address: '10.0.0.2', port: 4_002 },
        fact: {
          kind: 'client-hello',
          versions: ['DTLS 1.3', 'DTLS 1.2'],
          cookie: false,
        },
      },
      {
        frame: 2,
        fact: {
          kind: 'server-hello',
          version: 'DTLS 1.2',
          suite: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
          srtpProfile: 'SRTP_AEAD_AES_128_GCM',
          retry: false,
        },
      },
    ])
  })

  test('a certificate in pieces, in any order and twice, and its fingerprint as SDP writes it', () => {
    const body = certificate(DER)
    const piece = (offset: number, length: number) => handshake(dtlsHandshake(11, 1, body, offset, length))
    const digest = createHash('sha256').update(DER).digest('hex').toUpperCase().match(/../g)!.join(':')
    const { server, facts } = createBench()
    for (const one of [piece(600, 400), piece(0, 300), piece(0, 300), piece(250, 400)]) server(one)
    expect(facts()).toEqual([{ kind: 'certificate', fingerprint: `sha-256 ${digest}` }])
    server(piece(0, 300))
    server(piece(300, 606))
    expect(facts().slice(1)).toEqual([{ kind: 'handshake', type: 11 }])
  })

  test('several records in a datagram, messages in a record, and a flight that is sent again', () => {
    const { server, events } = createBench()
    const flight = join(
      handshake(dtlsHandshake(2, 0, serverHello()), dtlsHandshake(11, 1, certificate(DER))),
      handshake(dtlsHandshake(14, 2, u8())),
    )
    server(flight)
    server(flight)
    expect(events.map(({ fact, again }) => [fact.kind, again])).toEqual([
      ['server-hello', false],
      ['certificate', false],
      ['handshake', false],
      ['server-hello', true],
      ['certificate', true],
      ['handshake', true],
    ])
  })

  test('the cookie, alerts, and of what is encrypted the first record of each kind', () => {
    const { client, server, facts } = createBench()
    server(handshake(dtlsHandshake(3, 0, new Uint8Array(20))))
    client(handshake(dtlsHandshake(1, 1, clientHello({ cookie: 'abc' }))))
    server(dtlsRecord(21, 0, u8(2, 40)))
    server(dtlsRecord(21, 0, u8(1, 0)))
    client(dtlsRecord(20, 0, u8(1)))
    for (let i = 0; i < 3; i++) client(dtlsRecord(22, 1, new Uint8Array(40)))
    for (let i = 0; i < 3; i++) client(dtlsRecord(23, 1, new Uint8Array(40)))
    expect(facts()).toMatchObject([
      { kind: 'hello-verify-request' },
      { kind: 'client-hello', cookie: true },
      { kind: 'alert', fatal: true, description: 'handshake_failure' },
      { kind: 'alert', fatal: false, description: 'close_notify' },
      { kind: 'encrypted', handshake: true },
      { kind: 'encrypted', handshake: false },
    ])
  })

  test('DTLS 1.3 ciphertext is only known where DTLS was seen, either way', () => {
    const { client, server, facts } = createBench()
    const ciphertext = u8(0x2e, ...new Array(40).fill(9))
    expect(server(ciphertext)).toBe(false)
    client(handshake(dtlsHandshake(1, 0, clientHello())))
    expect(server(ciphertext)).toBe(true)
    expect(client(ciphertext)).toBe(true)
    expect(facts().map(({ kind }) => kind)).toEqual(['client-hello', 'encrypted', 'encrypted'])
  })

  test('ports used again: a first hello behind encrypted records is no repetition', () => {
    const { client, events } = createBench()
    const hello = handshake(dtlsHandshake(1, 0, clientHello()))
    client(hello)
    client(hello)
    client(dtlsRecord(22, 1, new Uint8Array(40)))
    client(hello)
    expect(events.map(({ again }) => again)).toEqual([false, true, false, false])
  })

  test.each([
    ['a type that is none', dtlsRecord(26, 0, u8(1))],
    ['a version of TLS', dtlsRecord(22, 0, u8(1), 0x0303)],
    ['a length beyond the datagram', dtlsRecord(22, 0, u8(1, 2, 3)).slice(0, -1)],
    ['twelve bytes', dtlsRecord(22, 0, u8()).slice(0, 12)],
  ])('%s is no DTLS', (_name, bytes) => {
    expect(createBench().client(bytes)).toBe(false)
  })

  test('a hello the capture cut is known by its type', () => {
    const whole = handshake(dtlsHandshake(1, 0, clientHello()))
    const bench = createBench()
    expect(bench.client(whole.subarray(0, 60), whole.length)).toBe(true)
    expect(bench.facts()).toEqual([])
  })

  test('fragments of messages that never come whole cost no more than the cap', () => {
    const { client, server, facts } = createBench()
    const huge = new Uint8Array(65_000)
    for (let number = 0; number < 200; number++) client(handshake(dtlsHandshake(11, number, huge, 0, 100)))
    client(handshake(dtlsHandshake(1, 300, clientHello())))
    server(handshake(dtlsHandshake(2, 0, serverHello())))
    expect(facts().map(({ kind }) => kind)).toEqual(['client-hello', 'server-hello'])
  })

  test('more ways than are followed are forgotten and counted, and those that come are read', () => {
    const { clientAt, events, flaws } = createBench()
    const hello = handshake(dtlsHandshake(1, 0, clientHello()))
    for (let port = 1; port <= 5_000; port++) clientAt(port, hello)
    expect(events).toHaveLength(5_000)
    expect(flaws).toEqual(['media-flows-capped'])
  })

  test('mutated records never throw', () => {
    const records = join(
      handshake(dtlsHandshake(1, 0, clientHello()), dtlsHandshake(11, 1, certificate(DER), 5, 60)),
      dtlsRecord(21, 0, u8(2, 40)),
    )
    const change = fc.array(fc.tuple(fc.nat({ max: records.length - 1 }), fc.nat({ max: 255 })), { maxLength: 8 })
    fc.assert(
      fc.property(change, fc.nat({ max: records.length }), (changes, length) => {
        const bytes = records.slice()
        for (const [at, value] of changes) bytes[at] = value
        createBench().client(bytes.subarray(0, length))
      }),
      { numRuns: 1_000 },
    )
  })
})
