import { discardPercentOf, isOver } from '../../facts/stream-trust.ts'
import { directionOf, isTalk, placeOf, receiversMessage, scopeOf, streamProof } from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import {
  DISCARD_PERCENT,
  MEASURED_PACKETS,
  REORDERED_LOW_PERCENT,
  REORDERED_MEDIUM_PERCENT,
} from '../../thresholds/media.ts'

interface Values {
  readonly percent: number
  readonly reordered: number
  readonly packets: number
  readonly direction: string
}

export const outOfOrder = rule<'stream', Values>({
  id: 'media.out-of-order',
  category: 'media',
  severity: 'low',
  sources: ['RFC 4737 §3', 'RFC 3550 A.1'],
  title: 'RTP packets overtake each other',
  examines: 'stream',
  observed: true,
  explains: ['media.discard-high'],
  issues: ['choppy', 'quality', 'jitter'],
  meaning:
    'Packets take different ways and arrive out of order; a small jitter buffer throws away those that come behind.',
  fires:
    'More than 0.5 % of 250 or more packets arrive behind a later one: low; over 2 % medium, and high where a usual buffer would discard more than 1 %.',
  quiet: 'Shorter streams; early media and music on hold; a pause after which the sequence begins anew.',
  example: ['reordered 64 of 3000 packets = 2.13 %'],
  recommendation:
    'Balance load by flow and not by packet; look at bonded links, SD-WAN policies, and Wi-Fi or network cards with several queues.',
  recipe: 'jitter-buffer',
  verify: 'Verify: less than 0.5 % of the packets are reordered.',
  *check({ stream, call }, { capture }) {
    const { reordered, packets } = stream
    const percent = (100 * reordered) / Math.max(1, packets)
    if (percent <= REORDERED_LOW_PERCENT || !isTalk(stream, call)) return
    if (packets < MEASURED_PACKETS) {
      if (!isOver(stream, call, capture)) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const discard = discardPercentOf(stream) ?? 0
    const severity = weigh(percent, discard)
    const place = placeOf(stream, call)
    yield {
      values: { percent, reordered, packets, direction: directionOf(stream, call) },
      proof: [
        streamProof(
          stream,
          `reordered ${reordered} of ${packets} packets = ${percent.toFixed(2)} %; too late for a usual buffer ${discard.toFixed(2)} %`,
        ),
      ],
      scope: scopeOf(stream, call),
      ...(severity && { severity }),
      ...(place && { mends: receiversMessage(place) }),
    }
  },
  detail: ({ percent, reordered, packets, direction }) =>
    `${reordered} of ${packets} RTP packets ${direction} (${percent.toFixed(1)} %) arrive at this tap behind a later one.`,
})

function weigh(percent: number, discard: number): Weight | undefined {
  if (percent <= REORDERED_MEDIUM_PERCENT) return undefined
  return discard > DISCARD_PERCENT
    ? { level: 'high', because: `${discard.toFixed(1)} % come too late to be played` }
    : { level: 'medium', because: `${percent.toFixed(1)} % of the packets` }
}
