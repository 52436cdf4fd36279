import { isReliable } from '../../../correlate/offers.ts'
import type { Call, Transaction } from '../../../model/call.ts'
import type { SipRequest } from '../../../model/message.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { clip } from '../../facts/responses.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly how: 'refused' | 'overlap'
  readonly result: string | undefined
}

export const beforeAnswerProblem = rule<'call', Values>({
  id: 'update.before-answer-problem',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 3311 §5.1', 'RFC 3311 §5.2'],
  title: 'UPDATE before the answer goes wrong',
  examines: 'call',
  about: { methods: ['UPDATE'] },
  explains: ['signaling.call-failed'],
  issues: ['update', 'precondition'],
  meaning:
    'An UPDATE changes the media while the call still rings. It may make an offer only when no other one is unanswered; else it is refused with 491 or 500, or the sides disagree on the media.',
  fires:
    'An UPDATE before the final response is answered with 491, 500 or 504, or makes an offer while that of the INVITE has no answer.',
  quiet: 'UPDATEs after the 2xx. Low where the call is answered all the same, high where it fails.',
  example: ['UPDATE sip:bob@192.0.2.7 SIP/2.0', 'SIP/2.0 491 Request Pending'],
  recommendation:
    'Send the UPDATE when the first offer has its answer: after the PRACK of a reliable provisional with SDP.',
  recipe: '100rel',
  verify: 'Verify: the UPDATE follows the PRACK, and is answered with 200.',
  *check({ call }) {
    const invites = initialInvites(call)
    for (const update of call.transactions) {
      if (update.method !== 'UPDATE') continue
      const invite = invites.find((one) => isEarly(update, one))
      if (!invite) {
        if (invites.length === 0) yield { insufficient: 'starts-mid-dialog' }
        continue
      }
      const { final, request } = update
      const how =
        final && REFUSALS.has(final.status) ? 'refused' : overlaps(request, invite, call) ? 'overlap' : undefined
      if (how === undefined) continue
      const severity = weigh(call)
      const proof: Proof[] = [...(final ? [{ message: final }] : []), { message: invite.request }]
      yield {
        values: { how, result: final && clip(`${final.status} ${final.reason}`, 60) },
        proof: [{ message: request }, ...proof],
        scope: [how, final ? String(final.status) : 'open'],
        mends: request,
        ...(severity && { severity }),
      }
    }
  },
  detail: ({ how, result }) =>
    how === 'refused'
      ? `An UPDATE before the answer was refused with ${result}.`
      : `An UPDATE made an offer while that of the INVITE had no answer yet${result === undefined ? '' : `; it was answered with ${result}`}.`,
})

const REFUSALS = new Set([491, 500, 504])

/** Sent in an early dialog of that INVITE on the same way, before its final response. */
function isEarly({ request }: Transaction, { request: invite, provisionals, final }: Transaction): boolean {
  const hosts = ({ source, destination }: SipRequest): string =>
    [source?.address, destination?.address].sort().join(' ')
  if (request.number < invite.number || (final && final.number < request.number) || hosts(request) !== hosts(invite))
    return false
  return provisionals.some(({ toTag }) => toTag !== undefined && (toTag === request.toTag || toTag === request.fromTag))
}

/** Both make offers, and no reliable provisional had answered the first (RFC 3262 §5). */
const overlaps = (request: SipRequest, invite: Transaction, { transactions }: Call): boolean =>
  request.description !== undefined &&
  invite.request.description !== undefined &&
  !invite.provisionals.some((one) => one.number < request.number && one.description && isReliable(one)) &&
  !transactions.some(
    ({ method, request: other }) => method === 'PRACK' && other.number < request.number && other.description,
  )

function weigh({ answer, failure }: Call): Weight | undefined {
  if (answer) return { level: 'low', because: 'The call was answered all the same' }
  return failure && failure.status >= 500
    ? { level: 'high', because: `The call failed with ${failure.status}` }
    : undefined
}
