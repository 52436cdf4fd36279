import { attributeValues } from '../../decode/sdp/attributes.ts'
import type { DescribedMessage, OfferAnswer } from '../../model/call.ts'
import type { MediaDescription, SessionDescription } from '../../model/description.ts'
import { type Endpoint, endpointText } from '../../model/endpoint.ts'

/** ICE candidates taken of one m-line; a phone has a handful, a host with many interfaces some dozens. Chosen by us. */
const MAX_CANDIDATES = 40
/** m-lines of one exchange that streams are looked for; a conference may have some dozens. Chosen by us. */
const MAX_LINES = 64

/** How a place came to be known as a side's. */
export type PlaceSource = 'declared' | 'ice' | 'symmetric'

/** One side of an m-line, and where it is. */
export interface LineSide {
  readonly media: MediaDescription
  /** Declared, and as the network shows it: a side behind a translator has several. */
  readonly hosts: ReadonlySet<string>
  /** By `address:port`: where it wants media, and in time where it sends from or was sent to. */
  readonly places: Map<string, PlaceSource>
  /** SSRCs it says that it sends (RFC 5576). */
  readonly ssrcs: ReadonlySet<number>
}

/** An m-line both sides accepted: neither port is 0 (RFC 3264 §6). */
export interface AgreedLine {
  readonly exchange: OfferAnswer
  /** From 0, in the order of the description. */
  readonly index: number
  readonly offerer: LineSide
  readonly answerer: LineSide
}

/** The lines of an exchange that carry RTP, as agreed or as previewed by an unreliable provisional. */
export function agreedLines(exchange: OfferAnswer): readonly AgreedLine[] {
  const { offer, answer, media, state } = exchange
  if (answer === undefined || (state !== 'answered' && state !== 'preview')) return []
  const lines: AgreedLine[] = []
  for (const [index, pair] of media.entries()) {
    if (!pair.answer || pair.answer.port === 0 || pair.offer.port === 0 || lines.length >= MAX_LINES) continue
    if (!isRtp(pair.offer)) continue
    const offerer = sideOf(offer, pair.offer, answer.message.destination)
    const answerer = sideOf(answer, pair.answer, offer.message.destination)
    lines.push({ exchange, index, offerer, answerer })
  }
  return lines
}

const isRtp = ({ profile }: MediaDescription): boolean => profile.toUpperCase().includes('RTP/')

/** `reached` is where the other side sent its own description. */
function sideOf({ message, description }: DescribedMessage, media: MediaDescription, reached?: Endpoint): LineSide {
  const hosts = new Set<string>()
  for (const host of [message.source, reached]) if (host) hosts.add(host.address)
  const places = new Map<string, PlaceSource>()
  const bundled = bundledLines(description)
  for (const line of bundled.includes(media) ? bundled : [media]) addPlaces(places, hosts, line, description)
  const ssrcs = attributeValues(media, 'ssrc').map(({ value }) => value.ssrc)
  return { media, hosts, places, ssrcs: new Set(ssrcs) }
}

function addPlaces(
  places: Map<string, PlaceSource>,
  hosts: Set<string>,
  media: MediaDescription,
  description: SessionDescription,
): void {
  const address = (media.connection ?? description.connection)?.address
  if (address !== undefined) hosts.add(address)
  // A translator that leaves the port alone.
  for (const host of hosts) places.set(endpointText({ address: host, port: media.port }), 'declared')
  for (const place of candidatesOf(media, description)) {
    const key = endpointText(place)
    if (!places.has(key)) places.set(key, 'ice')
  }
}

/** Lines that share one way (RFC 9143): what goes to one of them may be of any. None where nothing is bundled. */
export function bundledLines(description: SessionDescription): readonly MediaDescription[] {
  const mids = new Set<string>()
  for (const { value } of attributeValues(description, 'group'))
    if (value.semantics === 'BUNDLE') for (const mid of value.members) mids.add(mid)
  if (mids.size === 0) return []
  return description.media.filter((media) =>
    attributeValues(media, 'mid').some(({ value }) => mids.has(value[0] ?? '')),
  )
}

/** Where ICE may send media of this line (RFC 8839 §5.1): addresses over UDP; names that hide one tell nothing. */
export function candidatesOf(media: MediaDescription, description: SessionDescription): readonly Endpoint[] {
  const found: Endpoint[] = []
  for (const level of [media, description]) {
    for (const { value } of attributeValues(level, 'candidate')) {
      if (found.length >= MAX_CANDIDATES) return found
      if (value.transport !== 'udp' || value.port === 0) continue
      found.push({ address: value.address.toLowerCase(), port: value.port })
    }
  }
  return found
}
