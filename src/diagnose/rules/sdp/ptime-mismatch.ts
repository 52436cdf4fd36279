import type { Call, OfferAnswer } from '../../../model/call.ts'
import type { MediaDescription } from '../../../model/description.ts'
import type { InsufficientReason } from '../../../model/finding.ts'
import type { SipMessage } from '../../../model/message.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { flowsOf } from '../../facts/media-flow.ts'
import { attributeLine } from '../../facts/sdp-lines.ts'
import { agreedAudio, audioPairs } from '../../facts/session.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { PTIME_HARMLESS_JITTER_MS } from '../../thresholds/media.ts'

interface Values {
  readonly offered: number
  readonly answered: number
}

export const ptimeMismatch = rule<'offerAnswer', Values>({
  id: 'sdp.ptime-mismatch',
  category: 'codec',
  severity: 'medium',
  sources: ['RFC 8866 §6.4', 'RFC 3264 §5.1'],
  title: 'ptime mismatch between offer and answer',
  examines: 'offerAnswer',
  marks: { unusual: true },
  issues: ['ptime'],
  meaning:
    'The two sides ask for different packet lengths. That is legal, but not every endpoint plays what it did not ask for.',
  fires: 'Both a=ptime of an audio line, in the offer and in its own answer, are there and differ.',
  quiet:
    'One side gives no ptime; a line with port 0; low where RTP shows that each side sends what the other asked for.',
  example: ['a=ptime:30 (offer)', 'a=ptime:20 (answer)'],
  recommendation: 'Set ptime to 20 ms on both endpoints to match standard packetization.',
  recipe: 'ptime',
  verify: 'Verify: offer and answer carry the same a=ptime.',
  applies: ({ exchange }) =>
    audioPairs(exchange).some(({ offer }) => offer.port !== 0) && exchange.state !== 'rejected',
  *check({ exchange, call }) {
    const blind = blindSpot(exchange, call)
    if (blind) yield { insufficient: blind }
    for (const { offer, answer } of agreedAudio(exchange)) {
      const [offered, answered] = [offer.ptimeMs, answer.ptimeMs]
      if (offered === undefined || answered === undefined || offered === answered) continue
      const answerMessage = exchange.answer!.message
      const severity = weigh(call, exchange, offer, answer)
      yield {
        values: { offered, answered },
        proof: [proofOf(exchange.offer.message, offer), proofOf(answerMessage, answer)],
        scope: [String(offered), String(answered)],
        mends: offered === 20 ? answerMessage : exchange.offer.message,
        ...(severity && { severity }),
      }
    }
  },
  detail: ({ offered, answered }) =>
    `Offerer set a=ptime:${offered}, answerer set a=ptime:${answered}. That is allowed, and each side should send what the other asked for, but gateways and jitter buffers that expect one packet length both ways may drop or distort the audio.`,
})

/** One of the two descriptions is cut, or the input ends before the answer: then only what is there can differ. */
function blindSpot({ offer, answer, state, media }: OfferAnswer, call: Call): InsufficientReason | undefined {
  const says = media.some((pair) => pair.offer.ptimeMs !== undefined || pair.answer?.ptimeMs !== undefined)
  const cut = !offer.description.complete || answer?.description.complete === false
  if (cut) return 'message-cut'
  return state === 'pending' && call.final && says ? 'sdp-absent' : undefined
}

const proofOf = (message: SipMessage, media: MediaDescription): Proof => ({
  message,
  sdp: attributeLine(message, media, 'ptime') ?? media,
})

/** What the captured RTP makes of it: harmless when each side sends as asked, worse where a side exceeds a maxptime. */
function weigh(
  call: Call,
  exchange: OfferAnswer,
  offer: MediaDescription,
  answer: MediaDescription,
): Weight | undefined {
  const flow = flowsOf(call).find((one) => one.exchange === exchange)
  if (!flow) return undefined
  const exceeds = (streams: readonly RtpStream[], max: number | undefined) =>
    max !== undefined && streams.some(({ ptimeMs }) => ptimeMs !== undefined && ptimeMs > max)
  if (exceeds(flow.toOfferer, offer.maxptimeMs) || exceeds(flow.toAnswerer, answer.maxptimeMs))
    return { level: 'high', because: 'A side sends longer packets than the other one accepts (a=maxptime)' }
  const asAsked = (streams: readonly RtpStream[], wanted: number | undefined) =>
    streams.length > 0 &&
    streams.every(({ ptimeMs, jitterMs }) => ptimeMs === wanted && (jitterMs?.max ?? 0) < PTIME_HARMLESS_JITTER_MS)
  return asAsked(flow.toOfferer, offer.ptimeMs) && asAsked(flow.toAnswerer, answer.ptimeMs)
    ? { level: 'low', because: 'The captured RTP shows that each side sends what the other asked for' }
    : undefined
}
