import { hostAsked } from '../../attempts.ts'
import { SERVER_FAILURES } from '../../facts/outcome.ts'
import { lookFor, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { meaningOf, refusalFault, remedyOf, type Told, tell, toldOf } from '../../facts/responses.ts'
import { raisedByShare } from '../../facts/shares.ts'
import { standingOf } from '../../facts/standing.ts'
import { rule } from '../../rule.ts'

const STATUSES = [...SERVER_FAILURES]

export const response5xx = rule<'conversation', Told>({
  id: 'signaling.response-5xx',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3261 §21.5', 'RFC 3263 §4.3', 'RFC 8599', 'RFC 7339'],
  title: 'SIP 5xx error',
  examines: 'conversation',
  yieldsTo: ['reg.failed', 'transfer.*', 'compliance.options-response'],
  explains: ['signaling.pdd-high'],
  issues: ['5xx', 'error'],
  meaning: 'A server failed, not the request: it broke down, was overloaded, or could not reach the next hop.',
  fires:
    'An INVITE or REGISTER ends with 500, 502, 503, 504, 505, 555 or 580; critical where half of five calls or more to a peer end so, medium where the INVITE is not in the input. Low for other methods.',
  quiet:
    '501 and 513, which tell of the request; 503 to OPTIONS; changes of a call that goes on; info where another target then answered.',
  example: ['INVITE sip:bob@203.0.113.7 SIP/2.0', 'SIP/2.0 503 Service Unavailable', 'Retry-After: 30'],
  recommendation:
    'Look into the log of the server that answered, at that moment, and let the client fail over to another one.',
  recipe: 'timeout',
  verify: 'Verify: the same request is answered with 18x or 2xx.',
  marks: lookFor(...STATUSES),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, STATUSES)) {
      const { response, request, method } = refusal
      if (method === 'OPTIONS' && response.status === 503) continue
      const standing = standingOf(refusal, conversation, 'high')
      yield {
        ...refusalFault(refusal, standing),
        values: toldOf(refusal, standing),
        title: `SIP 5xx error: ${response.status} to ${method}`,
        ...(request && { against: hostAsked(request) }),
      }
    }
    yield* unseenEnd(conversation)
  },
  weigh: raisedByShare,
  detail: (told) => tell(told, `${meaningOf(told.status)}${hidden(told)}`),
  advise: ({ status, retryAfterS }) =>
    status === 503 && retryAfterS !== undefined
      ? `${remedyOf(503)} Retry-After counts for this server alone: calls may go elsewhere at once.`
      : remedyOf(status),
})

/** Causes that name the number or the user, not the server (RFC 3398 §7.2.4.1 gives them 4xx). */
const hidden = ({ q850 }: Told): string =>
  q850 !== undefined && (q850 === 1 || (q850 >= 17 && q850 <= 22) || q850 === 28)
    ? ' Its cause is about the number or the user, which a 5xx hides.'
    : ''
