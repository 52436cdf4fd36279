import { header, type SipResponse } from '../../../model/message.ts'
import { hostAsked } from '../../attempts.ts'
import { malformedIn } from '../../facts/malformed.ts'
import { lookFor, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { meaningOf, refusalFault, remedyOf, type Told, tell, toldOf } from '../../facts/responses.ts'
import { raisedByShare } from '../../facts/shares.ts'
import { standingOf } from '../../facts/standing.ts'
import { rule } from '../../rule.ts'

interface Values extends Told {
  /** What is wrong with the request, as far as it can be seen here. */
  readonly hits: readonly string[]
  readonly liveKit: boolean
}

export const response400 = rule<'conversation', Values>({
  id: 'signaling.response-400',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3261 §21.4.1'],
  title: 'Request not understood: 400',
  examines: 'conversation',
  yieldsTo: ['reg.failed', 'transfer.*'],
  issues: ['400', 'badrequest'],
  meaning: 'The side that answers cannot read the request, or uses 400 for whatever it does not want.',
  fires: 'An INVITE or REGISTER ends with 400. Low for other methods.',
  quiet: 'Info where another try was let in; low for scanners.',
  example: [
    'INVITE sip:bob@203.0.113.7 SIP/2.0',
    'SIP/2.0 400 Bad Request',
    'Warning: 399 203.0.113.7 "Missing Contact"',
  ],
  recommendation: remedyOf(400),
  verify: 'Verify: the same request is answered with 18x or 2xx.',
  marks: lookFor(400),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, [400])) {
      const standing = standingOf(refusal, conversation, 'high')
      const { request, response } = refusal
      const hits = request ? malformedIn(request) : []
      yield {
        ...refusalFault(refusal, standing, hits),
        values: { ...toldOf(refusal, standing), hits, liveKit: isLiveKit(response) },
        // Where the request is at fault its sender has to change something, else whoever answers so.
        ...(request && hits.length > 0 && { mends: request }),
        ...(request && { against: hostAsked(request) }),
      }
    }
    yield* unseenEnd(conversation)
  },
  weigh: raisedByShare,
  detail: (told) => `${tell(told, told.liveKit ? LIVEKIT : meaningOf(400))}${hitText(told)}`,
  advise: ({ hits, said, liveKit }) => {
    if (hits.length > 0) return `Correct the request: ${hits.join('; ')}.`
    if (liveKit)
      return 'Check that a trunk and a dispatch rule match the called number, and that PCMU or PCMA is offered.'
    return said ? `Correct what the answer names. ${remedyOf(400)}` : remedyOf(400)
  },
})

const LIVEKIT = 'LiveKit answers 400 also where no trunk or dispatch rule matches, and where no codec fits.'

const isLiveKit = (response: SipResponse): boolean =>
  ['server', 'user-agent'].some((name) => /livekit/i.test(header(response, name)?.value ?? ''))

const hitText = ({ hits, target }: Values): string => {
  if (hits.length > 0) return ` What can be seen here: ${hits.join('; ')}.`
  return target === undefined ? '' : ' Nothing is visibly wrong with the request as seen here.'
}
