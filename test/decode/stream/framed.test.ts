import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Packet } from '../../../src/decode/network/packet.ts'
import { FramedStream, HEP_FRAMES, LENGTH_FRAMES, TURN_FRAMES } from '../../../src/decode/stream/framed.ts'
import type { Connection } from '../../../src/decode/stream/reader.ts'

/** A connection that only counts what its reader says it keeps. */
function counting() {
  const packet = new Packet()
  let held = 0
  let least = 0
  const connection: Connection = {
    opener: 0,
    begun: () => true,
    packet: () => packet,
    follow() {},
    ignore() {},
    hold(octets) {
      held += octets
      least = Math.min(least, held)
    },
  }
  return { connection, held: () => held, least: () => least }
}

test('octets that wait when the place of the next frame is lost are let go once, not twice', () => {
  const { connection, held, least } = counting()
  const stream = new FramedStream(
    connection,
    TURN_FRAMES,
    () => {},
    () => {},
  )
  stream.data(0, Uint8Array.of(0, 1, 0), 0, 3)
  expect(held()).toBe(3)
  // A length that is no multiple of four: no STUN message begins here (RFC 8489 §5).
  stream.data(0, Uint8Array.of(5, 0, 0), 0, 3)
  expect([held(), least()]).toEqual([0, 0])
})

test('what is kept is never counted below nothing, and is nothing at the end', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(HEP_FRAMES, LENGTH_FRAMES, TURN_FRAMES),
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 30 }), { maxLength: 8 }),
      (shape, pieces) => {
        const { connection, held, least } = counting()
        const stream = new FramedStream(
          connection,
          shape,
          () => {},
          () => {},
        )
        for (const bytes of pieces) stream.data(0, bytes, 0, bytes.length)
        stream.end(0, 'fin')
        expect([held(), least()]).toEqual([0, 0])
      },
    ),
  )
})
