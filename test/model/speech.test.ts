import { describe, expect, test } from 'vitest'
import { DIGITAL_SILENCE, dbovOf, loudnessOf, type SpeechFacts, speechText } from '../../src/model/speech.ts'

const said = (activeMs: number, levels: Partial<SpeechFacts['levels']>, silent = 0): SpeechFacts => ({
  ...{ codec: 'PCMU', heardMs: 10_000, intervals: [], activeMs, capped: false, untilUs: 0, quietShare: silent },
  digitalSilence: { share: silent, longestMs: 0, longestAt: undefined },
  levels: {
    ...{ activeDbov: undefined, peakDbov: undefined, noiseDbov: undefined, clippedShare: 0, offsetDbov: undefined },
    ...levels,
  },
})

describe('what is said in a line', () => {
  test.each([
    [said(4_100, { activeDbov: -23.4, peakDbov: -11 }), 'speech 41 % of the time, -23 dBov'],
    [said(0, { peakDbov: -52 }), 'speech 0 % of the time, at most -52 dBov'],
    [said(0, {}), 'speech 0 % of the time'],
    [said(0, {}, 1), 'digital silence'],
  ])('%#', (speech, text) => {
    expect(speechText(speech)).toBe(text)
  })
})

test('levels as octets, and back', () => {
  for (const dbov of [0, -0.5, -45, -126]) expect(dbovOf(loudnessOf(dbov))).toBe(dbov)
  expect(loudnessOf(-200)).toBe(DIGITAL_SILENCE + 1)
  expect(loudnessOf(3)).toBe(255)
})
