import type { Call, CallOutcome, Transaction } from '../model/call.ts'
import type { SipMessage, SipRequest, SipResponse } from '../model/message.ts'
import { MICROS_PER_SECOND, type Micros } from '../model/time.ts'

/** 64*T1: after so long nobody answers a request any more (RFC 3261 §17.1.1.2, timer B). */
export const TRANSACTION_LIFETIME_US = 32 * MICROS_PER_SECOND

/** A 100 takes timer B off; proxies then wait this long (RFC 3261 §16.6, timer C). */
const PROCEEDING_LIFETIME_US = 180 * MICROS_PER_SECOND

/** INVITEs sent in 3.5 s over UDP (RFC 3261 §17.1.1.2): without times, so many unanswered are silence. */
export const SENDS_UNANSWERED = 4

export type Outcome = Pick<Call, 'invite' | 'answer' | 'ack' | 'bye' | 'failure' | 'outcome'>

/**
 * How a call went. It is answered when any INVITE that began it has a 2xx, on whatever hop. Otherwise the last of these
 * INVITEs on the caller's own hop decides; where that hop shows no final response, the last INVITE that has one. While one that
 * was sent after that response is open, nothing is decided: credentials, another interval or the next phone are being tried.
 * `now` is the latest time in the input, to tell silence from an end that comes too soon.
 */
export function outcomeOf(
  messages: readonly SipMessage[],
  transactions: readonly Transaction[],
  now: Micros | undefined,
): Outcome {
  const starts = transactions.filter(({ method, initial }) => method === 'INVITE' && initial)
  const invite = starts[0]?.request
  const answer = answerOf(messages, starts)
  const ack = answer && messages.find((message): message is SipRequest => isAckOf(message, answer))
  const failed = answer ? undefined : decisive(starts, now)
  const failure = failed?.final ?? (answer || starts.length > 0 ? undefined : strayFailure(messages))
  return { invite, answer, ack, bye: byeOf(transactions), failure, outcome: nameOf(starts, answer, failure, now) }
}

/** Without the INVITE in the input, the first 2xx to any INVITE will do. */
function answerOf(messages: readonly SipMessage[], starts: readonly Transaction[]): SipResponse | undefined {
  if (starts.length === 0) return messages.find((message): message is SipResponse => isInviteFinal(message, 200, 300))
  let answer: SipResponse | undefined
  for (const { finals } of starts) {
    const first = finals.find(({ status }) => status < 300)
    if (first && (!answer || first.number < answer.number)) answer = first
  }
  return answer
}

const strayFailure = (messages: readonly SipMessage[]): SipResponse | undefined =>
  messages.findLast((message): message is SipResponse => isInviteFinal(message, 300, 700))

const isInviteFinal = (message: SipMessage, from: number, to: number): boolean =>
  message.kind === 'response' && message.method === 'INVITE' && message.status >= from && message.status < to

const isAckOf = (message: SipMessage, answer: SipResponse): boolean =>
  message.kind === 'request' &&
  message.method === 'ACK' &&
  message.number > answer.number &&
  message.cseq?.number === answer.cseq?.number

function decisive(starts: readonly Transaction[], now: Micros | undefined): Transaction | undefined {
  const callerHop = starts.filter(({ request }) => request.source?.address === starts[0]?.request.source?.address)
  const last = callerHop.findLast(({ final }) => final) ?? starts.findLast(({ final }) => final)
  const refusedAt = last?.final?.number
  const isTried = refusedAt !== undefined && starts.some((one) => one.request.number > refusedAt && isOpen(one, now))
  return isTried ? undefined : last
}

const isOpen = (start: Transaction, now: Micros | undefined): boolean =>
  !start.final && !start.cancel && !isUnanswered(start, now)

/** The BYE that ended the call: the first that was not refused, else the first. */
function byeOf(transactions: readonly Transaction[]): SipRequest | undefined {
  let first: SipRequest | undefined
  for (const { method, request, final } of transactions) {
    if (method !== 'BYE') continue
    if (!final || final.status < 300) return request
    first ??= request
  }
  return first
}

function nameOf(
  starts: readonly Transaction[],
  answer: SipResponse | undefined,
  failure: SipResponse | undefined,
  now: Micros | undefined,
): CallOutcome {
  if (answer) return 'answered'
  if (failure) return nameOfStatus(failure.status)
  if (starts.some(({ cancel }) => cancel)) return 'cancelled'
  return starts.length > 0 && starts.every((start) => isUnanswered(start, now)) ? 'timed-out' : 'unknown'
}

function nameOfStatus(status: number): CallOutcome {
  if (status < 400) return 'redirected'
  switch (status) {
    case 486:
    case 600:
      return 'busy'
    case 487:
      return 'cancelled'
    case 408:
    case 504:
      return 'timed-out'
    // Refused on purpose: by policy, by the callee, or by analytics on its behalf (RFC 8197, RFC 8688).
    case 403:
    case 603:
    case 607:
    case 608:
      return 'rejected'
    default:
      return 'failed'
  }
}

/** Nothing but silence, or a 100, for as long as a client or proxy waits; without times, after as many sendings. */
function isUnanswered({ requests, provisionals }: Transaction, now: Micros | undefined): boolean {
  if (provisionals.some(({ status }) => status > 100)) return false
  if (requests.length >= SENDS_UNANSWERED) return true
  const firstAt = requests[0]?.at
  const waits = provisionals.length > 0 ? PROCEEDING_LIFETIME_US : TRANSACTION_LIFETIME_US
  return firstAt !== undefined && now !== undefined && now - firstAt >= waits
}
