import { quantileOf } from '../../../model/quantile.ts'
import { clockText, durationText } from '../../facts/durations.ts'
import { streamProof } from '../../facts/streams.ts'
import { isNetworks, partsText, type TurnDelay, tripProof, turnDelayOf } from '../../facts/turn-delays.ts'
import { agentTalkOf, type Reply } from '../../facts/turns.ts'
import { agentName, humanName } from '../../facts/voice-agent.ts'
import { rule } from '../../rule.ts'
import { MIN_REPLIES, MIN_SLOW_REPLIES, REPLY_P50_HIGH_MS, REPLY_P50_MS, REPLY_P95_MS } from '../../thresholds/ai.ts'

interface Values {
  readonly agent: string
  readonly human: string
  readonly replies: number
  /** With the way to the caller, where it is known. */
  readonly p50Ms: number
  readonly p95Ms: number
  readonly median: TurnDelay
}

const FASTER =
  'Measure the platform’s parts (end-pointing, recognition, model, voice) turn by turn. Shorten the silence after which it takes a turn as ended, stream the model’s words into the voice, and keep all parts in one region.'
const NEARER =
  'Most of the wait is on the way, not in the platform: put the trunk’s media edge and the agent into one region near the callers, and route media between them directly.'

export const responseLatency = rule<'call', Values>({
  id: 'ai.response-latency',
  category: 'media',
  severity: 'medium',
  sources: ['ITU-T G.114', 'ITU-T P.56', 'chosen by us: 1.2 s and 2.5 s'],
  title: 'Voice agent replies slowly',
  examines: 'call',
  observed: true,
  about: { methods: ['INVITE'], streams: true },
  marks: { statuses: [2] },
  issues: ['latency', 'slow', 'delay', 'agent', 'turn'],
  meaning:
    'The caller has ended a sentence, and the agent begins its own late: people begin to speak again, and both talk at once.',
  fires:
    'Of three replies and more, from the end of the caller’s speech to the beginning of the agent’s, the median is over 1.2 s; high over 2.5 s. Also where the 95th percentile is over 2.5 s, by two replies at least. Round trips that RTCP tells are added where the capture was made away from the caller.',
  quiet:
    'The greeting; what is said while the other speaks; fewer replies; hold, music and echo; codecs that are not listened to.',
  example: ['11 replies: median 1.8 s, 95th percentile 3.1 s; 3.1 s at 0:41'],
  recommendation: FASTER,
  verify: 'Verify: the median reply begins within 0.8 s of the caller’s last word.',
  applies: ({ call }, context) => agentTalkOf(call, context) !== undefined,
  *check({ call }, context) {
    const found = agentTalkOf(call, context)
    if (!found) return
    if (typeof found === 'string') {
      yield { insufficient: found }
      return
    }
    const { agent, talk, turns } = found
    const { replies } = turns
    const [stream] = talk[agent.side].streams
    if (replies.length < MIN_REPLIES || !stream) return
    const times = replies.map(({ afterMs }) => turnDelayOf(call, agent.side, afterMs).totalMs)
    const [p50Ms, p95Ms] = [quantileOf(times, 0.5), quantileOf(times, 0.95)]
    const slow = times.filter((ms) => ms > REPLY_P95_MS).length
    if (p50Ms <= REPLY_P50_MS && (p95Ms <= REPLY_P95_MS || slow < MIN_SLOW_REPLIES)) return
    const median = turnDelayOf(call, agent.side, medianOf(replies))
    const worst = replies.reduce((a, b) => (b.afterMs > a.afterMs ? b : a))
    yield {
      values: { agent: agentName(agent), human: humanName(agent), replies: replies.length, p50Ms, p95Ms, median },
      proof: [
        streamProof(stream, `${repliesText(replies)}; ${slowestText(replies, talk.from)}`, { at: worst.from }),
        ...tripProof(call),
      ],
      scope: [p50Ms > REPLY_P50_MS ? 'median' : 'slowest', isNetworks(median) ? 'network' : 'platform'],
      confidence: agent.confidence,
      mends: agent.side === 'callee' ? call.answer! : (call.invite ?? call.answer!),
      ...(p50Ms > REPLY_P50_HIGH_MS && {
        severity: { level: 'high', because: `Half of the replies take more than ${durationText(p50Ms)}` } as const,
      }),
    }
  },
  detail: ({ agent, human, replies, p50Ms, p95Ms, median }) =>
    `In ${replies} turns ${agent} begins ${durationText(p50Ms)} (median) and ${durationText(p95Ms)} (95th percentile) after ${human} has ended. ${partsText(median, agent)}`,
  advise: ({ median }) => (isNetworks(median) ? NEARER : FASTER),
})

const medianOf = (replies: readonly Reply[]): number =>
  quantileOf(
    replies.map(({ afterMs }) => afterMs),
    0.5,
  )

function repliesText(replies: readonly Reply[]): string {
  const p95Ms = quantileOf(
    replies.map(({ afterMs }) => afterMs),
    0.95,
  )
  return `${replies.length} replies as they pass this tap: median ${durationText(medianOf(replies))}, 95th percentile ${durationText(p95Ms)}`
}

/** The five slowest, with their places in the call. */
const slowestText = (replies: readonly Reply[], answeredAt: number): string =>
  replies
    .toSorted((a, b) => b.afterMs - a.afterMs)
    .slice(0, 5)
    .map(({ from, afterMs }) => `${durationText(afterMs)} at ${clockText(from - answeredAt)}`)
    .join(', ')
