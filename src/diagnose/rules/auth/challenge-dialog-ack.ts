import type { Transaction } from '../../../model/call.ts'
import { challengesOf, isChallenge } from '../../facts/auth-series.ts'
import { isTimeLeft } from '../../facts/input-end.ts'
import { methodScope } from '../../facts/methods.ts'
import { type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'
import { ANSWERS_CHALLENGE_US } from '../../thresholds/auth.ts'

interface Values {
  readonly method: string
  readonly status: number
  readonly outcome: 'accepted' | 'failed' | 'open'
}

/** Requests within a dialog that a peer should take without asking again. */
const IN_DIALOG = new Set(['INVITE', 'BYE', 'UPDATE', 'REFER', 'INFO', 'NOTIFY'])

export const challengeDialogAck = rule<'transaction', Values>({
  id: 'auth.challenge-dialog-ack',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3261 §22.1', 'RFC 3261 §22.3'],
  title: 'Request within a dialog is challenged',
  examines: 'transaction',
  marks: { statuses: [401, 407] },
  meaning:
    'A peer that accepted the call asks for a password again in the middle of it. Clients that cannot answer then leave the call half open.',
  fires:
    'A re-INVITE, BYE or other request with a To tag gets 401 or 407. Medium where a BYE never succeeds; info where the retry is accepted.',
  quiet: 'The initial request.',
  example: ['BYE sip:bob@203.0.113.7 SIP/2.0', 'SIP/2.0 407 Proxy Authentication Required'],
  recommendation: 'Do not challenge requests that belong to a dialog: authenticate only those without a To tag.',
  recipe: 'auth',
  applies: ({ transaction }) => !transaction.initial && IN_DIALOG.has(transaction.method),
  *check({ transaction, conversation }, { capture }) {
    const { final, request, method } = transaction
    if (!isChallenge(final)) return
    const outcome = outcomeOf(transaction, conversation)
    const isEnd = capture.timed && final.at !== undefined && !isTimeLeft(final, capture, ANSWERS_CHALLENGE_US)
    if (outcome === 'open' || (outcome === 'failed' && isEnd)) {
      if (conversation.final) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const [challenge] = challengesOf(final)
    const lines: Proof[] = challenge ? [{ message: final, header: challenge.header }] : []
    const severity = weigh(method, outcome)
    yield {
      values: { method, status: final.status, outcome },
      proof: [{ message: request }, { message: final }, ...lines],
      scope: [methodScope(method)],
      mends: final,
      ...(severity && { severity }),
    }
  },
  detail: ({ method, status, outcome }) =>
    `The ${method} within the dialog got a ${status}. ${outcome === 'accepted' ? 'The retry with credentials was accepted.' : `No ${method} of this dialog succeeded afterwards.`}`,
})

function outcomeOf({ method, final, request }: Transaction, conversation: SignalingConversation): Values['outcome'] {
  const later = conversation.transactions.filter(
    (other) =>
      other.method === method && other.request.number > request.number && other.request.fromTag === request.fromTag,
  )
  if (later.some((other) => other.final && other.final.status < 300)) return 'accepted'
  const after = conversation.messages.some(({ number, kind }) => kind === 'request' && number > final!.number)
  return conversation.final && (later.length > 0 || after || method === 'BYE') ? 'failed' : 'open'
}

const weigh = (method: string, outcome: Values['outcome']): Weight | undefined => {
  if (outcome === 'accepted') return { level: 'info', because: 'The retry with credentials was accepted' }
  return method === 'BYE'
    ? { level: 'medium', because: 'The BYE never succeeded, so the far side may keep the call up' }
    : undefined
}
