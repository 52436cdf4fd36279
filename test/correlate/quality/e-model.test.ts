import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { effectiveImpairment, narrowbandRating } from '../../../src/correlate/quality/e-model.ts'
import { fullbandRating, widebandRating } from '../../../src/correlate/quality/e-model-wide.ts'
import { mosOf } from '../../../src/correlate/quality/mos.ts'

/** Cole and Rosenbluth's straight lines for the delay impairment, in ms one way: an oracle for the full formulas. */
const simpleDelay = (ms: number): number => 0.024 * ms + (ms > 177.3 ? 0.11 * (ms - 177.3) : 0)

const at = (ms: number) => narrowbandRating({ t: ms, ta: ms, tr: 2 * ms })

describe('narrowband (G.107)', () => {
  test('with all defaults R is 93.2, of the parts the recommendation gives', () => {
    const { r, ro, is, idte, idle, idd, ieEff } = narrowbandRating()
    expect(r).toBeCloseTo(93.206, 3)
    expect(ro).toBeCloseTo(94.769, 3)
    expect(is).toBeCloseTo(1.4136, 4)
    expect(idle).toBeCloseTo(0.149, 3)
    expect([idte, idd, ieEff]).toEqual([0, 0, 0])
  })

  test.each([0, 50, 100, 150, 177, 200, 250, 300])('delay of %i ms: within 1.0 of the straight lines', (ms) => {
    expect(Math.abs(at(ms).r - (93.2 - simpleDelay(ms)))).toBeLessThan(1)
  })

  test.each([
    [350, 1.2],
    [400, 3.1],
    [500, 9.1],
  ])('delay of %i ms: the straight lines are %f too low', (ms, tooLow) => {
    expect(at(ms).r - (93.2 - simpleDelay(ms))).toBeCloseTo(tooLow, 1)
  })

  // [codec, Ie, Bpl, delay in ms, loss in percent, burst ratio, R, MOS]
  test.each([
    ['G.711 with concealment', 0, 25.1, 0, 0, 1, 93.2, 4.41],
    ['G.711 with concealment', 0, 25.1, 100, 1, 1, 87.16, 4.26],
    ['G.711 with concealment', 0, 25.1, 100, 2, 1, 83.79, 4.16],
    ['G.711 with concealment', 0, 25.1, 100, 5, 1, 75.02, 3.82],
    ['G.711 with concealment', 0, 25.1, 100, 10, 1, 63.73, 3.29],
    ['G.711 with concealment', 0, 25.1, 200, 0, 1, 85.9, 4.23],
    ['G.711 with concealment', 0, 25.1, 300, 5, 1, 56.72, 2.93],
    ['G.711 without', 0, 4.3, 100, 1, 1, 72.88, 3.73],
    ['G.711 without', 0, 4.3, 100, 5, 1, 39.72, 2.05],
    ['G.729A', 11, 19, 100, 0, 1, 79.8, 4.02],
    ['G.729A', 11, 19, 100, 2, 1, 71.8, 3.68],
    ['G.729A', 11, 19, 100, 5, 1, 62.3, 3.22],
    ['G.723.1 6.3', 15, 16.1, 100, 2, 1, 66.96, 3.45],
    ['GSM-EFR', 5, 10, 100, 2, 1, 70.8, 3.63],
    ['G.711 with concealment', 0, 25.1, 100, 5, 2, 73.59, 3.76],
    ['G.711 with concealment', 0, 25.1, 100, 5, 4, 72.77, 3.72],
  ])('%s, Ie %d, Bpl %d: %d ms, loss %d, BurstR %d', (_, ie, bpl, ms, loss, burstR, r, mos) => {
    const simple = 93.2 - simpleDelay(ms) - effectiveImpairment(ie, bpl, loss, burstR)
    expect(Math.abs(simple - r)).toBeLessThan(0.1)
    expect(Math.abs(mosOf(simple) - mos)).toBeLessThan(0.02)
    const full = narrowbandRating({ t: ms, ta: ms, tr: 2 * ms, ieEff: effectiveImpairment(ie, bpl, loss, burstR) })
    expect(Math.abs(full.r - r)).toBeLessThan(1)
  })

  test.each([
    ['too loud', { slr: -2 }],
    ['too quiet', { slr: 20 }],
    ['a sidetone that is hardly heard', { stmr: 25 }],
    ['a sidetone too loud', { stmr: 5 }],
    ['ten coders in a row', { qdu: 10 }],
    ['noisy rooms', { ps: 60, pr: 60 }],
    ['a noisy circuit', { nc: -50 }],
    ['a loud echo at 100 ms', { telr: 40, t: 100, tr: 200, ta: 100 }],
    ['a listener echo at 100 ms', { wepl: 20, tr: 200 }],
  ])('worse by more than 3: %s', (_, input) => {
    expect(narrowbandRating(input).r).toBeLessThan(90)
  })

  test('the advantage of access is added', () => {
    expect(narrowbandRating({ advantage: 10 }).r).toBeCloseTo(103.206, 3)
  })

  test('more loss, more bursts, a weaker codec: never better', () => {
    const loss = fc.double({ min: 0, max: 100, noNaN: true })
    const ie = fc.double({ min: 0, max: 60, noNaN: true })
    const bpl = fc.double({ min: 1, max: 50, noNaN: true })
    fc.assert(
      fc.property(loss, loss, ie, bpl, (a, b, codec, robust) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)]
        const here = effectiveImpairment(codec, robust, more)
        expect(here).toBeGreaterThanOrEqual(effectiveImpairment(codec, robust, less) - 1e-9)
        expect(effectiveImpairment(codec, robust, more, 3)).toBeGreaterThanOrEqual(here - 1e-9)
        expect(here).toBeLessThanOrEqual(95)
      }),
    )
  })

  test('a burst ratio outside 1 to 8 is taken as the nearest', () => {
    expect(effectiveImpairment(0, 25.1, 5, 0.2)).toBe(effectiveImpairment(0, 25.1, 5, 1))
    expect(effectiveImpairment(0, 25.1, 5, 50)).toBe(effectiveImpairment(0, 25.1, 5, 8))
  })
})

