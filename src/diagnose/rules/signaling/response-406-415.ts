import { headerValues } from '../../../decode/sip/values.ts'
import { header, type SipRequest, type SipResponse } from '../../../model/message.ts'
import { lookFor, type Refusal, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { clip, meaningOf, refusalFault, refusalProof, type Told, tell, toldOf } from '../../facts/responses.ts'
import { standingOf } from '../../facts/standing.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values extends Told {
  /** Content-Type and Content-Encoding of the request; undefined without a body, or where it was not seen. */
  readonly type: string | undefined
  readonly accepted: string | undefined
}

const STATUSES = [406, 415, 488, 606]

export const response406 = rule<'conversation', Values>({
  id: 'signaling.response-406-415',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3261 §21.4.7', 'RFC 3261 §21.4.13'],
  title: 'Type of the body not accepted',
  examines: 'conversation',
  yieldsTo: ['reg.failed', 'transfer.*', 'sdp.no-common-codec', 'siprec.*'],
  issues: ['406', '415', 'multipart'],
  meaning: 'The side that answers does not take the body as it comes: its type, its parts or its encoding.',
  fires:
    'A request ends with 406 or 415, or with 488 or 606 though its body is not plain application/sdp. Low for methods other than INVITE and REGISTER.',
  quiet: '488 and 606 to plain SDP, which are about its contents; info where another try was let in.',
  example: [
    'Content-Type: multipart/mixed;boundary=b1',
    'SIP/2.0 415 Unsupported Media Type',
    'Accept: application/sdp',
  ],
  recommendation:
    'Send a single application/sdp body: strip ISUP, PIDF and recording metadata parts, and any Content-Encoding, towards this peer.',
  verify: 'Verify: the request with plain SDP is answered with 18x or 2xx.',
  marks: lookFor(...STATUSES),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, STATUSES)) {
      const { response, request } = refusal
      if (!isAboutType(refusal)) continue
      const standing = standingOf(refusal, conversation, 'high')
      const type = request && header(request, 'content-type')
      const proof = refusalProof(refusal, 'accept')
      const lines: readonly Proof[] = type ? [{ message: request, header: type }] : []
      yield {
        ...refusalFault(refusal, standing),
        proof: [...proof, ...lines],
        values: { ...toldOf(refusal, standing), type: typeOf(request), accepted: acceptedBy(response) },
        title: `Type of the body not accepted: ${response.status}`,
        ...(request && { mends: request }),
      }
    }
    yield* unseenEnd(conversation)
  },
  detail(told) {
    const sent = told.type ? ` The request carries ${told.type}.` : ''
    const wanted = told.accepted ? ` It accepts ${told.accepted}.` : ''
    return `${tell(told, meaningOf(told.status))}${sent}${wanted}`
  },
  advise: ({ status, accepted }) =>
    status === 406
      ? 'Widen the Accept header of the request: it allows no body that the answering side could send.'
      : `Send a single ${accepted && /application\/sdp/i.test(accepted) ? 'application/sdp' : 'plain SDP'} body: strip ISUP, PIDF and recording metadata parts, and any Content-Encoding, towards this peer.`,
})

/** 415 and 406 are; 488 and 606 where the body is several parts, none of SDP's type, or encoded. */
function isAboutType({ response: { status }, request }: Refusal): boolean {
  if (status === 406 || status === 415) return true
  if (!request || request.body === '') return false
  const plain = headerValues(request, 'content-type')[0]?.type === 'application/sdp'
  return !plain || headerValues(request, 'content-encoding').some((name) => name.toLowerCase() !== 'identity')
}

function typeOf(request: SipRequest | undefined): string | undefined {
  const type = request && header(request, 'content-type')?.value
  const encoding = request && header(request, 'content-encoding')?.value
  return type && clip(encoding ? `${type} in ${encoding}` : type, 80)
}

const acceptedBy = (response: SipResponse): string | undefined => {
  const accepted = header(response, 'accept')?.value
  return accepted && clip(accepted)
}
