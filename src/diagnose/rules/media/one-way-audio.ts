import { type StreamPlace, streamPlacesOf } from '../../../correlate/quality/attribution.ts'
import { vantageOf } from '../../../correlate/quality/vantage.ts'
import { isPrivate, isPublic } from '../../../model/address.ts'
import type { Call } from '../../../model/call.ts'
import type { MediaDescription } from '../../../model/description.ts'
import { type Endpoint, endpointText } from '../../../model/endpoint.ts'
import type { IcmpError } from '../../../model/packet.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { icmpProof } from '../../facts/icmp.ts'
import { packetsIn } from '../../facts/media-flow.ts'
import { profileOf } from '../../facts/media-lines.ts'
import { type Gap, gapsOf, goesBothWays } from '../../facts/one-way.ts'
import { declaredEndpoint, type Party, senderOf, wasHeld } from '../../facts/session.ts'
import { streamProof } from '../../facts/streams.ts'
import { type Proof, rule } from '../../rule.ts'
import { SOME_PACKETS } from '../../thresholds/media.ts'

/** Why packets of the silent side do not arrive, as far as this tap shows: the first that holds. */
type Cause =
  | 'private-address'
  | 'wrong-port'
  | 'icmp'
  | 'srtp'
  | 'codec'
  | 'rtcp-only'
  | 'not-sent'
  | 'lost-on-way'
  | 'not-at-tap'

interface Values {
  readonly silent: Party
  readonly heard: number
  readonly other: number
  readonly seconds: number
  readonly icmp: boolean
  readonly cause: Cause
  /** What the cause stands on: an address, a port, a box. */
  readonly what: string
}

export const oneWayAudio = rule<'call', Values>({
  id: 'media.one-way-audio',
  category: 'media',
  severity: 'critical',
  sources: ['RFC 3550 §5.1', 'RFC 3264 §5.1', 'RFC 4961'],
  title: 'One-way audio',
  examines: 'call',
  observed: true,
  about: { described: true },
  explains: ['signaling.short-call', 'media.silence-one-side'],
  issues: ['audio', 'hear'],
  meaning: 'One side hears the other, but not the other way round.',
  fires:
    'One direction has 100 packets or more over at least 5 s of the answered call; the other has none, or less than 2 % of what is expected. It names what stopped the packets, as far as this tap shows: a private address, another port, ICMP errors, SRTP, the codec, else on which side of the tap they stay away.',
  quiet:
    'Hold, and directions other than sendrecv; codecs that suppress silence, until 20 s; captures that see one side only. High where only comfort noise comes.',
  example: [
    '192.0.2.10:4000 > 198.51.100.7:5000: 512 packets; the other way: 0 packets (of 512 RTP packets in the input)',
    'c=IN IP4 192.168.1.50',
  ],
  recommendation:
    'Check the address and port that the silent side was told to send to, then NAT and firewall on the way there.',
  recipe: 'nat-media',
  verify: 'Verify: RTP flows both ways within a second of the answer.',
  applies: (subject) =>
    subject.call.answer !== undefined && !wasHeld(subject.call) && subject.call.offerAnswers.some(goesBothWays),
  *check({ call }, { capture }) {
    if (call.streams.length === 0) {
      if (call.final) yield { insufficient: 'no-rtp-in-capture' }
      return
    }
    // A hop on which nothing flows was not captured, or the media goes around it.
    for (const gap of gapsOf(call))
      yield gap.proven ? faultOf(call, gap, capture.rtpPackets) : { insufficient: 'one-direction-only' }
  },
  detail: ({ silent, heard, other, seconds, icmp, cause, what }) =>
    `In ${seconds.toFixed(0)} s of the answered call ${heard} RTP packets came from the ${silent === 'callee' ? 'caller' : 'callee'} and ${other === 0 ? 'none' : `only ${other}`} from the ${silent}.${icmp ? ' ICMP errors answer the media.' : ''} ${CAUSES[cause](silent, what)}`,
  advise: ({ cause, silent }) => ADVICE[cause](silent),
})

