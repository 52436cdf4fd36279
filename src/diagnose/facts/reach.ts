import {
  addressClass,
  inPrefixes,
  isLiteral,
  isPrivate,
  isPublic,
  isPublicName,
  registrableDomain,
  sameNeighbourhood,
} from '../../model/address.ts'
import type { Call, DescribedMessage, OfferAnswer } from '../../model/call.ts'
import type { SipMessage } from '../../model/message.ts'
import type { Policy } from '../../model/options.ts'
import type { RuleContext } from '../rule.ts'
import { allVias, hostOf, hostsIn, layer3, requestHost, topVia } from './addresses.ts'
import { mediaAddress } from './session.ts'

/** Whether a description goes to somebody who cannot reach a private address in it, and what tells. */
export type Reach =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'crosses'
      readonly level: 'high' | 'medium' | 'low'
      readonly confidence: number
      readonly tells: string
    }

const LOCAL: Reach = { kind: 'local' }
const crosses = (level: 'high' | 'medium' | 'low', confidence: number, tells: string): Reach => ({
  kind: 'crosses',
  level,
  confidence,
  tells,
})

/**
 * Judges one hop on its own: layer 3 or the log's envelope where there is one, else what the messages of this hop say of
 * the other party (for input without media: the first step that decides).
 */
export function reachOf(address: string, message: SipMessage, exchange: OfferAnswer, context: RuleContext): Reach {
  const policy = context.options.policy
  const source = layer3(message.source)
  const destination = layer3(message.destination)
  if (source && isPublic(source)) return crosses('high', 0.95, `it came from ${source}`)
  const peer = destination ?? receivedAddress(message, exchange)
  if (peer && isPublic(peer)) return crosses('high', 0.95, `it was sent to ${peer}`)
  // All signalling peers private: one site, a VPN, or a network we know nothing against.
  if (peer && isLiteral(peer)) return LOCAL
  const fromLiterals = byLiterals(address, message, exchange, policy)
  if (fromLiterals) return fromLiterals
  return byNames(message, exchange, context)
}

/** `received` in the answers to this request, or in the request this answers: what the peer's layer 3 saw (RFC 3581). */
function receivedAddress(message: SipMessage, exchange: OfferAnswer): string | undefined {
  const request = message.kind === 'request' ? message : exchange.offer.message
  return message.kind === 'response' ? topVia(request)?.received : undefined
}

const otherSide = (message: SipMessage, { offer, answer }: OfferAnswer): DescribedMessage | undefined =>
  offer.message === message ? answer : offer

/** Where the other party of this hop wants its media. */
function peerMedia(message: SipMessage, exchange: OfferAnswer): readonly string[] {
  const other = otherSide(message, exchange)
  return other?.description.media.flatMap((media) => mediaAddress(media, other.description) ?? []) ?? []
}

/** Addresses the other party of this hop names. */
function peerHosts(message: SipMessage, exchange: OfferAnswer): readonly string[] {
  const other = otherSide(message, exchange)
  const theirs = [...peerMedia(message, exchange), ...(other ? hostsIn(other.message, 'contact') : [])]
  if (message.kind === 'request') return [...theirs, ...routeHosts(message)]
  return [...theirs, ...allVias(message).map(({ host }) => host)]
}

const routeHosts = (message: SipMessage): readonly string[] => [
  ...hostsIn(message, 'route'),
  ...[requestHost(message)].filter((host) => host !== undefined),
]

/** Step 2: IP literals of the other party, or two names of different owners. */
function byLiterals(
  address: string,
  message: SipMessage,
  exchange: OfferAnswer,
  policy: Policy | undefined,
): Reach | undefined {
  const hosts = peerHosts(message, exchange)
  const literals = hosts.filter((host) => isLiteral(host) && addressClass(host) !== 'hold')
  const open = literals.find(isPublic)
  if (open) return crosses('high', 0.85, `the other side is at ${open}`)
  const [own, theirs] = ownAndTheirNames(message, exchange)
  if (own && theirs && registrableDomain(own) !== registrableDomain(theirs))
    return crosses('high', 0.85, `it goes from ${own} to ${theirs}`)
  if (literals.length === 0) return undefined
  // The media goes between the media addresses, so these decide where the signalling takes another way.
  const media = peerMedia(message, exchange).filter(isLiteral)
  const decisive = media.length > 0 ? media : literals
  if (decisive.every((host) => isNear(address, host, policy))) return LOCAL
  const name = namesOnWay(message, exchange).find(isPublicName)
  return name
    ? crosses('medium', 0.6, `${name} is on its way`)
    : crosses('low', 0.6, 'the other side is in another private network')
}

function isNear(a: string, b: string, policy: Policy | undefined): boolean {
  if (sameNeighbourhood(a, b)) return true
  const together = (prefixes: readonly string[]) => inPrefixes(a, prefixes) && inPrefixes(b, prefixes)
  return (policy?.sites ?? []).some(together) || together(policy?.ownNetworks ?? [])
}

/** Public names by which sender (Via, Contact) and receiver (Request-URI) of the request of this hop are known. */
function ownAndTheirNames(
  message: SipMessage,
  exchange: OfferAnswer,
): readonly [string | undefined, string | undefined] {
  const request = exchange.offer.message.kind === 'request' ? exchange.offer.message : message
  const own = [topVia(request)?.host, ...hostsIn(request, 'contact')].find((host) => host && isPublicName(host))
  const target = [requestHost(request)].find((host) => host && isPublicName(host))
  return message.kind === 'request' ? [own, target] : [target, own]
}

/** Names in Request-URI, Route and Via on this hop. */
const namesOnWay = (message: SipMessage, exchange: OfferAnswer): readonly string[] => [
  ...routeHosts(message),
  ...(message.kind === 'response' ? routeHosts(exchange.offer.message) : []),
  ...allVias(message).map(({ host }) => host),
]

/** Labels that only parties across the internet get. */
const FAR_LABEL = /carrier|trunk|itsp|twilio|telnyx|vonage|bandwidth|provider|\bai\b|ai platform|cloud/i

/** Steps 3 to 5: public names on the way, labels, a domain in From or To, or nothing. */
function byNames(message: SipMessage, exchange: OfferAnswer, { options }: RuleContext): Reach {
  const name = namesOnWay(message, exchange).find(isPublicName)
  if (name) return crosses('high', 0.8, `${name} is a public name`)
  const label = options.endpoints?.find((text) => FAR_LABEL.test(text))
  if (label) return crosses('high', 0.8, `one side is labelled "${label.slice(0, 40)}"`)
  const domain = [hostOf(message, 'to'), hostOf(message, 'from')].find((host) => host && isPublicName(host))
  if (domain) return crosses('medium', 0.6, `${domain} is a public domain`)
  return crosses('low', 0.5, 'nothing tells where the other side is')
}

/** A later hop of the same call shows the same line with another, routable address: somebody on the way put it right. */
export function replacedLater(message: SipMessage, address: string, exchange: OfferAnswer, call: Call): boolean {
  const offer = exchange.offer.message === message
  return call.offerAnswers.some((other) => {
    const side = offer ? other.offer : other.answer
    if (!side || other.hop === exchange.hop || side.message.number <= message.number) return false
    if (side.message.cseq?.number !== message.cseq?.number || side.message.fromTag !== message.fromTag) return false
    const addresses = side.description.media.flatMap((media) => mediaAddress(media, side.description) ?? [])
    return addresses.length > 0 && !addresses.includes(address) && !addresses.some(isPrivate)
  })
}
