import { describe, expect, test } from 'vitest'
import { decodeTelephoneEvent, TelephoneEvent } from '../../../src/decode/rtp/telephone-event.ts'

const decode = (...bytes: readonly number[]) => {
  const event = new TelephoneEvent()
  return decodeTelephoneEvent(event, Uint8Array.from(bytes), 0, bytes.length) ? { ...event } : undefined
}

describe('decodeTelephoneEvent', () => {
  test.each([
    ['begins', [9, 7, 0, 0], { event: 9, end: false, volumeDb: 7, duration: 0 }],
    ['ends', [9, 0x80 | 7, 0x06, 0x40], { event: 9, end: true, volumeDb: 7, duration: 1_600 }],
    [
      'the reserved bit means nothing',
      [11, 0x40 | 10, 1, 0x90],
      { event: 11, end: false, volumeDb: 10, duration: 400 },
    ],
    [
      'redundant events behind the first',
      [1, 0x8a, 3, 0x20, 2, 3, 4, 5],
      { event: 1, end: true, volumeDb: 10, duration: 800 },
    ],
  ] as const)('%s', (_name, bytes, expected) => {
    expect(decode(...bytes)).toEqual(expected)
  })

  test('three bytes hold none', () => {
    expect(decode(1, 2, 3)).toBeUndefined()
  })
})
