import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LossWalk } from '../../../src/correlate/rtp/bursts.ts'
import { SequenceTracker } from '../../../src/correlate/rtp/sequence.ts'

type Fate = 'sent' | 'lost' | 'late'

/** RFC 3611 A.2 as it is printed, over all packets at once. */
function reference(missing: readonly boolean[], frameMs: number) {
  let [c11, c13, c14, c22, c23, c33, lost, pkt, total, runs] = [0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
  for (const [i, one] of missing.entries()) {
    if (!one) {
      pkt++
      continue
    }
    total++
    if (!missing[i - 1]) runs++
    if (pkt >= 16) {
      if (lost === 1) c14++
      else c13++
      lost = 1
      c11 += pkt
    } else {
      lost++
      if (pkt === 0) c33++
      else {
        c23++
        c22 += pkt - 1
      }
    }
    pkt = 0
  }
  const [c31, c32] = [c13, c23]
  const ctotal = c11 + c14 + c13 + c22 + c23 + c31 + c32 + c33
  const p32 = c32 / (c31 + c32 + c33)
  const p23 = c22 + c23 < 1 ? 1 : 1 - c22 / (c22 + c23)
  const gapMs = ((c11 + c14 + c13) * frameMs) / c13
  return {
    missing: total,
    bursts: c13,
    burstDensity: c13 === 0 ? undefined : p23 / (p23 + p32),
    gapDensity: c11 + c14 === 0 ? undefined : c14 / (c11 + c14),
    gapMs: c13 === 0 ? undefined : gapMs,
    burstMs: c13 === 0 ? undefined : (ctotal * frameMs) / c13 - gapMs,
    burstR: Math.min(8, Math.max(1, (total / runs) * (1 - total / missing.length))),
  }
}

function walked(missing: readonly boolean[]) {
  const walk = new LossWalk()
  for (const one of missing) {
    if (one) walk.lose()
    else walk.received(1)
  }
  return walk
}

const pattern = (text: string): boolean[] => [...text].map((letter) => letter === 'x')
const ok = (packets: number): string => '.'.repeat(packets)

describe('LossWalk', () => {
  test('nothing is missing: no bursts', () => {
    expect(walked(pattern(ok(100))).figures(100, 20)).toBeUndefined()
  })

  test('isolated losses are gap, not bursts', () => {
    const lonely = `${ok(50)}x${ok(50)}x${ok(50)}x${ok(50)}`
    expect(walked(pattern(lonely)).figures(203, 20)).toEqual({
      bursts: 0,
      burstDensity: undefined,
      gapDensity: 3 / 153,
      burstMs: undefined,
      gapMs: undefined,
      burstR: 1,
      missing: 3,
    })
  })

  test('a burst of three lost in five, told by the next loss', () => {
    const burst = `${ok(100)}x.x.x${ok(200)}x${ok(20)}`
    const figures = walked(pattern(burst)).figures(326, 20)!
    expect(figures).toMatchObject({ bursts: 1, missing: 4, burstR: 1 })
    expect(figures.burstDensity).toBeCloseTo(3 / 5, 9)
    // 300 received and two losses in gaps; of the burst three losses and two received between them, less one as A.2 counts.
    expect(figures.gapMs).toBe((300 + 1 + 1) * 20)
    expect(figures.burstMs).toBe((2 + 1 + 2) * 20)
  })

  test('solid runs are as dense as can be, and BurstR stays within 1 and 8', () => {
    const solid = `${ok(500)}${'x'.repeat(40)}${ok(500)}x${ok(500)}`
    const walk = walked(pattern(solid))
    expect(walk.figures(1_541, 20)).toMatchObject({ burstDensity: 1, burstR: 8 })
    expect(walk.longestRun).toBe(40)
  })

  test('without a packet length there is no length of time', () => {
    const two = `${ok(20)}xx${ok(20)}xx${ok(20)}`
    expect(walked(pattern(two)).figures(64, undefined)).toMatchObject({
      bursts: 1,
      gapMs: undefined,
      burstMs: undefined,
    })
  })

  const clustered = fc.array(
    fc.record({ good: fc.integer({ min: 0, max: 60 }), bad: fc.integer({ min: 1, max: 12 }) }),
    { minLength: 1, maxLength: 60 },
  )
  test('agrees with A.2 as it is printed', () => {
    fc.assert(
      fc.property(clustered, (clusters) => {
        const missing = pattern(clusters.map(({ good, bad }) => ok(good + 1) + 'x'.repeat(bad)).join('') + ok(3))
        const figures = walked(missing).figures(missing.length, 20)!
        const expected = reference(missing, 20)
        for (const [name, value] of Object.entries(expected)) {
          const ours = figures[name as keyof typeof figures]
          if (value === undefined) expect(ours).toBeUndefined()
          else expect(ours).toBeCloseTo(value, 9)
        }
      }),
    )
  })

  test('and does so behind the window of late packets, over the wrap, with those too late marked', () => {
    const fates = fc.array(fc.constantFrom<Fate>('sent', 'sent', 'sent', 'sent', 'sent', 'lost', 'late'), {
      minLength: 1,
      maxLength: 2_500,
    })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 65_535 }), fates, (base, middle) => {
        const all: readonly Fate[] = ['sent', ...middle, 'sent']
        const tracker = new SequenceTracker(base)
        for (const [i, fate] of all.entries()) {
          if (i === 0 || fate === 'lost') continue
          tracker.push((base + i) & 0xffff)
          if (fate === 'late') tracker.markLate(0)
        }
        const { lost, missing } = tracker.fates()
        const expected = (gone: (fate: Fate) => boolean) => walked(all.map(gone)).figures(all.length, 20)
        expect(lost.figures(all.length, 20)).toEqual(expected((fate) => fate === 'lost'))
        expect(missing.figures(all.length, 20)).toEqual(expected((fate) => fate !== 'sent'))
      }),
      { numRuns: 100 },
    )
  })
})
