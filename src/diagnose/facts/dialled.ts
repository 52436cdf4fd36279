/** Digits behind an international prefix: country code, area and subscriber (ITU-T E.164 §6.2.1 allows 15). */
const FEWEST_DIGITS = 9
const DIALLED = /^(\+?9{0,3})(0{2,9}|011)([1-9]\d{8,14})$/
const GLOBAL = /^\+([1-9]\d{6,14})$/

/** A number as it was dialled towards another country. */
export interface Dialled {
  /** From the country code on. */
  readonly digits: string
  /** ITU-T E.164 country code. */
  readonly country: string
  /** What stood before: `+`, `00`, `9011`. */
  readonly prefix: string
}

/** The international number that a user part stands for; undefined for names, extensions and national numbers. */
export function dialledOf(user: string): Dialled | undefined {
  const global = GLOBAL.exec(user)
  const found = global ? undefined : DIALLED.exec(user)
  const digits = global?.[1] ?? found?.[3]
  const country = digits === undefined ? undefined : countryOf(digits)
  if (digits === undefined || country === undefined) return undefined
  return { digits, country, prefix: global ? '+' : `${found![1]}${found![2]}` }
}

/** Prefixes that somebody writes who knows the dial plan: `+` (RFC 3966), `00` (ITU-T E.164) and `011` (North America). */
const USUAL_PREFIXES: ReadonlySet<string> = new Set(['+', '00', '011'])

/** An international number behind a prefix that no dial plan asks for, or several: somebody tries which one gets out. */
export function isOddNumber(user: string): boolean {
  const dialled = user.length > FEWEST_DIGITS ? dialledOf(user) : undefined
  return dialled !== undefined && !USUAL_PREFIXES.has(dialled.prefix) && dialled.prefix !== '9011'
}

/** What stays the same of a number whatever stands before it: its last nine digits. Undefined for shorter ones and names. */
export const tailOf = (user: string): string | undefined =>
  /^\+?\d{9,25}$/.test(user) ? user.slice(-FEWEST_DIGITS) : undefined

/** A number of the telephone network rather than an extension: seven digits and more. Chosen by us: a subscriber number. */
export const isTelephone = (user: string): boolean => /^\+?\d{7,25}$/.test(user)

/** Codes of two digits (ITU-T E.164 Annex to Operational Bulletin 1114); 1 and 7 stand alone, all others have three. */
const TWO_DIGITS = /^(?:2[07]|3[0-469]|4[0-13-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/
/** First two digits of the codes that have three. */
const THREE_DIGITS = /^(?:21|22|23|24|25|26|29|35|37|38|42|50|59|67|68|69|80|85|87|88|96|97|99)/

function countryOf(digits: string): string | undefined {
  if (digits[0] === '1' || digits[0] === '7') return digits[0]
  if (TWO_DIGITS.test(digits)) return digits.slice(0, 2)
  return THREE_DIGITS.test(digits) ? digits.slice(0, 3) : undefined
}

/**
 * Where numbers are often set up for fraud that shares the revenue: satellite and shared-cost ranges, and countries that
 * carriers' lists name. Most calls there are honest: the code alone proves nothing. Chosen by us.
 */
const COSTLY = ['1900', '225', '252', '371', '375', '381', '53', '870', '881', '882', '883', '888', '979']

/** The beginning, of the caller's own list or of ours, by which a number may cost much. */
export const costlyPrefix = (digits: string, own: readonly string[] = []): string | undefined =>
  own.map((prefix) => prefix.replace(/\D/g, '')).find((prefix) => prefix !== '' && digits.startsWith(prefix)) ??
  COSTLY.find((prefix) => digits.startsWith(prefix))

/** Whether the caller's own list has it. */
export const isDeclaredPremium = (digits: string, own: readonly string[] = []): boolean =>
  own.some((prefix) => prefix.replace(/\D/g, '') !== '' && digits.startsWith(prefix.replace(/\D/g, '')))
