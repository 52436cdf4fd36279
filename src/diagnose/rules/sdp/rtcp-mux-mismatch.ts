import { agreedLines, bothLines, isCut, isWebRtc } from '../../facts/media-lines.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly side: 'offer' | 'answer'
}

export const rtcpMuxMismatch = rule<'offerAnswer', Values>({
  id: 'sdp.rtcp-mux-mismatch',
  category: 'media',
  severity: 'medium',
  sources: ['RFC 5761 §5.1.1', 'RFC 8858'],
  title: 'RTCP on the RTP port is not agreed (rtcp-mux)',
  examines: 'offerAnswer',
  about: { described: true, unusual: true },
  meaning:
    'One side puts RTCP on the RTP port and the other did not agree. Reports get lost; browsers refuse a session without rtcp-mux.',
  fires: 'One side of an agreed line is a WebRTC client that says a=rtcp-mux, and the other side does not (high).',
  quiet: 'Both or neither say a=rtcp-mux; other endpoints, which fall back to the next port.',
  example: ['a=rtcp-mux'],
  recommendation: 'Turn on rtcp-mux on the answering side, or keep RTCP on its own port until both sides agree.',
  recipe: 'rtcp',
  verify: 'Verify: offer and answer both carry a=rtcp-mux, or neither does.',
  applies: ({ exchange }) => exchange.media.some(({ offer, answer }) => offer.rtcpMux || answer?.rtcpMux),
  *check({ exchange }) {
    if (isCut(exchange)) {
      yield { insufficient: 'message-cut' }
      return
    }
    for (const pair of agreedLines(exchange)) {
      if (pair.offer.rtcpMux === pair.answer.rtcpMux) continue
      const side = pair.offer.rtcpMux ? 'offer' : 'answer'
      const wants = exchange[side]!.message
      if (!isWebRtc(wants, pair[side])) continue
      yield {
        values: { side },
        proof: bothLines(pair),
        scope: [side],
        mends: exchange[side === 'offer' ? 'answer' : 'offer']!.message,
        severity: { level: 'high', because: 'A WebRTC client does not fall back to a port of its own for RTCP' },
      }
    }
  },
  detail: ({ side }) =>
    `Only the ${side} carries a=rtcp-mux, and it was written for or by a WebRTC client, which demands it.`,
})
