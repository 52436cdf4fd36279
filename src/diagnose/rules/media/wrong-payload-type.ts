import type { StreamPlace } from '../../../correlate/quality/attribution.ts'
import { isMediaCodec } from '../../../decode/sdp/codec-name.ts'
import type { Call, OfferAnswer } from '../../../model/call.ts'
import type { Codec, SessionDescription } from '../../../model/description.ts'
import type { PayloadTypeUse, RtpStream } from '../../../model/stream.ts'
import { flowsOf, packetsIn } from '../../facts/media-flow.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { senderOf } from '../../facts/session.ts'
import {
  directionOf,
  isFromBefore,
  placeOf,
  receiversLine,
  receiversMessage,
  sendersMessage,
  streamProof,
} from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import { CHANGE_US, MEDIA_WORKS_PACKETS, SOME_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly payloadType: number
  readonly encoding: string | undefined
  readonly packets: number
  readonly of: number
  readonly direction: string
  readonly declared: readonly number[]
  /** The receiver knows the codec by another number. */
  readonly under: number | undefined
}

export const wrongPayloadType = rule<'stream', Values>({
  id: 'media.wrong-payload-type',
  category: 'codec',
  severity: 'high',
  sources: ['RFC 3264 §5.1 and §6.1', 'RFC 3550 §5.1', 'RFC 3551 §3'],
  title: 'RTP payload type that the receiver did not declare',
  examines: 'stream',
  observed: true,
  explains: ['media.one-way-audio'],
  issues: ['codec', 'noise', 'audio', 'silence'],
  meaning:
    'A side sends packets of a payload type that the other never said it takes: they are dropped or played as noise.',
  fires:
    'Ten packets or more after the answer have a payload type that no description of the receiver names. Critical where they are most of the stream.',
  quiet:
    'Before the answer; comfort noise and telephone events; two seconds around a re-INVITE. Low where the receiver knows the codec under another number and audio works both ways.',
  example: ['m=audio 5000 RTP/AVP 0 101', 'PT 8 (PCMA): 512 of 512 packets; declared by the receiver: 0, 101'],
  recommendation:
    'Make the sender use only what the answer allows, under the numbers of the receiver; a relay that renumbers or transcodes on one side only is the usual reason.',
  recipe: 'codec',
  verify: 'Verify: all RTP in that direction bears payload types of the m-line it goes to.',
  applies: ({ call }) => call?.answer !== undefined,
  *check({ stream, call }) {
    const place = placeOf(stream, call)
    if (!call || !place || place.ringback) return
    if (isFromBefore(call, place)) {
      yield { insufficient: 'starts-mid-dialog' }
      return
    }
    const declared = declaredTo(call, place)
    if (declared === 'cut') {
      yield { insufficient: 'message-cut' }
      return
    }
    for (const use of stream.payloadTypes) {
      if (use.packets < SOME_PACKETS || declared.has(use.payloadType) || !isMedia(use, stream, call)) continue
      const sent = codecSent(call, place, use)
      if (sent?.encoding !== undefined && !isMediaCodec(sent.encoding)) continue
      yield faultOf(call, place, use, [...declared.keys()], sent && sameIn(declared.values(), sent))
    }
  },
  detail: ({ payloadType, encoding, packets, of, direction, declared, under }) =>
    `${packets} of ${of} RTP packets ${direction} have payload type ${payloadType}${encoding ? ` (${encoding})` : ''}; the receiver declared ${declared.slice(0, 12).join(', ')}${under === undefined ? '' : `, with the same codec under ${under}`}.`,
})

/** RTCP that looks like RTP (RFC 5761 §4), comfort noise old and new, and what RFC 4733 events look like where nobody named them. */
function isMedia({ payloadType, octets, lastAt, otherSizes }: PayloadTypeUse, stream: RtpStream, call: Call): boolean {
  if ((payloadType >= 72 && payloadType <= 76) || payloadType === 13 || payloadType === 19) return false
  if (octets === 4 && otherSizes === 0 && stream.payloadTypes.length > 1) return false
  return call.answer?.at === undefined || lastAt > call.answer.at + CHANGE_US
}

