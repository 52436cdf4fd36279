import { parseUri } from '../../../decode/sip/uri.ts'
import { locatedValues } from '../../../decode/sip/values.ts'
import { addressClass, isLiteral } from '../../../model/address.ts'
import type { Call, DescribedMessage, OfferAnswer } from '../../../model/call.ts'
import type { Connection } from '../../../model/description.ts'
import { header, type SipHeader, type SipMessage } from '../../../model/message.ts'
import { aftermathOf } from '../../facts/aftermath.ts'
import { mediaDirections } from '../../facts/media-flow.ts'
import { type Fault, type Proof, rule, type SignalingConversation } from '../../rule.ts'

interface Values {
  readonly how: 'brackets' | 'link-local' | 'families' | 'signalling'
  readonly where: string
  readonly address: string
  readonly other: string
}

export const ipv4Ipv6Mix = rule<'conversation', Values>({
  id: 'transport.ipv4-ipv6-mix',
  category: 'routing',
  severity: 'medium',
  sources: ['RFC 5118 §4.1', 'RFC 6157 §4', 'RFC 4091', 'RFC 6947'],
  title: 'IPv4 and IPv6 do not fit together',
  examines: 'conversation',
  issues: ['ipv6', 'no audio', 'one-way'],
  meaning:
    'One side of the call speaks IPv6 and the other IPv4, and nobody translates; or an IPv6 address is written so that others cannot read it.',
  fires:
    'Offer and answer name media addresses of different families; media is offered in another family than the signalling and refused; an IPv6 address stands in a URI or Via without brackets (high where 400 follows); a link-local address (fe80::) in Contact or c=.',
  quiet: 'ICE, ANAT and altc that agree on one family; calls in which media flows both ways.',
  example: ['c=IN IP6 2001:db8::10', 'c=IN IP4 192.0.2.20'],
  recommendation:
    'Let both sides use one address family for media, or let an SBC or media relay translate between them.',
  recipe: 'nat-media',
  verify: 'Verify: the c= lines of offer and answer are of one family, and media flows.',
  marks: { signs: ['ipv6'] },
  *check({ conversation }) {
    let cut = false
    for (const message of conversation.messages) {
      cut ||= !message.complete
      const found = withoutBrackets(message) ?? linkLocal(message)
      if (!found) continue
      yield weighed(found, message, conversation)
      return
    }
    const mixed = conversation.kind === 'call' ? mixedFamilies(conversation) : undefined
    if (mixed) yield mixed
    else if (cut) yield { insufficient: 'message-cut' }
  },
  detail: ({ how, where, address, other }) => {
    switch (how) {
      case 'brackets':
        return `${where} holds the IPv6 address ${address} without brackets: where its port begins cannot be told.`
      case 'link-local':
        return `${where} holds ${address}, which is good on one link only.`
      case 'families':
        return `The offer wants its media at ${address}, the answer at ${other}: one is IPv6 and the other IPv4.`
      case 'signalling':
        return `The signalling goes to ${other}, and the offer wants its media at ${address}, of the other family; it was refused.`
      default:
        return how satisfies never
    }
  },
})

interface Found {
  readonly values: Values
  readonly proof: readonly [Proof, ...Proof[]]
}

const HEADERS = ['via', 'contact', 'route', 'record-route'] as const
/** An IPv6 literal behind `@` or the scheme, with no bracket before it. */
const BARE =
  /(?:sips?:(?:[^@<>\s]{1,100}@)?|SIP\/2\.0\/\w{2,8} )((?:[0-9a-f]{1,4}:){2,7}[0-9a-f:]{0,40}|[0-9a-f]{0,4}::[0-9a-f:]{1,40})(?=[;>\s?]|$)/i

function withoutBrackets(message: SipMessage): Found | undefined {
  const lines: { readonly name: string; readonly text: string; readonly line?: SipHeader }[] = []
  if (message.kind === 'request') lines.push({ name: 'The Request-URI', text: message.requestUri })
  for (const name of HEADERS) {
    const line = header(message, name)
    if (line) lines.push({ name: NAMES[name], text: line.value, line })
  }
  for (const { name, text, line } of lines) {
    const address = BARE.exec(text.slice(0, 400))?.[1]
    if (address === undefined || !isLiteral(address)) continue
    return {
      values: { how: 'brackets', where: name, address, other: '' },
      proof: [line ? { message, header: line } : { message }],
    }
  }
  return undefined
}

