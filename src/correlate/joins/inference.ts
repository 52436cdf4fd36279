import { firstValue } from '../../decode/sip/message.ts'
import { parseNameAddr } from '../../decode/sip/name-addr.ts'
import { parseUri, telephoneOf, type Uri } from '../../decode/sip/uri.ts'
import type { JoinReason } from '../../model/joined-call.ts'
import { SURE_JOIN } from '../../model/joined-call.ts'
import type { SipMessage, SipRequest } from '../../model/message.ts'
import type { Micros } from '../../model/time.ts'
import { hashOf } from '../recent-keys.ts'
import { type Edge, type Leg, tie } from './leg.ts'
import { originOf } from './marks.ts'
import { createRecent, NEAR_US } from './recent.ts'

/** Confidences, chosen by us: how often we would expect to be right. */
const BY_MEDIA_AT_HOST = 0.85
const BY_ORIGIN = 0.8
const BY_MEDIA = 0.75
const BY_NUMBER = SURE_JOIN
/** What each further thing that agrees adds, and what an end apart takes. */
const AGREES = 0.05
/** Without times nothing shows that the one followed the other at once. */
const UNTIMED = 0.05
const ENDS_APART = 0.2
const MOST = 0.95

/** An inference that fitted several legs alike. */
interface Doubt {
  readonly leg: Leg
  readonly candidates: readonly Leg[]
}
/** Undecided inferences at a time; the oldest are given up. Chosen by us. */
const MAX_DOUBTS = 1_000

/**
 * Joins legs that carry no common name: where one arrives at a host that calls on at once, the same number or with the same
 * media. Where several fit alike none is taken; how the calls end may tell later.
 */
export interface Inference {
  /** An INVITE without a To tag, and where it went. `begins`: it did not come to its sender on another hop of this leg. */
  invite(leg: Leg, invite: SipRequest, destination: string | undefined, begins: boolean): void
  /** The first description in an answer to it. */
  answer(leg: Leg, answer: SipMessage): void
  /** The leg is over: what was left open about it is decided. */
  over(leg: Leg): void
  /** Legs that nothing is left open about since this was last asked. */
  freed(): readonly Leg[]
  sweep(now: Micros): void
}

interface Fit {
  readonly leg: Leg
  reason: JoinReason
  confidence: number
  evidence: string
  agreeing: number
}

/** What an INVITE shows that the next leg's may show as well. */
interface Shown {
  readonly at: Micros | undefined
  /** By the Request-URI, and by To where that says another. */
  readonly called: string | undefined
  readonly to: string | undefined
  readonly media: string | undefined
  /** Hash of that. */
  readonly offer: number | undefined
  readonly session: string | undefined
  readonly origin: string | undefined
}

function shownBy(invite: SipRequest): Shown {
  const { at, requestUri } = invite
  const uri = parseUri(requestUri)
  const called = numberOf(uri)
  const written = firstValue(invite, 'to') ?? ''
  // Nearly always it is the same, letter by letter.
  const isSame = uri?.user !== undefined && written.includes(`:${uri.user}@`)
  const to = isSame ? called : numberOf(parseNameAddr(written)?.uri)
  const media = mediaOf(invite)
  return {
    at,
    called,
    to: to === called ? undefined : to,
    media,
    offer: media === undefined ? undefined : hashOf('offer', media),
    session: sessionOf(invite),
    origin: originOf(invite),
  }
}

/** The same host and number in To: hashes are not negative. */
const asTo = (hash: number): number => -1 - hash

