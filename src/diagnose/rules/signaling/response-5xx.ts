import type { Call, Transaction } from '../../../model/call.ts'
import { header, type SipRequest, type SipResponse } from '../../../model/message.ts'
import { progressedAfter, SERVER_FAILURES } from '../../facts/outcome.ts'
import { showsDialog, strayFinals } from '../../facts/stray.ts'
import { type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'
import { UNANSWERED_SENDS } from '../../thresholds.ts'

interface Values {
  readonly method: string
  readonly status: number
  readonly reason: string
  readonly server: string | undefined
  readonly retryAfter: string | undefined
}

/** A final response with what is known of its request, which may be missing from the input. */
interface Answer {
  readonly final: SipResponse
  readonly method: string
  readonly request: SipRequest | undefined
  /** It began something; undefined where the request is missing. */
  readonly initial: boolean | undefined
}

/** A response whose request is missing may have refused a re-INVITE (RFC 3261 §14.1): a strong inference only. */
const ALONE_CONFIDENCE = 0.7

export const response5xx = rule<'conversation', Values>({
  id: 'signaling.response-5xx',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3261 §21.5', 'RFC 3263 §4.3', 'RFC 8599', 'RFC 7339'],
  title: 'SIP 5xx error',
  examines: 'conversation',
  observed: true,
  yieldsTo: ['reg.failed'],
  issues: ['5xx', 'error'],
  meaning: 'A server failed, not the request: it broke down, was overloaded, or could not reach the next hop.',
  fires:
    'An INVITE or REGISTER ends with 500, 502, 503, 504, 505, 555 or 580; medium where the INVITE is not in the input. Low for other methods and within a dialog.',
  quiet: '501 and 513, which tell of the request; 503 to OPTIONS; info where another target then answered.',
  recommendation:
    'Look into the log of the server that answered, at that moment, and let the client fail over to another one.',
  recipe: 'timeout',
  verify: 'Verify: the same request is answered with 18x or 2xx.',
  glance: ({ conversation, serverFailed }) =>
    serverFailed || (conversation.final && conversation.transactions.some(isCutOff)) ? undefined : 'clear',
  *check({ conversation }) {
    for (const answer of answersIn(conversation)) {
      const { final, method, request } = answer
      if (!SERVER_FAILURES.has(final.status) || (method === 'OPTIONS' && final.status === 503)) continue
      const severity = weigh(answer, conversation)
      yield {
        values: {
          method,
          status: final.status,
          reason: final.reason,
          server: (header(final, 'server') ?? header(final, 'user-agent'))?.value,
          retryAfter: header(final, 'retry-after')?.value,
        },
        title: `SIP 5xx error: ${final.status} to ${method}`,
        proof: [{ message: final }, ...(request ? [{ message: request }] : []), ...told(final)],
        scope: [String(final.status), method],
        mends: first(conversation, final),
        ...(severity && { severity }),
        ...(!request && { confidence: ALONE_CONFIDENCE }),
      }
    }
    if (conversation.final && conversation.transactions.some(isCutOff)) yield { insufficient: 'ends-mid-dialog' }
  },
  detail({ method, status, reason, server, retryAfter }) {
    const who = server ? ` by ${server.slice(0, 80)}` : ''
    const wait = retryAfter ? ` It asks to be left alone for ${retryAfter.slice(0, 40)} s.` : ''
    return `${method} was answered with ${status} ${reason}${who}. ${MEANINGS[status] ?? ''}${wait}`.trim()
  },
  advise: ({ status }) => REMEDIES[status] ?? REMEDIES[500]!,
})

function answersIn(conversation: SignalingConversation): readonly Answer[] {
  const seen = conversation.transactions.flatMap(({ final, method, request, initial }): Answer[] =>
    final && method !== 'CANCEL' ? [{ final, method, request, initial }] : [],
  )
  const alone = ['INVITE', 'REGISTER'].flatMap((method) =>
    strayFinals(conversation, method).map(
      (final): Answer => ({ final, method, request: undefined, initial: undefined }),
    ),
  )
  return [...seen, ...alone]
}

/** The start of a call or a registration whose final response is not in the input, though it was neither lost nor cancelled. */
const isCutOff = ({ method, initial, final, cancel, requests, provisionals }: Transaction): boolean =>
  (method === 'REGISTER' || (method === 'INVITE' && initial)) &&
  !final &&
  !cancel &&
  (provisionals.length > 0 || requests.length < UNANSWERED_SENDS)

const MEANINGS: Record<number, string> = {
  500: 'The server met an error of its own: a script or dialplan that failed, or a CSeq that was out of order.',
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

function weigh({ final, method, initial }: Answer, conversation: SignalingConversation): Weight | undefined {
  if (method !== 'INVITE' && method !== 'REGISTER')
    return { level: 'low', because: `${method} does not carry the call` }
  if (method === 'INVITE' && (initial === false || (initial === undefined && showsDialog(conversation))))
    return { level: 'low', because: 'It refused a change of a call that goes on' }
  const recovered =
    conversation.kind === 'call'
      ? wasSaved(conversation, final)
      : conversation.transactions.some(
          (other) => other.final && other.final.number > final.number && other.final.status < 300,
        )
  if (recovered) return { level: 'info', because: 'Another try succeeded afterwards' }
  return method === 'INVITE' && initial === undefined
    ? { level: 'medium', because: 'The INVITE it answers is not in the input' }
    : undefined
}

const wasSaved = (call: Call, final: SipResponse): boolean =>
  call.answer !== undefined || progressedAfter(call, final.number)
