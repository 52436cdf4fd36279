import { subscriptionsOf } from '../../../correlate/subscriptions.ts'
import { headerValues } from '../../../decode/sip/values.ts'
import type { Transaction } from '../../../model/call.ts'
import { header, type SipMessage, type SipRequest } from '../../../model/message.ts'
import type { Subscription } from '../../../model/subscription.ts'
import { capital, senderName, senderText } from '../../facts/sender.ts'
import {
  type Fault,
  type Proof,
  type RuleContext,
  rule,
  type SignalingConversation,
  type Unproven,
} from '../../rule.ts'
import { NOTIFY_STORM, NOTIFY_STORM_US, TIMEOUT_LOOPS } from '../../thresholds/exchanges.ts'
import { TIMER_B_US } from '../../thresholds/signaling.ts'

type Problem = 'no-notify' | 'bad-event' | 'notify-lost' | 'timeouts' | 'storm'

interface Values {
  readonly problem: Problem
  readonly event: string
  readonly method: string
  readonly sender: string
  readonly count: number
}

export const notifyProblem = rule<'conversation', Values>({
  id: 'subscribe.notify-problem',
  category: 'signaling',
  severity: 'low',
  sources: ['RFC 6665 §4.1.2', 'RFC 6665 §4.2.2', 'RFC 6665 §8.3.2', 'RFC 3842', 'RFC 4235'],
  title: 'Subscription without its notifications',
  examines: 'conversation',
  yieldsTo: ['transfer.notify-rejected'],
  issues: ['blf', 'mwi', 'presence', 'subscribe', 'voicemail lamp'],
  meaning: 'Lamps, presence and message waiting follow NOTIFYs. They do not come, are refused, or come without end.',
  fires:
    'A SUBSCRIBE is accepted and no NOTIFY follows within 32 s; 489 Bad Event; 481 to a NOTIFY; a subscription that runs out three times. Medium at 60 NOTIFYs within a minute.',
  quiet: 'NOTIFYs about a transfer; 481 to the NOTIFY that ends a subscription; the last 32 s of the input.',
  example: ['SUBSCRIBE sip:1002@192.0.2.20 SIP/2.0', 'Event: dialog', 'SIP/2.0 489 Bad Event'],
  recommendation: 'Switch the subscription off on the phone, or the event package on at the server.',
  verify: 'Verify: each SUBSCRIBE is followed by a NOTIFY that gets a 200.',
  about: { methods: ['SUBSCRIBE', 'NOTIFY', 'PUBLISH'] },
  *check({ conversation }, context) {
    const subscriptions = subscriptionsOf(conversation.transactions)
    yield* withoutNotify(conversation, subscriptions, context)
    yield* refused(conversation.transactions.filter(isMeant))
    for (const same of Map.groupBy(subscriptions, ({ event, resource }) => `${event} ${resource}`).values()) {
      const over = same.flatMap(({ notifies }) => notifies.filter(({ endReason }) => endReason === 'timeout'))
      const last = over.at(-1)?.passage.near.request
      if (last && over.length >= TIMEOUT_LOOPS) yield faultOf('timeouts', last, over.length, stateProof(last))
    }
    yield* storm(subscriptions.flatMap(({ notifies }) => notifies.map(({ passage }) => passage.near.request)))
  },
  detail({ problem, event, method, sender, count }) {
    const what = event === '' ? 'The subscription' : `The subscription to ${event}`
    switch (problem) {
      case 'no-notify':
        return `${what} from ${sender} was accepted, and no NOTIFY came within 32 s: the lamp or list stays as it is.`
      case 'bad-event':
        return `${method} of ${sender} for ${event === '' ? 'an event it does not name' : event} was answered with 489: the other side does not know that event package${count > 1 ? ` (${count} times)` : ''}.`
      case 'notify-lost':
        return `A NOTIFY of ${sender}${event === '' ? '' : ` about ${event}`} was answered with 481: the subscriber has forgotten the subscription.`
      case 'timeouts':
        return `${what} ran out ${count} times with reason=timeout: it is not refreshed in time.`
      case 'storm':
        return `${capital(sender)} sent ${count} NOTIFYs${event === '' ? '' : ` about ${event}`} within a minute.`
      default:
        return problem satisfies never
    }
  },
  advise: ({ problem, event }) => REMEDIES[problem](event === '' ? 'the event package' : event),
})

