import { headerValues } from '../../../decode/sip/values.ts'
import { header, type SipRequest } from '../../../model/message.ts'
import { hostAsked } from '../../attempts.ts'
import { lookFor, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { clip, meaningOf, refusalFault, refusalProof, type Told, tell, toldOf } from '../../facts/responses.ts'
import { raisedByShare } from '../../facts/shares.ts'
import { standingOf } from '../../facts/standing.ts'
import { isStale } from '../../facts/stir-refusals.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values extends Told {
  /** Where the certificate is to be fetched, as the Identity header says. */
  readonly certificate: string | undefined
  readonly identities: number
}

const STATUSES = [403, 436, 437, 438]

export const stir436 = rule<'conversation', Values>({
  id: 'security.stir-436-438',
  category: 'security',
  severity: 'high',
  sources: ['RFC 8224 §6.2.2', 'RFC 8225', 'RFC 8226', 'RFC 8588', 'RFC 9410'],
  title: 'Signature of the call refused',
  examines: 'conversation',
  issues: ['stir', 'shaken', 'identity'],
  meaning: 'The other side checked the STIR/SHAKEN signature and did not accept it.',
  fires:
    'A request ends with 436, 437 or 438, or with a 403 that says "Stale Date" or gives a Reason of protocol STIR.',
  quiet: 'Any other 403; low for requests that start no call; info where another try was let in.',
  example: [
    'SIP/2.0 438 Invalid Identity Header',
    'Identity: eyJhbGciOiJFUzI1NiJ9..c2ln;info=<https://certs.example.com/a.pem>;alg=ES256;ppt=shaken',
  ],
  recommendation:
    'Sign calls right before they leave, with a certificate that verifiers accept and can fetch, and change nothing in From, P-Asserted-Identity, To and Date afterwards.',
  recipe: 'stir',
  verify: 'Verify: the signed INVITE is answered with 18x or 2xx.',
  marks: lookFor(...STATUSES),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, STATUSES)) {
      if (refusal.response.status === 403 && !isStale(refusal.response)) continue
      const standing = standingOf(refusal, conversation, 'high')
      const { request } = refusal
      const identity = request && header(request, 'identity')
      const proof = refusalProof(refusal)
      const more: readonly Proof[] = identity ? [{ message: request, header: identity }] : []
      yield {
        ...refusalFault(refusal, standing),
        proof: [...proof, ...more],
        values: {
          ...toldOf(refusal, standing),
          certificate: certificateOf(request),
          identities: request ? headerValues(request, 'identity').length : 0,
        },
        title: `Signature of the call refused: ${refusal.response.status}`,
        ...(request && { mends: request, against: hostAsked(request) }),
      }
    }
    yield* unseenEnd(conversation)
  },
  weigh: raisedByShare,
  detail: (told) => `${tell(told, told.status === 403 ? STALE : meaningOf(told.status))}${signatureText(told)}`,
  advise: ({ status, certificate }) => {
    if (status === 436 && certificate)
      return `Make the certificate at ${certificate} reachable from the internet over HTTPS, without redirects or filters.`
    return ADVICE[status] ?? ADVICE[438]!
  },
})

const STALE = 'The signature is older or newer than the verifier allows, usually 60 s.'

const ADVICE: Readonly<Record<number, string>> = {
  403: 'Keep the clocks of signer and verifier by NTP, and sign each call right before it leaves: a signature must not be used twice.',
  436: 'Make the certificate that the Identity header points at reachable from the internet over HTTPS.',
  437: 'Sign with a current certificate of an approved authority, and serve the whole chain.',
  438: 'Change nothing in From, P-Asserted-Identity, To and Date after signing, and let orig and dest hold the numbers as canonical digits.',
}

const certificateOf = (request: SipRequest | undefined): string | undefined => {
  const info = request && headerValues(request, 'identity')[0]?.info
  return info ? clip(info) : undefined
}

const signatureText = ({ identities, certificate }: Values): string => {
  if (identities === 0) return ' The request as seen here carries no Identity header.'
  return certificate ? ` The certificate is said to be at ${certificate}.` : ''
}
