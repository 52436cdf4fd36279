/** Bins by width in µs: half a millisecond up to 32 ms, where it matters, and wider ones up to 2 s. Chosen by us. */
const FINE = 64
const MIDDLE = 96
const COARSE = 112
const FINE_END = 32_000
const MIDDLE_END = 96_000
const COARSE_END = 352_000
const FINE_WIDTH = 500
const MIDDLE_WIDTH = 2_000
const COARSE_WIDTH = 16_000
const WIDE_WIDTH = 160_000
/** Of a histogram. The last bin has all that is longer. */
export const BINS = 123

/** Up to this many µs, the bin is µs / 500: told apart by the caller, for speed. */
export const FINE_MICROS = FINE_END

/** The bin of a duration in µs, 0 or more. */
export function binOf(micros: number): number {
  if (micros < FINE_END) return (micros / FINE_WIDTH) | 0
  if (micros < MIDDLE_END) return FINE + (((micros - FINE_END) / MIDDLE_WIDTH) | 0)
  if (micros < COARSE_END) return MIDDLE + (((micros - MIDDLE_END) / COARSE_WIDTH) | 0)
  return Math.min(BINS - 1, COARSE + Math.floor((micros - COARSE_END) / WIDE_WIDTH))
}

function startOf(bin: number): number {
  if (bin < FINE) return bin * FINE_WIDTH
  if (bin < MIDDLE) return FINE_END + (bin - FINE) * MIDDLE_WIDTH
  if (bin < COARSE) return MIDDLE_END + (bin - MIDDLE) * COARSE_WIDTH
  return COARSE_END + (bin - COARSE) * WIDE_WIDTH
}

/**
 * The duration, in µs, that all but `share` of `total` do not exceed: in its bin by proportion, and at most `max`, the longest.
 * From the top, where few are.
 */
export function exceededBy(share: number, bins: Uint32Array, from: number, total: number, max: number): number {
  if (max === 0) return 0
  let left = share * total
  for (let bin = binOf(max); bin > 0; bin--) {
    const count = bins[from + bin]!
    if (left < count) return Math.min(max, startOf(bin + 1) - (startOf(bin + 1) - startOf(bin)) * (left / count))
    left -= count
  }
  const lowest = bins[from]!
  return lowest === 0 ? 0 : Math.min(max, FINE_WIDTH * (1 - left / lowest))
}
