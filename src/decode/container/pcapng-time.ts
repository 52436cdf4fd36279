import type { Micros } from '../../model/time.ts'

/** How an interface counts time: `if_tsresol` and `if_tsoffset` (pcapng §4.2). */
export interface TimeResolution {
  readonly base: 2 | 10
  /** Units per second are `base` to this power. */
  readonly exponent: number
  readonly offsetSeconds: number
}

/** Microseconds, where no option says otherwise. */
export const DEFAULT_RESOLUTION: TimeResolution = { base: 10, exponent: 6, offsetSeconds: 0 }

const WORD = 4_294_967_296

/** Whole microseconds, rounded down, of a timestamp in two 32-bit halves. */
export function microsOf(high: number, low: number, resolution: TimeResolution): Micros {
  const offset = resolution.offsetSeconds * 1_000_000
  if (resolution.base === 2) return Math.floor((high * WORD + low) * (1_000_000 / 2 ** resolution.exponent)) + offset
  if (resolution.exponent <= 6) return (high * WORD + low) * 10 ** (6 - resolution.exponent) + offset
  // 64 bits of nanoseconds do not fit a double: divide the halves apart, which stays exact.
  const unitsPerMicro = 10 ** (resolution.exponent - 6)
  const whole = Math.floor(WORD / unitsPerMicro)
  const rest = WORD - whole * unitsPerMicro
  return high * whole + Math.floor((high * rest + low) / unitsPerMicro) + offset
}
