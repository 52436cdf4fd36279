import {
  directionOf,
  isNearSender,
  isTalk,
  placeOf,
  scopeOf,
  sendersMessage,
  streamProof,
} from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import {
  CLUMP_PAUSE_MS,
  CLUMPED_SHARE,
  COARSE_CLOCK_MS,
  EQUAL_TIMES_SHARE,
  SHORT_PACKETS,
} from '../../thresholds/media.ts'

interface Values {
  readonly share: number
  readonly largest: number
  readonly pauseMs: number
  readonly direction: string
}

export const senderPacingBursty = rule<'stream', Values>({
  id: 'media.sender-pacing-bursty',
  category: 'media',
  severity: 'medium',
  sources: ['RFC 3551 §4.2', 'RFC 3550 §6.4.1'],
  title: 'The sender sends its packets in clumps',
  examines: 'stream',
  observed: true,
  explains: ['media.discard-high', 'media.mos-low'],
  issues: ['choppy', 'robotic', 'grainy', 'quality'],
  meaning:
    'Packets leave several at once and then none for as long as they last: the application hands audio over in chunks instead of every 20 ms.',
  fires:
    'Ten percent or more of the packets come less than 1 ms apart, each clump followed by a pause of its own length, seen beside the sender. High where a pause is longer than 100 ms.',
  quiet:
    'Far from the sender, where the network may have done it; video; early media. Equal arrival times show a capture that stamps in batches and prove nothing.',
  example: ['300 of 1000 packets in 100 clumps of up to 3, longest pause 60 ms'],
  recommendation:
    'Let the application send one packet per packet time by a clock of its own (20 ms), not as audio arrives from the speech engine; an adaptive jitter buffer at the SBC hides it meanwhile.',
  recipe: 'jitter-buffer',
  verify: 'Verify: at the sender, packets leave 20 ms apart, ±2 ms.',
  *check({ stream, call }) {
    const { pacing, packets, captureClock } = stream
    if (packets < SHORT_PACKETS || pacing.clumpedPackets < CLUMPED_SHARE * packets) {
      if (batched(captureClock.equalTimes, packets) && isTalk(stream, call)) yield { insufficient: 'no-timestamps' }
      return
    }
    if (!isTalk(stream, call) || !isNearSender(stream, call)) return
    if (batched(captureClock.equalTimes, packets) || (captureClock.stepMs ?? 0) >= COARSE_CLOCK_MS) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    const { clumps, clumpedPackets, largestClump, longestPauseMs } = pacing
    const place = placeOf(stream, call)
    yield {
      values: {
        share: clumpedPackets / packets,
        largest: largestClump,
        pauseMs: longestPauseMs,
        direction: directionOf(stream, call),
      },
      proof: [
        streamProof(
          stream,
          `${clumpedPackets} of ${packets} packets in ${clumps} clumps of up to ${largestClump}, longest pause ${longestPauseMs.toFixed(0)} ms, TTL ${stream.ttls.map(({ ttl }) => ttl).join(', ')}`,
        ),
      ],
      scope: scopeOf(stream, call),
      ...(longestPauseMs > CLUMP_PAUSE_MS && { severity: LONG }),
      ...(place && { mends: sendersMessage(place) }),
    }
  },
  detail: ({ share, largest, pauseMs, direction }) =>
    `${(100 * share).toFixed(0)} % of the RTP packets ${direction} leave in clumps of up to ${largest}, followed by pauses of up to ${pauseMs.toFixed(0)} ms. The tap is beside the sender, so the network has no part in it.`,
})

const LONG: Weight = { level: 'high', because: 'Pauses of more than 100 ms are heard' }

const batched = (equalTimes: number, packets: number): boolean => equalTimes >= EQUAL_TIMES_SHARE * packets
