import { userAsked } from '../../attempts.ts'
import { lookFor, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { meaningOf, refusalFault, type Told, tell, toldOf } from '../../facts/responses.ts'
import { shareOf } from '../../facts/shares.ts'
import { standingOf } from '../../facts/standing.ts'
import { rule } from '../../rule.ts'
import { HALF } from '../../thresholds/signaling.ts'

export const response480 = rule<'conversation', Told>({
  id: 'signaling.response-480',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3261 §21.4.18', 'RFC 3398 §7.2.4.1'],
  title: 'User not reachable: 480',
  examines: 'conversation',
  yieldsTo: ['transfer.*', 'reg.failed'],
  issues: ['480', 'unreachable'],
  meaning: 'The called user is not registered, does not want to be disturbed, or did not answer.',
  fires:
    'An INVITE ends with 480. Medium where its Q.850 cause names a fault of the network (34 and above), where half of five calls or more to that user end so, or where the registrations of that user seen in the input all failed.',
  quiet: 'Info otherwise: it is an outcome, no fault.',
  example: ['INVITE sip:1002@pbx.example.com SIP/2.0', 'SIP/2.0 480 Temporarily Unavailable'],
  recommendation: 'Check that the called user is registered, and that forwarding or voicemail takes unanswered calls.',
  verify: 'Verify: the phone of the called user registers, and calls to it ring.',
  marks: lookFor(480),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, [480])) {
      const standing = standingOf(refusal, conversation, 'info')
      yield {
        ...refusalFault(refusal, standing),
        values: toldOf(refusal, standing),
        ...(refusal.request && { against: userAsked(refusal.request) }),
      }
    }
    yield* unseenEnd(conversation)
  },
  weigh(seen) {
    if (seen.severity !== 'info') return undefined
    const most = shareOf(seen, HALF)
    if (most) return { level: 'medium', because: `${most.faults} of ${most.calls} calls to one user end so` }
    const gone = seen.shares.some(({ registers, registered }) => registers > 0 && registered === 0)
    return gone
      ? { level: 'medium', because: 'The user tried to register and never succeeded in the input' }
      : undefined
  },
  detail: (told) => tell(told, meaningOf(480)),
  advise: ({ kind, method }) =>
    kind === 'fault'
      ? 'Look into the network behind the side that answered: its cause names a fault there, not an absent user.'
      : kind === 'minor'
        ? `Check that the user whom this ${method} is for is registered.`
        : 'Check that the called user is registered, and that forwarding or voicemail takes unanswered calls.',
})
