import type { RtpStream } from '../../../model/stream.ts'
import { discardPercentOf, isCoarselyTimed, isOver, isPaused } from '../../facts/stream-trust.ts'
import {
  directionOf,
  isNearSender,
  isTalk,
  placeOf,
  receiversMessage,
  scopeOf,
  streamProof,
  tapOf,
} from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import {
  CLUMPED_SHARE,
  DISCARD_JITTER_PERCENT,
  JITTER_HIGH_MS,
  JITTER_LOW_MS,
  JITTER_MEDIUM_MS,
  MEASURED_PACKETS,
} from '../../thresholds/media.ts'

interface Values {
  readonly p95Ms: number
  readonly direction: string
  readonly discardPercent: number
  readonly nearReceiver: boolean
}

export const jitterHigh = rule<'stream', Values>({
  id: 'media.jitter-high',
  category: 'media',
  severity: 'medium',
  sources: ['RFC 3550 §6.4.1 and A.8', 'RFC 5481 §4'],
  title: 'High jitter',
  examines: 'stream',
  observed: true,
  explains: ['media.mos-low', 'media.mos-degraded-window', 'media.discard-high', 'ai.stt-degraded-audio'],
  issues: ['jitter', 'choppy', 'robotic', 'quality'],
  meaning: 'Packets take now more, now less time on their way; what comes too late is not played.',
  fires:
    'The 95th percentile of the interarrival jitter of 250 or more packets is over 20 ms: low; over 30 ms medium; over 60 ms, or 3 % too late for a usual buffer, high.',
  quiet:
    'Pauses of silence suppression, changes of packetisation, early media, music on hold; a sender that itself sends in clumps, seen beside it. A capture whose clock ticks too coarsely proves nothing.',
  example: [
    'jitter mean 34.2, p95 51.0, max 88.4 ms (clock 8000 Hz); delay above the fastest packets p95 71, p99 118 ms',
  ],
  recommendation:
    'Find the queue that packets wait in between the sender and this tap: a full uplink, Wi-Fi, a VPN; give voice its own queue and use an adaptive jitter buffer.',
  recipe: 'jitter-buffer',
  verify: 'Verify: p95 of the jitter is below 20 ms at the same tap.',
  *check({ stream, call }, { capture }) {
    const { jitterMs } = stream
    if (!jitterMs || jitterMs.p95 <= JITTER_LOW_MS || !isTalk(stream, call)) return
    if (stream.packets < MEASURED_PACKETS) {
      if (!isOver(stream, call, capture)) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    if (stream.ptimeChanges.length > 0 || isPaused(stream)) return
    if (isCoarselyTimed(stream)) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    if (stream.pacing.clumpedPackets >= CLUMPED_SHARE * stream.packets && isNearSender(stream, call)) return
    const place = placeOf(stream, call)
    const discardPercent = discardPercentOf(stream) ?? 0
    yield {
      values: {
        p95Ms: jitterMs.p95,
        direction: directionOf(stream, call),
        discardPercent,
        nearReceiver: tapOf(stream, call) === 'receiver',
      },
      proof: [streamProof(stream, figuresOf(stream, discardPercent))],
      scope: scopeOf(stream, call),
      severity: weigh(jitterMs.p95, discardPercent),
      ...(place && { mends: receiversMessage(place) }),
    }
  },
  detail: ({ p95Ms, direction, discardPercent, nearReceiver }) =>
    `The jitter of the audio ${direction} is ${p95Ms.toFixed(1)} ms at the 95th percentile; ${discardPercent.toFixed(1)} % of the packets come too late for a usual jitter buffer. ${nearReceiver ? 'This tap is next to the receiver, so it is what the receiver gets.' : 'It arose between the sender and this tap; what is added behind the tap does not show here.'}`,
})

function weigh(p95Ms: number, discardPercent: number): Weight {
  if (p95Ms > JITTER_HIGH_MS) return { level: 'high', because: `p95 ${p95Ms.toFixed(1)} ms` }
  if (discardPercent > DISCARD_JITTER_PERCENT)
    return { level: 'high', because: `${discardPercent.toFixed(1)} % too late for a usual jitter buffer` }
  return { level: p95Ms > JITTER_MEDIUM_MS ? 'medium' : 'low', because: `p95 ${p95Ms.toFixed(1)} ms` }
}

function figuresOf({ jitterMs, delayVariation, clockRateHz, packets, maxDeltaMs }: RtpStream, discard: number): string {
  const { mean, p95, max } = jitterMs!
  const delay = delayVariation
    ? `; delay above the fastest packets p95 ${delayVariation.p95Ms.toFixed(1)}, p99 ${delayVariation.p99Ms.toFixed(1)} ms`
    : ''
  return `${packets} packets, jitter mean ${mean.toFixed(1)}, p95 ${p95.toFixed(1)}, max ${max.toFixed(1)} ms (clock ${clockRateHz} Hz)${delay}; largest gap ${maxDeltaMs.toFixed(0)} ms; too late for a usual buffer ${discard.toFixed(2)} %`
}
