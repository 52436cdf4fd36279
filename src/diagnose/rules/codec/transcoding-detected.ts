import { isCompressed, isG711 } from '../../facts/codec-families.ts'
import { impairmentFigure, isTranscoded, type LegPair, legPairs } from '../../facts/leg-codecs.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  /** Codec of each leg, in order. */
  readonly codecs: readonly string[]
  /** Sum of what they take from R; undefined where one of them has no figure. */
  readonly impairment: number | undefined
}

export const transcodingDetected = rule<'joinedCall', Values>({
  id: 'codec.transcoding-detected',
  category: 'codec',
  severity: 'low',
  sources: ['ITU-T G.113 App. I', 'ITU-T G.107 §3.5'],
  title: 'Speech is transcoded on the way',
  examines: 'joinedCall',
  issues: ['transcoding', 'quality', 'codec'],
  meaning:
    'The legs of the call use different codecs: a server between them decodes and encodes again, which costs quality, delay and processor time.',
  fires:
    'Two connected legs use different codecs. Medium where both are compressed, or three different codecs follow each other.',
  quiet:
    'PCMU and PCMA; legs that share a codec and whose media was not captured; transfers; legs whose join is not sure.',
  example: ['m=audio 40000 RTP/AVP 18 (first leg)', 'm=audio 50000 RTP/AVP 3 (second leg)'],
  recommendation: 'Let both legs agree on the same codec: offer on each leg what the other one has, in the same order.',
  recipe: 'codec',
  verify: 'Verify: the answers on both legs choose the same codec.',
  *check(subject) {
    const all = legPairs(subject)
    if (all.length === 0) {
      if (subject.legs.filter(({ answer }) => answer).length > 1) yield { insufficient: 'sdp-absent' }
      return
    }
    const pairs = all.filter((pair) => isTranscoded(pair) && !pair.every(({ codec }) => isG711(codec)))
    const [first] = pairs
    if (!first) return
    const legs = [...new Set(pairs.flat())].toSorted((a, b) => a.call.number - b.call.number)
    const codecs = legs.map(({ name }) => name)
    const figures = legs.map(impairmentFigure)
    const proof = legs.map(({ audio }): Proof => lineOf(audio.exchange.answer!.message, audio.answer))
    const severity = weigh(pairs, new Set(codecs).size)
    yield {
      values: {
        codecs,
        impairment: figures.includes(undefined) ? undefined : figures.reduce<number>((sum, ie) => sum + (ie ?? 0), 0),
      },
      proof: [proof[0]!, ...proof.slice(1)],
      scope: codecs,
      mends: first[1].audio.exchange.offer.message,
      ...(severity && { severity }),
    }
  },
  detail: ({ codecs, impairment }) =>
    `The legs of the call use ${codecs.join(', ')}.${impairment === undefined || impairment === 0 ? '' : ` Together they take ${impairment} from an R factor of 93.`}`,
})

function weigh(pairs: readonly LegPair[], different: number): Weight | undefined {
  if (pairs.some((pair) => pair.every(({ codec }) => isCompressed(codec))))
    return { level: 'medium', because: 'Both codecs are compressed ones: their losses add up' }
  return different >= 3 ? { level: 'medium', because: 'Three codecs follow each other' } : undefined
}
