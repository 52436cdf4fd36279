import { codecKey, codecName, mediaCodecs } from '../../facts/codecs.ts'
import { flowsOf } from '../../facts/media-flow.ts'
import { bothLines, isCut } from '../../facts/media-lines.ts'
import { agreedAudio } from '../../facts/session.ts'
import { rule, type Weight } from '../../rule.ts'

interface Values {
  readonly added: string
  readonly sent: boolean
}

export const answerAddsCodec = rule<'offerAnswer', Values>({
  id: 'sdp.answer-adds-codec',
  category: 'codec',
  severity: 'info',
  sources: ['RFC 3264 §6.1'],
  title: 'Answer lists a codec that was not offered',
  examines: 'offerAnswer',
  about: { described: true },
  marks: { unusual: true },
  meaning:
    'The answerer says it would also receive a codec that the offer does not name. That is legal; sending it is not.',
  fires:
    'The audio line of an answer names a speech codec that the offer lacks. Medium where the answerer sends it in RTP.',
  quiet: 'Every codec of the answer was offered; a line with port 0.',
  example: ['m=audio 4000 RTP/AVP 0', 'm=audio 5000 RTP/AVP 0 8'],
  recommendation: 'Send only codecs that the other side listed, and answer with a subset of the offer.',
  recipe: 'codec',
  applies: ({ exchange }) => exchange.answer !== undefined,
  *check({ exchange, call }) {
    if (isCut(exchange)) yield { insufficient: 'message-cut' }
    for (const pair of agreedAudio(exchange)) {
      const offered = new Set(mediaCodecs(pair.offer).map(codecKey))
      if (offered.has(undefined)) continue
      const added = mediaCodecs(pair.answer).filter(
        (codec) => codec.encoding !== undefined && !offered.has(codecKey(codec)),
      )
      if (added.length === 0 || added.length === mediaCodecs(pair.answer).length) continue
      const types = new Set(added.map(({ payloadType }) => payloadType))
      const flow = flowsOf(call).find((one) => one.exchange === exchange)
      const sent =
        flow?.toOfferer.some((stream) => stream.payloadTypes.some((use) => types.has(use.payloadType))) ?? false
      const severity: Weight = {
        level: 'medium',
        because: 'The answerer sends it, though the offerer never said it takes it',
      }
      yield {
        values: { added: added.map(codecName).join(', '), sent },
        proof: bothLines(pair),
        scope: added.map(codecName),
        mends: exchange.answer!.message,
        ...(sent && { severity }),
      }
    }
  },
  detail: ({ added, sent }) =>
    `The answer lists ${added}, which the offer does not. ${sent ? 'The answerer also sends it, and the offerer need not understand it.' : 'The offerer may send it, but need not.'}`,
})
