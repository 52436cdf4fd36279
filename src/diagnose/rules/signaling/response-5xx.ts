import type { Call } from '../../../model/call.ts'
import { header, type SipResponse } from '../../../model/message.ts'
import { progressedAfter, SERVER_FAILURES } from '../../facts/outcome.ts'
import { type Proof, rule, type SignalingConversation, type Subjects, type Weight } from '../../rule.ts'

interface Values {
  readonly method: string
  readonly status: number
  readonly reason: string
  readonly server: string | undefined
  readonly retryAfter: string | undefined
}

export const response5xx = rule<'transaction', Values>({
  id: 'signaling.response-5xx',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3261 §21.5', 'RFC 3263 §4.3', 'RFC 8599', 'RFC 7339'],
  title: 'SIP 5xx error',
  examines: 'transaction',
  observed: true,
  yieldsTo: ['reg.failed'],
  issues: ['5xx', 'error'],
  meaning: 'A server failed, not the request: it broke down, was overloaded, or could not reach the next hop.',
  fires:
    'An INVITE or REGISTER ends with 500, 502, 503, 504, 505, 555 or 580. Low for other methods and within a dialog.',
  quiet: '501 and 513, which tell of the request; 503 to OPTIONS; info where another target then answered.',
  recommendation:
    'Look into the log of the server that answered, at that moment, and let the client fail over to another one.',
  recipe: 'timeout',
  verify: 'Verify: the same request is answered with 18x or 2xx.',
  applies: ({ transaction }) => transaction.method !== 'ACK' && transaction.method !== 'CANCEL',
  *check(subject) {
    const { transaction, conversation } = subject
    const { final, method, request } = transaction
    if (!final || !SERVER_FAILURES.has(final.status) || (method === 'OPTIONS' && final.status === 503)) return
    const severity = weigh(subject, final)
    yield {
      values: {
        method,
        status: final.status,
        reason: final.reason,
        server: (header(final, 'server') ?? header(final, 'user-agent'))?.value,
        retryAfter: header(final, 'retry-after')?.value,
      },
      title: `SIP 5xx error: ${final.status} to ${method}`,
      proof: [{ message: final }, { message: request }, ...told(final)],
      scope: [String(final.status), method],
      mends: first(conversation, final),
      ...(severity && { severity }),
    }
  },
  detail({ method, status, reason, server, retryAfter }) {
    const who = server ? ` by ${server.slice(0, 80)}` : ''
    const wait = retryAfter ? ` It asks to be left alone for ${retryAfter.slice(0, 40)} s.` : ''
    return `${method} was answered with ${status} ${reason}${who}. ${MEANINGS[status] ?? ''}${wait}`.trim()
  },
  advise: ({ status }) => REMEDIES[status] ?? REMEDIES[500]!,
})

const MEANINGS: Record<number, string> = {
  500: 'The server met an error of its own: a script or dialplan that failed, or a CSeq out of order.',
  502: 'A gateway got an invalid answer from further down.',
  503: 'The server is overloaded, in maintenance, or has nothing left to route to.',
  504: 'The server waited in vain for another one: a name lookup, a database or the next hop.',
  505: 'The server does not support this version of SIP.',
  555: 'The server supports no push notification for this service.',
  580: 'A quality-of-service precondition could not be met.',
}

const REMEDIES: Record<number, string> = {
  500: 'Look into the log of the server that answered, at that moment: the dialplan or script that handled this request failed.',
  502: 'Check the gateway that answered and what stands behind it.',
  503: 'Check load, licences and the trunk state of the server that answered, and let the client fail over to another one.',
  504: 'Check what the answering server waits for: DNS, databases and the next hop it routes to.',
}

const told = (final: SipResponse): readonly Proof[] =>
  ['reason', 'warning', 'retry-after', 'server'].flatMap((name): Proof[] => {
    const found = header(final, name)
    return found ? [{ message: final, header: found }] : []
  })

/** The response as the hop nearest its author shows it. */
const first = (conversation: SignalingConversation, final: SipResponse) =>
  conversation.messages.find((message) => message.kind === 'response' && message.status === final.status) ?? final

function weigh({ transaction, conversation }: Subjects['transaction'], final: SipResponse): Weight | undefined {
  const { method, initial } = transaction
  if (method !== 'INVITE' && method !== 'REGISTER')
    return { level: 'low', because: `${method} does not carry the call` }
  if (method === 'INVITE' && !initial) return { level: 'low', because: 'It refused a change of a call that goes on' }
  const recovered =
    conversation.kind === 'call'
      ? wasSaved(conversation, final)
      : conversation.transactions.some(
          (other) => other.final && other.final.number > final.number && other.final.status < 300,
        )
  return recovered ? { level: 'info', because: 'Another try succeeded afterwards' } : undefined
}

const wasSaved = (call: Call, final: SipResponse): boolean =>
  call.answer !== undefined || progressedAfter(call, final.number)
