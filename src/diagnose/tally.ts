import { isLiteral } from '../model/address.ts'
import type { Call, Conversation } from '../model/call.ts'
import type { SipMessage } from '../model/message.ts'
import { topVia } from './facts/addresses.ts'
import { mediaDirections } from './facts/media-flow.ts'
import { HOSTS_CAP } from './thresholds.ts'

/** Counts over the whole input, for shares and for the summary. */
export interface Tally {
  readonly calls: number
  readonly answered: number
  readonly answeredOverTls: number
  /** Answered calls with RTP proven in both directions, and those with any RTP at all. */
  readonly mediaBothWays: number
  readonly mediaSeen: number
  readonly failed: number
  readonly registrations: number
  readonly registered: number
  readonly exchanges: number
  /** Hosts that requests were sent to, and how many of them were seen to send anything themselves. */
  readonly hostsAsked: number
  readonly hostsAnswering: number
  /** Final status codes that were seen. */
  readonly statuses: ReadonlySet<number>
}

type Counted = 'calls' | 'answered' | 'answeredOverTls' | 'mediaBothWays' | 'mediaSeen' | 'failed'
type Counts = Record<Counted | 'registrations' | 'registered' | 'exchanges', number>

const NOTHING: Counts = {
  calls: 0,
  answered: 0,
  answeredOverTls: 0,
  mediaBothWays: 0,
  mediaSeen: 0,
  failed: 0,
  registrations: 0,
  registered: 0,
  exchanges: 0,
}
const NAMES = Object.keys(NOTHING) as (keyof Counts)[]

/** Keeps the counts while conversations grow: each snapshot replaces what its conversation counted before. */
export class TallyKeeper {
  readonly #totals: Counts = { ...NOTHING }
  readonly #open = new Map<string, Counts>()
  readonly #asked = new Set<string>()
  readonly #speaking = new Set<string>()
  readonly #statuses = new Set<number>()

  take(conversation: Conversation): void {
    const before = this.#open.get(conversation.key) ?? NOTHING
    const now = countsOf(conversation)
    for (const name of NAMES) this.#totals[name] += now[name] - before[name]
    if (conversation.final) this.#open.delete(conversation.key)
    else this.#open.set(conversation.key, now)
    if (conversation.kind !== 'orphan-streams') for (const message of conversation.messages) this.#hosts(message)
  }

  #hosts(message: SipMessage): void {
    const { source, destination } = message
    if (source && this.#speaking.size < HOSTS_CAP) this.#speaking.add(source.address)
    if (message.kind === 'response' && message.status >= 200) this.#statuses.add(message.status)
    if (message.kind !== 'request' || !destination || !isLiteral(destination.address)) return
    if (this.#asked.size < HOSTS_CAP) this.#asked.add(destination.address)
  }

  read(): Tally {
    const hostsAnswering = this.#asked.intersection(this.#speaking).size
    return { ...this.#totals, hostsAsked: this.#asked.size, hostsAnswering, statuses: this.#statuses }
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
      return conversation.messages.length > 0 ? { ...NOTHING, exchanges: 1 } : NOTHING
    case 'orphan-streams':
      return NOTHING
    default:
      return conversation satisfies never
  }
}

/** A log does not always tell the transport; the Via does (RFC 3261 §20.42). */
const isSecure = (message: SipMessage): boolean =>
  [message.transport, topVia(message)?.transport].some((transport) => transport === 'TLS' || transport === 'WSS')

function callCounts(call: Call): Counts {
  if (!call.invite) return NOTHING
  const answered = call.answer !== undefined
  const failed = call.outcome === 'failed' || call.outcome === 'rejected' || call.outcome === 'timed-out'
  const media = answered && call.streams.length > 0 ? mediaDirections(call) : undefined
  return {
    ...NOTHING,
    calls: 1,
    answered: Number(answered),
    answeredOverTls: Number(call.answer !== undefined && isSecure(call.answer)),
    mediaBothWays: Number(media?.bothWays ?? false),
    mediaSeen: Number(answered && call.streams.length > 0),
    failed: Number(failed),
  }
}
