import { header, type SipRequest, type SipResponse } from '../../../model/message.ts'
import { decisiveFinal, rang, weighFinal } from '../../facts/outcome.ts'
import { q850Of } from '../../facts/reason.ts'
import { isScanned } from '../../facts/scanner.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly status: number
  readonly reason: string
  readonly target: string
  readonly author: string
  readonly q850: number | undefined
  readonly rang: boolean
  readonly kind: 'user' | 'address' | 'fault'
}

/** Finals that are steps on the way, and have rules of their own when nothing follows. */
const STEPS = new Set([401, 407, 422, 487, 491])

const GENERAL = 'Ask whoever answered why: its log at that moment names the reason.'

export const callFailed = rule<'call', Values>({
  id: 'signaling.call-failed',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3261 §21', 'RFC 3326', 'RFC 3398 §7.2.4.1'],
  title: 'Call failed',
  examines: 'call',
  observed: true,
  yieldsTo: [
    'signaling.response-*',
    'routing.response-*',
    'dialog.response-*',
    'signaling.no-response-invite',
    'auth.loop',
    'auth.no-credentials-sent',
    'auth.unsupported-algorithm',
    'auth.realm-mismatch',
    'auth.403-after-credentials',
    'sdp.no-common-codec',
    'sdp.srtp-profile-mismatch',
    'sdp.port-zero',
    'security.stir-*',
    'tls.*',
    'transport.*',
  ],
  meaning: 'The call was refused, or its user could not or would not take it.',
  fires:
    'An initial INVITE ends with a final response of 300 or more, and no branch of the call is answered. One per call.',
  quiet:
    'Challenges and other steps that a retry follows; cancelled calls; calls that a more precise finding explains. Busy, declined and unanswered calls are info.',
  recommendation: GENERAL,
  recipe: 'timeout',
  verify: 'Verify: the same number is answered with 18x or 2xx.',
  applies: (subject) => subject.call.invite !== undefined,
  *check({ call }) {
    const decisive = decisiveFinal(call)
    if (!decisive || STEPS.has(decisive.response.status)) return
    const { response, transaction } = decisive
    const { kind, ...weight } = weighFinal(call, response)
    const severity: Weight = isScanned(call.messages)
      ? { level: 'low', because: 'Refusing a scanner is right' }
      : weight
    const { status, reason } = response
    yield {
      values: {
        status,
        reason,
        target: transaction.request.requestUri,
        author: authorOf(response),
        q850: q850Of(response),
        rang: rang(call),
        kind,
      },
      title:
        kind === 'user' ? `Call not answered: ${status} ${reason}`.trim() : `Call failed: ${status} ${reason}`.trim(),
      proof: proofOf(transaction.request, response),
      scope: [String(status), kind],
      severity,
      mends: response,
    }
  },
  detail({ target, status, reason, author, q850, rang: ringing, kind }) {
    const who = author ? ` by ${author}` : ''
    const cause = q850 === undefined ? '' : ` (Q.850 cause ${q850})`
    const end = kind === 'user' ? 'was turned down' : 'failed'
    return `The call to ${target.slice(0, 120)} ${end}${ringing ? ' after ringing' : ''}: ${status} ${reason}${cause}${who}. ${MEANINGS[status] ?? ''}`.trim()
  },
  advise: ({ status, kind }) =>
    kind === 'user' ? 'Nothing to mend: the called party decided, or was not there.' : (REMEDIES[status] ?? GENERAL),
})

/** Server or User-Agent of the response, and its address where that is known; as claimed. */
function authorOf(response: SipResponse): string {
  const product = (header(response, 'server') ?? header(response, 'user-agent'))?.value.slice(0, 80)
  const address = response.source?.address
  return product && address ? `${product} at ${address}` : (product ?? address ?? '')
}

function proofOf(request: SipRequest, response: SipResponse): readonly [Proof, ...Proof[]] {
  const told = ['reason', 'warning'].flatMap((name): Proof[] => {
    const found = header(response, name)
    return found ? [{ message: response, header: found }] : []
  })
  return [{ message: response }, { message: request }, ...told]
}

const MEANINGS: Record<number, string> = {
  400: 'The answering side could not read the request, or says so for whatever it does not want.',
  403: 'The answering side understood and refuses: source address, caller ID, account or destination is not allowed.',
  404: 'The user or number is not known where the call was sent.',
  405: 'The answering side does not take INVITE.',
  408: 'Nobody answered in time.',
  410: 'The number is no longer in use.',
  415: 'The body type is not supported.',
  420: 'A required SIP extension is not supported.',
  480: 'The user is not reachable at the moment.',
  482: 'The request came back to a server it had passed already.',
  483: 'The request passed too many servers: it runs in a circle.',
  484: 'The number is too short.',
  488: 'The media offered is not acceptable.',
  501: 'The answering side does not implement this method.',
  513: 'The message is too large for the answering side.',
  606: 'The media offered is not acceptable.',
}

const REMEDIES: Record<number, string> = {
  400: 'Compare the INVITE with one that works: malformed headers, Content-Length and SDP syntax are the usual reasons.',
  403: 'Check with the answering side that the source address, the caller ID and the destination are allowed, and that the account is not blocked.',
  404: 'Check the number format in the Request-URI (E.164 with +, prefixes) and that the user exists or is registered at that domain.',
  408: 'Check that the next hop of the answering server is up and reachable.',
  410: 'Correct the number, or the route that leads to it.',
  415: 'Send a single application/sdp body.',
  420: 'Drop the option tag named in Unsupported from Require.',
  482: 'Correct the route that leads back to the sender: a domain or alias that a proxy does not know as its own.',
  483: 'Correct the route that runs in a circle: a trunk that points at itself, or forwarding between two systems.',
  484: 'Send the whole number at once, or correct the digit map.',
  488: 'Compare the offered codecs and the media profile (RTP/AVP or RTP/SAVP) with what the answering side accepts.',
  606: 'Compare the offered codecs and the media profile (RTP/AVP or RTP/SAVP) with what the answering side accepts.',
  513: 'Use TCP or TLS and send fewer codecs and headers.',
}
