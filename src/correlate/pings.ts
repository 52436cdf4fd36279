import type { Conversation, PingOutcome, PingSeries, Transaction } from '../model/call.ts'
import type { Complain } from '../model/flaw.ts'
import type { SipRequest, SipResponse } from '../model/message.ts'
import { CAPS } from './caps.ts'
import { partiesOf } from './parties.ts'

/** Outcomes kept of one way, the first ones: hours at the usual pace. Chosen by us. */
const OUTCOMES_MAX = 500

interface Series {
  readonly from: string
  readonly to: string
  count: number
  first: SipRequest
  last: SipRequest
  lastFinal: SipResponse | undefined
  lastFailure: SipResponse | undefined
  /** How often each status came; SIP has a few hundred at most. */
  readonly statuses: Map<number, number>
  unanswered: number
  readonly outcomes: PingOutcome[]
}

/** OPTIONS from one host to another, for how often they come: gathered conversation by conversation when each is final. */
export interface Pings {
  add(conversation: Conversation): void
  list(): readonly PingSeries[]
}

/** Of the first `CAPS.pings` ways between two hosts; of others each is `peers-capped`. */
export function createPings(complain: Complain): Pings {
  const byWay = new Map<string, Series>()
  return {
    add(conversation) {
      if (conversation.kind === 'orphan-streams') return
      for (const transaction of conversation.transactions) {
        if (transaction.method !== 'OPTIONS') continue
        const series = seriesOf(byWay, transaction)
        if (series === 'capped') complain('peers-capped', transaction.request.destination?.address)
        else if (series) count(series, transaction)
      }
    },
    list: () =>
      [...byWay.values()].map((series) => ({
        ...series,
        outcomes: series.outcomes.toSorted((a, b) => a.number - b.number),
      })),
  }
}

function seriesOf(byWay: Map<string, Series>, { request }: Transaction): Series | 'capped' | undefined {
  const { from, to } = partiesOf(request)
  if (!from || !to) return undefined
  const way = `${from.address}>${to.address}`
  const known = byWay.get(way)
  if (known) return known
  if (byWay.size >= CAPS.pings) return 'capped'
  const made: Series = {
    ...{ from: from.address, to: to.address, count: 0, first: request, last: request },
    ...{ lastFinal: undefined, lastFailure: undefined, statuses: new Map(), unanswered: 0, outcomes: [] },
  }
  byWay.set(way, made)
  return made
}

/** Conversations become final out of order, so first and last go by number. */
function count(series: Series, transaction: Transaction): void {
  const { request, final } = transaction
  series.count++
  if (series.outcomes.length < OUTCOMES_MAX) series.outcomes.push(outcomeOf(transaction))
  if (request.number < series.first.number) series.first = request
  if (request.number > series.last.number) series.last = request
  if (!final) {
    series.unanswered++
    return
  }
  series.statuses.set(final.status, (series.statuses.get(final.status) ?? 0) + 1)
  if (!series.lastFinal || final.number > series.lastFinal.number) series.lastFinal = final
  const failed = final.status === 408 || final.status >= 500
  if (failed && (!series.lastFailure || final.number > series.lastFailure.number)) series.lastFailure = final
}

function outcomeOf({ request, requests, final }: Transaction): PingOutcome {
  const kind = final === undefined ? 'silent' : final.status === 408 || final.status === 503 ? 'failed' : 'alive'
  return { number: request.number, at: request.at, sends: requests.length, kind }
}
