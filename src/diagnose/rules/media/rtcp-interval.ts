import { directionOf, placeOf, receiversLine, sendersMessage, streamProof } from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import { RTCP_HABIT_PACKETS, RTCP_OFTEN_MS, RTCP_PACKETS, RTCP_SELDOM_MS } from '../../thresholds/media.ts'

interface Values {
  readonly direction: string
  readonly count: number
  readonly medianMs: number
  readonly maxMs: number
}

export const rtcpInterval = rule<'stream', Values>({
  id: 'media.rtcp-interval',
  category: 'media',
  severity: 'info',
  sources: ['RFC 3550 §6.2 and §6.3', 'RFC 4585 §3.4'],
  title: 'How often RTCP comes',
  examines: 'stream',
  issues: ['rtcp'],
  meaning: 'Reports every five seconds or so show a fault while it lasts; one a minute shows that there was one.',
  fires:
    'Three RTCP packets or more of a sender. Low where half of them come more than 30 s, or, of five or more, less than 1 s after the one before.',
  quiet: 'Fewer reports; feedback profiles (AVPF), which send at once.',
  example: ['24 RTCP packets of the sender, every 5.1 s (median), largest gap 8.0 s'],
  recommendation: 'Set the RTCP interval of that side to 5 s.',
  recipe: 'rtcp',
  verify: 'Verify: reports of that side come about every 5 s.',
  *check({ stream, call }) {
    const { packets, intervals, senderReports, receiverReports } = stream.rtcp
    if (!intervals || senderReports + receiverReports < RTCP_PACKETS) {
      if (packets > 0) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const place = placeOf(stream, call)
    const { medianMs, maxMs } = intervals
    // Whether feedback at once was agreed is not known of RTP that no call announced.
    const regular = place !== undefined && !/AVPF/i.test(receiversLine(place)?.profile ?? '')
    const severity = regular ? weigh(medianMs, senderReports + receiverReports) : undefined
    const direction = directionOf(stream, call)
    yield {
      values: { direction, count: packets, medianMs, maxMs },
      proof: [
        streamProof(
          stream,
          `${packets} RTCP packets of the sender, every ${(medianMs / 1000).toFixed(1)} s (median), largest gap ${(maxMs / 1000).toFixed(1)} s`,
        ),
      ],
      scope: [direction, severity === undefined ? 'usual' : medianMs > RTCP_SELDOM_MS ? 'seldom' : 'often'],
      ...(severity && { severity }),
      ...(place && { mends: sendersMessage(place) }),
    }
  },
  detail: ({ direction, count, medianMs, maxMs }) =>
    `RTCP of the sender of the media ${direction} comes every ${(medianMs / 1000).toFixed(1)} s (median of ${count} packets), with a gap of ${(maxMs / 1000).toFixed(1)} s at most.`,
})

function weigh(medianMs: number, reports: number): Weight | undefined {
  if (medianMs > RTCP_SELDOM_MS) return { level: 'low', because: 'Less than two reports a minute' }
  return medianMs < RTCP_OFTEN_MS && reports >= RTCP_HABIT_PACKETS
    ? { level: 'low', because: 'More than one report a second' }
    : undefined
}
