import { headers } from '../../../model/message.ts'
import { lookFor, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { meaningOf, refusalFault, type Told, tell, toldOf } from '../../facts/responses.ts'
import { standingOf } from '../../facts/standing.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values extends Told {
  /** Via headers of the request on the last hop seen. */
  readonly vias: number
}

const STATUSES = [482, 483]

export const response482 = rule<'conversation', Values>({
  id: 'routing.response-482-483',
  category: 'routing',
  severity: 'critical',
  sources: ['RFC 3261 §16.3', 'RFC 3261 §21.4.20', 'RFC 3261 §21.4.21', 'RFC 5393'],
  title: 'Request runs in a circle',
  examines: 'conversation',
  // A loop is the fault, and the user without registration its effect.
  explains: ['reg.failed'],
  issues: ['loop', '482', '483'],
  meaning: 'A request came back to a server that had passed it on, or passed more servers than allowed.',
  fires: 'A request ends with 482 or 483.',
  quiet:
    'Low for requests that carry no call or registration; info where another branch was let in (a merged request is refused so, too).',
  example: ['INVITE sip:5551234@pbx.example.com SIP/2.0', 'SIP/2.0 483 Too Many Hops'],
  recommendation:
    'Correct the route that leads back to the sender: a domain or alias that a proxy does not know as its own (Kamailio: alias=), a trunk that points at itself, or forwarding between two systems.',
  recipe: 'route',
  verify: 'Verify: the request passes each server once and is answered with 18x or 2xx.',
  marks: lookFor(...STATUSES),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, STATUSES)) {
      const standing = standingOf(refusal, conversation, 'critical')
      const { request } = refusal
      const vias = request ? headers(request, 'via') : []
      const fault = refusalFault(refusal, standing)
      const lines = vias.slice(0, 8).map((header): Proof => ({ message: request!, header }))
      yield {
        ...fault,
        values: { ...toldOf(refusal, standing), vias: vias.length },
        title: `Request runs in a circle: ${refusal.response.status}`,
        proof: [...fault.proof, ...lines],
      }
    }
    yield* unseenEnd(conversation)
  },
  detail: (told) => {
    const path = told.vias > 1 ? ` The request names ${told.vias} servers it has passed.` : ''
    return `${tell(told, meaningOf(told.status))}${path}`
  },
})
