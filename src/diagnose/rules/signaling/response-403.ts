import type { SipRequest } from '../../../model/message.ts'
import { hostAsked } from '../../attempts.ts'
import { credentialsOf, isChallenge } from '../../facts/auth-series.ts'
import { lookFor, type Refusal, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { meaningOf, refusalFault, type Told, tell, toldOf } from '../../facts/responses.ts'
import { shareOf } from '../../facts/shares.ts'
import { standingOf } from '../../facts/standing.ts'
import { isStale } from '../../facts/stir-refusals.ts'
import { type Proof, rule, type SignalingConversation } from '../../rule.ts'

/** Whether whoever forbids had asked for credentials before, and got some. */
type Phase = 'unasked' | 'with-credentials' | 'without-credentials' | 'unseen'

interface Values extends Told {
  readonly phase: Phase
}

export const response403 = rule<'conversation', Values>({
  id: 'signaling.response-403',
  category: 'auth',
  severity: 'high',
  sources: ['RFC 3261 §21.4.4', 'RFC 8224 §6.2.2'],
  title: 'Forbidden: 403',
  examines: 'conversation',
  yieldsTo: ['security.stir-*', 'auth.403-after-credentials', 'reg.failed', 'transfer.*'],
  issues: ['403', 'forbidden'],
  meaning:
    'The side that answers understood the request and does not allow it: source, account, caller ID or destination.',
  fires:
    'An INVITE or REGISTER ends with 403. Critical where all of five calls or more to a peer end so; low for other methods.',
  quiet:
    '403 about the signature of the call, which has a rule of its own; info where another try was let in; low for scanners.',
  example: ['INVITE sip:+442079460000@203.0.113.7 SIP/2.0', 'SIP/2.0 403 Forbidden'],
  recommendation:
    'Check with the answering side that source address, account, caller ID and destination are allowed, and that the account is not blocked.',
  recipe: 'auth',
  verify: 'Verify: the same request is answered with 18x or 2xx.',
  marks: lookFor(403),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, [403])) {
      const { request, response, method } = refusal
      if (isStale(response)) continue
      const standing = standingOf(refusal, conversation, 'high')
      const phase = phaseOf(refusal, conversation)
      const fault = refusalFault(refusal, standing, [phase])
      const lines = request ? credentialsOf(request).map(({ header }): Proof => ({ message: request, header })) : []
      yield {
        ...fault,
        proof: [...fault.proof, ...lines],
        values: { ...toldOf(refusal, standing), phase },
        title: `Forbidden: 403 to ${method}`,
        ...(request && { against: hostAsked(request) }),
      }
    }
    yield* unseenEnd(conversation)
  },
  weigh(seen) {
    const all = seen.severity === 'high' ? shareOf(seen, 1) : undefined
    return all && { level: 'critical', because: `All ${all.calls} calls to one peer are forbidden` }
  },
  detail: (told) => tell(told, `${meaningOf(403)} ${PHASES[told.phase]}`.trim()),
  advise: ({ phase, method }) => (method === 'REGISTER' ? REGISTERING : CALLING)[phase],
})

const PHASES: Record<Phase, string> = {
  unasked: 'It did not ask for credentials first: it goes by source address, caller ID or destination.',
  'with-credentials': 'The request carried credentials.',
  'without-credentials': 'It had asked for credentials, and the request carried none.',
  unseen: '',
}

const SOURCE =
  'Check with the answering side that this source address is allowed (IP access list of the trunk), that the caller ID is verified, that the destination country is open, and that no limit of calls per second or channels was reached.'
const CALLING: Record<Phase, string> = {
  unasked: SOURCE,
  unseen: SOURCE,
  'with-credentials':
    'Check user name and password, since many servers answer wrong ones with 403; then whether the account is blocked, the caller ID verified and the destination allowed.',
  'without-credentials': 'Let the client answer the challenge with the credentials of the account.',
}
const REGISTERING: Record<Phase, string> = {
  unasked: 'Check that the registrar allows this source address and this user to register.',
  unseen: 'Check user name, password and domain of the account, and that it is not blocked.',
  'with-credentials':
    'Check the password: many registrars answer a wrong one with 403. Check also that the account is not blocked.',
  'without-credentials': 'Let the client answer the challenge with the credentials of the account.',
}

function phaseOf({ request, method }: Refusal, { transactions }: SignalingConversation): Phase {
  if (!request) return 'unseen'
  if (credentialsOf(request).length > 0) return 'with-credentials'
  return transactions.some(({ final, request: other }) => isAsked(final, other, request, method))
    ? 'without-credentials'
    : 'unasked'
}

const isAsked = (
  final: Parameters<typeof isChallenge>[0],
  other: SipRequest,
  request: SipRequest,
  method: string,
): boolean => isChallenge(final) && other.method === method && final.number < request.number
