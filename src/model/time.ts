/** An instant: whole microseconds since 1970-01-01T00:00:00Z, exact in a double until the year 2255. */
export type Micros = number

export const MICROS_PER_MS = 1_000
export const MICROS_PER_SECOND = 1_000_000

/** Milliseconds from one to the other; undefined where one is not known or they stand the other way round. */
export const millisBetween = (from: Micros | undefined, to: Micros | undefined): number | undefined =>
  from === undefined || to === undefined || to < from ? undefined : (to - from) / MICROS_PER_MS

/** ISO 8601 in UTC with six decimals (`2026-04-16T18:30:00.000123Z`), or milliseconds where the rest is zero. */
export function isoOf(at: Micros): string {
  const ms = Math.floor(at / MICROS_PER_MS)
  const rest = Math.round(at - ms * MICROS_PER_MS)
  const iso = new Date(ms).toISOString()
  return rest === 0 ? iso : `${iso.slice(0, -1)}${String(rest).padStart(3, '0')}Z`
}
