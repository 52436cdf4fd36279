import type { Micros } from '../../model/time.ts'

/** After a longer silence, missing numbers are loss only if the RTP timestamp went on with the clock. */
const OUTAGE_MICROS = 1_000_000
const OUTAGE_TOLERANCE_MICROS = 500_000
/** A timestamp this far off the clock has a new base. Chosen by us. */
const NEW_BASE_MICROS = 10_000_000

/**
 * Whether the clock contradicts a jump in sequence numbers: then it is no loss, but a new segment. `sinceAny` is the time since
 * the last packet, `sinceMeasured` that since the one `ticks` are counted from, in µs.
 */
export function isNewTimeBase(sinceAny: Micros, sinceMeasured: Micros, ticks: number, clockRateHz: number): boolean {
  const off = Math.abs(sinceMeasured - (ticks * 1_000_000) / clockRateHz)
  return off > (sinceAny > OUTAGE_MICROS ? OUTAGE_TOLERANCE_MICROS : NEW_BASE_MICROS)
}
