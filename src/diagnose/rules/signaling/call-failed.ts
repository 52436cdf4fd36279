import type { Call } from '../../../model/call.ts'
import type { InsufficientReason } from '../../../model/finding.ts'
import { header, type SipRequest, type SipResponse } from '../../../model/message.ts'
import { decisiveFinal, rang, weighFinal } from '../../facts/outcome.ts'
import { q850Of } from '../../facts/reason.ts'
import { isScanned } from '../../facts/scanner.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { stepDown } from '../../severity.ts'

interface Values {
  readonly status: number
  readonly reason: string
  /** The Request-URI; undefined where the INVITE is not in the input. */
  readonly target: string | undefined
  readonly author: string
  readonly q850: number | undefined
  readonly rang: boolean
  readonly scanned: boolean
  readonly kind: 'redirected' | 'user' | 'address' | 'fault'
}

/** Finals that are steps on the way, and have rules of their own when nothing follows. */
const STEPS = new Set([401, 407, 422, 487, 491])

const VERIFY = 'Verify: the same number is answered with 18x or 2xx.'
const GENERAL = 'Look into the log of the side that answered, at that moment: it names the reason.'

/** A response that stands alone may have refused a re-INVITE (RFC 3261 §14.1): a strong inference, no observation. */
const ALONE_CONFIDENCE = 0.7

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
    'An initial INVITE ends with a final response of 300 or more, and no branch of the call is answered. One per call. A response whose INVITE is not in the input counts too, one step lower.',
  quiet:
    'Challenges and other steps that a retry follows; cancelled calls; calls that a more precise finding explains; responses within a dialog. Busy, declined and unanswered calls are info.',
  recommendation: `${GENERAL} ${VERIFY}`,
  glance: ({ conversation }) => (conversation.kind === 'call' && conversation.answer ? 'clear' : undefined),
  *check({ call }) {
    const decisive = decisiveFinal(call)
    if (!decisive) {
      const blind = blindSpot(call)
      if (blind) yield { insufficient: blind }
      return
    }
    const { response, request } = decisive
    const { status, reason } = response
    if (STEPS.has(status)) return
    const { kind, ...weight } = weighFinal(call, response)
    const scanned = isScanned(call.messages)
    yield {
      values: {
        status,
        reason,
        target: request?.requestUri,
        author: authorOf(response),
        q850: q850Of(response),
        rang: rang(call),
        scanned,
        kind,
      },
      title: `${TITLES[kind]}: ${status} ${reason}`.trim(),
      proof: proofOf(request, response),
      scope: [String(status), kind],
      severity: scanned ? { level: 'low', because: 'Refusing a scanner is right' } : request ? weight : alone(weight),
      mends: response,
      ...(!request && { confidence: ALONE_CONFIDENCE }),
    }
  },
  detail({ target, status, reason, author, q850, rang: ringing, kind }) {
    const what = target === undefined ? 'An INVITE that is not in the input' : `INVITE ${target.slice(0, 120)}`
    const who = author ? ` from ${author}` : ''
    const cause = q850 === undefined ? '' : ` (Q.850 cause ${q850})`
    return `${what} ${ENDS[kind]}${ringing ? ' after ringing' : ''}: ${status} ${reason}${cause}${who}. ${MEANINGS[status] ?? ''}`.trim()
  },
  advise({ status, kind, scanned }) {
    if (scanned) return 'Nothing to mend in the call: let the firewall drop the source instead.'
    return kind === 'user' || kind === 'redirected' ? '' : `${REMEDIES[status] ?? GENERAL} ${VERIFY}`
  },
})

const TITLES: Record<Values['kind'], string> = {
  redirected: 'Call redirected',
  user: 'Call not taken',
  address: 'Call failed',
  fault: 'Call failed',
}

const ENDS: Record<Values['kind'], string> = {
  redirected: 'was redirected',
  user: 'was not taken',
  address: 'was refused',
  fault: 'was refused',
}

/** Why nothing can be said of a call that shows no final response: its INVITE or its end is missing. */
function blindSpot(call: Call): InsufficientReason | undefined {
  if (call.answer || call.outcome === 'cancelled') return undefined
  if (!call.invite) return 'starts-mid-dialog'
  return call.final && call.outcome === 'unknown' ? 'ends-mid-dialog' : undefined
}

const alone = ({ level, because }: Weight): Weight =>
  level === 'info' ? { level, because } : { level: stepDown(level), because: `${because}; its INVITE was not seen` }

/** Server or User-Agent of the response, and its address where that is known; as claimed. */
function authorOf(response: SipResponse): string {
  const product = (header(response, 'server') ?? header(response, 'user-agent'))?.value.slice(0, 80)
  const address = response.source?.address
  return product && address ? `${product} at ${address}` : (product ?? address ?? '')
}

function proofOf(request: SipRequest | undefined, response: SipResponse): readonly [Proof, ...Proof[]] {
  const told = ['reason', 'warning'].flatMap((name): Proof[] => {
    const found = header(response, name)
    return found ? [{ message: response, header: found }] : []
  })
  return [{ message: response }, ...(request ? [{ message: request }] : []), ...told]
}

const MEANINGS: Record<number, string> = {
  400: 'The answering side could not read the request, or uses 400 for whatever it does not want.',
  403: 'The answering side understood the request and forbids it: source address, caller ID, account or destination is not allowed.',
  404: 'The user or number is not known where the call was sent.',
  405: 'The answering side does not take INVITE.',
  408: 'Nobody further on answered in time.',
  410: 'The number is no longer in use.',
  604: 'The answering side says that this number exists nowhere.',
  415: 'The answering side does not support the type of the body.',
  420: 'The answering side does not support a SIP extension that the request requires.',
  480: 'The user is not reachable at the moment.',
  482: 'The request came back to a server it had passed already.',
  483: 'The request passed too many servers: it runs in a circle.',
  484: 'The number is not complete.',
  488: 'The answering side does not accept the media offered.',
  501: 'The answering side does not implement this method.',
  513: 'The message is too large for the answering side.',
  606: 'No side accepts the media offered.',
}

const REMEDIES: Record<number, string> = {
  400: 'Compare the INVITE with one that works: malformed headers, Content-Length and SDP syntax are the usual reasons.',
  403: 'Check with the answering side that the source address, the caller ID and the destination are allowed, and that the account is not blocked.',
  404: 'Check the number format in the Request-URI (E.164 with +, prefixes) and that the user exists or is registered at that domain.',
  408: 'Check that the next hop of the answering server is up and reachable.',
  410: 'Correct the number, or the route that leads to it.',
  604: 'Check the number and its format in the Request-URI, and what a Diversion header changes about the route.',
  415: 'Send a single application/sdp body.',
  420: 'Drop the option tag named in Unsupported from Require.',
  482: 'Correct the route that leads back to the sender: a domain or alias that a proxy does not know as its own.',
  483: 'Correct the route that runs in a circle: a trunk that points at itself, or forwarding between two systems.',
  484: 'Send the whole number at once, or correct the digit map.',
  488: 'Compare the offered codecs and the media profile (RTP/AVP or RTP/SAVP) with what the answering side accepts.',
  606: 'Compare the offered codecs and the media profile (RTP/AVP or RTP/SAVP) with what the answering side accepts.',
  513: 'Use TCP or TLS and send fewer codecs and headers.',
}
