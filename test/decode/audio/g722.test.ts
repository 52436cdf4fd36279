import { describe, expect, test } from 'vitest'
import { FULL_SCALE } from '../../../src/decode/audio/g711.ts'
import { LowerBand } from '../../../src/decode/audio/g722.ts'
import { g722 } from '../../support/g722.ts'
import { ciphertext, joined, levelOf, noise, type Sound, silence, speech, tone } from '../../support/voice.ts'

/** Mean power of what is decoded, frame by frame of 10 ms. */
function powersOf(octets: Uint8Array, band = new LowerBand()): number[] {
  const powers: number[] = []
  for (let at = 0; at + 80 <= octets.length; at += 80) powers.push((16 * band.power(octets, at, at + 80)) / 80)
  return powers
}

const dbov = (powers: readonly number[]): number =>
  10 * Math.log10(powers.reduce((sum, power) => sum + power, 0) / powers.length / FULL_SCALE ** 2)

const SOUNDS: Readonly<Record<string, Sound>> = {
  'a tone': tone(2_000, -20),
  'a loud tone': tone(2_000, -6, 400),
  'a faint tone': tone(2_000, -50, 440),
  'a high tone': tone(2_000, -20, 3_100),
  noise: noise(2_000, -30),
  speech: speech(4_000, -26),
}

describe('the lower band', () => {
  test.each(Object.entries(SOUNDS))('%s is as loud as what was encoded', (_name, sound) => {
    expect(Math.abs(dbov(powersOf(g722(sound))) - levelOf(sound))).toBeLessThan(0.3)
  })

  test('silence is silent, also behind a tone', () => {
    const powers = powersOf(g722(joined(silence(500), tone(500, -20), silence(500))))
    expect(Math.max(...powers.slice(0, 50), ...powers.slice(105))).toBeLessThan(100)
  })

  test('it goes on from one call to the next', () => {
    const octets = g722(SOUNDS.speech!)
    const [whole, parts] = [new LowerBand(), new LowerBand()]
    let sum = 0
    for (let at = 0; at < 8_000; at += 100) sum += parts.power(octets, at, at + 100)
    expect(sum).toBe(whole.power(octets, 0, 8_000))
  })

  test('behind a hole it is right again within a tenth of a second', () => {
    const octets = g722(joined(speech(1_000, -24), tone(1_000, -30, 700)))
    const whole = powersOf(octets)
    const band = new LowerBand()
    band.power(octets, 0, 8_000 - 800)
    const behind = powersOf(octets.subarray(8_000 + 800), band)
    for (const [i, power] of behind.entries()) {
      if (i < 10) continue
      expect(Math.abs(10 * Math.log10(power / whole[i + 110]!))).toBeLessThan(1)
    }
  })

  test('whatever comes stays within full scale', () => {
    for (const octets of [ciphertext(8_000), new Uint8Array(8_000).fill(0xd5), new Uint8Array(8_000).fill(0x24)])
      for (const power of powersOf(octets)) expect(power).toBeLessThanOrEqual(4 * FULL_SCALE ** 2)
  })

  test('samples at full scale are counted', () => {
    const band = new LowerBand()
    band.power(g722(tone(500, 3)), 0, 4_000)
    expect(band.clipped).toBeGreaterThan(400)
    const fainter = new LowerBand()
    fainter.power(g722(tone(500, -12)), 0, 4_000)
    expect(fainter.clipped).toBe(0)
  })
})