const CAUSES: Readonly<Record<Cause, (silent: Party, what: string) => string>> = {
  'private-address': (silent, what) =>
    `The ${silent} was told to send to ${what}, a private address: its own network, or the first router behind it, drops the packets.`,
  'wrong-port': (silent, what) => `The ${silent} does send, but to ${what}, where nobody listens for it.`,
  icmp: (_silent, what) => `${what} refuses the packets.`,
  srtp: (_silent, what) => `The two sides do not protect media alike (${what}), so one of them cannot read the other.`,
  codec: (silent, what) => `What it is sent (${what}) is nothing that the ${silent} said it can play.`,
  'rtcp-only': (silent) =>
    `RTCP of the ${silent} does arrive, so the way is open: it does not send RTP, or a firewall passes the RTCP port alone.`,
  'not-sent': (silent) => `This tap is next to the ${silent}, and its RTP is not there: it does not send.`,
  'lost-on-way': (silent) =>
    `This tap is next to the side that hears nothing: the packets of the ${silent} are dropped on the way (NAT, firewall), or not sent. A capture next to the ${silent} settles which.`,
  'not-at-tap': (silent) =>
    `The packets of the ${silent} do not reach this tap: not sent, or dropped before it. A capture next to the ${silent} settles which.`,
}

const ADVICE: Readonly<Record<Cause, (silent: Party) => string>> = {
  'private-address': () =>
    'Advertise the public media address on the side that hears nothing, or let the other side send to where its RTP comes from.',
  'wrong-port': (silent) =>
    `Let the ${silent} send to the port of the m= line it got, and switch off an ALG that rewrites ports; strict RTP on the other side drops what comes elsewhere.`,
  icmp: () => 'Open the RTP ports on the host that refuses them, or start what should listen there.',
  srtp: () => 'Set the same media encryption on both sides.',
  codec: () => 'Let the sender use only the codecs of the answer.',
  'rtcp-only': (silent) =>
    `Check the audio source of the ${silent} (mute, device, application), then a firewall rule for its RTP port.`,
  'not-sent': (silent) =>
    `Check the ${silent} itself: its audio source, its host firewall, and the address it sends media from.`,
  'lost-on-way': (silent) =>
    `Check NAT and firewall between the ${silent} and this tap, and capture next to the ${silent}.`,
  'not-at-tap': (silent) =>
    `Capture next to the ${silent}: if its RTP is there, look at NAT and firewall on the way; if not, at the ${silent} itself.`,
}

/** The two ends of the direction that is missing. */
interface Missing {
  readonly call: Call
  readonly silent: Party
  /** The m-line of either, and where the side that hears nothing wants to be sent to. */
  readonly silentLine: MediaDescription | undefined
  readonly hearingLine: MediaDescription | undefined
  readonly target: Endpoint | undefined
  readonly gap: Gap
}

interface Found {
  readonly cause: Cause
  readonly what: string
  readonly proof?: readonly Proof[]
}

function faultOf(call: Call, gap: Gap, total: number) {
  const { heard, other, silentIsOfferer, spanUs } = gap
  const { exchange, line } = gap.flow
  const { offer, answer } = exchange
  const hearing = silentIsOfferer ? answer! : offer
  const pair = exchange.media[line]
  const [silentLine, hearingLine] = silentIsOfferer ? [pair?.offer, pair?.answer] : [pair?.answer, pair?.offer]
  const silent = senderOf(call, (silentIsOfferer ? offer : answer!).message)
  const target = hearingLine && declaredEndpoint(hearingLine, hearing.description)
  const found = causeOf({ call, silent, silentLine, hearingLine, target, gap })
  const first = heard[0]!
  const errors = call.icmpErrors.slice(0, 2)
  const figures: Proof = {
    kind: 'rtp',
    figures: `${endpointText(first.source)} > ${endpointText(first.destination)}: ${packetsIn(heard)} packets; the other way: ${packetsIn(other)} packets (of ${total} RTP packets in the input)`,
    frame: first.firstFrame,
    at: first.firstAt,
  }
  const asked = hearingLine && (hearingLine.connection ?? hearing.description.connection ?? hearingLine)
  return {
    values: {
      silent,
      heard: packetsIn(heard),
      other: packetsIn(other),
      seconds: spanUs / 1_000_000,
      icmp: errors.length > 0,
      cause: found.cause,
      what: found.what,
    },
    proof: [
      figures,
      ...(asked ? [{ message: hearing.message, sdp: asked }] : []),
      ...(found.proof ?? []),
      ...errors.map(icmpProof),
    ] as const,
    scope: [silent],
    mends: hearing.message,
    ...(other.length > 0 &&
      other.every(isNoise) && {
        severity: { level: 'high', because: 'Comfort noise comes, so the way is open' } as const,
      }),
  }
}

