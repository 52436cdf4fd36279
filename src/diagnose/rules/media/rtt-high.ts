import { callTrips, slowSide, tripsText } from '../../facts/round-trips.ts'
import { keyText } from '../../facts/streams.ts'
import { agentOf } from '../../facts/voice-agent.ts'
import { rule, type Weight } from '../../rule.ts'
import { RTT_AGENT_MS, RTT_HIGH_MS, RTT_MS } from '../../thresholds/media.ts'

interface Values {
  readonly totalMs: number
  readonly whole: boolean
  readonly slow: string | undefined
}

export const rttHigh = rule<'call', Values>({
  id: 'media.rtt-high',
  category: 'media',
  severity: 'medium',
  sources: ['ITU-T G.114 §3', 'RFC 3550 §6.4.1'],
  title: 'Long round trip of the media',
  examines: 'call',
  observed: true,
  about: { streams: true },
  explains: ['media.mos-low', 'ai.region-distance'],
  issues: ['delay', 'latency', 'echo', 'talk over'],
  meaning: 'Words take so long to the other side and back that people talk into each other.',
  fires:
    'By RTCP of three samples or more, mean end to end, media takes more than 300 ms there and back, over 600 ms high. With a voice agent already over 200 ms.',
  quiet: 'Fewer than three samples. Where one half alone was measured the whole is longer still.',
  example: ['tap to caller and back 24 ms (12 samples), tap to callee and back 341 ms (12 samples), end to end 365 ms'],
  recommendation:
    'Take media through a region near both ends, with no detour over another continent, a VPN or a second relay.',
  verify: 'Verify: the round trip by RTCP is below 300 ms.',
  *check({ call }, context) {
    const trips = callTrips(call)
    if (trips === 'few') {
      yield { insufficient: 'ends-mid-dialog' }
      return
    }
    if (!trips) return
    const agent = agentOf(call, context)
    const { totalMs, whole, stream } = trips
    if (totalMs <= (agent ? RTT_AGENT_MS : RTT_MS)) return
    const slow = slowSide(trips)
    const severity = weigh(totalMs)
    yield {
      values: { totalMs, whole, slow: slow && slow.byMs > totalMs / 2 ? slow.party : undefined },
      proof: [
        {
          kind: 'rtcp',
          figures: `${keyText(stream)}: ${tripsText(trips)}`,
          frame: stream.firstFrame,
          at: stream.firstAt,
        },
      ],
      scope: [slow?.party ?? 'both'],
      ...(severity && { severity }),
    }
  },
  detail: ({ totalMs, whole, slow }) =>
    `Media takes ${whole ? '' : 'at least '}${totalMs.toFixed(0)} ms from one end to the other and back, as RTCP shows${slow ? `; most of it lies between this tap and the ${slow}` : ''}. ITU-T G.114 prefers 150 ms one way.`,
})

const weigh = (totalMs: number): Weight | undefined =>
  totalMs > RTT_HIGH_MS ? { level: 'high', because: `${totalMs.toFixed(0)} ms there and back` } : undefined
