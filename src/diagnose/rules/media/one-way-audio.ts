import { attributeValues } from '../../../decode/sdp/attributes.ts'
import { formatOf } from '../../../decode/sdp/values/fmtp.ts'
import type { Call, OfferAnswer } from '../../../model/call.ts'
import type { MediaDescription } from '../../../model/description.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { comesFrom, type Flow, flowsOf, packetsIn } from '../../facts/media-flow.ts'
import { agreedAudio, senderOf, wasHeld } from '../../facts/session.ts'
import { type Proof, rule } from '../../rule.ts'
import { ONE_WAY_AFTER_ANSWER_US, ONE_WAY_DTX_US, ONE_WAY_PACKETS, ONE_WAY_SHARE } from '../../thresholds.ts'

interface Values {
  readonly silent: 'caller' | 'callee'
  readonly heard: number
  readonly other: number
  readonly seconds: number
  readonly icmp: boolean
}

export const oneWayAudio = rule<'call', Values>({
  id: 'media.one-way-audio',
  category: 'media',
  severity: 'critical',
  sources: ['RFC 3550 §5.1', 'RFC 3264 §5.1', 'RFC 4961'],
  title: 'One-way audio',
  examines: 'call',
  observed: true,
  explains: ['signaling.short-call'],
  issues: ['audio', 'hear'],
  meaning: 'One side hears the other, but not the other way round.',
  fires:
    'One direction has 100 packets or more over at least 5 s of the answered call; the other has none, or less than 2 % of what is expected.',
  quiet:
    'Hold, and directions other than sendrecv; codecs that suppress silence, until 20 s; captures that see one side only.',
  recommendation:
    'Check the address and port that the silent side was told to send to, then NAT and firewall on the way there.',
  recipe: 'nat-media',
  verify: 'Verify: RTP flows both ways within a second of the answer.',
  applies: (subject) =>
    subject.call.answer !== undefined && !wasHeld(subject.call) && subject.call.offerAnswers.some(isOfInterest),
  *check({ call }, { capture }) {
    if (call.streams.length === 0) {
      if (call.final) yield { insufficient: 'no-rtp-in-capture' }
      return
    }
    const flows = flowsOfInterest(call)
    // A hop on which nothing flows was not captured, or the media goes around it.
    for (const flow of flows) {
      const gap = gapOf(flow, call)
      if (!gap) continue
      const speaker = gap.silentIsOfferer ? 'answerer' : 'offerer'
      if (!seesBothSides(call, flow) || !comesFrom(flow.exchange, speaker, gap.heard)) {
        yield { insufficient: 'one-direction-only' }
        continue
      }
      yield faultOf(call, flow, gap, capture.rtpPackets)
    }
  },
  detail: ({ silent, heard, other, seconds, icmp }) =>
    `In ${seconds.toFixed(0)} s of the answered call ${heard} RTP packets came from the ${silent === 'callee' ? 'caller' : 'callee'} and ${other === 0 ? 'none' : `only ${other}`} from the ${silent}.${icmp ? ' ICMP errors answer the media.' : ''}`,
})

/** Agreed audio that should flow both ways. */
function flowsOfInterest(call: Call): readonly Flow[] {
  if (wasHeld(call)) return []
  return flowsOf(call).filter(({ exchange }) => isOfInterest(exchange))
}

function isOfInterest(exchange: OfferAnswer): boolean {
  const agreed = agreedAudio(exchange)
  return (
    agreed.length > 0 &&
    agreed.every(({ offer, answer }) => offer.direction === 'sendrecv' && answer.direction === 'sendrecv')
  )
}

interface Gap {
  readonly heard: readonly RtpStream[]
  readonly other: readonly RtpStream[]
  readonly silentIsOfferer: boolean
  readonly spanUs: number
}

function gapOf({ exchange, toOfferer, toAnswerer }: Flow, call: Call): Gap | undefined {
  const [heard, other, silentIsOfferer] =
    packetsIn(toOfferer) >= packetsIn(toAnswerer) ? [toOfferer, toAnswerer, true] : [toAnswerer, toOfferer, false]
  const answeredAt = call.answer?.at ?? 0
  const spanUs = Math.max(0, ...heard.map((stream) => stream.lastAt - Math.max(stream.firstAt, answeredAt)))
  const count = packetsIn(other)
  const few = count === 0 || count < ONE_WAY_SHARE * packetsIn(heard)
  if (packetsIn(heard) < ONE_WAY_PACKETS || spanUs < ONE_WAY_AFTER_ANSWER_US || !few) return undefined
  const pauses = agreedAudio(exchange).some(({ offer, answer }) => suppressesSilence(silentIsOfferer ? offer : answer))
  if (pauses && (count > 0 || spanUs < ONE_WAY_DTX_US)) return undefined
  return { heard, other, silentIsOfferer, spanUs }
}

/** CN offered, G.729 with Annex B (the default, RFC 4856 §2.1.9), Opus DTX, or a=silenceSupp. */
const suppressesSilence = (media: MediaDescription): boolean =>
  attributeValues(media, 'silencesupp').some(({ value }) => value === 'on') ||
  media.codecs.some((codec, index) => {
    if (codec.encoding?.toLowerCase() === 'cn') return true
    if (index > 0) return false
    const format = formatOf(codec)
    return (format.kind === 'g729' && format.annexB) || (format.kind === 'opus' && format.dtx)
  })

/** The tap hears both sides speak on this hop, in signalling at least; where it cannot know, the messages are text. */
function seesBothSides(call: Call, { exchange }: Flow): boolean {
  const hosts = new Set(call.messages.map(({ source }) => source?.address))
  const { offer, answer } = exchange
  return hosts.has(offer.message.source?.address) && hosts.has(answer?.message.source?.address)
}

function faultOf(call: Call, flow: Flow, { heard, other, silentIsOfferer, spanUs }: Gap, total: number) {
  const { offer, answer } = flow.exchange
  const silentMessage = silentIsOfferer ? offer.message : answer!.message
  const hearing = silentIsOfferer ? answer! : offer
  const line = hearing.description.media.find(({ kind }) => kind === 'audio')
  const silent = senderOf(call, silentMessage)
  const first = heard[0]!
  const icmp = call.icmpErrors.slice(0, 2).map(
    (error): Proof => ({
      kind: 'icmp',
      figures: `ICMP type ${error.type} code ${error.code} from ${error.from}`,
      frame: error.frame,
      at: error.at,
    }),
  )
  const figures: Proof = {
    kind: 'rtp',
    figures: `${first.source.address}:${first.source.port} > ${first.destination.address}:${first.destination.port}: ${packetsIn(heard)} packets; the other way: ${packetsIn(other)} packets (of ${total} RTP packets in the input)`,
    frame: first.firstFrame,
    at: first.firstAt,
  }
  const target: Proof[] = line
    ? [{ message: hearing.message, sdp: line.connection ?? hearing.description.connection ?? line }]
    : []
  return {
    values: {
      silent,
      heard: packetsIn(heard),
      other: packetsIn(other),
      seconds: spanUs / 1_000_000,
      icmp: icmp.length > 0,
    },
    proof: [figures, ...target, ...icmp] as const,
    scope: [silent],
    mends: hearing.message,
  }
}
