import { headerValues } from '../../../decode/sip/values.ts'
import { hasHeader } from '../../../model/message.ts'
import { MICROS_PER_SECOND } from '../../../model/time.ts'
import { hostAsked } from '../../attempts.ts'
import { lookFor, type Refusal, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { refusalFault, type Told, tell, toldOf } from '../../facts/responses.ts'
import { shareOf } from '../../facts/shares.ts'
import { isTakenElsewhere, type Standing, standingOf } from '../../facts/standing.ts'
import { rule, type SignalingConversation } from '../../rule.ts'
import { FREQUENT_SHARE } from '../../thresholds/general.ts'

type Why = 'elsewhere' | 'pickup' | 'expired' | 'ended'

interface Values extends Told {
  readonly why: Why
}

export const response487 = rule<'conversation', Values>({
  id: 'signaling.response-487',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3261 §9.2', 'RFC 3261 §13.3.1', 'RFC 3326'],
  title: 'Call ended before it was answered: 487',
  examines: 'conversation',
  yieldsTo: ['transfer.*'],
  issues: ['487'],
  meaning: 'Somebody ended the call before it was answered, and not by a CANCEL that the input shows.',
  fires:
    'An INVITE ends with 487 and no CANCEL of it is in the input. Low where nothing tells why; medium where a fifth of five calls or more to a peer end so: then look at the other leg of the B2BUA.',
  quiet:
    'Info after ringing, for calls answered elsewhere or picked up, and for an INVITE whose Expires ran out. Calls cancelled by the caller have a rule of their own.',
  example: ['SIP/2.0 487 Request Terminated', 'Reason: SIP;cause=200;text="Call completed elsewhere"'],
  recommendation: 'Look at the other leg of the system that answered, at that moment: it ended the call there.',
  verify: 'Verify: calls ring until somebody answers or hangs up.',
  marks: lookFor(487),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, [487])) {
      if (isCancelled(refusal, conversation)) continue
      const why = whyOf(refusal)
      const standing = weigh(why, refusal, conversation)
      yield {
        ...refusalFault(refusal, standing),
        values: { ...toldOf(refusal, standing), why },
        ...(refusal.request && { against: hostAsked(refusal.request) }),
      }
    }
    yield* unseenEnd(conversation)
  },
  weigh(seen) {
    const most = seen.severity === 'low' ? shareOf(seen, FREQUENT_SHARE) : undefined
    return most && { level: 'medium', because: `${most.faults} of ${most.calls} calls to one peer end so` }
  },
  detail: (told) => tell(told, WHY[told.why]),
  advise: ({ why, kind }) =>
    why !== 'ended' || kind === 'user' || kind === 'step'
      ? ''
      : 'Look at the other leg of the system that answered, at that moment: it ended the call there.',
})

const WHY: Record<Why, string> = {
  elsewhere: 'The call was answered elsewhere.',
  pickup: 'Another call took its place (Replaces).',
  expired: 'The time that the Expires header of the INVITE allows had run out.',
  ended: 'The request was ended before it was answered; no CANCEL of it is in the input.',
}

/** On its own hop, or on any of the same request: a proxy passes the CANCEL on. */
const isCancelled = ({ response }: Refusal, { messages }: SignalingConversation): boolean =>
  messages.some(
    (message) =>
      message.kind === 'request' &&
      message.method === 'CANCEL' &&
      message.number < response.number &&
      message.fromTag === response.fromTag,
  )

function whyOf({ response, request }: Refusal): Why {
  if (isTakenElsewhere(response)) return 'elsewhere'
  if (request && hasHeader(request, 'replaces')) return 'pickup'
  const expires = request && headerValues(request, 'expires')[0]
  const waited = request?.at === undefined || response.at === undefined ? undefined : response.at - request.at
  if (expires !== undefined && waited !== undefined && waited >= (expires - 1) * MICROS_PER_SECOND) return 'expired'
  return 'ended'
}

function weigh(why: Why, refusal: Refusal, conversation: SignalingConversation): Standing {
  const standing = standingOf(refusal, conversation, 'low')
  return why === 'ended' || standing.kind === 'step' ? standing : { kind: 'user', level: 'info', because: WHY[why] }
}
