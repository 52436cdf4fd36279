import { isoOf } from '../../../model/time.ts'
import { ceilingOf, provenanceText, scoreOf, scoresText } from '../../facts/scores.ts'
import { isOver, lossDoubt } from '../../facts/stream-trust.ts'
import { directionOf, isTalk, placeOf, receiversMessage, scopeOf, streamProof } from '../../facts/streams.ts'
import { rule } from '../../rule.ts'
import { MOS_HIGH, MOS_LOW, MOS_MEDIUM, MOS_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly mos: number
  readonly worst: number
  readonly from: string
  readonly intoS: number
  readonly direction: string
}

/** A window that is not half full is not 10 s of speech. */
const WINDOW_PACKETS = MOS_PACKETS / 4

export const mosDegradedWindow = rule<'stream', Values>({
  id: 'media.mos-degraded-window',
  category: 'media',
  severity: 'medium',
  sources: ['ITU-T G.107', 'ITU-T G.109', 'RFC 3611 §4.7'],
  title: 'Ten seconds of bad audio in a good call',
  examines: 'stream',
  observed: true,
  issues: ['choppy', 'robotic', 'garbled', 'quality'],
  meaning: 'The call as a whole scores well and hides a stretch in which words were lost.',
  fires: 'MOS-CQ of the stream is 3.6 or more, and in its worst 10 s it is below 3.1.',
  quiet:
    'Streams of fewer than 500 packets, early media, music on hold; a call that is bad all the way, which has a finding of its own.',
  example: ['worst 10 s from 2026-04-16T18:31:20Z: MOS-CQ 2.31, MOS-LQ 2.44, R 45.0'],
  recommendation:
    'Look at what happened at that time: a roaming phone, a backup or update on the same line, a route that changed.',
  recipe: 'qos',
  verify: 'Verify: no 10 s of the same direction score below 3.1.',
  *check({ stream, call }, { capture }) {
    if (!isTalk(stream, call)) return
    const quality = scoreOf(stream, call)
    const worst = quality?.worst
    if (!quality || !worst || quality.mosConversational < MOS_MEDIUM || worst.mosConversational >= MOS_HIGH) return
    const ceiling = ceilingOf(stream, call) ?? MOS_LOW
    if (ceiling < MOS_LOW && ceiling - worst.mosConversational < MOS_LOW - MOS_HIGH) return
    if (stream.packets < MOS_PACKETS || expectedInWindow(stream) < WINDOW_PACKETS) {
      if (!isOver(stream, call, capture)) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const doubt = lossDoubt(call, capture)
    if (doubt) {
      yield { insufficient: doubt }
      return
    }
    const place = placeOf(stream, call)
    yield {
      values: {
        mos: quality.mosConversational,
        worst: worst.mosConversational,
        from: isoOf(worst.at),
        intoS: (worst.at - stream.firstAt) / 1_000_000,
        direction: directionOf(stream, call),
      },
      proof: [
        streamProof(
          stream,
          `whole stream ${scoresText(quality)}; worst 10 s from ${isoOf(worst.at)}: ${scoresText(worst)}; ${provenanceText(quality.provenance)}`,
          { at: worst.at },
        ),
      ],
      scope: scopeOf(stream, call),
      ...(place && { mends: receiversMessage(place) }),
    }
  },
  detail: ({ mos, worst, from, intoS, direction }) =>
    `Burst of bad audio ${direction} at ${clock(intoS)} of the stream (${from}): 10 s score MOS-CQ ${worst.toFixed(2)}, the whole stream ${mos.toFixed(2)}.`,
})

const expectedInWindow = ({ jitterBuffers, worstWindow }: Parameters<typeof scoreOf>[0]): number =>
  (jitterBuffers?.worstWindow ?? worstWindow)?.expected ?? 0

/** `mm:ss`. */
const clock = (seconds: number): string =>
  `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
