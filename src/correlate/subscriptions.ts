import { headerValues } from '../decode/sip/values.ts'
import type { Transaction } from '../model/call.ts'
import type { Passage } from '../model/dialog.ts'
import type { SipRequest } from '../model/message.ts'
import type { Notify, Subscribe, Subscription } from '../model/subscription.ts'
import { MICROS_PER_SECOND, type Micros } from '../model/time.ts'
import { finalOf, passagesOf } from './capture-points.ts'
import { addressOf } from './parties.ts'
import { remembered } from './remembered.ts'
import { isReferNotify } from './transfers.ts'

/**
 * The subscriptions that SUBSCRIBEs and NOTIFYs among these tell of (RFC 6665), in order of their first message. One is named
 * by Call-ID, the subscriber's tag, event package and id (§4.5.1); forks of a SUBSCRIBE are one. What a REFER subscribes to is
 * told by `transfersOf`. Pass `transactions` of a conversation.
 */
export const subscriptionsOf = remembered((transactions: readonly Transaction[]): readonly Subscription[] => {
  if (!transactions.some(({ method }) => method === 'SUBSCRIBE' || method === 'NOTIFY')) return []
  const meant = passagesOf(transactions).filter(
    (one) => one.method === 'SUBSCRIBE' || (one.method === 'NOTIFY' && !isReferNotify(one)),
  )
  return [...Map.groupBy(meant, keyOf).values()].map(subscriptionOf)
})

function keyOf(passage: Passage): string {
  const { request } = passage.near
  const { event, id } = eventOf(request)
  return JSON.stringify([request.callId, subscriberTagOf(request), event, id])
}

const subscriberTagOf = ({ method, fromTag, toTag }: SipRequest): string | undefined =>
  method === 'SUBSCRIBE' ? fromTag : toTag

function eventOf(request: SipRequest) {
  const [event] = headerValues(request, 'event')
  return { event: event?.value.toLowerCase() ?? '', id: event?.params.get('id') }
}

function subscriptionOf(passages: readonly Passage[]): Subscription {
  const first = passages[0]!.near.request
  const subscribes = subscribesIn(passages)
  const notifies = passages.filter(({ method }) => method === 'NOTIFY').map(notifyOf)
  const end = endOf(subscribes, notifies)
  return {
    callId: first.callId,
    ...eventOf(first),
    subscriberTag: subscriberTagOf(first),
    resource: addressOf(first, first.method === 'SUBSCRIBE' ? 'to' : 'from'),
    subscribes,
    notifies,
    ...stateOf(subscribes, notifies, end),
    expiresAt: end ? undefined : expiresAt(subscribes, notifies),
    startsBefore: first.toTag !== undefined,
  }
}

function subscribesIn(passages: readonly Passage[]): readonly Subscribe[] {
  let begun = false
  return passages
    .filter(({ method }) => method === 'SUBSCRIBE')
    .map((passage) => {
      const { request } = passage.near
      const final = finalOf(passage)
      const [askedS] = headerValues(request, 'expires')
      const within = begun || request.toTag !== undefined
      begun ||= isAccepted(final?.status)
      const grantedS = final && isAccepted(final.status) ? headerValues(final, 'expires')[0] : undefined
      const kind = askedS === 0 ? (within ? 'end' : 'fetch') : within ? 'refresh' : 'initial'
      return { passage, kind, at: request.at, askedS, grantedS, final }
    })
}

const isAccepted = (status: number | undefined): boolean => status !== undefined && status >= 200 && status < 300

function notifyOf(passage: Passage): Notify {
  const { request } = passage.near
  const [state] = headerValues(request, 'subscription-state')
  return {
    passage,
    at: request.at,
    state: state?.state,
    expiresS: state?.expiresS,
    endReason: state?.reason,
    retryAfterS: state?.retryAfterS,
    final: finalOf(passage),
  }
}

interface End {
  readonly at: Micros | undefined
  readonly reason: string | undefined
}

/** By the notifier, by the subscriber, or by a 481 to either (RFC 6665 §4.1.2.2, §4.2.2); a later SUBSCRIBE begins anew. */
function endOf(subscribes: readonly Subscribe[], notifies: readonly Notify[]): End | undefined {
  const last = subscribes.findLast(({ final }) => isAccepted(final?.status))
  const since = last?.passage.near.request.number ?? 0
  const terminated = notifies.find(
    ({ state, passage }) => state === 'terminated' && passage.near.request.number > since,
  )
  if (terminated) return { at: terminated.at, reason: terminated.endReason }
  if (last && (last.kind === 'end' || last.kind === 'fetch')) return { at: last.final?.at, reason: undefined }
  const lost = [...subscribes, ...notifies].find(
    ({ final, passage }) => final?.status === 481 && passage.near.request.number > since,
  )
  return lost && { at: lost.final?.at, reason: undefined }
}

function stateOf(subscribes: readonly Subscribe[], notifies: readonly Notify[], end: End | undefined) {
  const state = (name: Subscription['state']) => ({ state: name, endReason: end?.reason, endedAt: end?.at })
  if (end) return state('terminated')
  const told = notifies.findLast((one) => one.state !== undefined)?.state
  if (told === 'pending') return state('pending')
  if (told !== undefined || notifies.length > 0) return state('active')
  if (subscribes.some(({ final }) => isAccepted(final?.status))) return state('active')
  return state(subscribes.length > 0 && subscribes.every(({ final }) => final) ? 'refused' : 'asked')
}

/** The latest that was said: a NOTIFY may shorten what the 2xx granted (RFC 6665 §4.2.2). */
function expiresAt(subscribes: readonly Subscribe[], notifies: readonly Notify[]): Micros | undefined {
  const said = [
    ...subscribes.map(({ final, grantedS }) => ({ at: final?.at, seconds: grantedS })),
    ...notifies.map(({ at, expiresS }) => ({ at, seconds: expiresS })),
  ].filter(({ seconds }) => seconds !== undefined)
  const last = said.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0)).at(-1)
  return last?.at === undefined ? undefined : last.at + last.seconds! * MICROS_PER_SECOND
}
