import { parseUri } from '../../../decode/sip/uri.ts'
import type { SipRequest } from '../../../model/message.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { lookFor, type Refusal, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { meaningOf, refusalFault, remedyOf, type Told, tell, toldOf } from '../../facts/responses.ts'
import { type Standing, standingOf } from '../../facts/standing.ts'
import { rule, type SignalingConversation } from '../../rule.ts'
import { OVERLAP_US } from '../../thresholds/signaling.ts'

export const response484 = rule<'conversation', Told>({
  id: 'routing.response-484',
  category: 'routing',
  severity: 'medium',
  sources: ['RFC 3261 §21.4.22', 'RFC 3578', 'ITU-T Q.850'],
  title: 'Number incomplete: 484',
  examines: 'conversation',
  yieldsTo: ['reg.failed', 'transfer.*'],
  issues: ['484', 'incomplete'],
  meaning: 'The number is too short, or was sent digit by digit to a side that wants it whole.',
  fires: 'A call ends with 484.',
  quiet: 'Info where an INVITE with a longer number follows within 15 s: overlap dialling at work.',
  example: ['INVITE sip:555@203.0.113.7 SIP/2.0', 'SIP/2.0 484 Address Incomplete'],
  recommendation: remedyOf(484),
  verify: 'Verify: the whole number is answered with 18x or 2xx.',
  marks: lookFor(484),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, [484])) {
      const standing = weigh(refusal, conversation)
      yield { ...refusalFault(refusal, standing), values: toldOf(refusal, standing) }
    }
    yield* unseenEnd(conversation)
  },
  detail: (told) => tell(told, meaningOf(484)),
})

/** The base is medium here: more digits may follow from a person who is still dialling. */
function weigh(refusal: Refusal, conversation: SignalingConversation): Standing {
  const longer = isContinued(refusal, conversation)
  if (longer) return { kind: 'step', level: 'info', because: 'An INVITE with a longer number followed' }
  const standing = standingOf(refusal, conversation, 'medium')
  return standing.kind === 'address'
    ? { ...standing, level: 'medium', because: 'The number was not complete' }
    : standing
}

function isContinued({ request, response }: Refusal, conversation: SignalingConversation): boolean {
  if (conversation.kind !== 'call' || !request) return false
  const short = digitsOf(request)
  return initialInvites(conversation).some(
    ({ request: next }) =>
      next.number > response.number &&
      digitsOf(next).length > short.length &&
      digitsOf(next).startsWith(short) &&
      (next.at === undefined || response.at === undefined || next.at - response.at <= OVERLAP_US),
  )
}

const digitsOf = ({ requestUri }: SipRequest): string => parseUri(requestUri)?.user ?? ''
