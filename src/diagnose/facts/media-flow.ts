import { isPrivate, isPublic } from '../../model/address.ts'
import type { Call, OfferAnswer } from '../../model/call.ts'
import type { Endpoint } from '../../model/endpoint.ts'
import type { RtpStream } from '../../model/stream.ts'
import { MEDIA_WORKS_PACKETS } from '../thresholds.ts'
import { lastFew } from './last-few.ts'
import { agreedAudio, declaredEndpoint, mediaAddress, place } from './session.ts'

/** The RTP of one agreed audio line, sorted by the side it is meant for. */
export interface Flow {
  readonly exchange: OfferAnswer
  readonly toOfferer: readonly RtpStream[]
  readonly toAnswerer: readonly RtpStream[]
}

interface Side {
  readonly port: number
  /** Declared, and as the network shows it: a side behind a translator has several. */
  readonly hosts: ReadonlySet<string>
  /** `address:port` where it sends from or was sent to. */
  readonly places: Set<string>
}

/** Streams of the call per agreed audio line and direction. Ports that were learned on the way (latching) count too. */
export const flowsOf = lastFew((call: Call): readonly Flow[] =>
  call.offerAnswers.flatMap((exchange) =>
    agreedAudio(exchange)
      .slice(0, 1)
      .map(({ offer, answer }) => {
        const offerer = sideOf(
          declaredEndpoint(offer, exchange.offer.description),
          exchange.offer.message.source,
          exchange.answer?.message.destination,
        )
        const answerer = sideOf(
          declaredEndpoint(answer, exchange.answer!.description),
          exchange.answer!.message.source,
          exchange.offer.message.destination,
        )
        return { exchange, ...attribute(call.streams, offerer, answerer) }
      }),
  ),
)

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

function sideOf(declared: Endpoint | undefined, ...seen: readonly (Endpoint | undefined)[]): Side {
  const hosts = new Set(seen.flatMap((endpoint) => (endpoint ? [endpoint.address] : [])))
  if (declared) hosts.add(declared.address)
  return { port: declared?.port ?? 0, hosts, places: new Set(declared ? [place(declared)] : []) }
}

const isAt = (side: Side, endpoint: Endpoint): boolean =>
  side.places.has(place(endpoint)) || (endpoint.port === side.port && side.hosts.has(endpoint.address))

/** Goes round until no stream teaches a new place; each round settles at least one stream, and three are enough. */
function attribute(streams: readonly RtpStream[], offerer: Side, answerer: Side) {
  const toOfferer = new Set<RtpStream>()
  const toAnswerer = new Set<RtpStream>()
  for (let round = 0; round < 3; round++) {
    for (const stream of streams) {
      if (toOfferer.has(stream) || toAnswerer.has(stream)) continue
      const forAnswerer = isAt(answerer, stream.destination) || isAt(offerer, stream.source)
      const forOfferer = isAt(offerer, stream.destination) || isAt(answerer, stream.source)
      // Both at once is a hair-pin; it says nothing about either direction.
      if (forAnswerer === forOfferer) continue
      const [from, to, set] = forAnswerer ? [offerer, answerer, toAnswerer] : [answerer, offerer, toOfferer]
      set.add(stream)
      from.places.add(place(stream.source))
      to.places.add(place(stream.destination))
    }
  }
  return { toOfferer: [...toOfferer], toAnswerer: [...toAnswerer] }
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
  arrivesAt(call, flow.toOfferer, flow.toAnswerer) && arrivesAt(call, flow.toAnswerer, flow.toOfferer)

/**
 * Whether media works in one direction: enough packets, sent to where the receiver is. That is where it sends from
 * itself, or an address that can be reached from the sender; and no ICMP error answers while the call is up.
 */
function arrivesAt(call: Call, towards: readonly RtpStream[], back: readonly RtpStream[]): boolean {
  const senders = new Set(back.map((stream) => place(stream.source)))
  const refused = refusedPlaces(call)
  return towards.some((stream) => {
    const target = place(stream.destination)
    if (stream.packets < MEDIA_WORKS_PACKETS || refused.has(target)) return false
    return senders.has(target) || !(isPublic(stream.source.address) && isPrivate(stream.destination.address))
  })
}

/** Places that answered RTP with an ICMP error before the BYE; afterwards it is the usual end of a call. */
function refusedPlaces(call: Call): ReadonlySet<string> {
  const end = call.bye?.at ?? Number.POSITIVE_INFINITY
  const before = call.icmpErrors.filter((error) => error.at < end && error.destination)
  return new Set(before.map((error) => place(error.destination!)))
}

export const packetsIn = (streams: readonly RtpStream[]): number =>
  streams.reduce((sum, stream) => sum + stream.packets, 0)
