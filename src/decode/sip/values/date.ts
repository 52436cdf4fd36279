import type { Micros } from '../../../model/time.ts'

/** `Sat, 13 Nov 2010 23:29:00 GMT`, and no other form (RFC 3261 §20.17). */
const DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun),\s{1,9}(\d{2})\s(\w{3})\s(\d{4})\s(\d{2}):(\d{2}):(\d{2})\s(\S{1,9})$/i
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

/** A Date header as it is written, before anybody asks whether it is right. */
export interface WrittenDate {
  /** Undefined unless the zone is GMT and the day exists. */
  readonly at: Micros | undefined
  /** As written; only GMT is legal. */
  readonly zone: string
}

/** Empty when it is not of that form at all. */
export function parseDate(value: string): WrittenDate[] {
  const match = DATE.exec(value.trim())
  if (!match) return []
  const [, , day, name = '', year, hours, minutes, seconds, zone = ''] = match
  const month = MONTHS.indexOf(name.toLowerCase())
  const [d, h, m, s] = [Number(day), Number(hours), Number(minutes), Number(seconds)]
  const at = Date.UTC(Number(year), month, d, h, m, s)
  // A leap second is legal; the 31st of a short month is not.
  const exists = month >= 0 && d > 0 && new Date(at - s * 1_000).getUTCDate() === d && h < 24 && m < 60 && s <= 60
  return [{ at: exists && zone.toUpperCase() === 'GMT' ? at * 1_000 : undefined, zone }]
}
