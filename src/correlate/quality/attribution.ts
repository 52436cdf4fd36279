import type { Call, OfferAnswer } from '../../model/call.ts'
import type { Party } from '../../model/call-facts.ts'
import type { Codec } from '../../model/description.ts'
import { endpointText } from '../../model/endpoint.ts'
import type { AttributedBy } from '../../model/quality.ts'
import type { RtpStream } from '../../model/stream.ts'
import { MICROS_PER_SECOND, type Micros } from '../../model/time.ts'
import { otherParty, senderOf } from '../call-parties.ts'
import { remembered } from '../remembered.ts'
import { type AgreedLine, agreedLines, type LineSide, type PlaceSource } from './line-sides.ts'

/** A port may be learned so long after the description (RFC 4961 latching takes the first packets). Chosen by us. */
const LEARN_US = 5 * MICROS_PER_SECOND
/** Each round learns from the one before: a side behind a translator, then whom it talks to, then the way back. */
const ROUNDS = 3

/** A stream on an m-line of one exchange. */
export interface LineStream {
  readonly stream: RtpStream
  readonly how: AttributedBy
}

/** The RTP of one agreed m-line, by the side it is meant for, each in the order of the first packets. */
export interface LineFlow {
  readonly exchange: OfferAnswer
  /** From 0. */
  readonly line: number
  readonly kind: string
  readonly toOfferer: readonly LineStream[]
  readonly toAnswerer: readonly LineStream[]
}

/** What streams there are on each agreed line of each exchange of the call. One that outlives a re-INVITE is on several. */
export const lineFlowsOf = remembered(({ offerAnswers, streams }: Call): readonly LineFlow[] => {
  const ordered = [...streams].sort(byBeginning).map(placed)
  return offerAnswers.flatMap((exchange) => {
    const lines = agreedLines(exchange)
    const found = lines.length === 0 || ordered.length === 0 ? NONE : attributed(lines, ordered)
    return lines.map((line) => {
      const { index, offerer } = line
      const towards = (side: Towards): LineStream[] => {
        const all: LineStream[] = []
        for (const { stream } of ordered) {
          const one = found.get(stream)
          if (one?.line === line && one.towards === side) all.push({ stream, how: one.how })
        }
        return all
      }
      const kind = offerer.media.kind
      return { exchange, line: index, kind, toOfferer: towards('offerer'), toAnswerer: towards('answerer') }
    })
  })
})

/** A stream within its call. */
export interface StreamPlace {
  readonly stream: RtpStream
  /** The exchange that was in force when it began; of one that began earlier the first. */
  readonly exchange: OfferAnswer
  readonly line: number
  readonly kind: string
  readonly towards: 'offerer' | 'answerer'
  readonly how: AttributedBy
  /** Who sent it, on which hop of the signalling. */
  readonly by: Party
  readonly hop: string
  /** The codec most of its packets have, by the receiver's payload types, which bind what is sent to it (RFC 3264 §5.1). */
  readonly codec: Codec | undefined
  /** It began before the call was answered, or the call never was. */
  readonly early: boolean
  /** Early, from the callee, and over by the answer: a ringing tone, an announcement. */
  readonly ringback: boolean
  /** From 1: counts on where the SSRC changed within one line and direction. */
  readonly segment: number
}

/** Each stream of the call in the place it has; one that fits nowhere is left out. */
export const streamPlacesOf = remembered((call: Call): readonly StreamPlace[] => {
  if (call.streams.length === 0) return NOWHERE
  const seats = new Map<RtpStream, { flow: LineFlow; towards: Towards; how: AttributedBy }>()
  for (const flow of lineFlowsOf(call)) {
    for (const towards of ['offerer', 'answerer'] as const) {
      for (const { stream, how } of towards === 'offerer' ? flow.toOfferer : flow.toAnswerer) {
        const before = seats.get(stream)
        if (before === undefined || governs(flow.exchange, stream)) seats.set(stream, { flow, towards, how })
      }
    }
  }
  const segments = new Map<string, number>()
  return [...seats]
    .sort(([a], [b]) => byBeginning(a, b))
    .map(([stream, { flow, towards, how }]) => {
      const { exchange, line, kind } = flow
      const offerer = senderOf(call, exchange.offer.message)
      const by = towards === 'answerer' ? offerer : otherParty(offerer)
      const key = `${exchange.hop} ${line} ${by}`
      const segment = (segments.get(key) ?? 0) + 1
      segments.set(key, segment)
      const early = isEarly(call, stream.firstAt)
      const ringback = early && by === 'callee' && isEarly(call, stream.lastAt)
      const codec = codecOf(exchange, line, towards, stream)
      return { stream, exchange, line, kind, towards, how, by, hop: exchange.hop, codec, early, ringback, segment }
    })
})

type Towards = 'offerer' | 'answerer'

const NOWHERE: readonly StreamPlace[] = []

const byBeginning = (a: RtpStream, b: RtpStream): number => a.firstAt - b.firstAt || a.number - b.number

interface Placed {
  readonly stream: RtpStream
  readonly from: string
  readonly to: string
}