/** What the receiver declared by the time the stream ended, on any line of that hop (RFC 9143 shares one way among lines). */
function declaredTo(call: Call, place: StreamPlace): ReadonlyMap<number, Codec> | 'cut' {
  const codecs = new Map<number, Codec>()
  for (const description of descriptionsBy(call, place, 'receiver')) {
    if (!description.complete) return 'cut'
    for (const { codecs: own } of description.media) for (const codec of own) codecs.set(codec.payloadType, codec)
  }
  return codecs
}

/** The codec as the sender itself names that number. */
function codecSent(
  call: Call,
  place: StreamPlace,
  { payloadType, encoding }: PayloadTypeUse,
): Partial<Codec> | undefined {
  for (const { media } of descriptionsBy(call, place, 'sender'))
    for (const { codecs } of media) for (const codec of codecs) if (codec.payloadType === payloadType) return codec
  return encoding === undefined ? undefined : { encoding, clockRateHz: undefined }
}

function sameIn(codecs: Iterable<Codec>, sent: Partial<Codec>): number | undefined {
  for (const codec of codecs) {
    const named = codec.encoding?.toLowerCase() === sent.encoding?.toLowerCase() && codec.encoding !== undefined
    if (named && (sent.clockRateHz === undefined || sent.clockRateHz === codec.clockRateHz)) return codec.payloadType
  }
  return undefined
}

function* descriptionsBy(
  call: Call,
  { stream, by }: StreamPlace,
  who: 'sender' | 'receiver',
): Iterable<SessionDescription> {
  for (const exchange of call.offerAnswers) {
    const { offer, answer } = exchange
    if ((offer.message.at ?? 0) > stream.lastAt + CHANGE_US) continue
    const fromOfferer = senderOf(call, offer.message) === by
    const one = fromOfferer === (who === 'sender') ? offer : answer
    if (one) yield one.description
  }
}

function faultOf(
  call: Call,
  place: StreamPlace,
  { payloadType, packets, encoding, firstAt, firstFrame }: PayloadTypeUse,
  declared: readonly number[],
  under: number | undefined,
) {
  const { stream } = place
  const line = receiversLine(place)
  const [to, from] = [receiversMessage(place), sendersMessage(place)]
  const name = encoding?.slice(0, 40)
  const figures = `PT ${payloadType}: ${packets} of ${stream.packets} packets; declared by the receiver: ${declared.slice(0, 12).join(', ')}`
  const severity = weigh(call, place.exchange, packets, stream.packets, under)
  return {
    values: {
      ...{ payloadType, encoding: name, packets, of: stream.packets },
      ...{ direction: directionOf(stream, call), declared, under },
    },
    proof: [
      streamProof(stream, figures, { frame: firstFrame, at: firstAt }),
      ...(line && to ? [lineOf(to, line)] : []),
    ] as const,
    scope: [directionOf(stream, call), (name ?? `${payloadType}`).toLowerCase()],
    ...(from && { mends: from }),
    ...(severity && { severity }),
  }
}

function weigh(
  call: Call,
  exchange: OfferAnswer,
  packets: number,
  of: number,
  under: number | undefined,
): Weight | undefined {
  if (under !== undefined) {
    const flow = flowsOf(call).find((one) => one.exchange === exchange)
    const works = flow && Math.min(packetsIn(flow.toOfferer), packetsIn(flow.toAnswerer)) >= MEDIA_WORKS_PACKETS
    if (works)
      return {
        level: 'low',
        because: `The receiver has this codec as ${under}, and audio flows both ways all the same`,
      }
  }
  return 2 * packets > of
    ? { level: 'critical', because: `${packets} of ${of} packets: most of what is sent` }
    : undefined
}
