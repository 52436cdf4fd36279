import { headerValues } from '../../../decode/sip/values.ts'
import { header, type SipRequest, type SipResponse } from '../../../model/message.ts'
import { type Refusal, refusalsOf } from '../../facts/refusals.ts'
import { refusalFault, refusalProof, type Told, tell, toldOf } from '../../facts/responses.ts'
import type { Standing } from '../../facts/standing.ts'
import { type RuleContext, rule, type SignalingConversation } from '../../rule.ts'
import { SHARE_MIN_ATTEMPTS } from '../../thresholds/general.ts'
import { TIMER_B_US } from '../../thresholds/signaling.ts'

interface Values extends Told {
  readonly intervalS: number | undefined
  readonly minimumS: number | undefined
  /** What the client did next. */
  readonly next: 'accepted' | 'raised' | 'same' | 'nothing'
}

export const response422 = rule<'conversation', Values>({
  id: 'dialog.response-422',
  category: 'signaling',
  severity: 'low',
  sources: ['RFC 4028 §6', 'RFC 4028 §7.1'],
  title: 'Session interval too small: 422',
  examines: 'conversation',
  issues: ['422'],
  meaning: 'The client offers a shorter session timer than the other side allows, and has to try again.',
  fires:
    'A request is answered with 422. High where the client does not try again with the Min-SE it was told, and the call fails.',
  quiet: 'Info where the retry is accepted; low where every one of five calls or more pays this round trip.',
  example: ['Session-Expires: 90', 'SIP/2.0 422 Session Interval Too Small', 'Min-SE: 1800'],
  recommendation: 'Offer a Session-Expires of 1800 s, at least the Min-SE of the other side.',
  recipe: 'session-timer',
  verify: 'Verify: the first INVITE is accepted, without 422.',
  marks: { statuses: [422] },
  *check({ conversation }, context) {
    for (const refusal of refusalsOf(conversation)) {
      if (refusal.response.status !== 422) continue
      if (!refusal.request) {
        yield { insufficient: 'starts-mid-dialog' }
        continue
      }
      const next = whatFollowed(refusal, conversation)
      const standing = weigh(next, refusal, conversation, context)
      const { request, response } = refusal
      const offered = header(request, 'session-expires')
      const proof = refusalProof(refusal, 'min-se')
      yield {
        ...refusalFault(refusal, standing),
        proof: offered ? [...proof, { message: request, header: offered }] : proof,
        values: { ...toldOf(refusal, standing), intervalS: intervalOf(request), minimumS: minimumOf(response), next },
        mends: request,
      }
    }
  },
  weigh: ({ severity, conversations, tally }) =>
    severity === 'info' && tally.calls >= SHARE_MIN_ATTEMPTS && conversations >= tally.calls
      ? { level: 'low', because: `Each of ${tally.calls} calls pays this round trip` }
      : undefined,
  detail(told) {
    const { intervalS, minimumS, next } = told
    const offered = intervalS === undefined ? 'The request names no Session-Expires' : `It offers ${intervalS} s`
    const wanted = minimumS === undefined ? 'the answer names no Min-SE' : `the other side wants at least ${minimumS} s`
    return tell(told, `${offered}; ${wanted}. ${THEN[next]}`)
  },
})

const THEN: Record<Values['next'], string> = {
  accepted: 'The next try was accepted.',
  raised: 'The next try offers enough.',
  same: 'The next try offers too little again.',
  nothing: 'No other try is in the input.',
}

const intervalOf = (request: SipRequest): number | undefined => headerValues(request, 'session-expires')[0]?.seconds
const minimumOf = (response: SipResponse): number | undefined => headerValues(response, 'min-se')[0]

function whatFollowed({ response, method }: Refusal, { transactions }: SignalingConversation): Values['next'] {
  const later = transactions.filter(
    ({ request, method: other }) =>
      other === method && request.number > response.number && request.fromTag === response.fromTag,
  )
  if (later.length === 0) return 'nothing'
  if (later.some(({ final }) => final && final.status < 300)) return 'accepted'
  const minimum = minimumOf(response) ?? 0
  return later.some(({ request }) => (intervalOf(request) ?? Number.POSITIVE_INFINITY) >= minimum) ? 'raised' : 'same'
}

function weigh(
  next: Values['next'],
  { method, response }: Refusal,
  conversation: SignalingConversation,
  { capture: { timed, lastAt } }: RuleContext,
): Standing {
  if (next === 'accepted') return { kind: 'step', level: 'info', because: 'The next try was accepted' }
  if (next === 'raised') return { kind: 'step', level: 'low', because: 'The next try offers enough' }
  const failed = conversation.kind === 'call' && method === 'INVITE' && !conversation.answer
  if (!failed) return { kind: 'minor', level: 'low', because: 'The call goes on without it' }
  if (next === 'same')
    return { kind: 'fault', level: 'high', because: 'The client repeats a value that was refused, and the call fails' }
  const waited = timed && response.at !== undefined && lastAt !== undefined ? lastAt - response.at : 0
  return waited >= TIMER_B_US
    ? { kind: 'fault', level: 'high', because: 'The client gives up where another value would do' }
    : { kind: 'step', level: 'low', because: 'A retry may follow after the end of the input' }
}
