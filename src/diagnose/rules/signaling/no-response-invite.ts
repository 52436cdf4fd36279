import type { Transaction } from '../../../model/call.ts'
import { endpointText } from '../../../model/endpoint.ts'
import { MICROS_PER_SECOND } from '../../../model/time.ts'
import { goesOnElsewhere } from '../../facts/off-tap.ts'
import { scannerMark } from '../../facts/scanner.ts'
import { isReliable, transportOf } from '../../facts/transports.ts'
import { type Proof, type RuleContext, rule, type SignalingConversation, type Weight } from '../../rule.ts'
import {
  TIMER_B_US,
  UNANSWERED_SENDS,
  UNANSWERED_SENDS_CERTAIN,
  UNANSWERED_SPAN_US,
  UNANSWERED_STREAM_US,
} from '../../thresholds/signaling.ts'

/** Sends that are cited: all that timer A and B allow (RFC 3261 §17.1.1.2). */
const SENDS_CITED = 7

interface Values {
  readonly sends: number
  readonly spanMs: number | undefined
  readonly target: string
  readonly transport: string
  readonly icmp: boolean
}

export const noResponseInvite = rule<'transaction', Values>({
  id: 'signaling.no-response-invite',
  category: 'signaling',
  severity: 'critical',
  sources: ['RFC 3261 §17.1.1.2'],
  title: 'INVITE gets no response',
  examines: 'transaction',
  observed: true,
  explains: ['signaling.response-408', 'signaling.pdd-high'],
  issues: ['timeout', 'unreachable'],
  meaning: 'The INVITE is sent again and again and nothing comes back, not even 100 Trying.',
  fires: 'Over UDP three sends or 7.5 s without any response on that hop; over TCP or TLS 5 s.',
  quiet:
    'Captures that show one direction only; scanners; calls whose later requests show that the answers went another way. Info where another target answered.',
  example: ['INVITE sip:bob@203.0.113.7 SIP/2.0 (sent at 0, 0.5, 1.5, 3.5 and 7.5 s, no response)'],
  recommendation:
    'Check address, port and transport of the target, the firewall, and whether the peer drops unknown sources silently.',
  recipe: 'timeout',
  verify: 'Verify: 100 Trying follows the first INVITE.',
  about: { methods: ['INVITE'] },
  marks: { signs: ['unanswered'] },
  applies: ({ transaction }) => transaction.method === 'INVITE',
  *check({ transaction, conversation }, context) {
    const { requests, request, provisionals, finals } = transaction
    if (provisionals.length > 0 || finals.length > 0 || scannerMark(request)) return
    if (isReliable(transaction.request) && context.capture.kind === 'text') {
      // A log is an excerpt, and does not show whether TCP delivered the request.
      yield { insufficient: 'one-direction-only' }
      return
    }
    const silence = silenceOf(transaction, context)
    if (!silence || (!conversation.final && !silence.certain)) return
    if (goesOnElsewhere(request, conversation.messages)) {
      yield { insufficient: 'one-direction-only' }
      return
    }
    const icmp = conversation.kind === 'call' ? conversation.icmpErrors : []
    yield {
      values: {
        sends: requests.length,
        spanMs: silence.spanUs === undefined ? undefined : silence.spanUs / 1000,
        target: targetOf(transaction),
        transport: transportOf(transaction.request),
        icmp: icmp.length > 0,
      },
      proof: [
        { message: request },
        ...requests.slice(1, SENDS_CITED).map((message): Proof => ({ message })),
        ...icmp.slice(0, 2).map(
          (error): Proof => ({
            kind: 'icmp',
            figures: `ICMP type ${error.type} code ${error.code} from ${error.from}`,
            frame: error.frame,
            at: error.at,
          }),
        ),
      ],
      scope: [transportOf(transaction.request), transaction.initial ? 'initial' : 're-INVITE'],
      confidence: silence.spanUs === undefined ? 0.7 : 0.95,
      severity: wasSaved(transaction, conversation)
        ? { level: 'info', because: 'The call then succeeded another way' }
        : silence.weight,
      mends: request,
    }
  },
  weigh: ({ tally }) =>
    tally.hostsAsked >= 2 && tally.hostsAnswering === 0 ? { insufficient: 'one-direction-only' } : undefined,
  detail({ sends, spanMs, target, transport, icmp }) {
    const time = spanMs === undefined || spanMs === 0 ? '' : ` in ${(spanMs / 1000).toFixed(1)} s`
    const refusal = icmp ? ' ICMP errors came back instead.' : ''
    if (sends === 1) return `INVITE to ${target} over ${transport} got no response${time}.${refusal}`
    return `INVITE was sent to ${target} over ${transport} ${sends} times${time} and got no response at all.${refusal}`
  },
})

interface Silence {
  readonly spanUs: number | undefined
  readonly certain: boolean
  readonly weight: Weight
}

/** How long nobody answered, as far as sends and times prove it; undefined when that is too little. */
function silenceOf(transaction: Transaction, { capture }: RuleContext): Silence | undefined {
  const { requests } = transaction
  const [firstAt, lastAt] = [requests[0]?.at, requests.at(-1)?.at]
  const spanUs = capture.timed && firstAt !== undefined && lastAt !== undefined ? lastAt - firstAt : undefined
  if (isReliable(transaction.request)) {
    const waited = spanUs === undefined || capture.lastAt === undefined ? 0 : capture.lastAt - firstAt!
    if (waited < UNANSWERED_STREAM_US) return undefined
    return { spanUs: waited, certain: waited >= TIMER_B_US, weight: streamWeight(waited) }
  }
  const certain = (spanUs ?? 0) >= UNANSWERED_SPAN_US || requests.length >= UNANSWERED_SENDS_CERTAIN
  if (!certain && requests.length < UNANSWERED_SENDS) return undefined
  return { spanUs, certain, weight: weigh(requests.length, spanUs, certain, firstAt, capture.lastAt) }
}

const streamWeight = (waitedUs: number): Weight =>
  waitedUs >= TIMER_B_US
    ? { level: 'critical', because: 'No response within 64*T1 over a reliable transport' }
    : { level: 'medium', because: 'The input ends less than 32 s after the INVITE' }

function weigh(
  sends: number,
  spanUs: number | undefined,
  certain: boolean,
  firstAt: number | undefined,
  endAt: number | undefined,
): Weight {
  if (spanUs === undefined)
    return { level: 'high', because: `${sends} sends; without times the silence cannot be measured` }
  if (certain) return { level: 'critical', because: `${sends} sends in ${(spanUs / MICROS_PER_SECOND).toFixed(1)} s` }
  return firstAt !== undefined && endAt !== undefined && endAt - firstAt < TIMER_B_US
    ? { level: 'medium', because: 'The input ends less than 32 s after the first send' }
    : { level: 'high', because: `${sends} sends were not answered` }
}

const targetOf = ({ request }: Transaction): string =>
  request.destination ? endpointText(request.destination) : request.requestUri.slice(0, 120)

const wasSaved = (transaction: Transaction, conversation: SignalingConversation): boolean =>
  conversation.transactions.some(
    (other) => other !== transaction && other.method === 'INVITE' && other.final && other.final.status < 300,
  )
