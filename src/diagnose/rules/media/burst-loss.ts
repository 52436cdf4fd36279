import type { RtpStream } from '../../../model/stream.ts'
import { isoOf } from '../../../model/time.ts'
import { durationText } from '../../facts/durations.ts'
import { isOver, lossDoubt } from '../../facts/stream-trust.ts'
import { directionOf, isTalk, lostWhere, placeOf, receiversMessage, scopeOf, streamProof } from '../../facts/streams.ts'
import { rule } from '../../rule.ts'
import {
  BURST_DENSITY,
  BURST_DENSITY_RATIO,
  BURST_MS,
  BURST_RATIO,
  BURST_RATIO_PERCENT,
  BURST_RUN,
  OUTAGE_MS,
  OUTAGES_HIGH,
  SHORT_PACKETS,
} from '../../thresholds/media.ts'

interface Values {
  readonly what: string
  readonly direction: string
  readonly where: string
}

/** Outages named one by one. */
const NAMED = 5

export const burstLoss = rule<'stream', Values>({
  id: 'media.burst-loss',
  category: 'media',
  severity: 'medium',
  sources: ['RFC 3611 §4.7.2', 'ITU-T G.107 §3.5'],
  title: 'RTP packets are lost in bursts',
  examines: 'stream',
  observed: true,
  explains: ['media.mos-low', 'media.mos-degraded-window', 'ai.stt-degraded-audio'],
  issues: ['choppy', 'robotic', 'cut', 'quality', 'loss'],
  meaning: 'Packets are missing many at a time: concealment cannot fill that, and syllables or words are gone.',
  fires:
    'Ten packets or more (200 ms) are missing in a row; or bursts of more than 200 ms in which over a quarter is missing, and three times as much as in all; or loss of 1 % with a burst ratio above 2. High with three outages of more than half a second.',
  quiet:
    'Losses by chance, however many; fewer than 100 packets; pauses in which no number is missing; jumps of the sequence, which begin a new segment; early media and music on hold; packets the capture itself lost.',
  example: ['longest run 34 packets; lost at 2026-04-16T18:31:20.140Z for 700 ms (34 packets)'],
  recommendation:
    'Match the times with what else happens on the way: Wi-Fi roaming or interference, a failing link, a route or VPN that flaps, a policer that drops in blocks.',
  recipe: 'qos',
  verify: 'Verify: the longest run of lost packets of the same direction is below 3.',
  *check({ stream, call }, { capture }) {
    const what = burstOf(stream)
    if (what === undefined || !isTalk(stream, call)) return
    if (stream.expected < SHORT_PACKETS) {
      if (!isOver(stream, call, capture)) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const doubt = lossDoubt(call, capture)
    if (doubt) {
      yield { insufficient: doubt }
      return
    }
    const lost = stream.gaps.filter(({ kind }) => kind === 'lost')
    const outages = lost.filter(({ durationMs }) => durationMs > OUTAGE_MS).length
    const worst = lost.toSorted((a, b) => b.missing - a.missing)[0]
    const place = placeOf(stream, call)
    yield {
      values: { what, direction: directionOf(stream, call), where: lostWhere(stream, call) },
      proof: [streamProof(stream, figuresOf(stream, lost), worst && { at: worst.at, frame: worst.frame })],
      scope: scopeOf(stream, call),
      ...(outages >= OUTAGES_HIGH && {
        severity: { level: 'high', because: `${outages} outages of more than half a second: words are lost` } as const,
      }),
      ...(place && { mends: receiversMessage(place) }),
    }
  },
  detail: ({ what, direction, where }) => `RTP ${direction} is lost in bursts: ${what}. ${where}`,
})

/** What makes it bursty, in words; undefined where nothing does. */
function burstOf({ longestLossRun, ptimeMs, bursts, lossPercent }: RtpStream): string | undefined {
  const runMs = ptimeMs === undefined ? undefined : longestLossRun * ptimeMs
  if (longestLossRun >= BURST_RUN && (runMs ?? BURST_MS) >= BURST_MS)
    return `${longestLossRun} packets in a row${runMs === undefined ? '' : ` (${durationText(runMs)})`}`
  if (!bursts) return undefined
  const { burstDensity, burstMs, burstR } = bursts
  const dense = Math.max(BURST_DENSITY, (BURST_DENSITY_RATIO * lossPercent) / 100)
  if (burstDensity !== undefined && burstDensity > dense && burstMs !== undefined && burstMs > BURST_MS)
    return `in bursts of ${durationText(burstMs)} on average ${(100 * burstDensity).toFixed(0)} % is missing`
  return burstR > BURST_RATIO && lossPercent >= BURST_RATIO_PERCENT
    ? `runs are ${burstR.toFixed(1)} times as long as random loss of ${lossPercent.toFixed(1)} % would make them`
    : undefined
}

function figuresOf({ longestLossRun, lost, expected, bursts }: RtpStream, gaps: RtpStream['gaps']): string {
  const named = gaps
    .slice(0, NAMED)
    .map(({ at, durationMs, missing }) => `${isoOf(at)} for ${durationText(durationMs)} (${missing} packets)`)
  const density = bursts?.burstDensity === undefined ? '' : `, burst density ${bursts.burstDensity.toFixed(2)}`
  const length = bursts?.burstMs === undefined ? '' : `, mean burst ${durationText(bursts.burstMs)}`
  const ratio = bursts ? `, burst ratio ${bursts.burstR.toFixed(2)}` : ''
  return `lost ${lost} of ${expected}, longest run ${longestLossRun}${density}${length}${ratio}${named.length > 0 ? `; lost at ${named.join(', ')}` : ''}`
}
