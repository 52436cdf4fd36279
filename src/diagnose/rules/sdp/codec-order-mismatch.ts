import type { MediaDescription } from '../../../model/description.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { codecKey, codecName, mediaCodecs } from '../../facts/codecs.ts'
import { flowsOf } from '../../facts/media-flow.ts'
import { bothLines, isCut } from '../../facts/media-lines.ts'
import { agreedAudio } from '../../facts/session.ts'
import { rule, type Weight } from '../../rule.ts'

interface Values {
  readonly preferred: string
  readonly answered: string
}

export const codecOrderMismatch = rule<'offerAnswer', Values>({
  id: 'sdp.codec-order-mismatch',
  category: 'codec',
  severity: 'low',
  sources: ['RFC 3264 §6.1'],
  title: 'Answer prefers another codec than the offer',
  examines: 'offerAnswer',
  about: { described: true },
  marks: { unusual: true },
  meaning:
    'Offer and answer list the common codecs in another order, so each side may send another codec than it gets.',
  fires:
    'The first codec of an answer is not the first of the offer that both have. Info where RTP does not show different codecs; medium where a side sends what the other did not list.',
  quiet: 'The same first codec; one common codec.',
  example: ['m=audio 4000 RTP/AVP 8 0', 'm=audio 5000 RTP/AVP 0 8'],
  recommendation: 'Give both sides the same order of codecs, or let the answerer keep the order of the offer.',
  recipe: 'codec',
  applies: ({ exchange }) => exchange.answer !== undefined,
  *check({ exchange, call }) {
    if (isCut(exchange)) yield { insufficient: 'message-cut' }
    for (const pair of agreedAudio(exchange)) {
      const answered = new Set(mediaCodecs(pair.answer).map(codecKey))
      const preferred = mediaCodecs(pair.offer).find((codec) => answered.has(codecKey(codec)))
      const [first] = mediaCodecs(pair.answer)
      if (!preferred || !first || first.encoding === undefined || codecKey(preferred) === codecKey(first)) continue
      const flow = flowsOf(call).find((one) => one.exchange === exchange)
      yield {
        values: { preferred: codecName(preferred), answered: codecName(first) },
        proof: bothLines(pair),
        scope: [codecName(preferred), codecName(first)],
        mends: exchange.answer!.message,
        severity: weigh(pair.offer, pair.answer, flow?.toOfferer ?? [], flow?.toAnswerer ?? []),
      }
    }
  },
  detail: ({ preferred, answered }) =>
    `Of the codecs both sides have, the offer puts ${preferred} first and the answer ${answered}.`,
})

function weigh(
  offer: MediaDescription,
  answer: MediaDescription,
  toOfferer: readonly RtpStream[],
  toAnswerer: readonly RtpStream[],
): Weight {
  const [heard, said] = [mainType(toOfferer), mainType(toAnswerer)]
  if (heard === undefined || said === undefined || heard === said)
    return { level: 'info', because: 'Nothing shows that the two directions use different codecs' }
  const unlisted =
    !offer.codecs.some(({ payloadType }) => payloadType === heard) ||
    !answer.codecs.some(({ payloadType }) => payloadType === said)
  return unlisted
    ? { level: 'medium', because: 'A side sends a payload type that its receiver did not list' }
    : { level: 'low', because: 'RTP shows another codec in each direction' }
}

/** The payload type that most packets carry. */
const mainType = (streams: readonly RtpStream[]): number | undefined =>
  streams.flatMap(({ payloadTypes }) => payloadTypes).toSorted((a, b) => b.packets - a.packets)[0]?.payloadType
