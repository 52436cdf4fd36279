import type { Call, Transaction } from '../model/call.ts'
import type { AttemptResult, CallAttempt } from '../model/call-facts.ts'
import { type Endpoint, endpointText } from '../model/endpoint.ts'
import type { SipResponse } from '../model/message.ts'
import { millisBetween } from '../model/time.ts'
import { SENDS_UNANSWERED } from './outcome.ts'
import { partiesOf } from './parties.ts'
import { q850Of } from './release-causes.ts'

/** Attempts kept in a record, the first ones; and the places a redirection names. Chosen by us. */
const ATTEMPTS_MAX = 50
export const REDIRECTS_MAX = 10

/** INVITEs that began the call, on whatever hop and at whatever try. */
export const startsOf = ({ transactions }: Pick<Call, 'transactions'>): readonly Transaction[] =>
  transactions.filter(({ method, initial }) => method === 'INVITE' && initial)

/** Those of the host that sent the first: what the caller itself saw. */
export const callersOwn = (starts: readonly Transaction[]): readonly Transaction[] =>
  starts.length < 2
    ? starts
    : starts.filter(({ request }) => request.source?.address === starts[0]?.request.source?.address)

/** 401 and 407: an invitation to try again, not an answer (RFC 3261 §22). */
export const isChallenge = (status: number): boolean => status === 401 || status === 407

/** Each initial INVITE with what became of it, in order. */
export function attemptsOf(call: Call, starts: readonly Transaction[]): readonly CallAttempt[] {
  const attempts: CallAttempt[] = []
  for (const start of starts) {
    if (attempts.length >= ATTEMPTS_MAX) break
    const { from, to } = partiesOf(start.request)
    const ended = start.finals.find(({ status }) => status < 300) ?? start.final
    attempts.push({
      message: start.request.number,
      at: start.request.at,
      from: from ? endpointText(from) : '?',
      to: to ? endpointText(to) : '?',
      requestUri: start.request.requestUri,
      result: resultOf(start, ended, call, starts),
      status: ended?.status,
      ms: millisBetween(start.request.at, ended?.at),
      sent: start.requests.length,
    })
  }
  return attempts
}

function resultOf(
  start: Transaction,
  ended: SipResponse | undefined,
  call: Call,
  starts: readonly Transaction[],
): AttemptResult {
  if (ended) {
    if (ended.status < 300) return 'answered'
    if (ended.status < 400) return 'redirected'
    if (isChallenge(ended.status)) return 'challenged'
    return ended.status === 487 || start.cancel ? 'cancelled' : 'refused'
  }
  if (start.cancel) return 'cancelled'
  const silent = start.provisionals.every(({ status }) => status <= 100)
  if (!silent) return 'pending'
  const given = start.requests.length >= SENDS_UNANSWERED || call.outcome === 'timed-out'
  return given || starts.some((later) => isAnotherTry(start, later)) ? 'unanswered' : 'pending'
}

/** The same sender went elsewhere later. */
const isAnotherTry = ({ request }: Transaction, later: Transaction): boolean =>
  later.request.number > request.number &&
  isSameHost(later.request.source, request.source) &&
  !isSameTarget(later.request, request)

const isSameHost = (a: Endpoint | undefined, b: Endpoint | undefined): boolean => a?.address === b?.address

const isSameTarget = (a: Transaction['request'], b: Transaction['request']): boolean =>
  a.requestUri === b.requestUri && a.destination?.address === b.destination?.address

/**
 * How often a sender went on to another place once the place before had failed, was silent or had been cancelled. A redirection
 * and a challenge are no failure.
 */
export function failoversOf(starts: readonly Transaction[]): number {
  if (starts.length < 2) return 0
  return starts.filter((later) => starts.some((earlier) => isAnotherTry(earlier, later) && isGivenUp(earlier, later)))
    .length
}

function isGivenUp({ final, cancel, provisionals }: Transaction, { request }: Transaction): boolean {
  if (final) return final.status >= 400 && !isChallenge(final.status) && final.number < request.number
  return cancel ? cancel.number < request.number : provisionals.every(({ status }) => status <= 100)
}

/**
 * Whether the network brought an attempt to the callee (ITU-T E.425, network effectiveness): answered, busy, no answer although
 * it rang, or rejected by the callee or its device. A Q.850 cause of that kind counts whatever status it came with.
 */
export function reachedCallee(start: Transaction): boolean {
  const { finals, final, provisionals, cancel } = start
  if (finals.some(({ status }) => status < 300)) return true
  const rang = provisionals.some(({ status }) => status >= 180)
  if (!final) return rang && cancel !== undefined
  switch (final.status) {
    case 480:
    case 486:
    case 600:
    case 603:
    case 607:
      return true
    case 408:
    case 487:
      return rang
    default: {
      const cause = q850Of(final)
      return cause !== undefined && cause >= 17 && cause <= 21
    }
  }
}

/** Statuses that SEER counts as effective (RFC 6076 §4.7), those ISA calls ineffective (§4.8), and those both leave out. */
export const EFFECTIVE: ReadonlySet<number> = new Set([480, 486, 600, 603])
export const INEFFECTIVE: ReadonlySet<number> = new Set([408, 500, 503, 504])
export const isLeftOut = (status: number): boolean =>
  (status >= 300 && status < 400) || isChallenge(status) || status === 402
