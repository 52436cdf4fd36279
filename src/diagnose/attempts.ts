import { parseUri } from '../decode/sip/uri.ts'
import type { Call, Conversation, Transaction } from '../model/call.ts'
import type { SipRequest } from '../model/message.ts'
import { MICROS_PER_SECOND } from '../model/time.ts'
import { HOSTS_CAP } from './thresholds.ts'

/** What a host, or a called user, was asked in the whole input. */
export interface Asked {
  /** Calls it was offered: attempts with credentials and tries over again count once. */
  readonly calls: number
  /** Those that rang or were answered. */
  readonly progressed: number
  /** Calls turned away with 429, 480 or 503, and the most calls that were offered within one second of the clock. */
  readonly turnedAway: number
  readonly peakPerSecond: number
  /** Requests of any method, ACK aside, each counted once; those sent again; those first answered after more than 2 s. */
  readonly requests: number
  readonly resent: number
  readonly slow: number
  /** Registrations of a user that were tried, and that succeeded. */
  readonly registers: number
  readonly registered: number
}

type Counts = { -readonly [Name in Exclude<keyof Asked, 'peakPerSecond'>]: Asked[Name] }
type Total = Counts & { peakPerSecond: number; seconds: Map<number, number> | undefined }

/** Half of the requests answered later than this is the median above it. Chosen by us. */
const SLOW_US = 2 * MICROS_PER_SECOND
/** Seconds with calls that are remembered of one host, the first ones: more than an hour without a pause. Chosen by us. */
const SECONDS_CAP = 4_096

/** The host that a request went to: its address, else the host of its Request-URI. */
export const hostAsked = ({ destination, requestUri }: SipRequest): string =>
  destination?.address ?? parseUri(requestUri)?.host.toLowerCase() ?? ''

/** A user, as a key apart from hosts. */
export function userKey(uriText: string): string {
  const uri = parseUri(uriText)
  return `to ${uri?.user ?? ''}@${uri?.host.toLowerCase() ?? ''}`
}

/** The called user. */
export const userAsked = ({ requestUri }: SipRequest): string => userKey(requestUri)

/** Keeps the counts while conversations grow: each snapshot replaces what its conversation counted before. */
export class AskedKeeper {
  readonly #all = new Map<string, Total>()
  readonly #open = new Map<string, ReadonlyMap<string, Counts>>()

  take(conversation: Conversation): void {
    if (conversation.kind === 'orphan-streams') return
    const { key, final } = conversation
    const before = this.#open.get(key)
    if (before) for (const [name, counts] of before) this.#add(name, counts, -1)
    const now = countsOf(conversation)
    for (const [name, counts] of now) this.#add(name, counts, 1)
    if (!before && conversation.kind === 'call') this.#clock(conversation)
    if (!final) this.#open.set(key, now)
    else if (before) this.#open.delete(key)
  }

  #add(name: string, counts: Counts, sign: 1 | -1): void {
    const total = this.#totalOf(name)
    if (total) for (const field of FIELDS) total[field] += sign * counts[field]
  }

  #totalOf(name: string): Total | undefined {
    const known = this.#all.get(name)
    // What lies beyond the cap has no shares, and so is never raised by them.
    if (known || this.#all.size >= HOSTS_CAP) return known
    const total = { ...nothing(), peakPerSecond: 0, seconds: undefined }
    // A slice as key would keep the message it was cut from.
    this.#all.set(Buffer.from(name).toString(), total)
    return total
  }

  /** How many calls a host is offered within one second of the clock. */
  #clock({ invite }: Call): void {
    const total = invite?.at === undefined ? undefined : this.#totalOf(hostAsked(invite))
    if (!total) return
    const second = Math.floor(invite!.at! / MICROS_PER_SECOND)
    total.seconds ??= new Map()
    const count = (total.seconds.get(second) ?? 0) + 1
    if (count > 1 || total.seconds.size < SECONDS_CAP) total.seconds.set(second, count)
    if (count > total.peakPerSecond) total.peakPerSecond = count
  }

  read(): ReadonlyMap<string, Asked> {
    return this.#all
  }
}

const nothing = (): Counts => ({
  calls: 0,
  progressed: 0,
  turnedAway: 0,
  requests: 0,
  resent: 0,
  slow: 0,
  registers: 0,
  registered: 0,
})
const FIELDS = Object.keys(nothing()) as (keyof Counts)[]

function countsOf(conversation: Exclude<Conversation, { kind: 'orphan-streams' }>): ReadonlyMap<string, Counts> {
  const found = new Map<string, Counts>()
  const at = (name: string): Counts => {
    const known = found.get(name)
    if (known) return known
    const counts = nothing()
    found.set(name, counts)
    return counts
  }
  for (const transaction of conversation.transactions) {
    const host = at(hostAsked(transaction.request))
    host.requests++
    if (transaction.requests.length > 1) host.resent++
    if (isSlow(transaction)) host.slow++
    if (transaction.method !== 'INVITE' || !transaction.initial) continue
    offered(host, transaction)
    offered(at(userAsked(transaction.request)), transaction)
  }
  if (conversation.kind === 'registration') {
    const user = at(userKey(conversation.aor))
    user.registers = 1
    user.registered = conversation.transactions.some(({ final }) => final && final.status < 300) ? 1 : 0
  }
  return found
}

function offered(counts: Counts, { provisionals, finals, final }: Transaction): void {
  counts.calls = 1
  if (provisionals.some(({ status }) => status > 100) || finals.some(({ status }) => status < 300))
    counts.progressed = 1
  if (final && (final.status === 429 || final.status === 480 || final.status === 503)) counts.turnedAway = 1
}

function isSlow({ requests, provisionals, finals }: Transaction): boolean {
  const first = provisionals[0] ?? finals[0]
  const sent = requests[0]
  return first?.at !== undefined && sent?.at !== undefined && first.at - sent.at > SLOW_US
}
