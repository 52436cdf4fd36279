import type { Transaction } from '../../model/call.ts'
import { UNANSWERED_SENDS } from '../thresholds/signaling.ts'

/** Sent three times or more, and nothing ever came back. */
export const isUnanswered = ({ method, provisionals, finals, requests }: Transaction): boolean =>
  method !== 'ACK' && provisionals.length + finals.length === 0 && requests.length >= UNANSWERED_SENDS

/**
 * Finals by which a server says that it could not reach the next hop: 408 (RFC 3261 §16.7), 430 (RFC 5626), Kamailio's and
 * Expressway's 477 and 478, 503 and 504.
 */
export const UNREACHED = [408, 430, 477, 478, 503, 504]

/** The request did not reach whom it was meant for, as silence or a server on the way says. */
export const isLost = (transaction: Transaction): boolean =>
  isUnanswered(transaction) || (transaction.final !== undefined && UNREACHED.includes(transaction.final.status))

/** What became of it, in words: `BYE was answered with 408`. */
export const lossText = ({ method, final, requests }: Transaction): string =>
  final
    ? `${method.slice(0, 40)} was answered with ${final.status}`
    : `${method.slice(0, 40)} was sent ${requests.length} times and not answered`
