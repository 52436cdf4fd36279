import type { Call } from '../../model/call.ts'
import type { Complain } from '../../model/flaw.ts'
import type { JoinedLegs, JoinNews } from '../../model/joined-call.ts'
import type { SipMessage, SipRequest, SipResponse } from '../../model/message.ts'
import { MICROS_PER_SECOND, type Micros } from '../../model/time.ts'
import { partiesOf } from '../parties.ts'
import { connected, settled } from './group.ts'
import { createInference } from './inference.ts'
import { isWorn, type Leg, newLeg, type SharedMark, tie } from './leg.ts'
import { baseCallIds, type Mark, markHash, marksOf, sessionMarks } from './marks.ts'
import { createTransfers } from './transfers.ts'

/** Bounds on what is remembered to join calls by, chosen by us. */
const CAPS = {
  /** Legs, those that are over among them: these go first. */
  legs: 20_000,
  marks: 50_000,
  /** Calls that are over and wait for others, and their characters: as long as those go on. */
  waiting: 2_000,
  waitingChars: 8 * 1024 * 1024,
} as const

/** So long after it was released a leg may still be referred to. Chosen by us, as `REFER_US`. */
const FADING_US = 10 * MICROS_PER_SECOND
/** Hosts of one leg's INVITE, and responses looked into: what names the session stands in the first ones. Chosen by us. */
const MAX_DESTINATIONS = 8
const MAX_HEARD = 2

/** The call a message was filed under. */
export interface Owner {
  readonly callId: string
  readonly number: number
}

/**
 * Finds out which Call-IDs are one call: B2BUA legs, transfers, pickups. By what the messages say where they say it; else by
 * what happens at one host within two seconds. Little is kept of a call that is joined to nothing, and nothing once it is over.
 */
export interface Joins {
  message(owner: Owner, message: SipMessage): void
  /** A REFER outside of any call. */
  refer(refer: SipRequest): void
  /** Nothing more will come of that call. */
  over(owner: Owner, call: Call, now: Micros | undefined): void
  sweep(now: Micros): void
  /** All calls are over. */
  end(): void
  /** Since it was last asked. */
  news(): JoinNews
}

