import type { Transaction } from '../model/call.ts'
import type { Endpoint } from '../model/endpoint.ts'
import { hasHeader, type SipMessage } from '../model/message.ts'
import { MICROS_PER_MS, type Micros } from '../model/time.ts'

/**
 * Within so long the same bytes are the same packet, where its header does not tell. Chosen by us: a tenth of T1, and half of
 * the shortest T1 that stacks can be set to.
 */
const COPY_US = 50 * MICROS_PER_MS

/** A response so soon after a repeated request answers that. Chosen by us: half of T1, when a timer would fire at the earliest. */
const PROVOKED_US = 250 * MICROS_PER_MS

/**
 * Whether `later` is the packet of `first` once more, as a second capture point saw it, and not sent again. A datagram keeps its
 * identification and loses TTL on its way (RFC 791 §3.2, RFC 6864); a retransmission is a datagram of its own and comes after
 * T1. Streams sort copies out before.
 */
export function isCopy(first: SipMessage, later: SipMessage): boolean {
  if (first.raw.length !== later.raw.length || first.raw !== later.raw) return false
  if (!isSameWay(first, later)) return false
  const isApart = isSeenApart(first, later)
  if (!isApart && (later.transport ?? 'UDP') !== 'UDP') return false
  const identified = first.ipId !== undefined && later.ipId !== undefined && (first.ipId !== 0 || later.ipId !== 0)
  if (identified && first.ipId !== later.ipId) return false
  if (isApart || isOther(first.ttl, later.ttl)) return true
  const gap = gapOf(first, later)
  return gap !== undefined && Math.abs(gap) < COPY_US
}

/** By two interfaces or capture agents, or by two programs: one logged it as sent, the other as received. */
const isSeenApart = (a: SipMessage, b: SipMessage): boolean =>
  isOther(a.capturePoint, b.capturePoint) || isOther(a.direction, b.direction)

const isOther = (a: number | string | undefined, b: number | string | undefined): boolean =>
  a !== undefined && b !== undefined && a !== b

/** A message that stands again in its transaction. */
export interface Resend {
  readonly message: SipMessage
  /** The first of its kind. */
  readonly of: SipMessage
  /**
   * `timer`: its sender had heard nothing in time. `provoked`: a response or ACK that answers something sent again
   * (RFC 3261 §17.1.1.3, §17.2). `copy`: not sent again, but seen by another capture point.
   */
  readonly kind: 'timer' | 'provoked' | 'copy'
  /** Since it was sent before, in microseconds; undefined without times. */
  readonly afterUs: Micros | undefined
}

/** What stands again in a transaction and why: its requests, then its responses, its ACKs, and copies. Empty for most. */
export function resendsOf(transaction: Transaction): readonly Resend[] {
  const { requests, provisionals, finals, acks, copies } = transaction
  // Nearly all transactions are one message of each.
  if (requests.length < 2 && provisionals.length < 2 && finals.length < 2 && acks.length < 2 && copies.length === 0)
    return NONE
  const found: Resend[] = []
  for (let i = 1; i < requests.length; i++) found.push(resend(requests[i]!, requests[0]!, requests[i - 1]!, 'timer'))
  const responses = [...provisionals, ...finals]
  collect(found, responses, (response, before) =>
    hasTimer(transaction, response) || !isProvoked(requests, response, before) ? 'timer' : 'provoked',
  )
  collect(found, acks, () => 'provoked')
  for (const copy of copies) {
    const of = [...requests, ...responses, ...acks].find((one) => isSameText(one, copy))
    if (of) found.push(resend(copy, of, of, 'copy'))
  }
  return found
}

/** The messages as they were sent: without what another capture point saw again, which hardly ever there is. */
export function withoutCopies(
  messages: readonly SipMessage[],
  transactions: readonly Transaction[],
): readonly SipMessage[] {
  if (transactions.every(({ copies }) => copies.length === 0)) return messages
  const copies = new Set(transactions.flatMap((one) => one.copies))
  return messages.filter((message) => !copies.has(message))
}

/** Messages that were sent before: repeated requests, responses and ACKs. */
export function retransmissionsOf(transactions: readonly Transaction[]): ReadonlySet<SipMessage> {
  const again = new Set<SipMessage>()
  for (const transaction of transactions)
    for (const { message, kind } of resendsOf(transaction)) if (kind !== 'copy') again.add(message)
  return again
}

const NONE: readonly never[] = []

function collect<M extends SipMessage>(
  found: Resend[],
  list: readonly M[],
  kindOf: (message: M, before: M) => Resend['kind'],
): void {
  if (list.length < 2) return
  const sent = new Map<string, { readonly first: M; last: M }>()
  for (const message of list) {
    const text = message.raw.trimEnd()
    const known = sent.get(text)
    if (!known) {
      sent.set(text, { first: message, last: message })
      continue
    }
    found.push(resend(message, known.first, known.last, kindOf(message, known.last)))
    known.last = message
  }
}

function resend(message: SipMessage, of: SipMessage, before: SipMessage, kind: Resend['kind']): Resend {
  return { message, of, kind, afterUs: gapOf(before, message) }
}

/** A 2xx to INVITE goes by timers alone (RFC 3261 §13.3.1.4, RFC 6026), and so does a reliable provisional (RFC 3262 §3). */
const hasTimer = ({ method }: Transaction, response: SipMessage): boolean =>
  method === 'INVITE' &&
  response.kind === 'response' &&
  ((response.status >= 200 && response.status < 300) || (response.status < 200 && hasHeader(response, 'rseq')))

/** The request was sent again since the response was sent before, and just now where times are known. */
function isProvoked(requests: readonly SipMessage[], response: SipMessage, before: SipMessage): boolean {
  return requests.some((request) => {
    if (request.number < before.number || request.number > response.number) return false
    const gap = gapOf(request, response)
    return gap === undefined || gap < PROVOKED_US
  })
}

const isSameText = (a: SipMessage, b: SipMessage): boolean => a.raw.length === b.raw.length && a.raw === b.raw

const gapOf = ({ at: from }: SipMessage, { at: to }: SipMessage): Micros | undefined =>
  from === undefined || to === undefined ? undefined : to - from

/** Addresses and ports, as far as both are known. */
export const isSameWay = (a: SipMessage, b: SipMessage): boolean =>
  isSameOrUnknown(a.source, b.source) && isSameOrUnknown(a.destination, b.destination)

export const isSameOrUnknown = (a: Endpoint | undefined, b: Endpoint | undefined): boolean =>
  a === undefined || b === undefined || (a.address === b.address && a.port === b.port)
