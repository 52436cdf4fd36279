import { isCut, lineOf } from '../../facts/media-lines.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly offered: string
  readonly answered: string
}

export const mLineCountMismatch = rule<'offerAnswer', Values>({
  id: 'sdp.m-line-count-mismatch',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3264 §6'],
  title: 'Answer does not have the m-lines of the offer',
  examines: 'offerAnswer',
  about: { described: true },
  marks: { unusual: true },
  meaning:
    'An answer must repeat the m-lines of the offer one by one, refused ones with port 0. Otherwise the sides pair the wrong media.',
  fires: 'The answer has more or fewer m-lines, or another kind of medium at the same place.',
  quiet: 'Refused lines with port 0; a cut description.',
  example: ['m=audio 4000 RTP/AVP 0', 'm=video 4002 RTP/AVP 31', 'm=audio 5000 RTP/AVP 0'],
  recommendation:
    'Let the answerer repeat every m-line of the offer in its order, and refuse one by port 0 rather than leave it out.',
  verify: 'Verify: offer and answer have the same kinds of m-lines in the same order.',
  applies: ({ exchange }) => exchange.answer !== undefined,
  *check({ exchange }) {
    const { offer, answer } = exchange
    if (isCut(exchange)) {
      yield { insufficient: 'message-cut' }
      return
    }
    const [offered, answered] = [offer.description.media, answer!.description.media]
    const same = offered.length === answered.length && offered.every(({ kind }, i) => kind === answered[i]!.kind)
    if (same) return
    const lines: Proof[] = [
      ...offered.map((media) => lineOf(offer.message, media)),
      ...answered.map((media) => lineOf(answer!.message, media)),
    ]
    const kinds = (list: typeof offered) => list.map(({ kind }) => kind).join(', ') || 'none'
    yield {
      values: { offered: kinds(offered), answered: kinds(answered) },
      proof: [lines[0] ?? { message: answer!.message }, ...lines.slice(1)],
      scope: [kinds(offered), kinds(answered)],
      mends: answer!.message,
    }
  },
  detail: ({ offered, answered }) => `The offer has the m-lines ${offered}; the answer has ${answered}.`,
})
