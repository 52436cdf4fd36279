import { type StreamPlace, streamPlacesOf } from '../../../correlate/quality/attribution.ts'
import { bundledLines } from '../../../correlate/quality/line-sides.ts'
import type { Call } from '../../../model/call.ts'
import { type Endpoint, endpointText } from '../../../model/endpoint.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { declaredEndpoint } from '../../facts/session.ts'
import {
  directionOf,
  isNearChange,
  partysPlaces,
  placeOf,
  receiversLine,
  receiversMessage,
  sendersMessage,
  streamProof,
} from '../../facts/streams.ts'
import { rule } from '../../rule.ts'
import { MEDIA_WORKS_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly sentTo: string
  readonly declared: string
  readonly packets: number
  readonly direction: string
  readonly elsewhere: boolean
}

export const portMismatch = rule<'stream', Values>({
  id: 'media.port-mismatch',
  category: 'nat',
  severity: 'high',
  sources: ['RFC 3264 §5.1', 'RFC 4961 §4'],
  title: 'RTP goes to another port than was asked for',
  examines: 'stream',
  observed: true,
  explains: ['media.one-way-audio', 'nat.sdp-address-vs-source'],
  issues: ['audio', 'hear', 'silence'],
  meaning: 'A side sends its audio to the right host and to a port at which nobody listens for it.',
  fires:
    'RTP goes to an address that the receiver declared and to a port that is neither its RTP nor its RTCP port, nor one from which it sends itself.',
  quiet:
    'Symmetric RTP to where packets come from; ports of an earlier or later description of the call; ICE, BUNDLE, TURN; two seconds around a re-INVITE. Low where audio reaches the receiver all the same.',
  example: ['m=audio 40000 RTP/AVP 0', '198.51.100.29:40000 to 203.0.113.29:40012: 296 packets'],
  recommendation:
    'Let the sender use the port of the m= line it got; where a NAT or ALG rewrote one of the two descriptions, switch that off. Restart a relay that holds on to ports of an earlier call.',
  recipe: 'nat-media',
  verify: 'Verify: the RTP goes to the port of the m= line.',
  applies: ({ call }) => call !== undefined,
  *check({ stream, call }) {
    const place = placeOf(stream, call)
    if (!call || !place || stream.relayed || (place.how !== 'source' && place.how !== 'learned')) return
    const declared = declaredHere(place)
    if (!declared || declared.port === stream.destination.port || isKnown(call, place)) return
    if (stream.packets < MEDIA_WORKS_PACKETS) {
      if (!call.bye) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    if (isNearChange(call, stream.lastAt) && isNearChange(call, stream.firstAt)) return
    const elsewhere = reaches(call, place)
    const line = receiversLine(place)
    const [to, from] = [receiversMessage(place), sendersMessage(place)]
    yield {
      values: {
        sentTo: endpointText(stream.destination),
        declared: endpointText(declared),
        packets: stream.packets,
        direction: directionOf(stream, call),
        elsewhere,
      },
      proof: [
        ...([streamProof(stream, `${stream.packets} packets, declared ${endpointText(declared)}`)] as const),
        ...(line && to ? [lineOf(to, line)] : []),
      ],
      scope: [directionOf(stream, call)],
      ...(elsewhere && { severity: { level: 'low', because: 'Audio reaches the receiver all the same' } as const }),
      ...(from && { mends: from }),
    }
  },
  detail: ({ sentTo, declared, packets, direction, elsewhere }) =>
    `${packets} RTP packets ${direction} go to ${sentTo}; the receiver asked for them at ${declared}${elsewhere ? ', where other packets arrive' : ', where none arrive'}.`,
})

/** What the receiver asked for at the very address the stream goes to; undefined where that is another, or its lines share a way. */
function declaredHere(place: StreamPlace): Endpoint | undefined {
  const { exchange, towards, stream } = place
  const line = receiversLine(place)
  const said = towards === 'answerer' ? exchange.answer : exchange.offer
  if (!line || !said || bundledLines(said.description).length > 0) return undefined
  const declared = declaredEndpoint(line, said.description)
  const isRtcp = stream.destination.port === line.rtcpPort
  return declared?.address === stream.destination.address && !isRtcp ? declared : undefined
}

/** The receiver declared that place on another line or hop or at another time, or sends from it. */
function isKnown(call: Call, { stream, by }: StreamPlace): boolean {
  const place = endpointText(stream.destination)
  if (partysPlaces(call, by === 'caller' ? 'callee' : 'caller').has(place)) return true
  return call.streams.some(({ source }) => endpointText(source) === place)
}

/** Another stream of that side goes where it should. */
const reaches = (call: Call, { by, stream }: StreamPlace): boolean =>
  streamPlacesOf(call).some(
    (other) =>
      other.by === by &&
      other.how === 'declared' &&
      other.stream !== stream &&
      other.stream.packets >= MEDIA_WORKS_PACKETS,
  )
