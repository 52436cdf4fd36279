import { MICROS_PER_SECOND, type Micros } from '../../model/time.ts'

/** A time span as people say it: `32 ms`, `9.0 s`. */
export const durationText = (ms: number): string =>
  Math.abs(ms) < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`

/** A place in a call, `1:05` from its beginning. */
export function clockText(us: Micros): string {
  const seconds = Math.max(0, Math.floor(us / MICROS_PER_SECOND))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