interface Found {
  readonly line: AgreedLine
  readonly towards: Towards
  readonly how: AttributedBy
}

const NONE: ReadonlyMap<RtpStream, Found> = new Map()

const placed = (stream: RtpStream): Placed => {
  return { stream, from: endpointText(stream.source), to: endpointText(stream.destination) }
}

function attributed(lines: readonly AgreedLine[], streams: readonly Placed[]): ReadonlyMap<RtpStream, Found> {
  const found = new Map<RtpStream, Found>()
  const settle = (one: Placed, matches: readonly Found[]): void => {
    if (matches.length === 0) return
    const match = matches.length === 1 ? matches[0]! : chosen(one.stream, matches)
    found.set(one.stream, match)
    if (match.how === 'learned') return
    const { offerer, answerer } = match.line
    const [from, to] = match.towards === 'answerer' ? [offerer, answerer] : [answerer, offerer]
    learn(from, one.from)
    learn(to, one.to)
  }
  for (let round = 0; round < ROUNDS && found.size < streams.length; round++) {
    for (const one of streams) {
      if (!found.has(one.stream)) settle(one, matchesOf(lines, one))
    }
  }
  for (const one of streams) {
    if (!found.has(one.stream)) settle(one, learnedOf(lines, one))
  }
  return found
}

function matchesOf(lines: readonly AgreedLine[], { from, to }: Placed): readonly Found[] {
  const matches: Found[] = []
  for (const line of lines) {
    const { offerer, answerer } = line
    const toAnswerer = howOf(answerer.places.get(to), offerer.places.get(from))
    const toOfferer = howOf(offerer.places.get(to), answerer.places.get(from))
    // Both at once is a hair-pin; it says nothing about either direction.
    if ((toAnswerer === undefined) === (toOfferer === undefined)) continue
    matches.push(
      toAnswerer === undefined
        ? { line, towards: 'offerer', how: toOfferer! }
        : { line, towards: 'answerer', how: toAnswerer },
    )
  }
  return matches
}

function howOf(receiver: PlaceSource | undefined, sender: PlaceSource | undefined): AttributedBy | undefined {
  if (receiver !== undefined) return receiver
  return sender === 'declared' ? 'source' : sender
}

/** Both hosts are right, one on each side, and the stream began soon after this was agreed. */
function learnedOf(lines: readonly AgreedLine[], { stream }: Placed): readonly Found[] {
  const { source, destination, firstAt } = stream
  const matches: Found[] = []
  for (const line of lines) {
    const { offerer, answerer, exchange } = line
    const at = exchange.offer.message.at
    if (at === undefined || firstAt < at || firstAt > (exchange.answer?.message.at ?? at) + LEARN_US) continue
    const forth = offerer.hosts.has(source.address) && answerer.hosts.has(destination.address)
    const back = answerer.hosts.has(source.address) && offerer.hosts.has(destination.address)
    if (forth !== back) matches.push({ line, towards: forth ? 'answerer' : 'offerer', how: 'learned' })
  }
  return matches
}

function learn({ places }: LineSide, place: string): void {
  if (!places.has(place)) places.set(place, 'symmetric')
}

/** Lines of a BUNDLE share their port (RFC 9143): the SSRC the sender declared tells them apart, else the payload type. */
function chosen(stream: RtpStream, matches: readonly Found[]): Found {
  const sender = ({ line, towards }: Found): LineSide => (towards === 'answerer' ? line.offerer : line.answerer)
  const receiver = ({ line, towards }: Found): LineSide => (towards === 'answerer' ? line.answerer : line.offerer)
  return (
    matches.find((match) => sender(match).ssrcs.has(stream.ssrc)) ??
    matches.find((match) => codecIn(receiver(match).media.codecs, stream) !== undefined) ??
    matches[0]!
  )
}

/** Whether this was agreed by the time the stream began: a later one takes the place of an earlier. */
function governs({ offer }: OfferAnswer, { firstAt }: RtpStream): boolean {
  return offer.message.at !== undefined && offer.message.at <= firstAt
}

const isEarly = ({ answer }: Call, at: Micros): boolean => answer === undefined || (answer.at ?? at) > at

function codecOf({ media }: OfferAnswer, line: number, towards: Towards, stream: RtpStream): Codec | undefined {
  const pair = media[line]
  const receiver = towards === 'answerer' ? pair?.answer : pair?.offer
  return codecIn(receiver?.codecs ?? [], stream)
}

const ASIDE: ReadonlySet<string> = new Set(['telephone-event', 'cn'])

/** The codec of most packets, comfort noise and events only where there is nothing else. */
function codecIn(codecs: readonly Codec[], { payloadTypes }: RtpStream): Codec | undefined {
  let best: Codec | undefined
  let most = 0
  let bestAside = true
  for (const { payloadType, packets } of payloadTypes) {
    const codec = codecs.find((one) => one.payloadType === payloadType)
    if (codec === undefined) continue
    const aside = ASIDE.has(codec.encoding?.toLowerCase() ?? '')
    if (best !== undefined && (aside === bestAside ? packets <= most : aside)) continue
    best = codec
    most = packets
    bestAside = aside
  }
  return best
}
