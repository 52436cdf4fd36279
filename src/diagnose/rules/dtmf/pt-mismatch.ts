import { type StreamPlace, streamPlacesOf } from '../../../correlate/quality/attribution.ts'
import type { Party } from '../../../model/call-facts.ts'
import type { MediaDescription } from '../../../model/description.ts'
import { endpointText } from '../../../model/endpoint.ts'
import type { PayloadTypeUse, RtpStream } from '../../../model/stream.ts'
import { eventCodecs } from '../../facts/digits.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly by: Party
  readonly payloadType: number
  /** What the receiver has for events; empty where it has none. */
  readonly expected: readonly number[]
  readonly packets: number
}

/** A telephone event is four octets long (RFC 4733 §2.3). */
const EVENT_OCTETS = 4

export const ptMismatch = rule<'call', Values>({
  id: 'dtmf.pt-mismatch',
  category: 'codec',
  severity: 'medium',
  sources: ['RFC 3264 §5.1', 'RFC 4733 §2.5.1'],
  title: 'Digits are sent under a payload type the receiver does not know',
  examines: 'call',
  observed: true,
  about: { described: true, streams: true },
  issues: ['dtmf', 'digits'],
  meaning: 'Each side says under which payload type it wants telephone events. Those sent under another one are lost.',
  fires:
    'Packets that are telephone events by the description of their sender, or by their four octets, have a payload type that the receiver does not map to telephone-event.',
  quiet: 'Events under the type that the receiver named, whatever the sender called it.',
  example: ['a=rtpmap:101 telephone-event/8000', 'RTP payload type 96, 4 octets'],
  recommendation: 'Let the sender use the payload type that the other side listed for telephone-event, not its own.',
  recipe: 'dtmf',
  verify: 'Verify: event packets have the payload type that the rtpmap of the receiver names.',
  *check({ call }) {
    if (!call.streams.some(hasUnknownType)) return
    for (const place of streamPlacesOf(call)) {
      if (place.kind !== 'audio') continue
      const { receiver, sender } = sidesOf(place)
      if (!receiver || !sender) continue
      if (receiver.codecs.some(({ encoding }) => encoding === undefined)) {
        yield { insufficient: 'message-cut' }
        continue
      }
      const use = place.stream.payloadTypes.find((one) => isLost(one, receiver, sender))
      if (!use) continue
      const { stream, exchange, by, towards } = place
      const message = towards === 'offerer' ? exchange.offer.message : exchange.answer!.message
      const figures = `payload type ${use.payloadType}, ${use.packets} packets of ${use.octets} octets from ${endpointText(stream.source)} to ${endpointText(stream.destination)}, ssrc ${stream.ssrc}`
      yield {
        values: {
          by,
          payloadType: use.payloadType,
          packets: use.packets,
          expected: eventCodecs(receiver).map((one) => one.payloadType),
        },
        proof: [{ kind: 'rtp', figures, frame: use.firstFrame, at: use.firstAt }, lineOf(message, receiver)],
        scope: [by],
        mends: message,
      }
    }
  },
  detail: ({ by, payloadType, expected, packets }) =>
    `The ${by} sent ${packets} packets of telephone events under payload type ${payloadType}; the receiver ${expected.length > 0 ? `wants them under ${expected.join(' or ')}` : 'takes none'}.`,
})

/** A type that the description of the receiver does not name. */
const hasUnknownType = ({ payloadTypes }: RtpStream): boolean =>
  payloadTypes.some(({ encoding }) => encoding === undefined)

function sidesOf({ exchange, line, towards }: StreamPlace): {
  receiver?: MediaDescription | undefined
  sender?: MediaDescription | undefined
} {
  const pair = exchange.media[line]
  if (!pair) return {}
  return towards === 'offerer'
    ? { receiver: pair.offer, sender: pair.answer }
    : { receiver: pair.answer, sender: pair.offer }
}

/** The receiver has no meaning for the type, and the sender's own description, or the size of all its packets, says what it is. */
function isLost(
  { payloadType, octets, sizes, otherSizes }: PayloadTypeUse,
  receiver: MediaDescription,
  sender: MediaDescription,
): boolean {
  if (receiver.codecs.some((codec) => codec.payloadType === payloadType)) return false
  if (eventCodecs(sender).some((codec) => codec.payloadType === payloadType)) return true
  return payloadType >= 96 && octets === EVENT_OCTETS && sizes.length === 1 && otherSizes === 0
}