const NAMES = { via: 'Via', contact: 'Contact', route: 'Route', 'record-route': 'Record-Route' } as const

function linkLocal(message: SipMessage): Found | undefined {
  const { description } = message
  const line = [description?.connection, ...(description?.media.map(({ connection }) => connection) ?? [])].find(
    (one) => one !== undefined && isLinkLocal(one.address),
  )
  if (line)
    return {
      values: { how: 'link-local', where: 'The c= line', address: line.address, other: '' },
      proof: [{ message, sdp: line }],
    }
  const contact = locatedValues(message, 'contact').find(({ value }) => isLinkLocal(value.address.uri?.host ?? ''))
  if (!contact) return undefined
  return {
    values: { how: 'link-local', where: 'Contact', address: contact.value.address.uri!.host, other: '' },
    proof: [{ message, header: contact.header }],
  }
}

const isLinkLocal = (address: string): boolean => address.includes(':') && addressClass(address) === 'link-local'

function weighed({ values, proof }: Found, message: SipMessage, conversation: SignalingConversation): Fault<Values> {
  const aftermath = aftermathOf(conversation, message, [400])
  const scope = [values.how, values.where]
  if (aftermath.kind === 'refused')
    return {
      ...{ values, scope, mends: message },
      proof: [...proof, { message: aftermath.by }],
      severity: { level: 'high', because: 'The message was answered with 400' },
    }
  const low = { level: 'low' as const, because: 'The exchange works all the same' }
  return { ...{ values, proof, scope, mends: message }, ...(aftermath.kind === 'accepted' && { severity: low }) }
}

type Family = 4 | 6
const familyOf = (address: string | undefined): Family | undefined =>
  address === undefined || !isLiteral(address) ? undefined : address.includes(':') ? 6 : 4

function mixedFamilies(call: Call): Fault<Values> | undefined {
  for (const exchange of call.offerAnswers) {
    if (choosesFamily(exchange.offer) || (exchange.answer && choosesFamily(exchange.answer))) continue
    const found = betweenSides(exchange) ?? againstSignalling(exchange)
    if (!found) continue
    const works = call.streams.length > 0 && mediaDirections(call).bothWays
    return {
      ...found,
      scope: [found.values.how],
      mends: exchange.answer?.message ?? exchange.offer.message,
      ...(works && { severity: { level: 'low' as const, because: 'Media flows both ways' } }),
    }
  }
  return undefined
}

/** ICE, ANAT and altc offer both families (RFC 8445, RFC 4091, RFC 6947). */
const choosesFamily = ({ description }: DescribedMessage): boolean =>
  [description, ...description.media].some(({ attributes }) =>
    attributes.some(
      ({ name, value }) =>
        name === 'candidate' || name === 'altc' || (name === 'group' && /^ANAT\b/i.test(value ?? '')),
    ),
  )

const connectionOf = ({ description }: DescribedMessage): Connection | undefined =>
  description.media.find(({ port }) => port !== 0)?.connection ?? description.connection

function betweenSides({ offer, answer }: OfferAnswer): Found | undefined {
  const [one, other] = [connectionOf(offer), answer && connectionOf(answer)]
  const [a, b] = [familyOf(one?.address), familyOf(other?.address)]
  // 0.0.0.0 is a hold, of whatever family.
  if (!one || !other || a === undefined || b === undefined || a === b) return undefined
  if ([one.address, other.address].some((address) => addressClass(address) === 'hold')) return undefined
  return {
    values: { how: 'families', where: 'c=', address: one.address, other: other.address },
    proof: [
      { message: offer.message, sdp: one },
      { message: answer!.message, sdp: other },
    ],
  }
}

/** The other side cannot be of the family that is offered, as its address shows; and it refused the media. */
function againstSignalling({ offer, rejection }: OfferAnswer): Found | undefined {
  const line = connectionOf(offer)
  const peer = offer.message.destination?.address ?? hostAsked(offer.message)
  const [a, b] = [familyOf(line?.address), familyOf(peer)]
  const isRefused = rejection !== undefined && [415, 488, 606].includes(rejection.status)
  if (!line || !peer || a === undefined || b === undefined || a === b || !isRefused) return undefined
  return {
    values: { how: 'signalling', where: 'c=', address: line.address, other: peer },
    proof: [{ message: offer.message, sdp: line }, { message: rejection }],
  }
}

const hostAsked = (message: SipMessage): string | undefined =>
  message.kind === 'request' ? parseUri(message.requestUri)?.host : undefined
