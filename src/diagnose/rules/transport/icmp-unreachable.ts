import type { Call } from '../../../model/call.ts'
import { endpointText } from '../../../model/endpoint.ts'
import type { IcmpError } from '../../../model/packet.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { hasSucceeded } from '../../facts/aftermath.ts'
import { icmpName, icmpProof, isReassembly, isTooBig } from '../../facts/icmp.ts'
import { flowsOf, worksTowards } from '../../facts/media-flow.ts'
import { isScanned } from '../../facts/scanner.ts'
import { type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'
import { ICMP_KEPT, ICMP_MANY, TRAILING_US } from '../../thresholds/transport.ts'

interface Values {
  readonly what: 'signalling' | 'media' | 'rtcp' | 'size'
  readonly target: string
  readonly name: string
  readonly from: string
  readonly count: number
}

export const icmpUnreachable = rule<'conversation', Values>({
  id: 'transport.icmp-unreachable',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 792', 'RFC 4443 §3.1', 'RFC 3261 §18.4', 'RFC 1191'],
  title: 'ICMP says that the destination cannot be reached',
  examines: 'conversation',
  explains: [
    'signaling.no-response-invite',
    'signaling.no-response-noninvite',
    'signaling.retransmissions',
    'media.no-media',
    'media.one-way-audio',
    'reg.failed',
  ],
  issues: ['unreachable', 'firewall', 'one-way', 'no audio'],
  meaning:
    'A host or router sends a packet back: nobody listens on that port, the host is not there, or a firewall forbids it.',
  fires:
    'ICMP errors about SIP: critical where the INVITE then fails. ICMP errors about RTP during the call: high for ten or more where no media arrives there; low for fewer, for RTCP ports, and where media arrives. "Fragmentation needed" shows an MTU that is too small.',
  quiet:
    'Errors within 2 s of the answer, a BYE or a re-INVITE; errors before the answer or after the end; TTL exceeded.',
  example: ['ICMP type 3 code 3 (port unreachable) from 192.0.2.20 about a packet to 192.0.2.20:5060'],
  recommendation:
    'Check that the program listens on that address and port, and that the firewall lets the packets through.',
  verify: 'Verify: packets to that address and port are answered, and no ICMP error comes back.',
  marks: { signs: ['icmp', 'unanswered'] },
  *check({ conversation }, { capture }) {
    const errors = (conversation.icmpErrors ?? []).filter((one) => !isReassembly(one) && isRefusal(one))
    if (errors.length === 0) {
      if (!isSilent(conversation)) return
      // Text shows no ICMP, and a capture that lost packets may have lost it.
      if (capture.kind === 'text') yield { insufficient: 'one-direction-only' }
      else if (capture.droppedPackets > 0) yield { insufficient: 'capture-drops' }
      return
    }
    const groups = Map.groupBy(errors, (one) => (isTooBig(one) ? 'size' : kindOf(one, conversation)))
    for (const [what, all] of groups) {
      const counted = what === 'media' || what === 'rtcp' ? duringCall(all, conversation) : all
      const [first] = counted
      if (!first) continue
      const severity = weigh(what, counted, conversation)
      const target = first.destination ? endpointText(first.destination) : ''
      yield {
        values: { what, target, name: icmpName(first), from: first.from, count: counted.length },
        proof: [icmpProof(first), ...counted.slice(1, 3).map(icmpProof), ...about(what, conversation)],
        scope: [what, icmpName(first)],
        title: TITLES[what](icmpName(first)),
        ...(severity && { severity }),
      }
    }
  },
  detail: ({ what, target, name, from, count }) =>
    `${from} sent ${count} ICMP ${count === 1 ? 'error' : 'errors'} (${name}) about ${WHAT[what]} to ${target}.`,
  advise: ({ what, name }) =>
    what === 'size'
      ? 'Lower the MTU or send smaller packets, signalling over TCP or TLS: the path drops what is larger.'
      : /prohibited/.test(name)
        ? 'Open that address and port in the firewall that sends the error.'
        : 'Check that the program listens on that address and port, and that the other side was told the right one.',
})

const WHAT: Record<Values['what'], string> = {
  signalling: 'SIP',
  media: 'RTP',
  rtcp: 'RTCP',
  size: 'packets too large for the path',
}
const TITLES: Record<Values['what'], (name: string) => string> = {
  signalling: (name) => `SIP meets ICMP ${name}`,
  media: (name) => `RTP meets ICMP ${name}`,
  rtcp: (name) => `RTCP meets ICMP ${name}`,
  size: () => 'ICMP says that packets are too large for the path',
}

/** Destination unreachable, and packet too big; neither a loop of routers nor a parameter problem. */
const isRefusal = ({ version, type }: IcmpError): boolean => (version === 4 ? type === 3 : type === 1 || type === 2)

function kindOf({ source, destination }: IcmpError, conversation: SignalingConversation): Values['what'] {
  const isSip = conversation.messages.some(
    (one) =>
      one.destination?.address === destination?.address &&
      one.destination?.port === destination?.port &&
      one.source?.address === source?.address,
  )
  if (isSip || conversation.kind !== 'call') return 'signalling'
  const rtcp = conversation.offerAnswers.some(({ offer, answer }) =>
    [offer, answer].some((side) =>
      side?.description.media.some(({ rtcpPort, port }) => rtcpPort === destination?.port && rtcpPort !== port),
    ),
  )
  return rtcp ? 'rtcp' : 'media'
}

/** Those about media between answer and end, apart from what is left on the way when ports change. */
function duringCall(errors: readonly IcmpError[], conversation: SignalingConversation): readonly IcmpError[] {
  if (conversation.kind !== 'call' || conversation.answer?.at === undefined) return []
  const { answer, bye, transactions } = conversation
  const end = bye?.at ?? Number.POSITIVE_INFINITY
  const changes = transactions.flatMap(({ method, initial, finals }) =>
    method === 'INVITE' && !initial ? finals.flatMap(({ at }) => at ?? []) : [],
  )
  return errors.filter(
    ({ at }) =>
      at > answer.at! + TRAILING_US &&
      at < end - TRAILING_US &&
      !changes.some((change) => Math.abs(at - change) < TRAILING_US),
  )
}

function weigh(
  what: Values['what'],
  errors: readonly IcmpError[],
  conversation: SignalingConversation,
): Weight | undefined {
  if (what === 'rtcp') return { level: 'low', because: 'Only RTCP is concerned' }
  if (what === 'media') {
    if (isHeard(errors, conversation)) return { level: 'low', because: 'Media arrives there all the same' }
    return errors.length < ICMP_MANY ? { level: 'low', because: 'A few packets are refused' } : undefined
  }
  if (hasSucceeded(conversation)) return { level: 'low', because: 'The exchange succeeded all the same' }
  if (isScanned(conversation.messages)) return { level: 'low', because: 'Refusing a scanner is right' }
  if (what === 'size') return { level: 'medium', because: 'Smaller packets pass' }
  if (conversation.kind === 'exchange') return { level: 'medium', because: 'No call and no registration is concerned' }
  return conversation.kind === 'call' && conversation.invite
    ? { level: 'critical', because: 'The INVITE failed' }
    : undefined
}

/** Media works in that direction: at another port there, or at this one before the errors began or since they ended. */
function isHeard(errors: readonly IcmpError[], conversation: SignalingConversation): boolean {
  const { destination } = errors[0]!
  if (conversation.kind !== 'call' || !destination) return false
  return flowsOf(conversation).some((flow) =>
    (['offerer', 'answerer'] as const).some((side) => {
      const [towards, back] = side === 'offerer' ? [flow.toOfferer, flow.toAnswerer] : [flow.toAnswerer, flow.toOfferer]
      const there = towards.filter((stream) => stream.destination.address === destination.address)
      if (there.length === 0) return false
      const sends = back.some(({ source }) => endpointText(source) === endpointText(destination))
      return worksTowards(conversation, flow, side) || (sends && there.some((one) => isTaken(one, errors)))
    }),
  )
}

/** For most of the time the packets of the stream were not refused, as far as the errors that are kept tell. */
function isTaken({ firstAt, lastAt }: RtpStream, errors: readonly IcmpError[]): boolean {
  if (errors.length >= ICMP_KEPT) return false
  const [from, until] = [Math.max(firstAt, errors[0]!.at), Math.min(lastAt, errors.at(-1)!.at)]
  return lastAt - firstAt - Math.max(0, until - from) > (lastAt - firstAt) / 2
}

const isSilent = ({ transactions }: SignalingConversation): boolean =>
  transactions.some(({ provisionals, finals }) => provisionals.length + finals.length === 0)

/** The message, or the answer that declared the port. */
function about(what: Values['what'], conversation: SignalingConversation): readonly Proof[] {
  const message = what === 'signalling' || what === 'size' ? conversation.messages[0] : (conversation as Call).answer
  return message ? [{ message }] : []
}
