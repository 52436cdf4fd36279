import { callTrips, slowSide, tripsText } from '../../facts/round-trips.ts'
import { keyText } from '../../facts/streams.ts'
import { agentName, agentOf } from '../../facts/voice-agent.ts'
import { rule } from '../../rule.ts'
import { REGION_RTT_MS } from '../../thresholds/ai.ts'

interface Values {
  readonly agent: string
  readonly totalMs: number
  readonly whole: boolean
  /** The part of the way that takes most of it. */
  readonly far: 'agent' | 'carrier' | undefined
}

export const regionDistance = rule<'call', Values>({
  id: 'ai.region-distance',
  category: 'media',
  severity: 'low',
  sources: ['ITU-T G.114 §3', 'RFC 3550 §6.4.1', 'chosen by us: 150 ms'],
  title: 'Voice agent and carrier are far apart',
  examines: 'call',
  about: { methods: ['INVITE'], streams: true },
  issues: ['latency', 'delay', 'region', 'agent'],
  meaning: 'Media goes to another region and back at every turn: each answer of the agent comes that much later.',
  fires:
    'By RTCP of three samples or more the media of a call with a voice agent takes more than 150 ms there and back.',
  quiet: 'Fewer than three samples; shorter ways; calls without a voice agent.',
  example: ['tap to caller and back 24 ms (12 samples), tap to callee and back 160 ms (12 samples), end to end 184 ms'],
  recommendation:
    'Put the trunk’s media edge and the agent into one region, near the callers, and route media between them directly.',
  verify: 'Verify: the round trip by RTCP is below 100 ms.',
  applies: ({ call }, context) => agentOf(call, context) !== undefined,
  *check({ call }, context) {
    const agent = agentOf(call, context)
    const trips = callTrips(call)
    if (trips === 'few') {
      yield { insufficient: 'ends-mid-dialog' }
      return
    }
    if (!agent || !trips || trips.totalMs <= REGION_RTT_MS) return
    const { totalMs, whole, stream } = trips
    const slow = slowSide(trips)
    const far = slow && slow.byMs > totalMs / 2 ? (slow.party === agent.side ? 'agent' : 'carrier') : undefined
    yield {
      values: { agent: agentName(agent), totalMs, whole, far },
      proof: [
        {
          kind: 'rtcp',
          figures: `${keyText(stream)}: ${tripsText(trips)}`,
          frame: stream.firstFrame,
          at: stream.firstAt,
        },
      ],
      scope: [far ?? 'both'],
      confidence: agent.confidence,
    }
  },
  detail: ({ agent, totalMs, whole, far }) =>
    `Media takes ${whole ? '' : 'at least '}${totalMs.toFixed(0)} ms to ${agent} and back${far ? `, most of it between this tap and the ${far}` : ''}: so much is lost at each turn before recognition and model even begin.`,
})
