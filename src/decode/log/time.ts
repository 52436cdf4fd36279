import { MICROS_PER_SECOND, type Micros } from '../../model/time.ts'

/** A time as a log writes it. Without a zone it is taken as UTC. */
export type LogTime =
  | { readonly kind: 'instant'; readonly at: Micros }
  /** Month and day without a year: microseconds since the year began, counted as in 1970. */
  | { readonly kind: 'of-year'; readonly micros: number }
  /** Microseconds since midnight. */
  | { readonly kind: 'of-day'; readonly micros: number }

const DAY = 86_400 * MICROS_PER_SECOND
const YEAR = 365 * DAY
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const CLOCK = String.raw`(\d{1,2}):(\d{2}):(\d{2})(?:[.,:](\d{1,9}))?`
const ZONE = String.raw`(?:\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2})(?![A-Za-z0-9]))?`
const DATED = new RegExp(String.raw`(?<!\d)(\d{4})[-/.](\d{2})[-/.](\d{2})[T\t _-]{1,2}${CLOCK}${ZONE}`)
const US_DATED = new RegExp(String.raw`(?<!\d)(\d{2})/(\d{2})/(\d{4})[ -]${CLOCK}`)
const NAMED = new RegExp(String.raw`(?<![A-Za-z])([A-Z][a-z]{2}) {1,2}(\d{1,2})(?:,? (\d{4}))?,? ${CLOCK}${ZONE}`)
const BARE = new RegExp(String.raw`(?<![\d:.])${CLOCK}`)

/** The first time in the text, looking at its beginning only (`MAX_PREFIX` characters). Undefined when there is none. */
export function findTime(text: string): LogTime | undefined {
  const head = text.length > MAX_PREFIX ? text.slice(0, MAX_PREFIX) : text
  return dated(head) ?? named(head) ?? bare(head)
}

/** Longest stretch before a message that is searched for its time. */
const MAX_PREFIX = 300

function dated(text: string): LogTime | undefined {
  const iso = DATED.exec(text)
  if (iso) return instant(iso[1], iso[2], iso[3], iso.slice(4, 8), iso[8])
  const us = US_DATED.exec(text)
  return us ? instant(us[3], us[1], us[2], us.slice(4, 8), undefined) : undefined
}

function named(text: string): LogTime | undefined {
  const match = NAMED.exec(text)
  const month = MONTHS.indexOf(match?.[1]?.toLowerCase() ?? '') + 1
  if (!match || month === 0) return undefined
  const clock = match.slice(4, 8)
  if (match[3] !== undefined) return instant(match[3], String(month), match[2], clock, match[8])
  const year = instant('1970', String(month), match[2], clock, match[8])
  return year?.kind === 'instant' ? { kind: 'of-year', micros: year.at } : undefined
}

function bare(text: string): LogTime | undefined {
  const match = BARE.exec(text)
  const micros = match ? ofDay(match.slice(1, 5)) : undefined
  return micros === undefined ? undefined : { kind: 'of-day', micros }
}

function ofDay([hours, minutes, seconds, fraction = '']: readonly (string | undefined)[]): number | undefined {
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  // 23:59:60 is a leap second; beyond a day it is no time of day.
  if (!(whole <= 86_400) || Number(minutes) > 59) return undefined
  return whole * MICROS_PER_SECOND + Number(fraction.padEnd(6, '0').slice(0, 6))
}

function instant(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  clock: readonly (string | undefined)[],
  zone: string | undefined,
): LogTime | undefined {
  const micros = ofDay(clock)
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  if (micros === undefined || m < 1 || m > 12 || d < 1 || d > 31 || y > 2200) return undefined
  const midnight = Date.UTC(y, m - 1, d) * 1_000
  return { kind: 'instant', at: midnight + micros - zoneOffset(zone) }
}

/** `+02:00` or `-0400` in microseconds east of Greenwich; 0 for `Z`, `UTC` and none. */
function zoneOffset(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '')
  if (!match) return 0
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60
  return (match[1] === '-' ? -seconds : seconds) * MICROS_PER_SECOND
}

/** Seconds since 1970 with a fraction, as `1795439975.955658`. */
export function epochTime(text: string): LogTime | undefined {
  const match = /^(\d{9,10})\.(\d{1,9})$/.exec(text)
  if (!match) return undefined
  return { kind: 'instant', at: Number(match[1]) * MICROS_PER_SECOND + Number(match[2]?.padEnd(6, '0').slice(0, 6)) }
}

/**
 * Turns log times into instants, in reading order. Times without a date begin on 1970-01-01, or on the day last seen with a
 * date; one that lies more than half a day before the time last read is after midnight. Times without a year begin in 1970
 * and step to the next when they fall back by more than half a year.
 */
export function createClock(): (time: LogTime) => Micros {
  let day = 0
  let year = 0
  let last: Micros | undefined
  const read = (time: LogTime): Micros => {
    if (time.kind === 'instant') return time.at
    if (time.kind === 'of-year') {
      if (last !== undefined && last - (year + time.micros) > YEAR / 2) year += YEAR
      return year + time.micros
    }
    if (last !== undefined && last - (day + time.micros) > DAY / 2) day += DAY
    // A line from just before midnight may come after one from just past it.
    const early = last !== undefined && day + time.micros - last > DAY / 2 && day >= DAY
    return day + time.micros - (early ? DAY : 0)
  }
  return (time) => {
    const at = read(time)
    last = at
    if (time.kind !== 'of-day') day = Math.floor(at / DAY) * DAY
    return at
  }
}