describe('wideband (G.107.1) and fullband (G.107.2)', () => {
  test('the scales end at 129 and 148', () => {
    expect(widebandRating().ro).toBe(129)
    expect(widebandRating().r).toBeCloseTo(128.85, 2)
    expect(fullbandRating().r).toBe(148)
  })

  test('absolute delay weighs 1.29 and 1.48 times as much', () => {
    const idd = narrowbandRating({ ta: 300 }).idd
    expect(widebandRating({ ta: 300 }).idd).toBeCloseTo(1.29 * idd, 9)
    expect(fullbandRating({ ta: 300 }).idd).toBeCloseTo(1.48 * idd, 9)
  })

  test('a usual echo takes little from the wideband scale', () => {
    const { idte, idle, idd } = widebandRating({ t: 100, tr: 200, ta: 100 })
    expect([idte, idle, idd].map((part) => Number(part.toFixed(2)))).toEqual([0.63, 0.85, 0])
    expect(widebandRating({ t: 100, telr: 20 }).idte).toBeGreaterThan(20)
  })

  // AMR-WB as G.113 Table IV.1 has it, without delay.
  test.each([
    ['23.05', 1, 4.49],
    ['23.85', 8, 4.42],
    ['12.65', 13, 4.34],
    ['8.85', 26, 4.02],
    ['6.6', 41, 3.51],
  ])('AMR-WB %s', (_, ie, mos) => {
    expect(mosOf((129 - ie) / 1.29)).toBeCloseTo(mos, 2)
  })

  test('an impairment of one scale is wrong by 35.8 on the other', () => {
    const wide = widebandRating({ ieEff: 13 })
    const narrow = narrowbandRating({ ieEff: 13 })
    expect(wide.r - narrow.r).toBeGreaterThan(35)
    expect(mosOf(wide.r / 1.29)).toBeGreaterThan(mosOf(narrow.r) + 0.3)
  })
})

describe('MOS', () => {
  test.each([
    [-5, 1],
    [0, 1],
    [3, 1],
    [6.5, 1],
    [50, 2.58],
    [60, 3.1],
    [70, 3.6],
    [80, 4.02],
    [90, 4.34],
    [100, 4.5],
    [120, 4.5],
  ])('R %f is %f', (r, mos) => {
    expect(mosOf(r)).toBeCloseTo(mos, 2)
  })
})
