import { firstValue, viaBegins } from '../decode/sip/message.ts'
import { isLiteral } from '../model/address.ts'
import type { Call, Conversation } from '../model/call.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { Complain } from '../model/flaw.ts'
import { hasHeader, type SipMessage } from '../model/message.ts'
import { type Attempt, AttemptLog } from './attempt-log.ts'
import { type Asked, AskedKeeper } from './attempts.ts'
import { type Diverted, DivertedLog } from './diverted-log.ts'
import { mediaDirections } from './facts/media-flow.ts'
import { HOSTS_CAP } from './thresholds/caps.ts'

/** Counts over the whole input, for shares and for the summary. */
export interface Tally {
  readonly calls: number
  readonly answered: number
  readonly answeredOverTls: number
  /** Answered calls with RTP proven in both directions, and those with any RTP at all. */
  readonly mediaBothWays: number
  readonly mediaSeen: number
  readonly failed: number
  /** Calls whose INVITE carries an Identity header (RFC 8224). */
  readonly signed: number
  readonly registrations: number
  readonly registered: number
  readonly exchanges: number
  /** Conversations with a MESSAGE (RFC 3428). */
  readonly instantMessages: number
  /** Hosts that requests were sent to, and how many of them were seen to send anything themselves. */
  readonly hostsAsked: number
  readonly hostsAnswering: number
  /** Final status codes that were seen. */
  readonly statuses: ReadonlySet<number>
  /** By host asked, and by called user: see `hostAsked` and `userAsked`. */
  readonly asked: ReadonlyMap<string, Asked>
  /** What hosts tried, in the order it was first seen, the first 100,000; where calls were sent on to; who was challenged. */
  readonly attempts: readonly Attempt[]
  readonly diverted: Diverted
}

type Counted = 'calls' | 'answered' | 'answeredOverTls' | 'mediaBothWays' | 'mediaSeen' | 'failed' | 'signed'
type Counts = Record<Counted | 'registrations' | 'registered' | 'exchanges' | 'instantMessages', number>

const nothing = (): Counts => ({
  calls: 0,
  answered: 0,
  answeredOverTls: 0,
  mediaBothWays: 0,
  mediaSeen: 0,
  failed: 0,
  signed: 0,
  registrations: 0,
  registered: 0,
  exchanges: 0,
  instantMessages: 0,
})
const NOTHING = nothing()

function addTo(totals: Counts, counts: Counts, sign: 1 | -1): void {
  totals.calls += sign * counts.calls
  totals.answered += sign * counts.answered
  totals.answeredOverTls += sign * counts.answeredOverTls
  totals.mediaBothWays += sign * counts.mediaBothWays
  totals.mediaSeen += sign * counts.mediaSeen
  totals.failed += sign * counts.failed
  totals.signed += sign * counts.signed
  totals.registrations += sign * counts.registrations
  totals.registered += sign * counts.registered
  totals.exchanges += sign * counts.exchanges
  totals.instantMessages += sign * counts.instantMessages
}

/** Keeps the counts while conversations grow: each snapshot replaces what its conversation counted before. */
export class TallyKeeper {
  readonly #totals = nothing()
  readonly #open = new Map<string, Counts>()
  readonly #hostsAsked = new Set<string>()
  readonly #asked: AskedKeeper
  readonly #attempts: AttemptLog
  readonly #diverted: DivertedLog
  readonly #speaking = new Set<string>()
  readonly #complain: Complain
  readonly #statuses = new Set<number>()
  /** Of the message before: the messages of a call go between the same two. */
  #lastSource: Endpoint | undefined
  #lastAsked: Endpoint | undefined

  constructor(complain: Complain = () => {}) {
    this.#complain = complain
    this.#asked = new AskedKeeper(complain)
    this.#attempts = new AttemptLog(complain)
    this.#diverted = new DivertedLog(complain)
  }

