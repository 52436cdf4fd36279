import { expect, it } from 'vitest'
import { staticPayloadType } from '../../../src/decode/rtp/payload-types.ts'

it.each([
  [0, 'PCMU', 8_000, 1],
  [8, 'PCMA', 8_000, 1],
  [9, 'G722', 8_000, 1],
  [10, 'L16', 44_100, 2],
  [18, 'G729', 8_000, 1],
  [34, 'H263', 90_000, 1],
])('payload type %i is %s', (payloadType, encoding, clockRateHz, channels) => {
  expect(staticPayloadType(payloadType)).toEqual({ encoding, clockRateHz, channels })
})

it.each([1, 2, 20, 35, 72, 96, 127, -1, Number.NaN])('payload type %d means nothing by itself', (payloadType) => {
  expect(staticPayloadType(payloadType)).toBeUndefined()
})