export function createInference(): Inference {
  const recent = createRecent()
  const doubts = new Set<Doubt>()
  let freed: Leg[] = []

  const fitsOf = (leg: Leg, shown: Shown): readonly Fit[] => {
    const { source } = leg
    const { at, origin, media, offer, session } = shown
    const fits: Fit[] = []
    const add = (candidate: Leg, reason: JoinReason, confidence: number, evidence: string): void => {
      // Who called twice was no B2BUA in between.
      if (candidate.source === source && source !== undefined) return
      const known = fits.find((one) => one.leg === candidate)
      if (!known) fits.push({ leg: candidate, reason, confidence, evidence, agreeing: 0 })
      else if (known.reason !== reason) {
        known.agreeing++
        if (confidence > known.confidence) Object.assign(known, { reason, confidence, evidence })
      }
    }
    const tryNumber = (candidates: readonly Leg[], number: string): void => {
      for (const one of candidates) add(one, 'same-number', BY_NUMBER, `${number} called through ${source}`)
    }
    const isHost = ({ destinations }: Leg): boolean => source !== undefined && destinations.includes(source)
    const isApart = ({ destinations }: Leg): boolean => !leg.destinations.some((one) => destinations.includes(one))
    if (origin !== undefined)
      for (const one of recent.near(hashOf('origid', origin), leg, at))
        add(one, 'origid', BY_ORIGIN, `origid and number called ${origin.replace('|', ', ')}`)
    if (offer !== undefined)
      for (const one of recent.near(offer, leg, at)) {
        if (isHost(one)) add(one, 'same-media', BY_MEDIA_AT_HOST, `media at ${media}, through ${source}`)
        else if (isApart(one)) add(one, 'same-media', BY_MEDIA, `media at ${media}`)
      }
    if (session !== undefined)
      for (const one of recent.near(hashOf('session', session), leg, at))
        if (isHost(one)) add(one, 'same-media', BY_MEDIA_AT_HOST, `o= session ${session}, through ${source}`)
    if (source === undefined) return fits
    // What was called on the one leg stands in To on the other where the B2BUA translated it; two To alike say little.
    if (shown.called !== undefined) {
      const hash = hashOf(source, shown.called)
      for (const key of [hash, asTo(hash)]) tryNumber(recent.near(key, leg, at), shown.called)
    }
    if (shown.to !== undefined) tryNumber(recent.near(hashOf(source, shown.to), leg, at), shown.to)
    return fits
  }

  const register = (leg: Leg, shown: Shown, destination: string | undefined): void => {
    const { at, called, to, offer, session, origin } = shown
    if (destination !== undefined) {
      if (called !== undefined) recent.put(hashOf(destination, called), leg, at)
      if (to !== undefined) recent.put(asTo(hashOf(destination, to)), leg, at)
    }
    if (offer !== undefined) recent.put(offer, leg, at)
    if (session !== undefined) recent.put(hashOf('session', session), leg, at)
    if (origin !== undefined) recent.put(hashOf('origid', origin), leg, at)
  }

  const choose = (leg: Leg, fits: readonly Fit[]): void => {
    const caller = callerOf(leg)
    const doubtful = leg.invite?.at === undefined ? UNTIMED : 0
    for (const fit of fits) {
      const sameCaller = caller !== undefined && callerOf(fit.leg) === caller
      fit.confidence = Math.min(MOST, fit.confidence + AGREES * (fit.agreeing + Number(sameCaller)) - doubtful)
    }
    const most = Math.max(...fits.map(({ confidence }) => confidence))
    const best = fits.filter(({ confidence }) => confidence === most)
    const free = best.filter((fit) => fit.leg.heirs === 0)
    const chosen = free.length > 0 ? free : best
    if (chosen.length === 1) infer(chosen[0]!, leg)
    else doubt({ leg, candidates: chosen.map((fit) => fit.leg) })
  }

  const infer = ({ leg: upper, reason, confidence, evidence }: Omit<Fit, 'agreeing'>, lower: Leg): void => {
    upper.heirs++
    tie(upper, lower, { reason, confidence, evidence, inferred: true })
  }

  const doubt = (made: Doubt): void => {
    doubts.add(made)
    for (const leg of [made.leg, ...made.candidates]) leg.doubts++
    if (doubts.size > MAX_DOUBTS) drop(doubts.values().next().value!)
  }

  const drop = (done: Doubt): void => {
    doubts.delete(done)
    for (const leg of [done.leg, ...done.candidates]) if (--leg.doubts === 0) freed.push(leg)
  }

  /** Only a leg that ended with this one, and with no other that may be its part as well. */
  const decide = (one: Doubt): void => {
    const { leg, candidates } = one
    const together = candidates.filter((other) => other.heirs === 0 && endTogether(leg, other))
    const [only] = together
    const rivals = [...doubts].filter((other) => other !== one && only && other.candidates.includes(only))
    const taken = together.length === 1 && !rivals.some((other) => endTogether(other.leg, only!))
    drop(one)
    if (!taken) return
    infer(
      { leg: only!, reason: 'same-number', confidence: BY_NUMBER, evidence: 'number and end, of several that fit' },
      leg,
    )
  }

  return {
    invite(leg, invite, destination, begins) {
      const shown = shownBy(invite)
      if (begins && leg.edges === undefined && leg.doubts === 0) {
        const fits = fitsOf(leg, shown)
        if (fits.length > 0) choose(leg, fits)
      }
      register(leg, shown, destination)
    },
    answer(leg, answer) {
      const media = mediaOf(answer)
      if (media === undefined) return
      const hash = hashOf('answer', media)
      for (const other of recent.near(hash, leg, answer.at)) {
        // Answers come from below: the other leg is the one that the host of both had called on.
        if (other.source === undefined || !leg.destinations.includes(other.source) || other.source === leg.source)
          continue
        const evidence = `media of the answer at ${media}, through ${other.source}`
        if (other.edges === undefined) leg.heirs++
        tie(leg, other, { reason: 'same-media', confidence: BY_MEDIA_AT_HOST, evidence, inferred: true })
      }
      recent.put(hash, leg, answer.at)
    },
    over(leg) {
      if (leg.doubts === 0) return
      for (const one of [...doubts]) if (one.leg === leg) decide(one)
    },
    freed() {
      const taken = freed
      freed = []
      return taken
    },
    sweep: recent.sweep,
  }
}

