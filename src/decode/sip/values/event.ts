import { type Parameters, parseDecimal, parseParams } from '../token.ts'

/** A word with parameters: Event, Content-Disposition, P-Access-Network-Info, Cause of a subscription's end. */
export interface Word {
  /** As written. */
  readonly value: string
  readonly params: Parameters
}

/** `dialog;id=7` (RFC 6665 §8.2.1) and every other header of one word and its parameters. */
export function parseWord(value: string): Word[] {
  const semicolon = value.indexOf(';')
  const word = (semicolon < 0 ? value : value.slice(0, semicolon)).trim()
  return word === '' ? [] : [{ value: word, params: parseParams(semicolon < 0 ? '' : value.slice(semicolon)) }]
}

/** `active;expires=600` or `terminated;reason=timeout` (RFC 6665 §8.2.3). */
export interface SubscriptionState {
  /** Lower case: `active`, `pending`, `terminated`. */
  readonly state: string
  readonly expiresS: number | undefined
  /** Lower case: `timeout`, `noresource`, `deactivated` ... */
  readonly reason: string | undefined
  readonly retryAfterS: number | undefined
}

export const parseSubscriptionState = (value: string): SubscriptionState[] =>
  parseWord(value).map((word) => ({
    state: word.value.toLowerCase(),
    expiresS: parseDecimal(word.params.get('expires')),
    reason: word.params.get('reason')?.toLowerCase() || undefined,
    retryAfterS: parseDecimal(word.params.get('retry-after')),
  }))
