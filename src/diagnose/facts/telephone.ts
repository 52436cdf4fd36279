import { telephoneOf, type Uri } from '../../decode/sip/uri.ts'
import { headerValues } from '../../decode/sip/values.ts'
import type { SipMessage } from '../../model/message.ts'

/** Digits of which a number must have so many in common to be the same without its country code. Chosen by us: a subscriber number. */
const SUBSCRIBER_DIGITS = 7

/** The digits of a URI that is a telephone number; undefined for names, and for what redaction left. */
export function digitsOf(uri: Uri | undefined): string | undefined {
  const telephone = uri && telephoneOf(uri)
  const digits = telephone?.number.replace(/^\+|^00/, '')
  return digits !== undefined && /^\d+$/.test(digits) ? digits : undefined
}

/** Every number in a header. */
export const numbersIn = (message: SipMessage, name: 'from' | 'to' | 'p-asserted-identity'): readonly string[] =>
  headerValues(message, name).flatMap(({ uri }) => digitsOf(uri) ?? [])

/** Whether two numbers may be one: alike, or one of them without its country code or trunk prefix. */
export function isSameNumber(a: string, b: string): boolean {
  const [long, short] = a.length >= b.length ? [a, b.replace(/^0/, '')] : [b, a.replace(/^0/, '')]
  return long === short || (short.length >= SUBSCRIBER_DIGITS && long.endsWith(short))
}

/** A target of ten digits behind +1, which hardly any that is no number of the North American plan has. */
export const NORTH_AMERICAN_TARGET = /^(?:sips?|tel):\+?1[2-9]\d{9}(?:[@;]|$)/i
