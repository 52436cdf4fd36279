import { isPrivate, isPublic } from '../../../model/address.ts'
import { hasHeader, header, type SipRequest } from '../../../model/message.ts'
import { allVias, hostsIn, topVia } from '../../facts/addresses.ts'
import { credentialsOf, isSameUri, param } from '../../facts/auth-series.ts'
import { mediaAddress } from '../../facts/session.ts'
import { type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'

interface Values {
  readonly signs: readonly string[]
  readonly strong: boolean
}

interface Sign {
  readonly name: string
  readonly says: string
  readonly strong: boolean
  readonly proof: readonly Proof[]
}

export const sipAlgDamage = rule<'conversation', Values>({
  id: 'nat.sip-alg-damage',
  category: 'nat',
  severity: 'high',
  sources: ['RFC 3261 §16.6', 'RFC 5393', 'RFC 4787 REQ-10'],
  title: 'A router rewrites SIP on the way (SIP ALG)',
  examines: 'conversation',
  about: { methods: ['INVITE', 'REGISTER'] },
  explains: [
    'media.one-way-audio',
    'media.no-media',
    'signaling.ack-missing-2xx',
    'signaling.drop-32s',
    'routing.contact-unreachable',
    'auth.uri-mismatch',
  ],
  issues: ['nat', 'alg'],
  meaning:
    'A SIP helper in a router changes addresses in passing, and not all of them: responses, ACKs or media then go astray.',
  fires:
    'The same message differs before and behind a router without a Via of its own (high); or parts of one message contradict each other as only a rewriting can explain (two signs low, three medium).',
  quiet:
    'Messages that passed a proxy or SBC, which leaves its Via or another Call-ID; clients that learn their address by STUN.',
  example: ['Contact: <sip:alice@198.51.100.4:41022>', 'Call-ID: 4711@192.168.1.20', 'o=- 1 1 IN IP4 192.168.1.20'],
  recommendation:
    'Switch off SIP ALG (SIP helper, SIP transformations, SIP fixup) in the router, or use TLS so that it cannot read the messages.',
  recipe: 'alg',
  verify: 'Verify: a capture before and behind the router shows the same message.',
  marks: [
    { headers: ['authorization', 'proxy-authorization'] },
    { signs: ['private-sdp', 'private-id', 'relayed', 'unasked'] },
  ],
  applies: ({ conversation }) =>
    conversation.messages.some(({ method }) => method === 'INVITE' || method === 'REGISTER'),
  *check({ conversation }) {
    const twin = rewritten(conversation)
    const request = conversation.messages.find(
      (message): message is SipRequest =>
        message.kind === 'request' && (message.method === 'INVITE' || message.method === 'REGISTER'),
    )
    if (!request) {
      yield { insufficient: 'one-direction-only' }
      return
    }
    const signs = twin ? [twin] : contradictions(request)
    const severity = weigh(signs)
    if (signs.length === 0 || (!twin && signs.length < 2)) return
    const lines = signs.flatMap(({ proof }) => proof)
    yield {
      values: { signs: signs.map(({ says }) => says), strong: twin !== undefined },
      proof: [lines[0]!, ...lines.slice(1)],
      scope: signs.map(({ name }) => name),
      confidence: twin ? 0.85 : 0.6,
      ...(severity && { severity }),
    }
  },
  detail: ({ signs, strong }) =>
    `${strong ? 'A router changed the message' : 'The message contradicts itself'}: ${signs.join('; ')}.`,
})

const weigh = (signs: readonly Sign[]): Weight | undefined => {
  if (signs.some(({ strong }) => strong)) return undefined
  return signs.length > 2
    ? { level: 'medium', because: `${signs.length} signs, each of which has other explanations` }
    : { level: 'low', because: 'Two signs, each of which has other explanations' }
}

/** One request captured twice with the same Via entries, from different hosts, and with another Contact or description. */
function rewritten({ messages }: SignalingConversation): Sign | undefined {
  const [first] = messages
  if (
    messages.every(
      ({ kind, source }) =>
        kind !== 'request' ||
        source?.address === first?.source?.address ||
        source?.address === first?.destination?.address,
    )
  )
    return undefined
  const seen = new Map<string, SipRequest>()
  for (const message of messages) {
    if (message.kind !== 'request' || message.branch === undefined || message.source === undefined) continue
    const key = `${message.branch}|${message.cseq?.number}|${message.method}`
    const before = seen.get(key)
    if (!before) {
      seen.set(key, message)
      continue
    }
    if (before.source!.address === message.source.address || allVias(before).length !== allVias(message).length)
      continue
    const [old, now] = [header(before, 'contact'), header(message, 'contact')]
    if (!old || !now || old.value === now.value) continue
    return {
      name: 'copies',
      says: `Contact is ${old.value.slice(0, 80)} before and ${now.value.slice(0, 80)} behind it, with no Via added`,
      strong: true,
      proof: [
        { message: before, header: old },
        { message, header: now },
      ],
    }
  }
  return undefined
}

/** Two signs need a private address in one of these places. */
const mayContradict = (request: SipRequest): boolean =>
  isPrivate(request.description?.origin?.address ?? '') ||
  isPrivate(request.callId.slice(request.callId.lastIndexOf('@') + 1)) ||
  hasHeader(request, 'authorization') ||
  hasHeader(request, 'proxy-authorization')

/** Weak signs in a request that passed no proxy. */
function contradictions(request: SipRequest): readonly Sign[] {
  if (!mayContradict(request)) return []
  if (allVias(request).length !== 1 || !request.complete || header(request, 'record-route')) return []
  const signs: Sign[] = []
  const add = (name: string, says: string, ...proof: (Proof | undefined)[]) =>
    signs.push({ name, says, strong: false, proof: proof.filter((one) => one !== undefined) })
  const line = (name: string): Proof | undefined => {
    const found = header(request, name)
    return found && { message: request, header: found }
  }
  const open = hostsIn(request, 'contact').some(isPublic)
  const host = request.callId.slice(request.callId.lastIndexOf('@') + 1)
  if (open && request.callId.includes('@') && isPrivate(host))
    add('call-id', `Contact is public and the Call-ID made at ${host}`, line('contact'), line('call-id'))
  const { description } = request
  const media = description?.media.find(({ port }) => port !== 0)
  const address = media && description && mediaAddress(media, description)
  const connection = media?.connection ?? description?.connection
  if (address && connection && isPublic(address) && description.origin && isPrivate(description.origin.address))
    add(
      'origin',
      `c= is ${address} and o= ${description.origin.address}`,
      { message: request, sdp: connection },
      { message: request, sdp: description.origin },
    )
  const via = topVia(request)
  if (via && open && isPrivate(via.host)) add('via', `Contact is public and Via ${via.host}`, line('via'))
  const [sent] = credentialsOf(request)
  if (sent && param(sent, 'uri') !== '' && !isSameUri(param(sent, 'uri'), request.requestUri))
    add(
      'digest',
      'the digest was made for another Request-URI',
      { message: request, header: sent.header },
      { message: request },
    )
  return signs
}
