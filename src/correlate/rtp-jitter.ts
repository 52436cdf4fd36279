/** Clock rates tried in parallel while no description has told the real one: the common ones of RFC 3551 and Opus. */
export const GUESSED_CLOCKS_HZ: readonly number[] = [8_000, 16_000, 48_000, 90_000]

/** Minus zero is zero that is stored as a double: a field that begins as a small integer is boxed anew at every store. */
const ZERO = -0

/**
 * Interarrival jitter in milliseconds (RFC 3550 §6.4.1, estimator of A.8). In milliseconds from the start rather than in
 * ticks, so that a change of codec in mid-stream does not change the unit.
 */
export class Jitter {
  private last = ZERO
  private max = ZERO
  private samples = 0
  private sum = ZERO

  /** `micros` between two arrivals, `ticks` between their RTP timestamps, signed. */
  add(micros: number, ticks: number, clockRateHz: number): void {
    const difference = micros / 1_000 - (ticks * 1_000) / clockRateHz
    this.last += (Math.abs(difference) - this.last) / 16
    if (this.last > this.max) this.max = this.last
    this.sum += this.last
    this.samples++
  }

  /** Takes over what another has measured. */
  adopt(other: Jitter): void {
    this.last = other.last
    this.max = other.max
    this.samples = other.samples
    this.sum = other.sum
  }

  /** Zeroes without a sample. */
  figures(): { readonly mean: number; readonly max: number; readonly last: number } {
    return { mean: this.samples === 0 ? 0 : this.sum / this.samples, max: this.max + 0, last: this.last + 0 }
  }
}
