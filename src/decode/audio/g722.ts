/** By the four bits of a code that predict (ITU-T G.722 §3.6): the quantized difference, of 32,768, and the step of the logarithmic scale. */
const DIFFERENCES = Int32Array.of(
  ...[0, -20_456, -12_896, -8_968, -6_288, -4_240, -2_584, -1_200],
  ...[20_456, 12_896, 8_968, 6_288, 4_240, 2_584, 1_200, 0],
)
const STEPS = Int32Array.of(
  ...[-60, 3_042, 1_198, 538, 334, 172, 58, -30],
  ...[3_042, 1_198, 538, 334, 172, 58, -30, -60],
)
const MOST_STEPS = 18_432
/** The inverse of the logarithm: a 32nd of an octave each. */
const SCALES = Int32Array.from({ length: 32 }, (_, step) => Math.round(2_048 * 2 ** (step / 32)))
const LEAST_SCALE = 32
/** The band from 0 to 4 kHz has 15 bits. */
const MOST = 16_383

/** Plain products of 0 and what is negative would be -0, and no integers any more. */
const { imul } = Math

const within = (value: number, most: number): number => Math.max(-most, Math.min(most, value))
const clamp = (value: number): number => within(value, 32_767)
/** The other way round where `sign` is negative: without a branch, as signs are a coin tossed. */
const signed = (value: number, sign: number): number => (value ^ (sign >> 31)) - (sign >> 31)

/**
 * The lower band of G.722 (ITU-T G.722 §4), from 0 to 4 kHz at 8,000 samples a second: nearly all the power of speech. Of the six bits that
 * an octet has for it the four are used that predict, as at 48 kbit/s: that changes levels by a tenth of a decibel.
 */
export class LowerBand {
  private logScale = 0
  private scale = LEAST_SCALE
  /** The sample predicted, and the part of it that the zeros give. */
  private predicted = 0
  private byZeros = 0
  /** The last sample; the last two that only the zeros and the difference made; poles. */
  private sample = 0
  private partial1 = 0
  private partial2 = 0
  private pole1 = 0
  private pole2 = 0
  /** Differences, newest first, and behind them the zero of each. */
  private readonly memory = new Int32Array(12)
  /** Of the last octets decoded: samples at full scale. */
  clipped = 0

  /**
   * Decodes these octets: the sum of squares of their samples, of 14 bits with the sign, over 16. In one loop, as the state fits into
   * registers then: 80 octets cost what four would cost call by call.
   */
  power(bytes: Uint8Array, from: number, until: number): number {
    const { memory } = this
    let { logScale, scale, predicted, byZeros, sample, partial1, partial2, pole1, pole2 } = this
    let d1 = memory[0]!
    let d2 = memory[1]!
    let d3 = memory[2]!
    let d4 = memory[3]!
    let d5 = memory[4]!
    let d6 = memory[5]!
    let z1 = memory[6]!
    let z2 = memory[7]!
    let z3 = memory[8]!
    let z4 = memory[9]!
    let z5 = memory[10]!
    let z6 = memory[11]!
    let power = 0
    let clipped = 0
    for (let at = from; at < until; at++) {
      const code = (bytes[at]! >> 2) & 15
      const difference = imul(scale, DIFFERENCES[code]!) >> 15
      // §4.3: the scale follows the codes.
      logScale = (imul(logScale, 127) >> 7) + STEPS[code]!
      logScale = Math.max(0, Math.min(MOST_STEPS, logScale))
      scale = ((SCALES[(logScale >> 6) & 31]! << (logScale >> 11)) >> 6) & -4
      const before = sample
      sample = clamp(predicted + difference)
      if (sample >= MOST || sample <= -MOST) clipped++
      power += imul(sample >> 1, sample >> 1) >> 4
      // §4.2.3: two poles follow the signs of what the zeros and the difference make together.
      const partial = byZeros + difference
      const unlike = partial ^ partial1
      const towards = clamp(pole1 << 2)
      pole2 = (imul(pole2, 32_512) >> 15) + (signed(towards, ~unlike) >> 7) + signed(128, partial ^ partial2)
      pole2 = within(pole2, 12_288)
      pole1 = (imul(pole1, 32_640) >> 15) + signed(192, unlike)
      pole1 = within(pole1, 15_360 - pole2)
      partial2 = partial1
      partial1 = partial
      // §4.2.4: six zeros follow the signs of the differences.
      const weight = difference === 0 ? 0 : 128
      z1 = (imul(z1, 32_640) >> 15) + signed(weight, d1 ^ difference)
      z2 = (imul(z2, 32_640) >> 15) + signed(weight, d2 ^ difference)
      z3 = (imul(z3, 32_640) >> 15) + signed(weight, d3 ^ difference)
      z4 = (imul(z4, 32_640) >> 15) + signed(weight, d4 ^ difference)
      z5 = (imul(z5, 32_640) >> 15) + signed(weight, d5 ^ difference)
      z6 = (imul(z6, 32_640) >> 15) + signed(weight, d6 ^ difference)
      d6 = d5
      d5 = d4
      d4 = d3
      d3 = d2
      d2 = d1
      d1 = difference
      byZeros =
        (imul(z1, d1) >> 14) +
        (imul(z2, d2) >> 14) +
        (imul(z3, d3) >> 14) +
        (imul(z4, d4) >> 14) +
        (imul(z5, d5) >> 14) +
        (imul(z6, d6) >> 14)
      predicted = clamp((imul(pole1, sample) >> 14) + (imul(pole2, before) >> 14) + byZeros)
    }
    memory[0] = d1
    memory[1] = d2
    memory[2] = d3
    memory[3] = d4
    memory[4] = d5
    memory[5] = d6
    memory[6] = z1
    memory[7] = z2
    memory[8] = z3
    memory[9] = z4
    memory[10] = z5
    memory[11] = z6
    this.logScale = logScale
    this.scale = scale
    this.predicted = predicted
    this.byZeros = byZeros
    this.sample = sample
    this.partial1 = partial1
    this.partial2 = partial2
    this.pole1 = pole1
    this.pole2 = pole2
    this.clipped = clipped
    return power
  }
}
