import type { OfferAnswer } from '../../../model/call.ts'
import { codecName, mediaCodecs } from '../../facts/codecs.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { agreedAudio } from '../../facts/session.ts'
import { rule } from '../../rule.ts'
import { CODEC_FLAPS } from '../../thresholds/sdp.ts'

interface Values {
  readonly codecs: readonly string[]
}

export const codecChangedMidcall = rule<'call', Values>({
  id: 'sdp.codec-changed-midcall',
  category: 'codec',
  severity: 'info',
  sources: ['RFC 3264 §8.3.2'],
  title: 'Codec changes during the call',
  examines: 'call',
  about: { described: true, signs: ['reoffered'] },
  meaning: 'A later offer and answer of the call chose another speech codec.',
  fires: `The first codec of the answered audio line differs from the one before on the same hop. Medium from ${CODEC_FLAPS} changes on.`,
  quiet: 'A switch to fax or another medium; another hop with another codec.',
  example: ['m=audio 5000 RTP/AVP 9', 'm=audio 5000 RTP/AVP 0'],
  recommendation: 'Let all parties of the call prefer one codec, so that a re-INVITE does not change it.',
  recipe: 'codec',
  applies: ({ call }) => call.offerAnswers.length > 1,
  *check({ call }) {
    for (const [hop, exchanges] of Map.groupBy(call.offerAnswers, (exchange) => exchange.hop)) {
      const steps = changes(exchanges)
      const [first] = steps
      if (!first) {
        if (exchanges.some(({ state }) => state === 'pending') && hop !== '') yield { insufficient: 'sdp-absent' }
        continue
      }
      const codecs = [first.before, ...steps.map(({ after }) => after)]
      yield {
        values: { codecs },
        proof: [
          lineOf(first.from.answer!.message, agreedAudio(first.from)[0]!.answer),
          ...steps.map(({ to }) => lineOf(to.answer!.message, agreedAudio(to)[0]!.answer)),
        ],
        scope: codecs,
        mends: first.to.offer.message,
        ...(steps.length >= CODEC_FLAPS && {
          severity: { level: 'medium', because: `The codec changed ${steps.length} times` } as const,
        }),
      }
    }
  },
  detail: ({ codecs }) => `The audio of this call went from ${codecs.join(' to ')}.`,
})

interface Step {
  readonly from: OfferAnswer
  readonly to: OfferAnswer
  readonly before: string
  readonly after: string
}

/** Where the chosen codec is another than that of the exchange before. */
function changes(exchanges: readonly OfferAnswer[]): readonly Step[] {
  const steps: Step[] = []
  let from: OfferAnswer | undefined
  let before: string | undefined
  for (const to of exchanges) {
    const codec = to.state === 'answered' ? agreedAudio(to)[0] && mediaCodecs(agreedAudio(to)[0]!.answer)[0] : undefined
    if (!codec || codec.encoding === undefined) continue
    const after = codecName(codec)
    if (from && before !== undefined && before.toLowerCase() !== after.toLowerCase())
      steps.push({ from, to, before, after })
    from = to
    before = after
  }
  return steps
}
