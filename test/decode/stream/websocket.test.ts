import { constants, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCapture, sipRequest } from '../../support/capture-reading.ts'
import { join, text, writePcap } from '../../support/capture-writer.ts'
import { type ConversationShape, framesOf, segmentsOf } from '../../support/tcp-frames.ts'
import type { Chunk } from '../../support/tls-session.ts'
import { frame, upgrade, upgraded } from '../../support/websocket-frames.ts'

const MASK = [1, 200, 33, 44] as const
const client = (...bytes: readonly Uint8Array[]): Chunk => ({ side: 0, bytes: join(...bytes) })
const server = (...bytes: readonly Uint8Array[]): Chunk => ({ side: 1, bytes: join(...bytes) })
const opening = [client(upgrade()), server(upgraded())]
const read = (chunks: readonly Chunk[], shape?: ConversationShape) =>
  readCapture(writePcap(framesOf(segmentsOf(chunks, shape), [40_000, 80])))
const callIds = ({ messages }: ReturnType<typeof readCapture>) => messages.map(({ callId }) => callId)
const ping = frame(new Uint8Array(0), { opcode: 9, mask: MASK })

describe('SIP over WebSocket', () => {
  const big = sipRequest('big', 70_000)
  const chunks = [
    ...opening,
    client(frame(sipRequest('a'), { mask: MASK }), ping, frame(text('\r\n\r\n'), { mask: MASK })),
    server(frame(text('\r\n')), frame(sipRequest('b', 300), { opcode: 2 })),
    client(
      frame(big.slice(0, 10), { final: false, mask: MASK }),
      ping,
      frame(big.slice(10, 60_000), { opcode: 0, final: false, mask: [0, 0, 0, 0] }),
      frame(big.slice(60_000), { opcode: 0, mask: MASK }),
    ),
    server(frame(text('{"type":"ping"}')), frame(sipRequest('c')), frame(Uint8Array.of(3, 232), { opcode: 8 })),
  ]

  test('text and binary, masked or not, fragmented, with pings between', () => {
    const result = read(chunks)
    expect(callIds(result)).toEqual(['a', 'b', 'big', 'c'])
    expect(result.messages.every(({ transport, complete }) => transport === 'WS' && complete)).toBe(true)
    expect([...result.flaws]).toEqual([])
  })

  test('however it is cut into segments', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_400 }), (segmentOctets) => {
        expect(callIds(read(chunks.slice(0, 4), { segmentOctets }))).toEqual(['a', 'b'])
      }),
      { numRuns: 30 },
    )
  })

  test('joined in the middle', () => {
    const middle = [client(frame(sipRequest('a'), { mask: MASK })), server(frame(sipRequest('b'))), client(ping)]
    expect(callIds(read(middle, { joined: true }))).toEqual(['a', 'b'])
    expect(
      callIds(
        read([server(upgraded(), frame(sipRequest('b'))), client(frame(sipRequest('a'), { mask: MASK }))], {
          joined: true,
        }),
      ),
    ).toEqual(['b', 'a'])
  })

  test('another subprotocol, no upgrade, and a refused one are left alone', () => {
    const inside = [client(frame(sipRequest('a'), { mask: MASK }))]
    const get = text('GET / HTTP/1.1\r\nHost: example.com\r\n\r\n')
    expect(read([client(upgrade('mqtt')), server(upgraded('mqtt')), ...inside]).messages).toEqual([])
    expect(read([client(get), ...inside]).messages).toEqual([])
    expect(read([client(upgrade()), server(text('HTTP/1.1 403 Forbidden\r\n\r\n')), ...inside]).messages).toEqual([])
  })

  test('a message in a lost segment is lost; those that begin a later segment are read', () => {
    const segments = segmentsOf(
      [
        ...opening,
        client(frame(sipRequest('lost'), { mask: MASK })),
        client(frame(sipRequest('next'), { mask: MASK })),
      ],
      { ending: 'rst' },
    )
    const kept = segments.filter((_, i) => i !== 4)
    const result = readCapture(writePcap(framesOf(kept)))
    expect(callIds(result)).toEqual(['next'])
    expect(Object.fromEntries(result.flaws)).toEqual({ 'tcp-segments-missing': 1 })
  })

  test('what is no frame is told, and costs what follows in the segment', () => {
    const result = read([
      ...opening,
      client(Uint8Array.of(0xf7, 1, 2), frame(sipRequest('a'), { mask: MASK })),
      client(frame(sipRequest('b'), { mask: MASK })),
    ])
    expect(callIds(result)).toEqual(['b'])
    expect(Object.fromEntries(result.flaws)).toEqual({ 'websocket-frame-invalid': 1 })
  })

  test('a message longer than is read costs only itself', () => {
    const long = frame(new Uint8Array(300_000), { mask: MASK })
    const result = read([...opening, client(long, frame(sipRequest('next'), { mask: MASK }))])
    expect(callIds(result)).toEqual(['next'])
    expect(Object.fromEntries(result.flaws)).toEqual({ 'websocket-frame-invalid': 1 })
  })
})

describe('compressed messages (RFC 7692)', () => {
  const packed = (message: Uint8Array, dictionary?: Uint8Array): Uint8Array => {
    const out = deflateRawSync(message, {
      finishFlush: constants.Z_SYNC_FLUSH,
      ...(dictionary !== undefined && { dictionary }),
    })
    return frame(new Uint8Array(out.subarray(0, -4)), { compressed: true })
  }
  const [a, b, c] = [sipRequest('a', 900), sipRequest('b', 12_000), sipRequest('c')]

  test('each by itself, or building on those before', () => {
    const alone = read([...opening, server(packed(a), packed(b), packed(c))])
    const building = read([...opening, server(packed(a), packed(b, a), frame(sipRequest('plain')), packed(c, b))])
    expect(callIds(alone)).toEqual(['a', 'b', 'c'])
    expect(callIds(building)).toEqual(['a', 'b', 'plain', 'c'])
    expect(building.messages[1]!.raw).toBe(Buffer.from(b).toString())
    expect([...building.flaws]).toEqual([])
  })

  test('a bomb is stopped, and what builds on it cannot be read', () => {
    const bomb = packed(new Uint8Array(10_000_000))
    const result = read([...opening, server(bomb, packed(a), frame(sipRequest('plain')))])
    expect(callIds(result)).toEqual(['plain'])
    expect(Object.fromEntries(result.flaws)).toEqual({ 'websocket-inflate-failed': 2 })
  })
})
