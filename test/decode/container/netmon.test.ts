import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCapture, sipRequest } from '../../support/capture-reading.ts'
import { ethernet, ip, join, udp } from '../../support/capture-writer.ts'

const packet = (callId: string): Uint8Array =>
  ethernet(ip(udp(sipRequest(callId), [5_060, 5_060]), { source: '192.0.2.1', destination: '192.0.2.2' }))

const little = (bytes: number, value: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) % 256)

interface Shape {
  readonly minor?: number
  readonly major?: number
  readonly media?: number
}

const TRAILERS = [0, 2, 6, 15]

/** A Network Monitor file that begins on 2026-03-01 at 10:20:30.500; times are in microseconds from there. */
function writeNetmon(frames: readonly (readonly [at: number, bytes: Uint8Array])[], shape: Shape = {}): Uint8Array {
  const { minor = 0, major = 2, media = 1 } = shape
  const records = frames.map(([at, bytes]) => {
    const trailer = new Uint8Array(TRAILERS[minor] ?? 0)
    if (trailer.length > 0) trailer.set(little(2, media))
    return join(little(8, at), little(4, bytes.length), little(4, bytes.length), bytes, trailer)
  })
  const table = 128 + records.reduce((sum, { length }) => sum + length, 0)
  const start = [2026, 3, 0, 1, 10, 20, 30, 500].map((part) => little(2, part))
  const head = join(new TextEncoder().encode('GMBU'), Uint8Array.of(minor, major), little(2, media), ...start)
  const pointers = join(little(4, table), little(4, 4 * frames.length))
  const rest = new Uint8Array(128 - head.length - pointers.length)
  return join(head, pointers, rest, ...records, new Uint8Array(4 * frames.length).fill(0xee))
}

const START = Date.UTC(2026, 2, 1, 10, 20, 30, 500) * 1_000
const FRAMES = [
  [0, packet('a')],
  [2_000_000, packet('b')],
  [2 ** 32 + 5, packet('c')],
] as const

describe('Network Monitor captures', () => {
  test.each([0, 1, 2, 3])('of version 2.%i: frames with their times, and nothing of the table behind them', (minor) => {
    const { messages, packets, flaws, format } = readCapture(writeNetmon(FRAMES, { minor }))
    expect(messages.map(({ callId, at }) => [callId, at])).toEqual([
      ['a', START],
      ['b', START + 2_000_000],
      ['c', START + 2 ** 32 + 5],
    ])
    expect([packets, format, [...flaws]]).toEqual([3, 'netmon', []])
  })

  test('the result does not depend on where the file is cut', () => {
    const file = writeNetmon(FRAMES, { minor: 3 })
    const whole = readCapture(file)
    fc.assert(
      fc.property(fc.array(fc.nat({ max: file.length }), { maxLength: 8 }), (cuts) => {
        expect(readCapture(file, cuts)).toEqual(whole)
      }),
      { numRuns: 100 },
    )
  })

  test('a medium nobody reads, and a version nobody knows, are named', () => {
    expect(readCapture(writeNetmon(FRAMES, { media: 2 })).flaws).toEqual(new Map([['link-type-unsupported', 3]]))
    const { flaws, packets } = readCapture(writeNetmon(FRAMES, { major: 3 }))
    expect([packets, flaws]).toEqual([0, new Map([['container-unsupported', 1]])])
  })

  test('a file that ends early is told', () => {
    const file = writeNetmon(FRAMES)
    const { messages, flaws } = readCapture(file.subarray(0, file.length - 100))
    expect(messages).toHaveLength(2)
    expect(flaws).toEqual(new Map([['capture-truncated', 1]]))
  })

  test('a record longer than any frame is passed over', () => {
    const file = writeNetmon(FRAMES)
    const second = 128 + 16 + FRAMES[0][1].length
    file.set(little(4, 1_000_000), second + 12)
    const { messages, flaws } = readCapture(file)
    expect(messages).toHaveLength(1)
    expect(flaws.get('capture-record-too-long')).toBe(1)
  })
})