/** What an inference is worth once both calls are over: legs of one call end together, unless the lower one failed. */
export function reweighed(edge: Edge): number {
  const { upper, lower, confidence, inferred } = edge
  if (!inferred || upper.endedAt === undefined || lower.endedAt === undefined) return confidence
  // A B2BUA tries elsewhere when a leg fails, so the upper one goes on.
  if (lower.answeredAt === undefined)
    return lower.endedAt > upper.endedAt + NEAR_US ? confidence - ENDS_APART : confidence
  return endTogether(upper, lower) ? Math.min(MOST, confidence + AGREES) : confidence - ENDS_APART
}

const endTogether = (a: Leg, b: Leg): boolean =>
  a.endedAt !== undefined &&
  b.endedAt !== undefined &&
  Math.abs(a.endedAt - b.endedAt) <= NEAR_US &&
  (a.answeredAt === undefined) === (b.answeredAt === undefined)

/** Digits of a number that are compared: what comes before is trunk prefix and country code. */
const DIGITS = 7

/** Last seven digits of a telephone number, or the whole user part of another URI. */
function numberOf(uri: Uri | undefined): string | undefined {
  const telephone = uri && telephoneOf(uri)
  if (telephone) return telephone.number.replace(/^\+/, '').slice(-DIGITS)
  return uri?.user === undefined || uri.user === '' ? undefined : uri.user.toLowerCase()
}

/** Whose number says nothing: it stands for many (RFC 3323 §4.1.1.3). */
const NOBODY = new Set(['anonymous', 'unavailable', 'restricted', 'unknown', 'asterisk'])

function callerOf(leg: Leg): string | undefined {
  if (leg.caller !== null || !leg.invite) return leg.caller ?? undefined
  const number = numberOf(parseNameAddr(firstValue(leg.invite, 'from') ?? '')?.uri)
  leg.caller = number === undefined || NOBODY.has(number) ? undefined : number
  return leg.caller
}

/** `address:port` of the first stream; undefined where none is offered, or it is on hold. */
function mediaOf({ description }: SipMessage): string | undefined {
  const media = description?.media[0]
  if (!media || media.port === 0) return undefined
  const address = (media.connection ?? description?.connection)?.address
  return address === undefined || UNSPECIFIED.has(address) ? undefined : `${address}:${media.port}`
}

const UNSPECIFIED = new Set(['0.0.0.0', '::'])

/** Session identifiers shorter than this are not drawn from a clock (RFC 8866 §5.2), and many calls have the same. */
const MIN_SESSION = 6

function sessionOf({ description }: SipMessage): string | undefined {
  const origin = description?.origin
  return origin && origin.sessionId.length >= MIN_SESSION ? `${origin.sessionId} of ${origin.username}` : undefined
}
