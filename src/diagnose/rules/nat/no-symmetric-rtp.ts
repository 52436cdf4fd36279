import { otherParty } from '../../../correlate/call-parties.ts'
import { endpointText } from '../../../model/endpoint.ts'
import { isTranslated, strayOf } from '../../facts/declared.ts'
import { flowsBothWays, flowsOf } from '../../facts/media-flow.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { isTalk, placeOf, sendersLine, sendersMessage, streamProof } from '../../facts/streams.ts'
import { rule } from '../../rule.ts'
import { MEDIA_WORKS_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly party: string
  readonly source: string
  readonly declared: string
}

export const noSymmetricRtp = rule<'stream', Values>({
  id: 'nat.no-symmetric-rtp',
  category: 'nat',
  severity: 'medium',
  sources: ['RFC 4961', 'RFC 7362 §4'],
  title: 'Ports are not symmetric towards a side behind a NAT',
  examines: 'stream',
  explains: ['media.one-way-audio'],
  issues: ['nat', 'audio', 'hear'],
  meaning:
    'A side sends from one port and listens on another. The NAT of the other side lets packets in only from where it sent to, so what comes from the other port is dropped.',
  fires:
    'The port a side sends from is not the one it declares, at the same address, and the other side is behind a NAT. Low where audio flows both ways all the same.',
  quiet: 'Another side that is not behind a NAT; ICE and TURN; early media.',
  example: ['m=audio 5000 RTP/AVP 0', 'RTP from 203.0.113.7:5004', 'c=IN IP4 192.168.1.50'],
  recommendation: 'Let that side send and receive on one port (symmetric RTP).',
  recipe: 'nat-media',
  verify: 'Verify: its RTP comes from the port of its m= line.',
  applies: ({ call }) => call?.answer !== undefined,
  *check({ stream, call }) {
    const place = placeOf(stream, call)
    if (!call || !place || !isTalk(stream, call)) return
    const stray = strayOf(call, place)
    if (stray?.kind !== 'port' || !isTranslated(call, otherParty(place.by))) return
    if (stream.packets < MEDIA_WORKS_PACKETS) {
      if (!call.bye) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const line = sendersLine(place)
    const message = sendersMessage(place)
    const works = flowsOf(call).some((flow) => flow.exchange === place.exchange && flowsBothWays(call, flow))
    yield {
      values: { party: place.by, source: endpointText(stream.source), declared: endpointText(stray.declared) },
      proof: [
        streamProof(stream, `${stream.packets} packets; its sender declared ${endpointText(stray.declared)}`),
        ...(line && message ? [lineOf(message, line)] : []),
      ],
      scope: [place.by],
      ...(works && { severity: { level: 'low', because: 'Audio flows both ways all the same' } as const }),
      ...(message && { mends: message }),
    }
  },
  detail: ({ party, source, declared }) =>
    `The ${party} sends its audio from ${source} and wants it at ${declared}; the other side is behind a NAT, which is open for one of the two at most.`,
})
