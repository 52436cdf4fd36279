import { parseUri, type Uri } from '../decode/sip/uri.ts'
import type { Call, Conversation, Transaction } from '../model/call.ts'
import type { Complain } from '../model/flaw.ts'
import type { SipRequest } from '../model/message.ts'
import { MICROS_PER_SECOND } from '../model/time.ts'
import { HOSTS_CAP } from './thresholds/caps.ts'

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
/** Seconds with calls that are remembered of one host: more than an hour without a pause. Chosen by us: an hour has its peak. */
const SECONDS_CAP = 4_096

/** The host that a request went to: its address, else the host of its Request-URI. */
export const hostAsked = ({ destination, requestUri }: SipRequest): string =>
  destination?.address ?? parseUri(requestUri)?.host.toLowerCase() ?? ''

/** `parseUri`, with its last answer remembered: all logs ask for the target of a call one after the other. */
export function targetUri(text: string): Uri | undefined {
  if (text === lastText) return lastUri
  lastText = text
  lastUri = parseUri(text)
  return lastUri
}
let lastText = ''
let lastUri: Uri | undefined

/** A user, as a key apart from hosts. */
export function userKey(uriText: string): string {
  const uri = targetUri(uriText)
  return `to ${uri?.user ?? ''}@${uri?.host.toLowerCase() ?? ''}`
}

/** The called user. */
export const userAsked = ({ requestUri }: SipRequest): string => userKey(requestUri)

/** Keeps the counts while conversations grow: each snapshot replaces what its conversation counted before. */
export class AskedKeeper {
  readonly #all = new Map<string, Total>()
  readonly #open = new Map<string, ReadonlyMap<string, Counts>>()
  readonly #now = new Sheet()
  readonly #complain: Complain

  constructor(complain: Complain) {
    this.#complain = complain
  }

  take(conversation: Conversation): void {
    if (conversation.kind === 'orphan-streams') return
    const { key, final } = conversation
    const before = this.#open.size > 0 ? this.#open.get(key) : undefined
    if (before) for (const [name, counts] of before) this.#add(name, counts, -1)
    this.#now.read(conversation)
    this.#now.each((name, counts) => this.#add(name, counts, 1))
    if (!before && conversation.kind === 'call') this.#clock(conversation)
    if (!final) this.#open.set(key, this.#now.copy())
    else if (before) this.#open.delete(key)
  }

  #add(name: string, counts: Counts, sign: 1 | -1): void {
    const total = this.#totalOf(name)
    if (!total) {
      if (sign === 1) this.#complain('peers-capped', name)
      return
    }
    total.calls += sign * counts.calls
    total.progressed += sign * counts.progressed
    total.turnedAway += sign * counts.turnedAway
    total.requests += sign * counts.requests
    total.resent += sign * counts.resent
    total.slow += sign * counts.slow
    total.registers += sign * counts.registers
    total.registered += sign * counts.registered
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
/** Conversations ask a host or two and a user: so few are found faster one by one than in a map. Chosen by us. */
const SEARCHED = 8

/** What one conversation counts, by host and user. One for all: nearly all are over at once. */
class Sheet {
  readonly #names: string[] = []
  readonly #counts: Counts[] = []
  /** Of each name, where there are more than are searched. */
  readonly #places = new Map<string, number>()
  #used = 0

  read(conversation: Exclude<Conversation, { kind: 'orphan-streams' }>): void {
    this.#clear()
    for (const transaction of conversation.transactions) {
      const host = this.#at(hostAsked(transaction.request))
      host.requests++
      if (transaction.requests.length > 1) host.resent++
      if (isSlow(transaction)) host.slow++
      if (transaction.method !== 'INVITE' || !transaction.initial) continue
      offered(host, transaction)
      offered(this.#at(userAsked(transaction.request)), transaction)
    }
    if (conversation.kind === 'registration') {
      const user = this.#at(userKey(conversation.aor))
      user.registers = 1
      user.registered = conversation.transactions.some(({ final }) => final && final.status < 300) ? 1 : 0
    }
  }

  #clear(): void {
    this.#used = 0
    this.#names.length = 0
    this.#counts.length = 0
    if (this.#places.size > 0) this.#places.clear()
  }

  #at(name: string): Counts {
    const known = this.#used <= SEARCHED ? this.#names.indexOf(name) : (this.#places.get(name) ?? -1)
    if (known >= 0 && known < this.#used) return this.#counts[known]!
    const place = this.#used++
    if (this.#used > SEARCHED) {
      if (place === SEARCHED)
        for (let before = 0; before < place; before++) this.#places.set(this.#names[before]!, before)
      this.#places.set(name, place)
    }
    this.#names[place] = name
    const counts = nothing()
    this.#counts[place] = counts
    return counts
  }

  each(tell: (name: string, counts: Counts) => void): void {
    for (let index = 0; index < this.#used; index++) tell(this.#names[index]!, this.#counts[index]!)
  }

  copy(): ReadonlyMap<string, Counts> {
    const copy = new Map<string, Counts>()
    this.each((name, counts) => copy.set(name, { ...counts }))
    return copy
  }
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
