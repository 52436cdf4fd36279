import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  AHEAD,
  DUPLICATE,
  IN_ORDER,
  LATE,
  OUT_OF_RANGE,
  RESTARTED,
  SequenceTracker,
} from '../../../src/correlate/rtp/sequence.ts'

function track(sequences: readonly number[]) {
  const tracker = new SequenceTracker(sequences[0]! & 0xffff)
  const outcomes = sequences.slice(1).map((sequence) => tracker.push(sequence & 0xffff))
  return { tracker, outcomes }
}
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

/** The same counts from the set of numbers received, where nothing is further away than the window. */
function counted(sequences: readonly number[]) {
  const received = new Set(sequences)
  const [first, last] = [Math.min(...sequences), Math.max(...sequences)]
  const runs = new Array<number>(10).fill(0)
  let run = 0
  for (const sequence of range(first, last)) {
    if (!received.has(sequence)) run++
    else if (run > 0) {
      runs[Math.min(run, 10) - 1]!++
      run = 0
    }
  }
  return {
    expected: last - first + 1,
    lost: last - first + 1 - received.size,
    duplicates: sequences.length - received.size,
    runs,
  }
}

describe('SequenceTracker', () => {
  test('outcomes', () => {
    const { outcomes } = track([10, 11, 13, 12, 13, 12, 20_000, 14, 30_000, 30_001, 30_002])
    expect(outcomes).toEqual([
      IN_ORDER,
      AHEAD,
      LATE,
      DUPLICATE,
      DUPLICATE,
      OUT_OF_RANGE,
      IN_ORDER,
      OUT_OF_RANGE,
      RESTARTED,
      IN_ORDER,
    ])
  })

  test('loss, copies and swapped packets are exact, over the wrap and beyond the window', () => {
    const gap = fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 40 }))
    const walk = fc.array(fc.tuple(gap, fc.constantFrom('plain', 'copy', 'swap')), { minLength: 1, maxLength: 2_500 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 65_535 }), walk, (base, steps) => {
        const sequences = [base]
        for (const [step, kind] of steps) {
          const next = Math.max(...sequences.slice(-2)) + step
          if (kind === 'swap' && sequences.length > 1) sequences.splice(-1, 0, next)
          else sequences.push(next)
          if (kind === 'copy') sequences.push(next)
        }
        const { tracker } = track(sequences)
        const { expected, lost, duplicates, runs } = counted(sequences)
        expect({
          expected: tracker.expected(),
          lost: tracker.lost(),
          duplicates: tracker.duplicates,
          runs: tracker.fates().runs,
        }).toEqual({ expected, lost, duplicates, runs })
        expect(tracker.segments).toBe(1)
      }),
      { numRuns: 200 },
    )
  })

  test('a packet that comes before its elder at the very start moves the base', () => {
    const { tracker, outcomes } = track([3, 1, 5])
    expect(outcomes).toEqual([LATE, AHEAD])
    expect([tracker.expected(), tracker.lost()]).toEqual([5, 2])
  })

  test('loss of each length is counted by length, ten and more together', () => {
    const sequences = [0]
    for (const run of [1, 2, 2, 9, 10, 50]) sequences.push(sequences.at(-1)! + run + 1)
    expect(track(sequences).tracker.fates().runs).toEqual([1, 2, 0, 0, 0, 0, 0, 0, 1, 2])
    const later = track([...sequences, ...range(sequences.at(-1)! + 1, sequences.at(-1)! + 3_000)])
    expect(later.tracker.fates().runs).toEqual([1, 2, 0, 0, 0, 0, 0, 0, 1, 2])
  })

  test('a jump over 3,000 confirmed by its successor begins a segment, and nothing between is lost', () => {
    const { tracker } = track([...range(100, 199), ...range(9_000, 9_099)])
    expect([tracker.segments, tracker.expected(), tracker.lost(), tracker.outOfRange]).toEqual([2, 200, 0, 0])
  })

  test('a single wild packet changes nothing', () => {
    const { tracker } = track([...range(100, 199), 40_000, ...range(200, 299)])
    expect([tracker.segments, tracker.expected(), tracker.lost(), tracker.outOfRange]).toEqual([1, 200, 0, 1])
  })

  test('a jump of 2,999 is loss', () => {
    const { tracker } = track([0, 2_999])
    expect([tracker.lost(), tracker.fates().runs[9]]).toEqual([2_998, 1])
  })

  test('loss of an earlier segment stays counted', () => {
    const { tracker } = track([0, 1, 5, 20_000, 20_001, 20_003])
    expect([tracker.segments, tracker.expected(), tracker.lost(), tracker.fates().runs]).toEqual([
      2,
      10,
      4,
      [1, 0, 1, 0, 0, 0, 0, 0, 0, 0],
    ])
  })

  test('cycles are counted through many wraps', () => {
    const tracker = new SequenceTracker(0)
    for (let i = 1; i < 200_000; i++) tracker.push(i & 0xffff)
    expect([tracker.expected(), tracker.lost()]).toEqual([200_000, 0])
  })
})
