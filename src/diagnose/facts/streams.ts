import { senderOf } from '../../correlate/call-parties.ts'
import { holdsOf } from '../../correlate/holds.ts'
import { type StreamPlace, streamPlacesOf } from '../../correlate/quality/attribution.ts'
import { agreedLines } from '../../correlate/quality/line-sides.ts'
import { vantageOf } from '../../correlate/quality/vantage.ts'
import type { Call, OfferAnswer } from '../../model/call.ts'
import type { Party } from '../../model/call-facts.ts'
import type { MediaDescription } from '../../model/description.ts'
import { endpointText } from '../../model/endpoint.ts'
import type { SipMessage } from '../../model/message.ts'
import type { RtpStream } from '../../model/stream.ts'
import type { Micros } from '../../model/time.ts'
import type { Proof } from '../rule.ts'
import { CHANGE_US } from '../thresholds/media.ts'
import { lastFew } from './last-few.ts'

/** Where a stream stands in its call; undefined for RTP that no line of the call asked for, or no call announced. */
export const placeOf = (stream: RtpStream, call: Call | undefined): StreamPlace | undefined =>
  call && streamPlacesOf(call).find((one) => one.stream === stream)

/** Sent under what was agreed before the input begins: what was agreed later says nothing of it. */
export const isFromBefore = (call: Call, { stream, exchange }: StreamPlace): boolean =>
  call.invite === undefined && exchange.offer.message.at !== undefined && stream.firstAt < exchange.offer.message.at

/** From whom to whom, by roles: the same tomorrow. */
export function directionOf(stream: RtpStream, call: Call | undefined): string {
  const by = placeOf(stream, call)?.by
  if (by === undefined) return 'of a stream'
  return by === 'caller' ? 'from caller to callee' : 'from callee to caller'
}

/** What most packets are: the codec as agreed, else by the static types of RFC 3551, else the payload type. */
export function codecIn(stream: RtpStream, call?: Call): string {
  const agreed = placeOf(stream, call)?.codec?.encoding
  if (agreed) return agreed
  const [main] = stream.payloadTypes.toSorted((a, b) => b.packets - a.packets)
  return main?.encoding ?? `payload type ${main?.payloadType ?? '?'}`
}

/** What makes a fault of a stream the same tomorrow. */
export const scopeOf = (stream: RtpStream, call: Call | undefined): readonly [string, string] => [
  directionOf(stream, call),
  codecIn(stream, call).toLowerCase(),
]

export const wayText = ({ source, destination }: RtpStream): string =>
  `${endpointText(source)} to ${endpointText(destination)}`

export const ssrcText = (ssrc: number): string => `0x${ssrc.toString(16).padStart(8, '0')}`

/** SSRC, way and payload types, by which a person finds the stream. */
export function keyText(stream: RtpStream): string {
  const types = stream.payloadTypes.map(({ payloadType, encoding }) =>
    encoding === undefined ? `${payloadType}` : `${payloadType} (${encoding.slice(0, 40)})`,
  )
  return `ssrc ${ssrcText(stream.ssrc)}, ${wayText(stream)}, PT ${types.slice(0, 4).join(', ')}`
}

/** Figures of a stream as proof, at its first packet unless another place is named. */
export function streamProof(
  stream: RtpStream,
  figures: string,
  where: { readonly frame?: number; readonly at?: Micros } = {},
): Proof {
  const { frame = stream.firstFrame, at = stream.firstAt } = where
  return { kind: 'rtp', figures: `${keyText(stream)}: ${figures}`, frame, at }
}

/** The message that describes where a stream comes from, or goes to. */
export const sendersMessage = ({ exchange, towards }: StreamPlace): SipMessage | undefined =>
  towards === 'answerer' ? exchange.offer.message : exchange.answer?.message
export const receiversMessage = ({ exchange, towards }: StreamPlace): SipMessage | undefined =>
  towards === 'answerer' ? exchange.answer?.message : exchange.offer.message

/** The m-line as the sender, or the receiver, of a stream wrote it. */
export const sendersLine = ({ exchange, towards, line }: StreamPlace): MediaDescription | undefined =>
  towards === 'answerer' ? exchange.media[line]?.offer : exchange.media[line]?.answer
export const receiversLine = ({ exchange, towards, line }: StreamPlace): MediaDescription | undefined =>
  towards === 'answerer' ? exchange.media[line]?.answer : exchange.media[line]?.offer

