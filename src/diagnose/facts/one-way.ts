import type { Call, OfferAnswer } from '../../model/call.ts'
import type { RtpStream } from '../../model/stream.ts'
import { ONE_WAY_AFTER_ANSWER_US, ONE_WAY_DTX_US, ONE_WAY_PACKETS, ONE_WAY_SHARE } from '../thresholds/media.ts'
import { lastFew } from './last-few.ts'
import { comesFrom, type Flow, flowsOf, packetsIn } from './media-flow.ts'
import { agreedAudio, wasHeld } from './session.ts'
import { suppressesSilence } from './silence.ts'

/** Audio that one side sends and the other does not. */
export interface Gap {
  readonly flow: Flow
  readonly heard: readonly RtpStream[]
  readonly other: readonly RtpStream[]
  readonly silentIsOfferer: boolean
  readonly spanUs: number
  /** The tap would see both directions; where it may not, the other one being absent proves nothing. */
  readonly proven: boolean
}

/** Where answered audio goes one way only. A hop on which nothing flows was not captured, or the media goes around it. */
export const gapsOf = lastFew((call: Call): readonly Gap[] => {
  if (call.streams.length === 0 || wasHeld(call)) return []
  return flowsOf(call).flatMap((flow) => (goesBothWays(flow.exchange) ? (gapOf(flow, call) ?? []) : []))
})

/** Agreed audio that should flow both ways. */
export function goesBothWays(exchange: OfferAnswer): boolean {
  const agreed = agreedAudio(exchange)
  return (
    agreed.length > 0 &&
    agreed.every(({ offer, answer }) => offer.direction === 'sendrecv' && answer.direction === 'sendrecv')
  )
}

function gapOf(flow: Flow, call: Call): Gap | undefined {
  const { exchange, toOfferer, toAnswerer } = flow
  const [heard, other, silentIsOfferer] =
    packetsIn(toOfferer) >= packetsIn(toAnswerer) ? [toOfferer, toAnswerer, true] : [toAnswerer, toOfferer, false]
  const answeredAt = call.answer?.at ?? 0
  const spanUs = Math.max(0, ...heard.map((stream) => stream.lastAt - Math.max(stream.firstAt, answeredAt)))
  const count = packetsIn(other)
  const few = count === 0 || count < ONE_WAY_SHARE * packetsIn(heard)
  if (packetsIn(heard) < ONE_WAY_PACKETS || spanUs < ONE_WAY_AFTER_ANSWER_US || !few) return undefined
  const pauses = agreedAudio(exchange).some(({ offer, answer }) => suppressesSilence(silentIsOfferer ? offer : answer))
  if (pauses && (count > 0 || spanUs < ONE_WAY_DTX_US)) return undefined
  const speaker = silentIsOfferer ? 'answerer' : 'offerer'
  const proven = seesBothSides(call, flow) && comesFrom(exchange, speaker, heard)
  return { flow, heard, other, silentIsOfferer, spanUs, proven }
}

/** The tap hears both sides speak on this hop, in signalling at least; where it cannot know, the messages are text. */
function seesBothSides(call: Call, { exchange }: Flow): boolean {
  const hosts = new Set(call.messages.map(({ source }) => source?.address))
  const { offer, answer } = exchange
  return hosts.has(offer.message.source?.address) && hosts.has(answer?.message.source?.address)
}
