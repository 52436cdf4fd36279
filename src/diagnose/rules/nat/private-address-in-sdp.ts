import { attributeValues } from '../../../decode/sdp/attributes.ts'
import { type AddressClass, addressClass, isPrivate } from '../../../model/address.ts'
import type { Call, OfferAnswer } from '../../../model/call.ts'
import type { MediaDescription, SessionDescription } from '../../../model/description.ts'
import { header, type SipMessage } from '../../../model/message.ts'
import { comesFrom, flowsBothWays, flowsOf, packetsIn } from '../../facts/media-flow.ts'
import { type Reach, reachOf, replacedLater } from '../../facts/reach.ts'
import { mediaAddress, senderOf } from '../../facts/session.ts'
import { type Proof, rule, type Subjects, type Weight } from '../../rule.ts'

interface Values {
  readonly address: string
  readonly media: string
  readonly line: string
  readonly party: 'caller' | 'callee'
  readonly tells: string
  readonly outcome: 'unreachable' | 'uncertain' | 'works' | 'refused'
}

/** Names of the classes in titles; RFC 1918 has the title of its own. */
const CLASS_TITLES: Partial<Record<AddressClass, string>> = {
  cgnat: 'Non-routable CGNAT address in SDP c= line',
  'link-local': 'Non-routable link-local address in SDP c= line',
  loopback: 'Non-routable loopback address in SDP c= line',
  ula: 'Non-routable ULA address in SDP c= line',
}

export const privateAddressInSdp = rule<'description', Values>({
  id: 'nat.private-address-in-sdp',
  // Clients filter on this category; the id's first word is not it.
  category: 'media',
  severity: 'high',
  sources: ['RFC 1918 §3', 'RFC 6598', 'RFC 8866 §5.7', 'RFC 3264 §5.1', 'RFC 4961'],
  title: 'RFC 1918 private IP in SDP c= line',
  examines: 'description',
  explains: [
    'media.one-way-audio',
    'media.no-media',
    'signaling.ack-missing-2xx',
    'signaling.drop-32s',
    'routing.contact-unreachable',
    'nat.rtp-sent-to-private',
    'nat.sdp-address-vs-source',
  ],
  issues: ['nat'],
  meaning: 'A side asks for its media at an address that the other side cannot reach.',
  fires:
    'The media address of an offer or answer is private and the description goes to a public peer: by layer 3 or the log envelope, else by the addresses and names the other side of the same hop gives.',
  quiet:
    'All peers of the hop are private; ICE with usable candidates; hold (0.0.0.0); both sides in carrier-grade NAT; a later hop already replaced the address. Low where RTP reaches both sides.',
  example: ['c=IN IP4 192.168.1.100', 'INVITE sip:bob@203.0.113.7 SIP/2.0 (192.0.2.10:5060 > 203.0.113.7:5060)'],
  recommendation:
    'Advertise the public media address on the side that wrote this description, or let the far side latch to where the RTP comes from.',
  recipe: 'nat-media',
  verify: 'Verify: the c= line shows the public address and RTP from the other side arrives.',
  marks: { signs: ['private-sdp'] },
  applies: ({ description }) => description.media.length > 0 || !description.complete,
  *check(subject, context) {
    const { message, description, exchange, call } = subject
    if (lacksAddress(description)) yield { insufficient: 'message-cut' }
    const seen = new Set<string>()
    for (const media of description.media) {
      const connection = media.connection ?? description.connection
      if (media.port === 0 || !connection || !isPrivate(connection.address) || seen.has(connection.address)) continue
      seen.add(connection.address)
      if (isExempt(connection.address, media, subject)) continue
      const reach = reachOf(connection.address, message, exchange, context)
      if (reach.kind === 'local') continue
      const severity = weigh(subject, reach)
      const kind = addressClass(connection.address)
      const title = CLASS_TITLES[kind]
      const party = senderOf(call, message)
      const { address, text: line } = connection
      yield {
        values: { address, media: media.kind, line, party, tells: reach.tells, outcome: outcomeOf(severity, exchange) },
        proof: [{ message, sdp: connection }, ...flowProof(call, exchange)],
        scope: [party, kind],
        confidence: reach.confidence,
        mends: message,
        ...(severity && { severity }),
        ...(title && { title }),
      }
    }
  },
  detail: ({ address, media, line, party, tells, outcome }) =>
    `The SDP of the ${party} contains ${line.trim()}, which is not routable over the internet, and ${tells}. ${OUTCOMES[outcome](media, address)}`,
})

