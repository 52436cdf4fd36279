import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCapture, sipRequest } from '../../support/capture-reading.ts'
import { join, text, writePcap } from '../../support/capture-writer.ts'
import { framesOf, type Segment } from '../../support/tcp-frames.ts'
import { hep3 } from '../../support/tunnel-writer.ts'
import { frame, upgrade, upgraded } from '../../support/websocket-frames.ts'

const PIECES = [
  sipRequest('a'),
  sipRequest('b', 300).slice(0, 250),
  sipRequest('c').slice(100),
  text('\r\n\r\n'),
  text('Content-Length: 99999\r\n\r\n'),
  upgrade(),
  upgraded(),
  frame(sipRequest('w'), { mask: [1, 2, 3, 4] }),
  frame(sipRequest('x'), { compressed: true }),
  frame(new Uint8Array(200), { final: false }),
  hep3(sipRequest('h')),
  text('MSRP a786hjs2 SEND\r\n\r\n-------a786hjs2$\r\n'),
  Uint8Array.of(22, 3, 1, 0, 6, 1, 0, 0, 2, 3, 3),
  Uint8Array.of(22, 3, 3, 0, 6, 2, 0, 0, 2, 3, 3),
  Uint8Array.of(20, 3, 3, 0, 1, 1),
  join(Uint8Array.of(23, 3, 3, 0, 30), new Uint8Array(30)),
  Uint8Array.of(21, 3, 3, 0, 2, 2, 48),
  Uint8Array.of(0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
  Uint8Array.of(0x40, 0, 0, 3, 1, 2, 3, 0),
] as const

const segment = fc.record({
  side: fc.constantFrom(0, 1),
  sequence: fc.oneof(fc.nat({ max: 3_000 }), fc.integer({ min: 0, max: 0xffffffff })),
  flags: fc.constantFrom(0x18, 0x18, 0x18, 0x10, 0x02, 0x12, 0x11, 0x04, 0x01, 0x3f),
  bytes: fc.oneof(fc.constantFrom(...PIECES), fc.uint8Array({ maxLength: 40 }), fc.constant(new Uint8Array(0))),
}) as fc.Arbitrary<Segment>

/** Such segments one after the other, as an honest sender would number them. */
function inOrder(segments: readonly Segment[]): Segment[] {
  const next = [1_001, 5_001]
  return segments.map((one) => {
    const sequence = next[one.side]!
    next[one.side] = sequence + one.bytes.length
    return { ...one, sequence, flags: 0x18 }
  })
}

test('any segments, honest or not: nothing throws, numbers stay in order, and where chunks are cut makes no difference', () => {
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 40 }), fc.boolean(), fc.nat(), (segments, honest, cut) => {
      const file = writePcap(framesOf(honest ? inOrder(segments) : segments))
      const result = readCapture(file, [], `CLIENT_RANDOM ${'00'.repeat(32)} ${'00'.repeat(48)}`)
      expect(result.messages.map(({ number }) => number)).toEqual(result.messages.map((_, i) => i + 1))
      const again = readCapture(file, [cut % file.length], `CLIENT_RANDOM ${'00'.repeat(32)} ${'00'.repeat(48)}`)
      expect(again).toEqual(result)
    }),
    { numRuns: 1_000 },
  )
})
