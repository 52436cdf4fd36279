import { quantileOf } from '../../../model/quantile.ts'
import { clockText, durationText } from '../../facts/durations.ts'
import { streamProof } from '../../facts/streams.ts'
import { isNetworks, partsText, type TurnDelay, tripProof, turnDelayOf } from '../../facts/turn-delays.ts'
import { agentTalkOf, type BargeIn } from '../../facts/turns.ts'
import { agentName, humanName } from '../../facts/voice-agent.ts'
import { rule } from '../../rule.ts'
import { BARGE_IN_HIGH_MS, BARGE_IN_P50_MS, MIN_BARGE_INS } from '../../thresholds/ai.ts'

interface Values {
  readonly agent: string
  readonly human: string
  readonly bargeIns: number
  /** The agent was still speaking when the human had ended. */
  readonly ignored: number
  /** The agent began while the human spoke. */
  readonly cutIns: number
  readonly median: TurnDelay
}

export const bargeInLatency = rule<'call', Values>({
  id: 'ai.barge-in-latency',
  category: 'media',
  severity: 'medium',
  sources: ['ITU-T G.114', 'ITU-T P.56', 'chosen by us: 0.5 s and 1.2 s'],
  title: 'Voice agent goes on when interrupted',
  examines: 'call',
  observed: true,
  about: { methods: ['INVITE'], streams: true },
  marks: { statuses: [2] },
  explains: ['ai.talk-over'],
  issues: ['interrupt', 'barge', 'agent', 'talks over'],
  meaning: 'Somebody interrupts the agent, and it speaks on: they do not know whether it heard them, and begin again.',
  fires:
    'Of two interruptions and more, each of 0.8 s of speech or longer, the median time until the agent is quiet is over 0.5 s; high over 1.2 s. Round trips that RTCP tells are added where the capture was made away from the caller.',
  quiet:
    'A "yes" or "mhm" while the agent speaks; speech that begins between its sentences; one interruption; hold, music and echo; codecs that are not listened to.',
  example: ['3 interruptions: quiet after 1.4 s at 0:12, 2.2 s at 0:31, 0.9 s at 0:47; 1 ignored'],
  recommendation:
    'Let the platform stop its voice when speech is detected, not when words are recognised, and throw away what is already queued (in its own buffer, and by “clear” or “stop” at the media server). Where it must finish a sentence, switch that on for that sentence alone.',
  verify: 'Verify: the agent is quiet within 0.3 s of an interruption.',
  applies: ({ call }, context) => agentTalkOf(call, context) !== undefined,
  *check({ call }, context) {
    const found = agentTalkOf(call, context)
    if (!found) return
    if (typeof found === 'string') {
      yield { insufficient: found }
      return
    }
    const { agent, talk, turns } = found
    const { bargeIns, cutIns } = turns
    const [stream] = talk[agent.side].streams
    if (bargeIns.length < MIN_BARGE_INS || !stream) return
    const times = bargeIns.map(({ quietAfterMs }) => quietAfterMs)
    const median = turnDelayOf(call, agent.side, quantileOf(times, 0.5))
    if (median.totalMs <= BARGE_IN_P50_MS) return
    const worst = bargeIns.reduce((a, b) => (b.quietAfterMs > a.quietAfterMs ? b : a))
    const ignored = bargeIns.filter((one) => one.ignored).length
    yield {
      values: {
        ...{ agent: agentName(agent), human: humanName(agent), cutIns, ignored, median },
        bargeIns: bargeIns.length,
      },
      proof: [
        streamProof(
          stream,
          `${bargeIns.length} interruptions: quiet after ${slowestText(bargeIns, talk.from)}; ${ignored} ignored`,
          { at: worst.at },
        ),
        ...tripProof(call),
      ],
      scope: [ignored > 0 ? 'ignored' : 'slow', isNetworks(median) ? 'network' : 'platform'],
      confidence: agent.confidence,
      mends: agent.side === 'callee' ? call.answer! : (call.invite ?? call.answer!),
      ...(median.totalMs > BARGE_IN_HIGH_MS && {
        severity: { level: 'high', because: `It goes on for ${durationText(median.totalMs)} (median)` } as const,
      }),
    }
  },
  detail: ({ agent, human, bargeIns, ignored, cutIns, median }) =>
    `${bargeIns} times ${human} speaks while ${agent} does; it is quiet after ${durationText(median.totalMs)} (median)${ignored > 0 ? `, and ${ignored} ${ignored === 1 ? 'time' : 'times'} it went on when they had ended` : ''}${cutIns > 0 ? `. ${cutIns} ${cutIns === 1 ? 'time' : 'times'} it began while they spoke` : ''}. ${partsText(median, agent)}`,
})

/** The five slowest, with their places in the call. */
const slowestText = (bargeIns: readonly BargeIn[], answeredAt: number): string =>
  bargeIns
    .toSorted((a, b) => b.quietAfterMs - a.quietAfterMs)
    .slice(0, 5)
    .map(({ at, quietAfterMs }) => `${durationText(quietAfterMs)} at ${clockText(at - answeredAt)}`)
    .join(', ')