const OUTCOMES: Record<Values['outcome'], (media: string, address: string) => string> = {
  unreachable: (media, address) => `The remote endpoint cannot send ${media} RTP to ${address}.`,
  uncertain: (media, address) =>
    `If the remote endpoint is outside that network, it cannot send ${media} RTP to ${address}.`,
  works: (media) => `The ${media} RTP reaches both sides all the same, so somebody sends to where it comes from.`,
  refused: (media) => `The offer was refused, so no ${media} was sent there.`,
}

function outcomeOf(weight: Weight | undefined, exchange: OfferAnswer): Values['outcome'] {
  if (exchange.state === 'rejected') return 'refused'
  if (weight === WORKS) return 'works'
  return weight?.level === 'medium' || weight?.level === 'low' ? 'uncertain' : 'unreachable'
}

/** A cut description that may have gone on to an address, or to another m-line. */
const lacksAddress = ({ complete, media, connection }: SessionDescription): boolean =>
  !complete && (media.length === 0 || media.some((line) => line.port !== 0 && !line.connection && !connection))

/** ICE that can find another way, both sides inside one carrier-grade NAT, or an address that a later hop replaced. */
function isExempt(
  address: string,
  media: MediaDescription,
  { message, description, exchange, call }: Subjects['description'],
): boolean {
  if (replacedLater(message, address, exchange, call)) return true
  const other = exchange.offer.message === message ? exchange.answer : exchange.offer
  if (hasUsableCandidate(media, description) && (!other || other.description.media.some(hasCandidates))) return true
  const theirs = other?.description.media.map((line) => mediaAddress(line, other.description) ?? '') ?? []
  return addressClass(address) === 'cgnat' && theirs.length > 0 && theirs.every((one) => addressClass(one) === 'cgnat')
}

const hasCandidates = (media: MediaDescription): boolean => media.attributes.some(({ name }) => name === 'candidate')

/** A server-reflexive or relayed candidate, or a host candidate that can be reached (RFC 8839 §5.1). */
const hasUsableCandidate = (media: MediaDescription, description: SessionDescription): boolean =>
  [media, description].some((level) =>
    attributeValues(level, 'candidate').some(({ value }) => value.type !== 'host' || !isPrivate(value.address)),
  )

/** Answers by themselves where the RTP goes: products that send to where RTP comes from unless told otherwise. */
const LATCHES =
  /twilio|telnyx|oracle|acme ?packet|audiocodes|mediant|ribbon|sonus|perimeta|metaswitch|rtpengine|freeswitch/i

const WORKS: Weight = { level: 'low', because: 'Media flows both ways all the same' }

function weigh(
  { message, exchange, call }: Subjects['description'],
  reach: Exclude<Reach, { kind: 'local' }>,
): Weight | undefined {
  if (exchange.state === 'rejected') return { level: 'info', because: 'The offer was refused; it moved no media' }
  const flow = flowsOf(call).find((one) => one.exchange === exchange)
  if (flow && flowsBothWays(call, flow)) return WORKS
  if (flow && call.answer) {
    const isOffer = exchange.offer.message === message
    const [towards, back] = isOffer ? [flow.toOfferer, flow.toAnswerer] : [flow.toAnswerer, flow.toOfferer]
    const side = isOffer ? 'offerer' : 'answerer'
    if (comesFrom(exchange, side, back) && packetsIn(towards) === 0)
      return { level: 'critical', because: 'The call was answered and no RTP comes back to this side' }
  }
  if (reach.level !== 'high') return { level: reach.level, because: `Not certain: ${reach.tells}` }
  return peerLatches(message, exchange)
    ? {
        level: 'medium',
        because: 'The product of the other side is known to send to where the RTP comes from; early media may be lost',
      }
    : undefined
}

function peerLatches(message: SipMessage, exchange: OfferAnswer): boolean {
  const other = exchange.offer.message === message ? exchange.answer?.message : exchange.offer.message
  const product = other && (header(other, 'user-agent') ?? header(other, 'server'))?.value
  return product !== undefined && LATCHES.test(product)
}

/** Where the RTP of this exchange went, by count. */
function flowProof(call: Call, exchange: OfferAnswer): readonly Proof[] {
  const flow = flowsOf(call).find((one) => one.exchange === exchange)
  if (!flow || packetsIn(flow.toOfferer) + packetsIn(flow.toAnswerer) === 0) return []
  return [
    {
      kind: 'rtp',
      figures: `RTP to the offerer: ${packetsIn(flow.toOfferer)} packets; to the answerer: ${packetsIn(flow.toAnswerer)} packets`,
    },
  ]
}
