import { parseUri } from '../../../decode/sip/uri.ts'
import { headerValues } from '../../../decode/sip/values.ts'
import type { SipRequest, SipResponse } from '../../../model/message.ts'
import { headerProofs } from '../../facts/header-proofs.ts'
import { lookFor, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { clip, meaningOf, refusalFault, refusalProof, type Told, tell, toldOf } from '../../facts/responses.ts'
import { standingOf } from '../../facts/standing.ts'
import { rule } from '../../rule.ts'

interface Values extends Told {
  /** The scheme (416), the extensions refused (420) or demanded (421). */
  readonly named: string
}

const STATUSES = [416, 420, 421]

export const response420 = rule<'conversation', Values>({
  id: 'signaling.response-416-420-421',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3261 §21.4.14', 'RFC 3261 §21.4.15', 'RFC 3261 §21.4.16', 'RFC 3261 §8.2.2.3'],
  title: 'SIP extension or URI scheme not accepted',
  examines: 'conversation',
  yieldsTo: ['reg.failed', 'transfer.*', 'prack.required-unsupported'],
  issues: ['416', '420', '421', '100rel', 'extension'],
  meaning: 'One side insists on a SIP extension or URI scheme that the other does not have.',
  fires: 'A request ends with 416, 420 or 421. Low for requests that carry no call or registration.',
  quiet: 'Info where the retry without it was let in.',
  example: ['Require: 100rel', 'SIP/2.0 420 Bad Extension', 'Unsupported: 100rel'],
  recommendation: 'Move the option tag from Require to Supported, or switch the extension on at both sides.',
  recipe: '100rel',
  verify: 'Verify: the request is answered with 18x or 2xx.',
  marks: lookFor(...STATUSES),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, STATUSES)) {
      const { request, response } = refusal
      const standing = standingOf(refusal, conversation, 'high')
      const named = namedBy(request, response)
      const lines = request ? headerProofs(request, 'require', 'proxy-require', 'supported') : []
      yield {
        ...refusalFault(refusal, standing, [named]),
        proof: [...refusalProof(refusal, 'unsupported', 'require'), ...lines],
        values: { ...toldOf(refusal, standing), named },
        title: `${TITLES[response.status] ?? ''}: ${response.status}${named ? ` (${named})` : ''}`,
        ...(request && { mends: request }),
      }
    }
    yield* unseenEnd(conversation)
  },
  detail: (told) => `${tell(told, meaningOf(told.status))}${told.named ? ` It is about ${told.named}.` : ''}`,
  advise({ status, named }) {
    if (status === 416) return 'Send the request to a sip: URI instead, or sips: only where TLS goes all the way.'
    const tag = named || 'the option tag'
    return status === 420
      ? `Take ${tag} out of Require: name it in Supported only, or switch it off towards this peer.`
      : `Switch ${tag} on at the client and name it in Supported, or take it out of what the answering side requires.`
  },
})

const TITLES: Readonly<Record<number, string>> = {
  416: 'URI scheme not accepted',
  420: 'SIP extension not supported',
  421: 'SIP extension required',
}

function namedBy(request: SipRequest | undefined, response: SipResponse): string {
  if (response.status === 416) return request ? `${parseUri(request.requestUri)?.scheme ?? 'unknown'}: URIs` : ''
  const tags =
    response.status === 421
      ? headerValues(response, 'require')
      : [...headerValues(response, 'unsupported'), ...(request ? headerValues(request, 'require') : [])]
  return clip([...new Set(tags.map((tag) => tag.toLowerCase()))].slice(0, 5).join(', '), 80)
}