const REMEDIES: Record<Problem, (event: string) => string> = {
  'no-notify': () =>
    'Look at the server whether it sends the NOTIFY, and where to: it goes to the Contact of the SUBSCRIBE, which must be reachable.',
  'bad-event': (event) => `Switch ${event} on at the server, or take the subscription off the phone.`,
  'notify-lost': () =>
    'Let the phone subscribe anew after a restart, and the server drop a subscription whose NOTIFY gets 481.',
  timeouts: () =>
    'Let the subscriber refresh before the time that the 2xx grants is over, and see that its refreshes arrive.',
  storm: () =>
    'Look for an extension or device that changes its state over and over, and let the server throttle notifications.',
}

const eventOf = (request: SipRequest): string =>
  headerValues(request, 'event')[0]?.value.toLowerCase().slice(0, 60) ?? ''

/** What belongs to a transfer is told there. */
const isMeant = ({ method, request }: Transaction): boolean =>
  (method === 'SUBSCRIBE' || method === 'NOTIFY' || method === 'PUBLISH') && eventOf(request) !== 'refer'

function* withoutNotify(
  { final }: SignalingConversation,
  subscriptions: readonly Subscription[],
  { capture }: RuleContext,
): Iterable<Fault<Values> | Unproven> {
  if (!final) return
  const notifies = subscriptions.flatMap((one) => one.notifies.map(({ passage }) => passage.near.request))
  for (const { passage, askedS, final: response } of subscriptions.flatMap((one) => one.subscribes)) {
    const { request } = passage.near
    if (!response || response.status >= 300 || askedS === 0) continue
    // Some servers call the event by another name.
    if (notifies.some(({ number, toTag }) => number > request.number && toTag === request.fromTag)) continue
    if (!capture.timed || response.at === undefined || capture.lastAt === undefined)
      yield { insufficient: 'no-timestamps' }
    else if (capture.lastAt - response.at <= TIMER_B_US) yield { insufficient: 'ends-mid-dialog' }
    else {
      yield faultOf('no-notify', request, 1, [{ message: response }])
      return
    }
  }
}

function* refused(meant: readonly Transaction[]): Iterable<Fault<Values>> {
  const bad = meant.filter(({ final }) => final?.status === 489)
  for (const [event, same] of Map.groupBy(bad, ({ request }) => `${request.method} ${eventOf(request)}`)) {
    const [first] = same
    if (event && first) yield faultOf('bad-event', first.request, same.length, [{ message: first.final! }])
  }
  const lost = meant.find(
    ({ method, request, final }) => method === 'NOTIFY' && final?.status === 481 && !isEnd(request),
  )
  if (lost) yield faultOf('notify-lost', lost.request, 1, [{ message: lost.final! }])
}

const isEnd = (request: SipRequest): boolean =>
  headerValues(request, 'subscription-state').some(({ state }) => state === 'terminated')

function* storm(all: readonly SipRequest[]): Iterable<Fault<Values>> {
  const notifies = all.toSorted((a, b) => a.number - b.number)
  for (let last = NOTIFY_STORM - 1; last < notifies.length; last++) {
    const [from, to] = [notifies[last - NOTIFY_STORM + 1]!, notifies[last]!]
    if (from.at === undefined || to.at === undefined || to.at - from.at > NOTIFY_STORM_US) continue
    const within = notifies.filter(({ at }) => at !== undefined && at >= from.at! && at - from.at! <= NOTIFY_STORM_US)
    const fault = faultOf('storm', from, within.length, [{ message: to }])
    yield { ...fault, severity: { level: 'medium', because: `${within.length} within a minute` } }
    return
  }
}

function stateProof(message: SipMessage): readonly Proof[] {
  const found = header(message, 'subscription-state')
  return found ? [{ message, header: found }] : []
}

function faultOf(problem: Problem, request: SipRequest, count: number, more: readonly Proof[]): Fault<Values> {
  const event = header(request, 'event')
  return {
    values: { problem, event: eventOf(request), method: request.method, sender: senderText(request), count },
    title: TITLES[problem],
    proof: [{ message: request }, ...(event ? [{ message: request, header: event } satisfies Proof] : []), ...more],
    scope: [problem, eventOf(request), senderName(request)],
    mends: request,
  }
}

const TITLES: Record<Problem, string> = {
  'no-notify': 'Subscription accepted, but no NOTIFY',
  'bad-event': 'Event package not supported (489)',
  'notify-lost': 'NOTIFY for a subscription that is gone (481)',
  timeouts: 'Subscription runs out again and again',
  storm: 'NOTIFY storm',
}
