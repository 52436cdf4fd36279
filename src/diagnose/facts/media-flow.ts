import { type LineStream, lineFlowsOf } from '../../correlate/quality/attribution.ts'
import { isPrivate, isPublic } from '../../model/address.ts'
import type { Call, OfferAnswer } from '../../model/call.ts'
import type { RtpStream, StreamSeries } from '../../model/stream.ts'
import { MICROS_PER_MS, type Micros } from '../../model/time.ts'
import { MEDIA_WORKS_PACKETS, MEDIA_WORKS_US } from '../thresholds/media.ts'
import { lastFew } from './last-few.ts'
import { mediaAddress, place } from './session.ts'

/** The RTP of one agreed audio line, sorted by the side it is meant for: what was asked for there, or answers it. */
export interface Flow {
  readonly exchange: OfferAnswer
  /** Of the m-line in its description, from 0. */
  readonly line: number
  readonly toOfferer: readonly RtpStream[]
  readonly toAnswerer: readonly RtpStream[]
}

/**
 * Streams of the call per agreed exchange and direction, of its first audio line. Ports that were learned on the way
 * (latching) count too; what goes to a port nobody asked for, and from which nobody sends, does not.
 */
export const flowsOf = lastFew((call: Call): readonly Flow[] => {
  const flows: Flow[] = []
  for (const { exchange, line, kind, toOfferer, toAnswerer } of lineFlowsOf(call)) {
    if (kind !== 'audio' || flows.at(-1)?.exchange === exchange) continue
    const [forOfferer, forAnswerer] = [askedFor(toOfferer, toAnswerer), askedFor(toAnswerer, toOfferer)]
    flows.push({ exchange, line, toOfferer: forOfferer, toAnswerer: forAnswerer })
  }
  return flows
})

/** `back` is what the receiver sends itself, from where it may be sent to (RFC 4961). */
function askedFor(streams: readonly LineStream[], back: readonly LineStream[]): readonly RtpStream[] {
  return streams.flatMap(({ stream, how }) => {
    if (how === 'learned') return []
    const asked = how !== 'source' || stream.relayed || back.some((other) => isSentFrom(other, stream))
    return asked ? [stream] : []
  })
}

const isSentFrom = ({ stream: { source } }: LineStream, { destination }: RtpStream): boolean =>
  source.address === destination.address && source.port === destination.port

/** Hosts by which a side of the exchange is known: its declared media address, and its layer 3 address. */
function hostsOf(exchange: OfferAnswer, side: 'offerer' | 'answerer'): ReadonlySet<string> {
  const [own, other] = side === 'offerer' ? [exchange.offer, exchange.answer] : [exchange.answer, exchange.offer]
  const declared = own?.description.media.map((media) => mediaAddress(media, own.description)) ?? []
  const seen = [own?.message.source?.address, other?.message.destination?.address]
  return new Set([...declared, ...seen].filter((host) => host !== undefined))
}

/**
 * Whether any of these streams comes from where that side is known to be. Media from a third host is answered there,
 * at an address nobody announced: then the other direction being absent proves nothing.
 */
export function comesFrom(exchange: OfferAnswer, side: 'offerer' | 'answerer', streams: readonly RtpStream[]): boolean {
  const hosts = hostsOf(exchange, side)
  return streams.some(({ source }) => hosts.has(source.address))
}

/** What the captured RTP proves about one call. */
export interface MediaDirections {
  /** Media reaches both sides on at least one hop. */
  readonly bothWays: boolean
}

export function mediaDirections(call: Call): MediaDirections {
  return { bothWays: flowsOf(call).some((flow) => flowsBothWays(call, flow)) }
}

export const flowsBothWays = (call: Call, flow: Flow): boolean =>
  worksTowards(call, flow, 'offerer') && worksTowards(call, flow, 'answerer')

/**
 * Whether media works in one direction: within the first ten seconds of the answered call enough packets of a payload type
 * the receiver agreed to, sent to where the receiver is. That is where it sends from itself, or an address that can be
 * reached from the sender; and no ICMP error answers while the call is up.
 */
export function worksTowards(call: Call, flow: Flow, side: 'offerer' | 'answerer'): boolean {
  const [towards, back] = side === 'offerer' ? [flow.toOfferer, flow.toAnswerer] : [flow.toAnswerer, flow.toOfferer]
  if (towards.length === 0) return false
  const senders = new Set(back.map((stream) => place(stream.source)))
  const refused = refusedPlaces(call)
  const agreed = payloadTypesOf(flow, side)
  return towards.some((stream) => {
    const target = place(stream.destination)
    if (refused.has(target) || !isAgreed(stream, agreed)) return false
    if (packetsAtBeginning(stream, call.answer?.at) < MEDIA_WORKS_PACKETS) return false
    return senders.has(target) || !(isPublic(stream.source.address) && isPrivate(stream.destination.address))
  })
}

/** What that side may be sent (RFC 3264 §5.1); empty where its line names nothing. */
function payloadTypesOf({ exchange, line }: Flow, side: 'offerer' | 'answerer'): ReadonlySet<number> {
  const pair = exchange.media[line]
  const receiver = side === 'offerer' ? pair?.offer : pair?.answer
  return new Set(receiver?.codecs.map(({ payloadType }) => payloadType) ?? [])
}

/** Most packets are of an agreed type, or comfort noise (RFC 3389), which needs no agreement. */
function isAgreed({ packets, payloadTypes }: RtpStream, agreed: ReadonlySet<number>): boolean {
  if (agreed.size === 0) return true
  const known = payloadTypes.filter(({ payloadType }) => agreed.has(payloadType) || COMFORT_NOISE.has(payloadType))
  return 2 * known.reduce((sum, use) => sum + use.packets, 0) > packets
}

const COMFORT_NOISE: ReadonlySet<number> = new Set([13, 19])

/** Packets within ten seconds of the answer; all where no answer was seen, as of a call that ran before the input began. */
function packetsAtBeginning({ packets, firstAt, lastAt, series }: RtpStream, answeredAt: Micros | undefined): number {
  if (answeredAt === undefined) return packets
  const until = answeredAt + MEDIA_WORKS_US
  if (lastAt < answeredAt || firstAt >= until) return 0
  if (firstAt >= answeredAt && lastAt < until) return packets
  if (series) return packetsBetween(series, answeredAt, until)
  const share = (Math.min(lastAt, until) - Math.max(firstAt, answeredAt)) / Math.max(1, lastAt - firstAt)
  return packets * share
}

/** In the buckets that lie within at least by half. */
function packetsBetween({ at, bucketMs, packets }: StreamSeries, from: Micros, until: Micros): number {
  let sum = 0
  for (const [index, count] of packets.entries()) {
    const middle = at + (index + 0.5) * bucketMs * MICROS_PER_MS
    if (middle >= from && middle < until) sum += count
  }
  return sum
}

/** Places that answered RTP with an ICMP error before the BYE; afterwards it is the usual end of a call. */
function refusedPlaces(call: Call): ReadonlySet<string> {
  const end = call.bye?.at ?? Number.POSITIVE_INFINITY
  const before = call.icmpErrors.filter((error) => error.at < end && error.destination)
  return new Set(before.map((error) => place(error.destination!)))
}

export const packetsIn = (streams: readonly RtpStream[]): number =>
  streams.reduce((sum, stream) => sum + stream.packets, 0)