  take(conversation: Conversation): void {
    this.#attempts.take(conversation)
    this.#diverted.take(conversation)
    this.#asked.take(conversation)
    const before = this.#open.size > 0 ? this.#open.get(conversation.key) : undefined
    const now = countsOf(conversation)
    addTo(this.#totals, now, 1)
    if (before) addTo(this.#totals, before, -1)
    if (!conversation.final) this.#open.set(conversation.key, now)
    else if (before) this.#open.delete(conversation.key)
    if (conversation.kind !== 'orphan-streams') for (const message of conversation.messages) this.#hosts(message)
  }

  #hosts(message: SipMessage): void {
    const { source, destination } = message
    if (message.kind === 'response' && message.status >= 200 && message.method !== '')
      this.#statuses.add(message.status)
    if (source !== undefined && source !== this.#lastSource) this.#speaks(source)
    if (message.kind === 'request' && destination !== undefined && destination !== this.#lastAsked)
      this.#isAsked(destination)
  }

  #speaks(source: Endpoint): void {
    this.#lastSource = source
    this.#note(this.#speaking, source.address)
  }

  #isAsked(destination: Endpoint): void {
    this.#lastAsked = destination
    const { address } = destination
    if (!this.#hostsAsked.has(address) && isLiteral(address)) this.#note(this.#hostsAsked, address)
  }

  #note(hosts: Set<string>, address: string): void {
    if (hosts.size < HOSTS_CAP) hosts.add(address)
    else if (!hosts.has(address)) this.#complain('peers-capped', address)
  }

  read(): Tally {
    const hostsAnswering = this.#hostsAsked.intersection(this.#speaking).size
    return {
      ...this.#totals,
      hostsAsked: this.#hostsAsked.size,
      hostsAnswering,
      statuses: this.#statuses,
      asked: this.#asked.read(),
      attempts: this.#attempts.read(),
      diverted: this.#diverted.read(),
    }
  }
}

function countsOf(conversation: Conversation): Counts {
  switch (conversation.kind) {
    case 'call':
      return callCounts(conversation)
    case 'registration': {
      const succeeded = conversation.transactions.some((t) => t.final && t.final.status < 300)
      return { ...NOTHING, registrations: 1, registered: succeeded ? 1 : 0 }
    }
    case 'exchange':
      // One that turned out to be a call comes back empty.
      return conversation.messages.length > 0 ? exchangeCounts(conversation.messages) : NOTHING
    case 'orphan-streams':
      return NOTHING
    default:
      return conversation satisfies never
  }
}

const isSigned = (message: SipMessage): boolean => message.kind === 'request' && hasHeader(message, 'identity')

const exchangeCounts = (messages: readonly SipMessage[]): Counts => ({
  ...NOTHING,
  exchanges: 1,
  instantMessages: Number(messages.some(({ method }) => method === 'MESSAGE')),
})

/** A log does not always tell the transport; the Via does (RFC 3261 §20.42). */
const isSecure = (message: SipMessage): boolean =>
  message.transport === 'TLS' ||
  message.transport === 'WSS' ||
  (!viaBegins(message, 'SIP/2.0/UDP ') && SECURE.test(firstValue(message, 'via') ?? ''))

const SECURE = /^SIP\s{0,9}\/\s{0,9}[\d.]{1,9}\s{0,9}\/\s{0,9}(?:TLS|WSS)\s/i

function callCounts(call: Call): Counts {
  if (!call.invite) return NOTHING
  const answered = call.answer !== undefined
  const failed = call.outcome === 'failed' || call.outcome === 'rejected' || call.outcome === 'timed-out'
  const media = answered && call.streams.length > 0 ? mediaDirections(call) : undefined
  const counts = nothing()
  counts.calls = 1
  counts.answered = Number(answered)
  counts.answeredOverTls = Number(call.answer !== undefined && isSecure(call.answer))
  counts.mediaBothWays = Number(media?.bothWays ?? false)
  counts.mediaSeen = Number(answered && call.streams.length > 0)
  counts.failed = Number(failed)
  counts.signed = Number(call.messages.some(isSigned))
  return counts
}
