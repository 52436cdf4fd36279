import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SkewMeter } from '../../../src/correlate/rtp/clock-skew.ts'
import { createNoise } from '../../support/rtp-path.ts'

const AT = 1_776_000_000_000_000
const SECOND = 1_000_000

/** The least delay of each second: the line, and on it what queues leave at the least. */
function skewOf(seconds: number, ppm: number, queue: (second: number) => number = () => 0) {
  const meter = new SkewMeter()
  for (let second = 0; second < seconds; second++) meter.add(AT + second * SECOND, second * ppm + queue(second))
  return meter.figures()
}

describe('SkewMeter', () => {
  test.each([0, 1, -1, 37.5, -300, 2_000])('%d ppm, without queues: exact', (ppm) => {
    expect(skewOf(60, ppm)!.ppm).toBeCloseTo(ppm, 6)
    expect(skewOf(60, ppm)!.overMs).toBe(59_000)
  })

  test('queues that come and go leave the slope alone', () => {
    const noise = createNoise(7)
    const queue = (second: number) => (second % 40 < 25 ? 20_000 * noise() : 0)
    expect(skewOf(300, 50, queue)!.ppm).toBeCloseTo(50, 6)
  })

  test('too short a time tells nothing, and a rate that is no drift neither', () => {
    expect(skewOf(10, 50)).toBeUndefined()
    expect(skewOf(60, 20_000)).toBeUndefined()
  })

  test('of two time bases the one that lasted longer counts', () => {
    const meter = new SkewMeter()
    for (let second = 0; second < 40; second++) meter.add(AT + second * SECOND, 10 * second)
    meter.restart()
    for (let second = 40; second < 60; second++) meter.add(AT + second * SECOND, 9e8 + 80 * second)
    expect(meter.figures()).toEqual({ ppm: expect.closeTo(10, 6), overMs: 39_000 })
  })

  test('a clock that steps back, and times that repeat, do no harm', () => {
    const meter = new SkewMeter()
    for (let second = 0; second < 40; second++) {
      meter.add(AT + second * SECOND, 10 * second)
      meter.add(AT + second * SECOND, 10 * second)
      meter.add(AT + (second - 5) * SECOND, 0)
    }
    expect(meter.figures()!.ppm).toBeCloseTo(10, 6)
  })

  test('lies along points of the lower hull, whatever the points: none is below by more than the hull was thinned', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 100_000 }), { minLength: 12, maxLength: 400 }), (delays) => {
        const meter = new SkewMeter()
        for (const [second, delay] of delays.entries()) meter.add(AT + second * SECOND, delay)
        const skew = meter.figures()
        if (skew === undefined) return
        const slope = skew.ppm
        const offsets = delays.map((delay, second) => delay - slope * second)
        const least = Math.min(...offsets)
        // A line of the hull touches two of them.
        expect(offsets.filter((offset) => offset - least < 1e-3).length).toBeGreaterThanOrEqual(2)
      }),
    )
  })
})
