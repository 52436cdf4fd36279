import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAnalyzer } from '../../../src/analyze.ts'
import type { SpeechFacts } from '../../../src/model/speech.ts'
import type { Ladder } from '../../support/ladder.ts'
import { carrying } from '../../support/ladder-sound.ts'
import { back, mediaCall, there } from '../../support/media-call.ts'
import { turns } from '../../support/talk.ts'

const TALK = turns(6_000, -24, { saidMs: 1_200, pausedMs: 800 })
const ANSWERS = turns(6_000, -20, { saidMs: 700, pausedMs: 1_300, seed: 4 })

/** A call of 6 s in PCMU one way and G722 the other, with the words given behind each `rtp` line. */
const call = (words = ''): Ladder =>
  mediaCall(`${there(`PCMU 300 ${carrying(TALK)} ${words}`)}\n${back(`G722 300 ${carrying(ANSWERS)} ${words}`)}`, {
    offer: 'PCMU,G722',
    until: 8,
  })

/** What is told of the sound of each stream, when the input comes in these pieces. */
function heard({ bytes, options }: Ladder, cuts: readonly number[] = []): readonly (SpeechFacts | undefined)[] {
  const analyzer = createAnalyzer(options)
  const ends = [...cuts.map((share) => Math.floor(share * bytes.length)), bytes.length].sort((a, b) => a - b)
  let from = 0
  const events = ends.flatMap((end) => {
    const piece = bytes.subarray(from, end)
    from = end
    return [...analyzer.push(piece)]
  })
  return [...events, ...analyzer.end()].flatMap((event) =>
    event.kind === 'stream-closed' ? [event.stream.speech] : [],
  )
}

const WHOLE = heard(call())

test('both directions are listened to', () => {
  expect(WHOLE.map((speech) => speech?.codec)).toEqual(['PCMU', 'G722'])
  expect(WHOLE.map((speech) => speech?.intervals.length)).toEqual([3, 3])
})

test('however the input is cut, the same is heard', () => {
  const drawn = call()
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (cuts) => {
      expect(heard(drawn, cuts)).toEqual(WHOLE)
    }),
    { numRuns: 20 },
  )
})

test('what a mirror port copies is heard once', () => {
  expect(heard(call('again 200'))).toEqual(WHOLE)
})

test('packets that overtake others move nothing by more than a frame', () => {
  for (const [i, speech] of heard(call('swap 6')).entries()) {
    const whole = WHOLE[i]!
    expect(speech!.heardMs).toBe(whole.heardMs)
    expect(Math.abs(speech!.levels.activeDbov! - whole.levels.activeDbov!)).toBeLessThan(0.5)
    for (const [j, { startUs, endUs }] of speech!.intervals.entries()) {
      expect(Math.abs(startUs - whole.intervals[j]!.startUs)).toBeLessThanOrEqual(10_000)
      expect(Math.abs(endUs - whole.intervals[j]!.endUs)).toBeLessThanOrEqual(10_000)
    }
  }
})
