import { discardPercentOf, isCoarselyTimed, isOver } from '../../facts/stream-trust.ts'
import { directionOf, isTalk, placeOf, receiversMessage, scopeOf, streamProof } from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import { DISCARD_HIGH_PERCENT, DISCARD_PERCENT, LOSS_MEDIUM_PERCENT, MEASURED_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly percent: number
  readonly lossPercent: number
  readonly direction: string
  readonly reported: boolean
}

export const discardHigh = rule<'stream', Values>({
  id: 'media.discard-high',
  category: 'media',
  severity: 'medium',
  sources: ['RFC 3611 §4.7.1', 'RFC 7005'],
  title: 'Packets come too late to be played',
  examines: 'stream',
  observed: true,
  explains: ['media.mos-low', 'media.mos-degraded-window'],
  issues: ['choppy', 'robotic', 'jitter', 'quality'],
  meaning:
    'Hardly a packet is lost, and yet the speech has holes: what arrives behind its time is thrown away by the jitter buffer.',
  fires:
    'Both an adaptive buffer of 20 to 200 ms and a fixed one of 60 ms would throw away more than 1 % of 250 or more packets (high: 5 %), or the receiver says so by RTCP XR, while less than 1 % is lost.',
  quiet:
    'A second of pause that the timestamps do not show; early media, music on hold; a capture with a coarse clock proves nothing.',
  example: [
    'late for an adaptive buffer of 64 ms (mean) 92 of 3000 = 3.1 %; fixed 40 ms 8.0 %, 60 ms 4.4 %, 100 ms 1.9 %, 200 ms 0.2 %',
  ],
  recommendation:
    'Let the receiving side use an adaptive jitter buffer of up to 200 ms, and find the queue that holds the packets up.',
  recipe: 'jitter-buffer',
  verify: 'Verify: less than 1 % of the packets come too late at the same tap.',
  *check({ stream, call }, { capture }) {
    const reported = 100 * (stream.rtcp.voipMetrics?.discardRate ?? 0)
    const simulated = discardPercentOf(stream) ?? 0
    const percent = Math.max(reported, simulated)
    if (percent <= DISCARD_PERCENT || stream.lossPercent >= LOSS_MEDIUM_PERCENT || !isTalk(stream, call)) return
    if (stream.packets < MEASURED_PACKETS) {
      if (!isOver(stream, call, capture)) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    if (reported <= DISCARD_PERCENT && isCoarselyTimed(stream)) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    const place = placeOf(stream, call)
    yield {
      values: {
        percent,
        lossPercent: stream.lossPercent,
        direction: directionOf(stream, call),
        reported: reported > simulated,
      },
      proof: [
        streamProof(stream, figuresOf(stream)),
        ...(reported > 0
          ? [{ kind: 'rtcp', figures: `RTCP XR of the receiver: discard rate ${reported.toFixed(1)} %` } as const]
          : []),
      ],
      scope: scopeOf(stream, call),
      ...(percent > DISCARD_HIGH_PERCENT && { severity: HIGH }),
      ...(place && { mends: receiversMessage(place) }),
    }
  },
  detail: ({ percent, lossPercent, direction, reported }) =>
    `${percent.toFixed(1)} % of the RTP packets ${direction} come too late to be played (${reported ? 'as the receiver reports by RTCP XR' : 'for an adaptive buffer of up to 200 ms and for a fixed one of 60 ms, simulated'}), while ${lossPercent < 0.05 ? 'none are' : `only ${lossPercent.toFixed(1)} % are`} lost.`,
})

const HIGH: Weight = { level: 'high', because: 'More than one packet in twenty' }

function figuresOf({ jitterBuffers, packets }: Parameters<typeof discardPercentOf>[0]): string {
  if (!jitterBuffers) return `${packets} packets, no buffer simulated`
  const { adaptive, fixed } = jitterBuffers
  const fixedText = fixed.map(({ bufferMs, latePercent }) => `${bufferMs} ms ${latePercent.toFixed(2)} %`).join(', ')
  return `late for an adaptive buffer of ${adaptive.bufferMs.toFixed(0)} ms (mean) ${adaptive.late} of ${jitterBuffers.packets} = ${adaptive.latePercent.toFixed(2)} %; fixed ${fixedText}`
}
