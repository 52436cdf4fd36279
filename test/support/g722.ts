import type { Sound } from './voice.ts'

/** Tables of ITU-T G.722: of the quantizer of four bits, its inverse in steps of the logarithmic scale, and the scale. */
const QUANTIZED = [0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0]
const RANKS = [0, 7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1, 0]
const WEIGHTS = [-60, -30, 58, 172, 334, 538, 1198, 3042]

const clamp = (value: number): number => Math.max(-32768, Math.min(32767, value))
const signOf = (value: number): number => (value < 0 ? -1 : 1)

/**
 * G.722 at 64 kbit/s of a sound that has nothing above 4 kHz, by the text of ITU-T G.722: the lower band in six bits, of which the last
 * two are left alone, and the upper one at rest.
 */
export function g722(sound: Sound): Uint8Array {
  let logScale = 0
  let scale = 32
  const poles = [0, 0]
  const zeros = [0, 0, 0, 0, 0, 0]
  let samples = [0, 0]
  let partials = [0, 0]
  let differences = [0, 0, 0, 0, 0, 0]
  return Uint8Array.from(sound, (wanted) => {
    const byZeros = clamp(zeros.reduce((sum, zero, i) => sum + Math.floor((zero * 2 * differences[i]!) / 32768), 0))
    const byPoles = poles.reduce((sum, pole, i) => sum + Math.floor((pole * 2 * samples[i]!) / 32768), 0)
    const predicted = clamp(byZeros + clamp(byPoles))
    const left = wanted * 16384 - predicted
    let code = 1
    for (let other = 1; other < 16; other++)
      if (Math.abs(left - differenceOf(other, scale)) < Math.abs(left - differenceOf(code, scale))) code = other
    const difference = differenceOf(code, scale)
    logScale = Math.max(0, Math.min(18432, Math.floor((logScale * 127) / 128) + WEIGHTS[RANKS[code]!]!))
    scale = Math.floor(2 ** (13 + Math.floor(logScale / 64) / 32 - 10)) * 4
    const partial = clamp(byZeros + difference)
    const [same1, same2] = partials.map((one) => signOf(one) * signOf(partial)) as [number, number]
    const turn = Math.min(32767, -same1 * clamp(4 * poles[0]!))
    poles[1] = within(same2 * 128 + Math.floor(turn / 128) + Math.floor((poles[1]! * 32512) / 32768), 12288)
    poles[0] = within(same1 * 192 + Math.floor((poles[0]! * 32640) / 32768), 15360 - poles[1])
    for (const [i, zero] of zeros.entries()) {
      const push = difference === 0 ? 0 : 128 * signOf(difference) * signOf(differences[i]!)
      zeros[i] = clamp(Math.floor((zero * 32640) / 32768) + push)
    }
    differences = [difference, ...differences.slice(0, 5)]
    samples = [clamp(predicted + difference), samples[0]!]
    partials = [partial, partials[0]!]
    return 0xc0 | (code << 2) | 2
  })
}

const differenceOf = (code: number, scale: number): number => Math.floor((scale * QUANTIZED[code]!) / 32768)
const within = (value: number, most: number): number => Math.max(-most, Math.min(most, value))
