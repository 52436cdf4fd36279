import { headerValues } from '../../../decode/sip/values.ts'
import { lookFor, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { clip, meaningOf, refusalFault, refusalProof, type Told, tell, toldOf } from '../../facts/responses.ts'
import { type Standing, standingOf } from '../../facts/standing.ts'
import { rule } from '../../rule.ts'

interface Values extends Told {
  readonly allowed: string | undefined
}

const STATUSES = [405, 501]
/** Methods a call gets on without. */
const OPTIONAL = new Set(['UPDATE', 'PRACK', 'INFO', 'OPTIONS'])

export const response405 = rule<'conversation', Values>({
  id: 'routing.response-405-501',
  category: 'routing',
  severity: 'medium',
  sources: ['RFC 3261 §21.4.6', 'RFC 3261 §21.5.2'],
  title: 'Method not allowed',
  examines: 'conversation',
  yieldsTo: ['reg.failed', 'transfer.*', 'prack.*', 'subscribe.*', 'info.*', 'message.*'],
  issues: ['405', '501'],
  meaning: 'The side that answers does not take this method: often the request reached the wrong server.',
  fires: 'A request ends with 405 or 501: high for INVITE and REGISTER, low for other methods.',
  quiet: 'Info for UPDATE, PRACK, INFO and OPTIONS, where the call goes on.',
  example: [
    'REGISTER sip:example.com SIP/2.0',
    'SIP/2.0 405 Method Not Allowed',
    'Allow: INVITE, ACK, BYE, CANCEL, OPTIONS',
  ],
  recommendation:
    'Send the request to a server that takes this method; the Allow header of the answer lists what this one does.',
  recipe: 'route',
  verify: 'Verify: the request is answered with 2xx.',
  marks: lookFor(...STATUSES),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, STATUSES)) {
      const standing = mild(refusal.method, standingOf(refusal, conversation, 'high'))
      const allowed = headerValues(refusal.response, 'allow')
      yield {
        ...refusalFault(refusal, standing),
        proof: refusalProof(refusal, 'allow'),
        values: { ...toldOf(refusal, standing), allowed: allowed.length > 0 ? clip(allowed.join(', ')) : undefined },
        title: `Method not allowed: ${refusal.response.status} to ${refusal.method}`,
      }
    }
    yield* unseenEnd(conversation)
  },
  detail: (told) => `${tell(told, meaningOf(told.status))}${told.allowed ? ` It takes ${told.allowed}.` : ''}`,
  advise: ({ method }) =>
    method === 'REGISTER'
      ? 'Register at the registrar: the server that answers is none. Check domain, outbound proxy and DNS of the account.'
      : method === 'INVITE'
        ? 'Send calls to a server that takes them: check trunk address, port and DNS.'
        : `Switch ${method} off towards this peer, or send it to a server that takes it.`,
})

const mild = (method: string, standing: Standing): Standing =>
  OPTIONAL.has(method) ? { ...standing, level: 'info', because: `Calls go on without ${method}` } : standing
