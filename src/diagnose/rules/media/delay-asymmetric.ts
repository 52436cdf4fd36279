import { callTrips, slowSide, tripsText } from '../../facts/round-trips.ts'
import { keyText } from '../../facts/streams.ts'
import { rule } from '../../rule.ts'
import { RTT_ASYMMETRY_MS } from '../../thresholds/media.ts'

interface Values {
  readonly party: string
  readonly byMs: number
  readonly farMs: number
}

export const delayAsymmetric = rule<'call', Values>({
  id: 'media.delay-asymmetric',
  category: 'media',
  severity: 'low',
  sources: ['RFC 3550 §6.4.1', 'ITU-T G.114'],
  title: 'One side is much further away',
  examines: 'call',
  about: { streams: true },
  issues: ['delay', 'latency'],
  meaning: 'Seen from the tap, nearly all delay of the call lies towards one side: that is where to look.',
  fires: 'The round trips from the tap to the two ends differ by more than 150 ms.',
  quiet: 'One end alone measured; fewer than three samples.',
  example: ['tap to caller and back 24 ms (12 samples), tap to callee and back 341 ms (12 samples)'],
  recommendation: 'Look at the way to that side: its access line, a VPN, or a region far from it.',
  verify: 'Verify: both halves differ by less than 150 ms.',
  *check({ call }) {
    const trips = callTrips(call)
    if (trips === 'few') yield { insufficient: 'ends-mid-dialog' }
    if (!trips || trips === 'few') return
    const slow = slowSide(trips)
    if (!slow || slow.byMs <= RTT_ASYMMETRY_MS) return
    const { stream } = trips
    yield {
      values: { party: slow.party, byMs: slow.byMs, farMs: trips[slow.party]!.meanMs },
      proof: [
        {
          kind: 'rtcp',
          figures: `${keyText(stream)}: ${tripsText(trips)}`,
          frame: stream.firstFrame,
          at: stream.firstAt,
        },
      ],
      scope: [slow.party],
    }
  },
  detail: ({ party, byMs, farMs }) =>
    `From this tap to the ${party} and back takes ${farMs.toFixed(0)} ms, ${byMs.toFixed(0)} ms more than to the other side.`,
})
