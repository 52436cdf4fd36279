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
const HALF_DAY = String.raw`(?:\s?([AaPp])\.?[Mm]\b)?`
const ZONE = String.raw`(?:\s?((?:GMT|UTC)?[+-]\d{2}:?\d{2}|Z|UTC|GMT)(?![A-Za-z0-9]))?`
const DATED = new RegExp(String.raw`(?<!\d)(\d{4})[-/.](\d{2})[-/.](\d{2})[T\t _-]{1,2}${CLOCK}${ZONE}`)
const SLASHED = new RegExp(String.raw`(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4}),?[ -]${CLOCK}${HALF_DAY}`)
const DOTTED = new RegExp(String.raw`(?<!\d)(\d{2})\.(\d{2})\.(\d{4}|\d{2}),? ${CLOCK}`)
const NAMED = new RegExp(String.raw`(?<![A-Za-z])([A-Z][a-z]{2}) {1,2}(\d{1,2})(?:,? (\d{4}))?,? ${CLOCK}${ZONE}`)
const DAY_NAMED = new RegExp(String.raw`(?<!\d)(\d{1,2})[ /-]([A-Z][a-z]{2})[ /-](\d{4})[ :]${CLOCK}${ZONE}`)
const BARE = new RegExp(String.raw`(?<![\d:.])${CLOCK}`)
const EPOCH = /^\s{0,9}[[(]?(\d{10}\.\d{3,9})(?!\d)/

/** The first time in the text, looking at its beginning only (`MAX_PREFIX` characters). Undefined when there is none. */
export function findTime(text: string): LogTime | undefined {
  const head = text.length > MAX_PREFIX ? text.slice(0, MAX_PREFIX) : text
  return dated(head) ?? named(head) ?? bare(head) ?? epochTime(EPOCH.exec(head)?.[1] ?? '')
}

/** Longest stretch before a message that is searched for its time. */
const MAX_PREFIX = 300
/** Two stamps of one clock differ by hours and quarters of a zone, and by this much on the way from one log to the other. */
const SAME_CLOCK = 2 * MICROS_PER_SECOND
const ZONE_STEP = 900 * MICROS_PER_SECOND

/**
 * The time nearest to the message in the text before it. A log inside a log has two stamps: the last is the device's own. It
 * is taken unless it only repeats the first, which has a date: then that one says more.
 */
export function findPacketTime(text: string): LogTime | undefined {
  const first = findTime(text)
  if (first === undefined) return undefined
  const last = lastBare(text)
  if (last === undefined || first.kind === 'of-day') return last ?? first
  const whole = first.kind === 'instant' ? first.at : first.micros
  const apart = (((last.micros - (whole % DAY)) % DAY) + DAY) % DAY
  const offClock = apart % ZONE_STEP
  if (Math.min(offClock, ZONE_STEP - offClock) <= SAME_CLOCK) return first
  // Onto the date of the first, across midnight where that is nearer.
  const shifted = whole + (apart > DAY / 2 ? apart - DAY : apart)
  return first.kind === 'instant' ? { kind: 'instant', at: shifted } : { kind: 'of-year', micros: shifted }
}

const ALL_BARE = new RegExp(BARE.source, 'g')

function lastBare(text: string): Extract<LogTime, { kind: 'of-day' }> | undefined {
  const tail = text.length > MAX_PREFIX ? text.slice(-MAX_PREFIX) : text
  let found: Extract<LogTime, { kind: 'of-day' }> | undefined
  for (const match of tail.matchAll(ALL_BARE)) {
    const micros = ofDay(match.slice(1, 5))
    if (micros !== undefined) found = { kind: 'of-day', micros }
  }
  return found
}

function dated(text: string): LogTime | undefined {
  const iso = DATED.exec(text)
  if (iso) return instant(iso[1], iso[2], iso[3], iso.slice(4, 8), iso[8])
  const slashed = SLASHED.exec(text)
  if (slashed) return ofSlashed(slashed)
  const dotted = DOTTED.exec(text)
  if (!dotted) return undefined
  const year = dotted[3]!.length === 2 ? `20${dotted[3]}` : dotted[3]
  return instant(year, dotted[2], dotted[1], dotted.slice(4, 8), undefined)
}

/** `04/16/2026`; the day first only where the other way round makes no date. */
function ofSlashed(match: RegExpExecArray): LogTime | undefined {
  const [month, day] = Number(match[1]) > 12 ? [match[2], match[1]] : [match[1], match[2]]
  const half = match[8]?.toLowerCase()
  const hour = half === undefined ? match[4] : String((Number(match[4]) % 12) + (half === 'p' ? 12 : 0))
  return instant(match[3], month, day, [hour, ...match.slice(5, 8)], undefined)
}

function named(text: string): LogTime | undefined {
  const dayFirst = DAY_NAMED.exec(text)
  if (dayFirst) return ofMonth(dayFirst[2], dayFirst[1], dayFirst[3], dayFirst.slice(4, 8), dayFirst[8])
  const match = NAMED.exec(text)
  return match ? ofMonth(match[1], match[2], match[3], match.slice(4, 8), match[8]) : undefined
}

function ofMonth(
  name: string | undefined,
  day: string | undefined,
  year: string | undefined,
  clock: readonly (string | undefined)[],
  zone: string | undefined,
): LogTime | undefined {
  const month = MONTHS.indexOf(name?.toLowerCase() ?? '') + 1
  if (month === 0) return undefined
  const found = instant(year ?? '1970', String(month), day, clock, zone)
  return year === undefined && found?.kind === 'instant' ? { kind: 'of-year', micros: found.at } : found
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

/** `+02:00`, `-0400` or `GMT+0530` in microseconds east of Greenwich; 0 for `Z`, `UTC` and none. */
function zoneOffset(zone: string | undefined): number {
  const match = /([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '')
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

/** Turns log times into instants, in reading order. */
export interface Clock {
  /** Of a message. */
  message(time: LogTime): Micros
  /** Of a line beside the messages: it is put on their days, and changes nothing of them. */
  beside(time: LogTime): Micros
}

/**
 * Times without a date begin on 1970-01-01, or on the day last seen with a date; one that lies more than half a day before the
 * time last read is after midnight. Times without a year begin in 1970 and step to the next when they fall back by more than
 * half a year. Once a time without date has been given, later ones with a date are moved back onto its days: two formats in
 * one paste must not lie decades apart.
 */
export function createClock(): Clock {
  let day = 0
  let year = 1970
  let last: Micros | undefined
  /** Taken off instants; undefined until the first of them. */
  let shift: number | undefined
  let dated = false
  let kind: LogTime['kind'] | undefined
  const read = (time: LogTime): Micros => {
    if (time.kind === 'instant') {
      shift ??= last === undefined || dated ? 0 : shiftTo(time.at, last)
      return time.at - shift
    }
    if (time.kind === 'of-year') {
      if (dated && last !== undefined && year === 1970) year = new Date(last / 1_000).getUTCFullYear()
      if (last !== undefined && last - inYear(time.micros, year) > YEAR / 2) year++
      return inYear(time.micros, year)
    }
    if (last !== undefined && last - (day + time.micros) > DAY / 2) day += DAY
    // A line from just before midnight may come after one from just past it.
    const early = last !== undefined && day + time.micros - last > DAY / 2 && day >= DAY
    return day + time.micros - (early ? DAY : 0)
  }
  return {
    message(time) {
      const at = read(time)
      kind ??= time.kind
      dated = kind === 'instant'
      last = at
      if (time.kind !== 'of-day') day = Math.floor(at / DAY) * DAY
      return at
    },
    beside(time) {
      if (dated && last !== undefined && year === 1970) year = new Date(last / 1_000).getUTCFullYear()
      const at =
        time.kind === 'instant' ? time.at : time.kind === 'of-year' ? inYear(time.micros, year) : day + time.micros
      // What tells more of the date than the messages do, or less, is put on the day nearest to them.
      return last === undefined || time.kind === kind || (dated && time.kind === 'of-year')
        ? at
        : at - shiftTo(at, last)
    },
  }
}

/** Whole days that bring an instant nearest to `last`, which had no date or no year. */
const shiftTo = (at: Micros, last: Micros): number => Math.round((at - last) / DAY) * DAY

/** A time counted as in 1970, in another year. */
function inYear(micros: number, year: number): Micros {
  if (year === 1970) return micros
  const date = new Date(Math.floor(micros / DAY) * (DAY / 1_000))
  return Date.UTC(year, date.getUTCMonth(), date.getUTCDate()) * 1_000 + (micros % DAY)
}