export function createJoins(complain: Complain): Joins {
  const legs = new Map<string, Leg>()
  const marks = new Map<number, SharedMark>()
  const fading = new Set<Leg>()
  const inference = createInference()
  const transfers = createTransfers((callId) => legs.get(callId))
  /** Legs that are over and have their call. */
  const held = new Set<Leg>()
  let heldChars = 0
  let waiting = new Set<string>()
  let joined: JoinedLegs[] = []
  let single: Call[] = []

  const legFor = ({ callId, number }: Owner): Leg => {
    const known = legs.get(callId)
    if (known?.number === number) return known
    const made = newLeg(callId, number)
    legs.set(callId, made)
    if (legs.size > CAPS.legs) giveUp(fading.values().next().value ?? legs.values().next().value!)
    for (const base of baseCallIds(callId)) {
      const upper = legs.get(base)
      if (upper)
        tie(upper, made, {
          reason: 'call-id-pattern',
          confidence: 0.9,
          evidence: `${base} and ${callId}`.slice(0, 160),
        })
    }
    const naming = marks.size > 0 && marks.get(markHash('correlation-header', callId))
    for (const other of naming ? naming.legs : []) {
      tie(made, other, { reason: 'correlation-header', confidence: 0.95, evidence: `Call-ID ${callId}`.slice(0, 160) })
    }
    return made
  }

  const share = (leg: Leg, { hash, reason, confidence, name, value }: Mark): void => {
    const shared = marks.get(hash) ?? { hash, legs: [], uses: 0 }
    if (leg.marks?.includes(shared)) return
    if (shared.uses++ === 0) marks.set(hash, shared)
    if (marks.size > CAPS.marks) marks.delete(marks.keys().next().value!)
    const evidence = `${name}: ${value}`.slice(0, 160)
    const named = reason === 'correlation-header' ? legs.get(value) : undefined
    if (named) tie(named, leg, { reason, confidence, evidence })
    if (isWorn(shared)) {
      shared.legs.length = 0
      return
    }
    // The one that called this host, where there is one: so a chain of legs stays a chain.
    const { source } = leg
    const upper =
      shared.legs.findLast(({ destinations }) => source !== undefined && destinations.includes(source)) ??
      shared.legs[0]
    if (upper) tie(upper, leg, { reason, confidence, evidence, mark: shared })
    shared.legs.push(leg)
    leg.marks ??= []
    leg.marks.push(shared)
  }

  const invited = (leg: Leg, invite: SipRequest): void => {
    const begins = leg.invite === undefined
    const { from, to } = partiesOf(invite)
    const destination = to?.address
    if (begins) leg.source = from?.address
    if (destination !== undefined && !leg.destinations.includes(destination)) {
      if (leg.destinations.length === 0) leg.destinations = [destination]
      else if (leg.destinations.length < MAX_DESTINATIONS) leg.destinations = [...leg.destinations, destination]
    }
    leg.invite = invite
    if (leg.answeredAt === undefined) leg.ended = false
    for (const mark of marksOf(invite)) share(leg, mark)
    transfers.invite(leg, invite)
    inference.invite(leg, invite, destination, begins)
  }

  const answered = (leg: Leg, response: SipResponse): void => {
    const { status, at, destination } = response
    // Of a fork each branch has its final; the one that its caller gets counts.
    const isLast = leg.source === undefined || destination === undefined || destination.address === leg.source
    if (status >= 300 && status !== 401 && status !== 407 && isLast && leg.answeredAt === undefined) {
      leg.ended = true
      leg.endedAt = at
    } else if (status >= 200 && status < 300) leg.answeredAt ??= at ?? 0
    if (status <= 100 || status >= 300 || leg.heard >= MAX_HEARD) return
    leg.heard++
    for (const mark of sessionMarks(response)) share(leg, mark)
    if (response.description) inference.answer(leg, response)
  }

  const hold = (leg: Leg, call: Call): void => {
    const chars = charsOf(call)
    if (held.size >= CAPS.waiting || heldChars + chars > CAPS.waitingChars) {
      complain('joined-calls-capped', call.key, call.messages[0]?.origin)
      return
    }
    held.add(leg)
    heldChars += chars
    leg.call = call
    waiting.add(call.key)
  }

  /** Tells of the legs that hang together with this one once all are over; `now`: as they are. */
  const settle = (leg: Leg, now = false): void => {
    if (!leg.edges && leg.doubts === 0 && !leg.call) {
      fading.add(leg)
      return
    }
    const group = connected(leg)
    if (!group) complain('joined-calls-capped', leg.callId)
    const all = group ?? [leg]
    if (!now && all.some(({ state, doubts }) => state === 'open' || doubts > 0)) return
    if (all.length === 1 && !leg.call) {
      fading.add(leg)
      return
    }
    const found = settled(all, transfers)
    joined.push(...found)
    const told = new Set(found.flatMap(({ calls }) => calls))
    for (const { call } of all) if (call && !told.has(call)) single.push(call)
    for (const one of all) forget(one)
  }

  const giveUp = (leg: Leg): void => {
    if (leg.call) single.push(leg.call)
    forget(leg)
  }

  const forget = (leg: Leg): void => {
    if (leg.call && held.delete(leg)) heldChars -= charsOf(leg.call)
    leg.state = 'settled'
    leg.call = undefined
    leg.edges = undefined
    fading.delete(leg)
    if (legs.get(leg.callId) === leg) legs.delete(leg.callId)
    for (const shared of leg.marks ?? []) {
      const place = shared.legs.indexOf(leg)
      if (place >= 0) shared.legs.splice(place, 1)
      if (shared.legs.length === 0 && !isWorn(shared)) marks.delete(shared.hash)
    }
  }

  return {
    message(owner, message) {
      if (message.method === 'INVITE') {
        if (message.kind === 'request') {
          if (message.toTag === undefined) invited(legFor(owner), message)
          else if (!legs.has(owner.callId)) for (const mark of marksOf(message)) share(legFor(owner), mark)
        } else if (message.status > 100) {
          const leg = legs.get(owner.callId)
          if (leg) answered(leg, message)
        }
      } else if (message.kind === 'request' && (message.method === 'BYE' || message.method === 'REFER')) {
        const leg = legs.get(owner.callId)
        if (message.method === 'REFER') transfers.refer(leg, message)
        else if (leg && !leg.ended) {
          leg.ended = true
          leg.endedAt = message.at
        }
      }
    },
    refer: (refer) => transfers.refer(undefined, refer),
    over({ callId, number }, call, now) {
      const leg = legs.get(callId)
      if (leg?.number !== number || leg.state !== 'open') return
      leg.state = 'over'
      leg.overAt = now
      leg.invite = undefined
      inference.over(leg)
      if (leg.edges || leg.doubts > 0) hold(leg, call)
      settle(leg)
      for (const freed of inference.freed()) if (freed.state === 'over' && freed !== leg) settle(freed)
    },
    sweep(now) {
      inference.sweep(now)
      transfers.sweep(now)
      for (const leg of fading) {
        if (leg.overAt === undefined || now - leg.overAt <= FADING_US) return
        forget(leg)
      }
    },
    end() {
      for (const leg of held) settle(leg, true)
    },
    news() {
      const told = { waiting, joined, single }
      waiting = new Set()
      joined = []
      single = []
      return told
    },
  }
}

const charsOf = ({ messages }: Call): number => messages.reduce((sum, { raw }) => sum + raw.length, 0)
