import type { Transaction } from '../../../model/call.ts'
import { endpointText } from '../../../model/endpoint.ts'
import { hostAsked } from '../../attempts.ts'
import { credentialsOf } from '../../facts/auth-series.ts'
import { methodScope } from '../../facts/methods.ts'
import { goesOnElsewhere } from '../../facts/off-tap.ts'
import { clip } from '../../facts/responses.ts'
import { scannerMark } from '../../facts/scanner.ts'
import { isReliable, transportOf } from '../../facts/transports.ts'
import { type Proof, type RuleContext, rule, type SignalingConversation, type Weight } from '../../rule.ts'
import { UNANSWERED_NONINVITE_SENDS, UNANSWERED_SPAN_US } from '../../thresholds/signaling.ts'

interface Values {
  readonly method: string
  readonly sends: number
  readonly spanMs: number | undefined
  readonly target: string
  readonly transport: string
}

/** BYE has a rule of its own, which looks at the dialog as well. */
const METHODS = [
  'OPTIONS',
  'REGISTER',
  'NOTIFY',
  'SUBSCRIBE',
  'INFO',
  'REFER',
  'UPDATE',
  'PRACK',
  'MESSAGE',
  'PUBLISH',
] as const
const ASKED: ReadonlySet<string> = new Set(METHODS)
/** Sends that are cited: all that timers E and F allow (RFC 3261 §17.1.2.2). */
const SENDS_CITED = 11

export const noResponseNoninvite = rule<'transaction', Values>({
  id: 'signaling.no-response-noninvite',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 3261 §17.1.2'],
  title: 'Request gets no response',
  examines: 'transaction',
  observed: true,
  explains: ['reg.failed'],
  issues: ['timeout', 'unreachable'],
  meaning: 'A request other than INVITE is sent again and again, and nothing comes back.',
  fires:
    'Four sends, or sends over 7.5 s, without any response on that hop. Critical for a REGISTER where none of that user succeeds, high for another REGISTER, medium where another server takes it after that; low for OPTIONS where calls to the same peer work.',
  quiet:
    'INVITE and BYE, which have rules of their own; captures that show one direction only; requests after the end of their call; scanners.',
  example: ['REGISTER sip:example.com SIP/2.0 (sent at 0, 0.5, 1.5, 3.5 and 7.5 s, no response)'],
  recommendation:
    'Check address, port and transport of the target, the firewall, and whether the peer ignores this method from unknown sources.',
  recipe: 'timeout',
  verify: 'Verify: the first request is answered.',
  about: { methods: METHODS },
  marks: { signs: ['unanswered'] },
  applies: ({ transaction }) => ASKED.has(transaction.method),
  *check({ transaction, conversation }, context) {
    const { requests, request, provisionals, finals, method } = transaction
    if (provisionals.length + finals.length > 0 || scannerMark(request)) return
    if (isAfterEnd(transaction, conversation)) return
    if (!conversation.final && requests.length < UNANSWERED_NONINVITE_SENDS) return
    const spanMs = silentMs(transaction, context)
    if (requests.length < UNANSWERED_NONINVITE_SENDS && (spanMs ?? 0) * 1000 < UNANSWERED_SPAN_US) {
      if (conversation.final) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    if (isAnsweredElsewhere(transaction, conversation)) {
      yield { insufficient: 'one-direction-only' }
      return
    }
    const severity = weigh(transaction, conversation)
    const transport = transportOf(request)
    yield {
      values: { method, sends: requests.length, spanMs, target: targetOf(transaction), transport },
      title: `${method} gets no response`,
      proof: [{ message: request }, ...requests.slice(1, SENDS_CITED).map((message): Proof => ({ message }))],
      scope: [methodScope(method), transport],
      confidence: spanMs === undefined ? 0.7 : 0.95,
      mends: request,
      against: hostAsked(request),
      ...(severity && { severity }),
    }
  },
  weigh({ scope, severity, shares, tally }) {
    if (tally.hostsAsked >= 2 && tally.hostsAnswering === 0) return { insufficient: 'one-direction-only' }
    const isPing = scope[0] === 'OPTIONS' && severity === 'medium'
    const calls = isPing && shares.length > 0 && shares.every(({ progressed }) => progressed > 0)
    return calls ? { level: 'low', because: 'Calls to the same peer work' } : undefined
  },
  detail({ method, sends, spanMs, target, transport }) {
    const time = spanMs === undefined || spanMs === 0 ? '' : ` in ${(spanMs / 1000).toFixed(1)} s`
    if (sends === 1) return `${method} to ${target} over ${transport} got no response${time}.`
    return `${method} was sent to ${target} over ${transport} ${sends} times${time} and got no response at all.`
  },
  advise: ({ method }) =>
    method === 'OPTIONS'
      ? 'Check that the peer is up, and that it answers OPTIONS from this source: some ignore them, and then another way to watch the trunk is needed.'
      : 'Check address, port and transport of the target, the firewall, and whether the peer ignores this method from unknown sources.',
})

const targetOf = ({ request }: Transaction): string =>
  request.destination ? endpointText(request.destination) : clip(request.requestUri)

/** How long nobody answered: between the sends, and over a reliable transport, where nothing is re-sent, to the end. */
function silentMs({ requests, request }: Transaction, { capture }: RuleContext): number | undefined {
  const last = isReliable(request) && capture.kind === 'capture' ? capture.lastAt : requests.at(-1)?.at
  return capture.timed && request.at !== undefined && last !== undefined ? (last - request.at) / 1000 : undefined
}

/** What is sent within a call that has ended is not waited for by anybody. */
const isAfterEnd = ({ request }: Transaction, conversation: SignalingConversation): boolean =>
  conversation.kind === 'call' && conversation.bye !== undefined && conversation.bye.number < request.number

/** Credentials that answer a challenge nobody saw: the responses take another way. */
const isAnsweredElsewhere = ({ request }: Transaction, { messages }: SignalingConversation): boolean =>
  (credentialsOf(request).length > 0 && !messages.some(({ kind }) => kind === 'response')) ||
  goesOnElsewhere(request, messages)

function weigh({ method, request }: Transaction, conversation: SignalingConversation): Weight | undefined {
  if (method !== 'REGISTER') return undefined
  const isTaken = conversation.transactions.some(
    (one) =>
      one.final !== undefined &&
      one.final.status < 300 &&
      one.request.number > request.number &&
      hostAsked(one.request) !== hostAsked(request),
  )
  if (isTaken) return { level: 'medium', because: 'Another server took the registration' }
  return conversation.transactions.some(({ final }) => final && final.status < 300)
    ? { level: 'high', because: 'The user may lose its registration' }
    : { level: 'critical', because: 'No registration of this user succeeds' }
}
