import { qualityIn } from '../../../correlate/quality/call-quality.ts'
import type { Call } from '../../../model/call.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { isoOf } from '../../../model/time.ts'
import { codecIn, directionOf, scopeOf, streamProof } from '../../facts/streams.ts'
import { rule } from '../../rule.ts'
import { SOME_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly direction: string
  readonly codec: string
  readonly says: string
}

export const firstHopSummary = rule<'stream', Values>({
  id: 'media.first-hop-summary',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3550 §6.4.1 and A.3'],
  title: 'Media streams',
  examines: 'stream',
  issues: ['quality', 'audio'],
  meaning: 'What was seen of each stream: SSRC, codec, packets, loss, jitter, score, TTL, DSCP, beginning and end.',
  fires: 'RTP of ten packets or more.',
  quiet: 'Input without RTP.',
  example: [
    'ssrc 0x1f2e3d4c, 192.0.2.10:4000 to 198.51.100.7:5000, PT 0 (PCMU): 1500 packets, lost 0 (0.00 %), jitter p95 1.2 ms, TTL 63, DSCP 46',
  ],
  recommendation: '',
  *check({ stream, call }) {
    if (stream.packets < SOME_PACKETS) {
      yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const says = summaryOf(stream, call)
    yield {
      values: { direction: directionOf(stream, call), codec: codecIn(stream, call), says },
      proof: [streamProof(stream, says)],
      scope: scopeOf(stream, call),
    }
  },
  detail: ({ direction, codec, says }) => `${codec} ${direction}: ${says}.`,
})

function summaryOf(stream: RtpStream, call: Call | undefined): string {
  const { packets, lost, lossPercent, jitterMs, ttls, dscps, firstAt, lastAt, ptimeMs } = stream
  const score = qualityIn(call, stream)
  return [
    `${packets} packets${ptimeMs === undefined ? '' : ` of ${ptimeMs} ms`}, lost ${lost} (${lossPercent.toFixed(2)} %)`,
    ...(jitterMs ? [`jitter p95 ${jitterMs.p95.toFixed(1)} ms`] : []),
    ...(score ? [`MOS-CQ ${score.mosConversational.toFixed(2)} (${score.scale})`] : []),
    `TTL ${ttls.map(({ ttl }) => ttl).join('/') || 'not known'}`,
    `DSCP ${dscps.map(({ dscp }) => dscp).join('/') || 'not known'}`,
    `from ${isoOf(firstAt)} to ${isoOf(lastAt)}`,
  ].join(', ')
}
