import { headerValues } from '../../../decode/sip/values.ts'
import type { Call } from '../../../model/call.ts'
import type { SipResponse } from '../../../model/message.ts'
import { userKey } from '../../attempts.ts'
import { headerProofs } from '../../facts/header-proofs.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { lookFor, type Refusal, refusalsOf, unseenEnd } from '../../facts/refusals.ts'
import { clip, meaningOf, refusalFault, refusalProof, type Told, tell, toldOf } from '../../facts/responses.ts'
import type { Standing } from '../../facts/standing.ts'
import { type RuleContext, rule } from '../../rule.ts'
import { TIMER_B_US } from '../../thresholds/signaling.ts'

interface Values extends Told {
  /** Targets in order of preference. */
  readonly targets: readonly string[]
  readonly next: 'followed' | 'answered' | 'ignored' | 'unknown'
}

export const redirect3xx = rule<'call', Values>({
  id: 'signaling.redirect-3xx',
  category: 'routing',
  severity: 'info',
  sources: ['RFC 3261 §8.1.3.4', 'RFC 3261 §21.3'],
  title: 'Call redirected',
  examines: 'call',
  issues: ['redirect', '302', 'forward'],
  meaning: 'The side that was called names another place where the call is to go.',
  fires: 'An INVITE ends with 3xx. High where the call fails because nobody tries the new place.',
  quiet: 'Info where the new place was tried, or where the input ends too soon to tell.',
  example: ['SIP/2.0 302 Moved Temporarily', 'Contact: <sip:5559876@203.0.113.9>;q=0.8'],
  recommendation: 'Let the client, or a system before it, follow redirections.',
  verify: 'Verify: an INVITE to the new place follows the 3xx.',
  about: { methods: ['INVITE'] },
  marks: lookFor(3),
  *check({ call }, context) {
    for (const refusal of refusalsOf(call)) {
      const { response, refused } = refusal
      if (refused !== 'call' || response.status >= 400) continue
      const targets = targetsOf(response)
      const next = whatFollowed(refusal, call, context)
      yield {
        ...refusalFault(refusal, STANDINGS[next]),
        proof: [...refusalProof(refusal), ...headerProofs(response, 'contact')],
        scope: [String(response.status), next],
        values: { ...toldOf(refusal, STANDINGS[next]), targets: targets.map((target) => clip(target)), next },
        title: `Call redirected: ${response.status}`,
        ...(targets[0] && { against: userKey(targets[0]) }),
        ...(refusal.request && { mends: refusal.request }),
      }
    }
    yield* unseenEnd(call)
  },
  weigh: ({ severity, shares }) =>
    severity === 'high' && shares.length > 0
      ? { level: 'info', because: 'The new place was called under another Call-ID' }
      : undefined,
  detail(told) {
    const to =
      told.targets.length > 0 ? ` It points to ${told.targets.join(', then ')}.` : ' It names no Contact to go to.'
    return `${tell(told, meaningOf(told.status))}${to} ${THEN[told.next]}`.trim()
  },
  advise: ({ next, targets }) => {
    if (next !== 'ignored') return ''
    if (targets.length === 0) return 'Let the redirecting server name the new place in a Contact header.'
    return 'Let the client follow redirections (Asterisk PJSIP: redirect_method=uri_pjsip on the endpoint; FreeSWITCH: manual-redirect=false on the profile), or let a proxy before it do so.'
  },
})

const THEN: Record<Values['next'], string> = {
  followed: 'An INVITE to another place followed.',
  answered: 'The call was answered in the end.',
  ignored: 'No INVITE to the new place is in the input, and the call failed.',
  unknown: '',
}

const STANDINGS: Record<Values['next'], Standing> = {
  followed: { kind: 'step', level: 'info', because: 'A redirection is no fault' },
  answered: { kind: 'step', level: 'info', because: 'A redirection is no fault' },
  ignored: { kind: 'fault', level: 'high', because: 'Nobody tried the new place, and the call failed' },
  unknown: { kind: 'redirected', level: 'info', because: 'A redirection is no fault' },
}

/** Contacts by preference: the highest q first (RFC 3261 §8.1.3.4). */
const targetsOf = (response: SipResponse): readonly string[] =>
  headerValues(response, 'contact')
    .filter(({ wildcard }) => !wildcard)
    .toSorted((a, b) => (b.q ?? 1) - (a.q ?? 1))
    .slice(0, 5)
    .map(({ address }) => address.uriText)

function whatFollowed({ response }: Refusal, call: Call, { capture: { timed, lastAt } }: RuleContext): Values['next'] {
  if (call.answer) return 'answered'
  if (initialInvites(call).some(({ request }) => request.number > response.number)) return 'followed'
  const waited = timed && response.at !== undefined && lastAt !== undefined ? lastAt - response.at : 0
  return waited >= TIMER_B_US ? 'ignored' : 'unknown'
}