const isNoise = ({ payloadTypes }: RtpStream): boolean =>
  payloadTypes.every(({ payloadType, encoding }) => payloadType === 13 || encoding?.toLowerCase() === 'cn')

/** Tests in the order in which they explain each other. */
const causeOf = (missing: Missing): Found =>
  privateTarget(missing) ??
  strayStream(missing) ??
  refusal(missing) ??
  protection(missing) ??
  foreignCodec(missing) ??
  reports(missing) ??
  byTap(missing)

function privateTarget({ call, silent, target }: Missing): Found | undefined {
  if (!target || !isPrivate(target.address)) return undefined
  const far = call.messages.some(
    (message) => senderOf(call, message) === silent && message.source !== undefined && isPublic(message.source.address),
  )
  return far ? { cause: 'private-address', what: endpointText(target) } : undefined
}

/** It sends, and nobody asked for it there. */
function strayStream({ call, silent, target, gap }: Missing): Found | undefined {
  const isStray = ({ stream, by, kind }: StreamPlace): boolean =>
    by === silent && kind === 'audio' && stream.packets >= SOME_PACKETS && !gap.other.includes(stream)
  const stray = streamPlacesOf(call).find(isStray)?.stream
  if (!stray || (target && endpointText(stray.destination) === endpointText(target))) return undefined
  return {
    cause: 'wrong-port',
    what: endpointText(stray.destination),
    proof: [
      streamProof(stray, `${stray.packets} packets, asked for at ${target ? endpointText(target) : 'no address'}`),
    ],
  }
}

function refusal({ call, target, gap }: Missing): Found | undefined {
  const end = call.bye?.at ?? Number.POSITIVE_INFINITY
  const ports = new Set([...(target ? [target] : []), ...gap.heard.map(({ source }) => source)].map(endpointText))
  const isIt = ({ at, destination }: IcmpError): boolean =>
    at < end && destination !== undefined && ports.has(endpointText(destination))
  const error = call.icmpErrors.find(isIt)
  return error && { cause: 'icmp', what: error.from }
}

function protection({ silentLine, hearingLine }: Missing): Found | undefined {
  if (!silentLine || !hearingLine) return undefined
  const [own, other] = [profileOf(silentLine), profileOf(hearingLine)]
  return own === other ? undefined : { cause: 'srtp', what: `${silentLine.profile} and ${hearingLine.profile}` }
}

function foreignCodec({ silentLine, gap }: Missing): Found | undefined {
  const [main] = gap.heard.flatMap(({ payloadTypes }) => payloadTypes).sort((a, b) => b.packets - a.packets)
  const known = silentLine?.codecs.some(({ payloadType }) => payloadType === main?.payloadType) ?? true
  if (!main || known || main.payloadType === 13) return undefined
  return {
    cause: 'codec',
    what: `payload type ${main.payloadType}${main.encoding ? ` ${main.encoding.slice(0, 40)}` : ''}`,
  }
}

/** The silent side reports on what it hears, so its packets pass the tap. */
function reports({ gap }: Missing): Found | undefined {
  const heard = gap.heard.find(({ rtcp }) => rtcp.farEnd !== undefined)
  const last = heard?.rtcp.farEnd
  if (!heard || !last) return undefined
  const figures = `${heard.rtcp.farEndSeries.length} RTCP reports of the silent side, the last up to sequence ${last.highestSequence}`
  return { cause: 'rtcp-only', what: 'RTCP', proof: [{ kind: 'rtcp', figures, at: last.at }] }
}

function byTap({ call, silent }: Missing): Found {
  const { vantage } = vantageOf(call)
  if (vantage !== 'near-caller' && vantage !== 'near-callee') return { cause: 'not-at-tap', what: vantage }
  return { cause: vantage === `near-${silent}` ? 'not-sent' : 'lost-on-way', what: vantage }
}
