import { findTime, type LogTime } from './time.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A date whose parts stand in an order that cannot be told from its form. `clock` is `12:34:56.789`. */
export function timeOf(year: string, month: string, day: string, clock: string): LogTime | undefined {
  return findTime(`${year}-${month}-${day} ${clock}`)
}

/** The same without a year. */
export function timeWithoutYear(month: string, day: string, clock: string): LogTime | undefined {
  const name = MONTHS[Number(month) - 1]
  return name === undefined ? findTime(clock) : findTime(`${name} ${day} ${clock}`)
}
