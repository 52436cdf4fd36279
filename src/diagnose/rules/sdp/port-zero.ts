import type { Call, OfferAnswer } from '../../../model/call.ts'
import { agreedLines, isCut, lineOf } from '../../facts/media-lines.ts'
import { rule, type Weight } from '../../rule.ts'

interface Values {
  readonly kind: string
  readonly before: boolean
}

export const portZero = rule<'offerAnswer', Values>({
  id: 'sdp.port-zero',
  category: 'signaling',
  severity: 'info',
  sources: ['RFC 3264 §6'],
  title: 'Medium refused with port 0',
  examines: 'offerAnswer',
  about: { described: true },
  marks: { unusual: true },
  meaning: 'The answerer does not want this medium.',
  fires:
    'An answer sets an offered m-line to port 0. Critical where it is the only audio and nothing else was accepted; medium where video or fax was in use before.',
  quiet: 'Lines that the offer itself had at port 0.',
  example: ['m=video 0 RTP/AVP 31'],
  recommendation: 'Where the medium is wanted, enable it and one of its offered codecs on the side that refused it.',
  recipe: 'codec',
  applies: ({ exchange }) => exchange.answer !== undefined && exchange.state === 'answered',
  *check({ exchange, call }) {
    if (isCut(exchange)) yield { insufficient: 'message-cut' }
    for (const [index, { offer, answer }] of exchange.media.entries()) {
      if (answer?.port !== 0 || offer.port === 0) continue
      const before = usedBefore(call, exchange, index, offer.kind)
      const severity = weigh(exchange, offer.kind, before)
      yield {
        values: { kind: offer.kind, before },
        proof: [lineOf(exchange.offer.message, offer), lineOf(exchange.answer!.message, answer)],
        scope: [offer.kind],
        mends: exchange.answer!.message,
        ...(severity && { severity }),
      }
    }
  },
  detail: ({ kind, before }) =>
    `The answer sets the ${kind} line to port 0: the answerer does not want ${kind}.${before ? ` It had accepted ${kind} earlier in this call.` : ''}`,
})

function weigh(exchange: OfferAnswer, kind: string, before: boolean): Weight | undefined {
  if (kind === 'audio' && agreedLines(exchange).length === 0)
    return { level: 'critical', because: 'It is the only audio, and no other medium was accepted' }
  return before && kind !== 'audio' ? { level: 'medium', because: `${kind} was in use before` } : undefined
}

const usedBefore = (call: Call, exchange: OfferAnswer, index: number, kind: string): boolean =>
  call.offerAnswers.some(
    (other) =>
      other.hop === exchange.hop &&
      other.offer.message.number < exchange.offer.message.number &&
      agreedLines(other).some(({ offer }) => offer.kind === kind && other.media[index]?.offer === offer),
  )
