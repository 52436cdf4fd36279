import { type StreamPlace, streamPlacesOf } from '../../../correlate/quality/attribution.ts'
import type { Call, CaptureFacts } from '../../../model/call.ts'
import { endpointText } from '../../../model/endpoint.ts'
import { strayOf } from '../../facts/declared.ts'
import { isTimeLeft } from '../../facts/input-end.ts'
import { flowsBothWays, flowsOf, worksTowards } from '../../facts/media-flow.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { isFromBefore, isTalk, placeOf, sendersLine, sendersMessage, streamProof } from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import { MEDIA_WORKS_PACKETS, MEDIA_WORKS_US } from '../../thresholds/media.ts'

interface Values {
  readonly party: string
  readonly kind: 'address' | 'port'
  readonly source: string
  readonly declared: string
}

export const sdpAddressVsSource = rule<'stream', Values>({
  id: 'nat.sdp-address-vs-source',
  category: 'nat',
  severity: 'medium',
  sources: ['RFC 4961 §4', 'RFC 3264 §5.1', 'RFC 7362'],
  title: 'RTP comes from elsewhere than its sender declared',
  examines: 'stream',
  yieldsTo: ['nat.no-symmetric-rtp'],
  issues: ['nat', 'audio', 'hear'],
  meaning:
    'A side asks for media at one place and sends from another: there is a NAT that its description does not know of, or its ports are not symmetric.',
  fires:
    'Address or port from which a side sends audio are not those of its own description. High where nothing gets back to it, info where audio flows both ways because the other side sends to where packets come from.',
  quiet:
    'ICE and TURN, which agree on places by themselves; another address of the same side on another hop of the call; early media.',
  example: ['c=IN IP4 192.168.1.50', 'm=audio 4000 RTP/AVP 0', 'RTP from 203.0.113.9:31744'],
  recommendation:
    'Let the side behind the NAT declare its public address (STUN, external address), or let the other side send to where the RTP comes from.',
  recipe: 'nat-media',
  verify: 'Verify: RTP arrives from the address and port of the c= and m= lines.',
  applies: ({ call }) => call?.answer !== undefined,
  *check({ stream, call }, { capture }) {
    const place = placeOf(stream, call)
    if (!call || !place || !isTalk(stream, call)) return
    const stray = strayOf(call, place)
    if (!stray) return
    if (isFromBefore(call, place)) {
      yield { insufficient: 'starts-mid-dialog' }
      return
    }
    if (stream.packets < MEDIA_WORKS_PACKETS) {
      if (!call.bye) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const line = sendersLine(place)
    const message = sendersMessage(place)
    const severity = weigh(call, place, capture)
    yield {
      values: {
        party: place.by,
        kind: stray.kind,
        source: endpointText(stream.source),
        declared: endpointText(stray.declared),
      },
      proof: [
        streamProof(stream, `${stream.packets} packets; its sender declared ${endpointText(stray.declared)}`),
        ...(line && message ? [lineOf(message, line)] : []),
      ],
      scope: [place.by, stray.kind],
      ...(severity && { severity }),
      ...(message && { mends: message }),
    }
  },
  detail: ({ party, kind, source, declared }) =>
    `The ${party} declares ${declared} and sends from ${source}: ${kind === 'port' ? 'another port (port translation, or ports that are not symmetric)' : 'another address (a NAT, or media that another host sends)'}.`,
})

function weigh(call: Call, { by, exchange, towards, stream }: StreamPlace, capture: CaptureFacts): Weight | undefined {
  const flow = flowsOf(call).find((one) => one.exchange === exchange)
  if (!flow) return undefined
  if (flowsBothWays(call, flow)) return { level: 'info', because: 'Audio flows both ways all the same' }
  const heard = worksTowards(call, flow, towards === 'answerer' ? 'offerer' : 'answerer')
  const sends = streamPlacesOf(call).some((other) => other.by !== by)
  const isEarly = call.bye === undefined && !isTimeLeft({ at: stream.firstAt }, capture, MEDIA_WORKS_US)
  return heard || isEarly || (call.bye === undefined && !call.final && !sends)
    ? undefined
    : { level: 'high', because: `No audio gets back to the ${by}` }
}
