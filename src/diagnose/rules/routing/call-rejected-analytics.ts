import { header } from '../../../model/message.ts'
import { hostAsked } from '../../attempts.ts'
import { lookFor, type Refusal, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { clip, meaningOf, refusalFault, refusalProof, type Told, tell, toldOf } from '../../facts/responses.ts'
import { shareOf } from '../../facts/shares.ts'
import { isBlocked, type Standing, standingOf } from '../../facts/standing.ts'
import { rule, type SignalingConversation } from '../../rule.ts'
import { FREQUENT_SHARE } from '../../thresholds/general.ts'

interface Values extends Told {
  /** Call-Info of a 608, which says where to complain (RFC 8688 §3.2). */
  readonly contact: string | undefined
}

export const callRejectedAnalytics = rule<'conversation', Values>({
  id: 'routing.call-rejected-analytics',
  category: 'routing',
  severity: 'high',
  sources: ['RFC 8197', 'RFC 8688', 'ATIS-1000099'],
  title: 'Call blocked as unwanted',
  examines: 'conversation',
  issues: ['blocked', 'spam', 'robocall'],
  meaning: 'The network or the called party blocks calls from this number: its reputation is bad, or it has none.',
  fires:
    'An INVITE ends with 607, 608, or a 603 that says "Network Blocked" (603+). Medium for single calls, high from a fifth of five calls or more to a peer.',
  quiet: 'A 603 without such words, which is a person who declined.',
  example: [
    'SIP/2.0 603 Network Blocked',
    'Reason: Q.850;cause=21;text="v=analytics1;url=https://redress.example.com"',
  ],
  recommendation:
    'Have the calling number signed with A attestation, register it and its name with the analytics providers, and slow the calling pattern down.',
  recipe: 'stir',
  verify: 'Verify: calls from that number ring again.',
  marks: lookFor(603, 607, 608),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, [603, 607, 608])) {
      const { response, request } = refusal
      if (response.status === 603 && !isBlocked(response)) continue
      const standing = weigh(refusal, conversation)
      const info = header(response, 'call-info')
      yield {
        ...refusalFault(refusal, standing),
        proof: refusalProof(refusal, 'call-info'),
        values: { ...toldOf(refusal, standing), contact: info && clip(info.value) },
        title: `Call blocked as unwanted: ${response.status}`,
        ...(request && { against: hostAsked(request) }),
      }
    }
    yield* unseenEnd(conversation)
  },
  weigh(seen) {
    const most = seen.severity === 'medium' ? shareOf(seen, FREQUENT_SHARE) : undefined
    return most && { level: 'high', because: `${most.faults} of ${most.calls} calls to one peer were blocked` }
  },
  detail: (told) =>
    `${tell(told, told.status === 603 ? "The network blocked the call on the called party's behalf." : meaningOf(told.status))}${told.contact ? ` Its Call-Info names ${told.contact}.` : ''}`,
  advise: ({ status, contact }) =>
    `Have the calling number signed with A attestation, register it and its name with the analytics providers, and slow the calling pattern down.${
      status === 608 && contact ? ' Complain at the contact that the Call-Info header names.' : ''
    }`,
})

function weigh(refusal: Refusal, conversation: SignalingConversation): Standing {
  const standing = standingOf(refusal, conversation, 'medium')
  return standing.kind === 'fault' ? { ...standing, because: 'One call was blocked' } : standing
}