/** Pictures, and what goes with them: many packets of one time, at any size (RFC 3551 §5). */
export const isVideo = (stream: RtpStream, call: Call | undefined): boolean =>
  stream.clockRateHz === 90_000 || (placeOf(stream, call)?.kind ?? 'audio') !== 'audio'

/**
 * Media that the two sides of an answered call are meant to get, or RTP that no call announced. Not: what was over by the
 * answer (ringing tones, announcements), and music for somebody on hold.
 */
export function isInCall(stream: RtpStream, call: Call | undefined): boolean {
  if (call === undefined) return true
  if (call.answer === undefined) return call.invite === undefined
  if (call.answer.at !== undefined && stream.lastAt <= call.answer.at) return false
  return 2 * heldUs(call, stream.firstAt, stream.lastAt) < stream.lastAt - stream.firstAt + 1
}

/** The same, of audio. */
export const isTalk = (stream: RtpStream, call: Call | undefined): boolean =>
  !isVideo(stream, call) && isInCall(stream, call)

/** For how long of that time a side had the other on hold; announcements, which began so, aside. */
export function heldUs(call: Call, from: Micros, until: Micros): Micros {
  let sum = 0
  for (const hold of holdsOf(call)) {
    if (hold.initial || hold.from === undefined) continue
    sum += Math.max(0, Math.min(until, hold.until ?? until) - Math.max(from, hold.from))
  }
  return sum
}

/** When the media of a call may change: its answers, offers within it, and requests to transfer it. */
export const changesOf = lastFew((call: Call): readonly Micros[] => {
  const times: Micros[] = []
  for (const message of call.messages) {
    const { method, at } = message
    if (at === undefined) continue
    const moves = method === 'REFER' || (message.kind === 'response' && message.status < 300 && method === 'INVITE')
    if (moves || message.description) times.push(at)
  }
  return times
})

/** Something was agreed, or moved, shortly before or after that time. */
export const isNearChange = (call: Call, at: Micros): boolean =>
  changesOf(call).some((change) => Math.abs(change - at) <= CHANGE_US)

/** TTLs that packets set out with; one that was not counted down comes from next door. */
const FIRST_TTLS: ReadonlySet<number> = new Set([64, 128, 255])

/** The tap is beside the sender of a stream: no router counted its TTL down, or the call says so. */
export function isNearSender(stream: RtpStream, call: Call | undefined): boolean {
  if (stream.ttls.length > 0 && stream.ttls.every(({ ttl }) => FIRST_TTLS.has(ttl))) return true
  const by = placeOf(stream, call)?.by
  return by !== undefined && vantageOf(call!).vantage === `near-${by}`
}

/** On which side of the way of a stream the capture was made. */
export function tapOf(stream: RtpStream, call: Call | undefined): 'sender' | 'receiver' | 'unknown' {
  const by = placeOf(stream, call)?.by
  if (by === undefined) return 'unknown'
  const { vantage } = vantageOf(call!)
  if (vantage !== 'near-caller' && vantage !== 'near-callee') return 'unknown'
  return vantage === `near-${by}` ? 'sender' : 'receiver'
}

/** Where packets that are missing at the tap can have been lost, and what a second tap would settle. */
export const lostWhere = (stream: RtpStream, call: Call | undefined): string => LOST_WHERE[tapOf(stream, call)]

const LOST_WHERE: Readonly<Record<ReturnType<typeof tapOf>, string>> = {
  sender:
    'This tap is next to the sender, so its own host, network card or first switch lost them, not the WAN; what is lost behind the tap does not show here.',
  receiver:
    'This tap is next to the receiver, so they were lost anywhere on the way; a second capture next to the sender would tell on which half.',
  unknown: 'They were lost between the sender and this tap; what is lost behind the tap does not show here.',
}

/** Places by `address:port` at which a side of an exchange asked for media: declared, or by ICE. */
export function placesOf(exchange: OfferAnswer, side: 'offerer' | 'answerer'): ReadonlyMap<string, 'declared' | 'ice'> {
  const places = new Map<string, 'declared' | 'ice'>()
  for (const line of agreedLines(exchange))
    for (const [place, how] of line[side].places) if (how !== 'symmetric') places.set(place, how)
  return places
}

/** The same of a party, over all that was agreed in the call, on every hop. */
export function partysPlaces(call: Call, party: Party): ReadonlySet<string> {
  const places = new Set<string>()
  for (const exchange of call.offerAnswers) {
    const side = senderOf(call, exchange.offer.message) === party ? 'offerer' : 'answerer'
    for (const place of placesOf(exchange, side).keys()) places.add(place)
  }
  return places
}
