import type { Call } from '../../../model/call.ts'
import type { InsufficientReason } from '../../../model/finding.ts'
import { hostAsked } from '../../attempts.ts'
import { rang } from '../../facts/outcome.ts'
import { type Refusal, refusalsOf } from '../../facts/refusals.ts'
import { meaningOf, refusalFault, remedyOf, type Told, tell, toldOf } from '../../facts/responses.ts'
import { raisedByShare } from '../../facts/shares.ts'
import { type StandingKind, standingOf } from '../../facts/standing.ts'
import { rule } from '../../rule.ts'

interface Values extends Told {
  readonly rang: boolean
}

/** Finals that are steps on the way, and have rules of their own when nothing follows. */
const STEPS = new Set([401, 407, 422, 487, 491])

const VERIFY = 'Verify: the same number is answered with 18x or 2xx.'

export const callFailed = rule<'call', Values>({
  id: 'signaling.call-failed',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3261 §21', 'RFC 3326', 'RFC 3398 §7.2.4.1'],
  title: 'Call failed',
  examines: 'call',
  yieldsTo: [
    'signaling.response-*',
    'signaling.redirect-3xx',
    'routing.response-*',
    'routing.call-rejected-analytics',
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
    'transfer.*',
    'routing.dns-failure',
    'tls.*',
    'transport.*',
  ],
  meaning: 'The call was refused, or its user could not or would not take it.',
  fires:
    'An initial INVITE ends with a final response of 300 or more that no more precise rule tells, and no branch of the call is answered. One per call, told by the hop nearest its author. A response whose INVITE is not in the input counts too, one step lower.',
  quiet:
    'Challenges and other steps that a retry follows; cancelled calls; calls that a more precise finding explains; responses within a dialog. Busy, declined and unanswered calls are info.',
  example: ['INVITE sip:bob@203.0.113.7 SIP/2.0', 'SIP/2.0 402 Payment Required'],
  recommendation: `${remedyOf(0)} ${VERIFY}`,
  marks: { signs: ['no-answer'] },
  *check({ call }) {
    const decisive = decisiveOf(call)
    if (!decisive) {
      const blind = blindSpot(call)
      if (blind) yield { insufficient: blind }
      return
    }
    const { response, request } = decisive
    if (STEPS.has(response.status)) return
    const standing = standingOf(decisive, call, 'high')
    yield {
      ...refusalFault(decisive, standing),
      values: { ...toldOf(decisive, standing), rang: rang(call) },
      title: `${TITLES[standing.kind]}: ${response.status} ${response.reason.slice(0, 60)}`.trim(),
      ...(request && { against: hostAsked(request) }),
    }
  },
  weigh: raisedByShare,
  detail: (told) => tell(told, `${told.rang ? 'It had rung before. ' : ''}${meaningOf(told.status) ?? ''}`),
  advise({ status, kind }) {
    if (kind === 'scanned') return 'Nothing to mend in the call: let the firewall drop the source instead.'
    return kind === 'user' || kind === 'redirected' ? '' : `${remedyOf(status)} ${VERIFY}`
  },
})

const TITLES: Record<StandingKind, string> = {
  redirected: 'Call redirected',
  user: 'Call not taken',
  address: 'Call failed',
  fault: 'Call failed',
  scanned: 'Call failed',
  minor: 'Call failed',
  step: 'Call failed',
}

/**
 * The refusal that ended the call: what the caller was told, or what that stands for on the deepest hop. Undefined for an
 * answered call and one without a final response.
 */
function decisiveOf(call: Call): Refusal | undefined {
  const { answer, failure } = call
  if (answer || !failure) return undefined
  const refused = refusalsOf(call).filter((refusal) => refusal.refused === 'call')
  return (
    refused.find(({ passedOnAs }) => passedOnAs === failure) ??
    refused.find(({ response }) => response.status === failure.status)
  )
}

/** Why nothing can be said of a call that shows no final response: its INVITE or its end is missing. */
function blindSpot(call: Call): InsufficientReason | undefined {
  if (call.answer || call.outcome === 'cancelled') return undefined
  if (!call.invite) return 'starts-mid-dialog'
  return call.final && call.outcome === 'unknown' ? 'ends-mid-dialog' : undefined
}
