import { hostAsked } from '../../attempts.ts'
import { rang } from '../../facts/outcome.ts'
import { lookFor, type Refusal, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { meaningOf, refusalFault, type Told, tell, toldOf } from '../../facts/responses.ts'
import { isBlocked, standingOf } from '../../facts/standing.ts'
import { type Frequency, rule, type SignalingConversation, type Weight } from '../../rule.ts'
import { FREQUENT_SHARE } from '../../thresholds/general.ts'
import { BUSY_SHARE, BUSY_WHOLE, FAST_DECLINE_US, FAST_DECLINE_WHOLE } from '../../thresholds/signaling.ts'

interface Values extends Told {
  /** Declined within a second, without ringing. */
  readonly fast: boolean
}

export const response486 = rule<'conversation', Values>({
  id: 'signaling.response-486-600',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3261 §21.4.24', 'RFC 3261 §21.6.1', 'RFC 3261 §21.6.2'],
  title: 'Called party busy or declined',
  examines: 'conversation',
  yieldsTo: ['transfer.*', 'routing.call-rejected-analytics'],
  issues: ['busy', '486', '600', '603', 'declined'],
  meaning: 'The called party is busy, or declined the call: an outcome, no fault.',
  fires: 'An INVITE ends with 486, 600 or 603.',
  quiet:
    'Low where more than 30 % of ten calls or more to one peer end so: a channel limit may look like busy; or where a fifth of twenty calls or more are declined within a second. A 603 that says "Network Blocked" has a rule of its own.',
  example: ['INVITE sip:bob@203.0.113.7 SIP/2.0', 'SIP/2.0 486 Busy Here'],
  recommendation:
    'Where many calls end so, compare with the channel limit of the trunk, which may look like busy, and with the reputation of the calling number.',
  marks: lookFor(486, 600, 603),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, [486, 600, 603])) {
      const { response, request } = refusal
      if (response.status === 603 && isBlocked(response)) continue
      const standing = standingOf(refusal, conversation, 'info')
      const fast = isFast(refusal, conversation)
      yield {
        ...refusalFault(refusal, standing, fast ? ['fast'] : []),
        values: { ...toldOf(refusal, standing), fast },
        title: `${TITLES[response.status] ?? 'Declined'}: ${response.status}`,
        ...(request && { against: hostAsked(request) }),
      }
    }
    yield* unseenEnd(conversation)
  },
  weigh: (seen) => (seen.severity === 'info' ? limited(seen) : undefined),
  detail: (told) =>
    tell(
      told,
      told.fast
        ? 'It came within a second and without ringing, so rather a system than a person declined.'
        : meaningOf(told.status),
    ),
  advise: ({ fast, kind }) =>
    kind === 'minor'
      ? 'Nothing to mend where the user is busy.'
      : fast
        ? 'If many calls are declined so, check the reputation of the calling number and the channel limit of the trunk.'
        : '',
})

const TITLES: Readonly<Record<number, string>> = { 486: 'Busy', 600: 'Busy everywhere', 603: 'Declined' }

/** A channel limit that looks like busy, or a system that declines. */
function limited({ shares, conversations, tally }: Frequency): Weight | undefined {
  const most = shares.find(({ calls, faults }) => calls >= BUSY_WHOLE && faults > BUSY_SHARE * calls)
  if (most)
    return {
      level: 'low',
      because: `${most.faults} of ${most.calls} calls to one peer end so: perhaps a channel limit`,
    }
  return tally.calls >= FAST_DECLINE_WHOLE && conversations >= FREQUENT_SHARE * tally.calls
    ? { level: 'low', because: `${conversations} of ${tally.calls} calls end so` }
    : undefined
}

function isFast({ response, request }: Refusal, conversation: SignalingConversation): boolean {
  if (response.status !== 603 || conversation.kind !== 'call' || rang(conversation)) return false
  return request?.at !== undefined && response.at !== undefined && response.at - request.at < FAST_DECLINE_US
}
