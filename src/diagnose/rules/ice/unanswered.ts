import { iceOf } from '../../facts/ice.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly candidates: number
}

export const iceUnanswered = rule<'offerAnswer', Values>({
  id: 'ice.unanswered',
  category: 'nat',
  severity: 'info',
  sources: ['RFC 8839 §4.2.4', 'RFC 8839 §4.3.2'],
  title: 'ICE is offered and not answered',
  examines: 'offerAnswer',
  about: { described: true },
  marks: { unusual: true },
  issues: ['ice', 'webrtc'],
  meaning: 'The caller can do ICE, and the called side cannot: the media goes by the addresses in c= and m= alone.',
  fires: 'The offer has ICE, and the accepted answer has none.',
  quiet: 'Refused offers; ICE on both sides, or on none.',
  example: ['a=ice-ufrag:F7gI (offer; none in the answer)'],
  recommendation: '',
  applies: ({ exchange: { state, answer } }) => state === 'answered' && answer !== undefined,
  *check({ exchange }) {
    const offered = iceOf(exchange.offer)
    if (!offered?.line || iceOf(exchange.answer!)) return
    if (!exchange.answer!.description.complete) {
      yield { insufficient: 'message-cut' }
      return
    }
    yield {
      values: { candidates: offered.candidates.length },
      proof: [{ message: exchange.offer.message, sdp: offered.line }, { message: exchange.answer!.message }],
      scope: ['unanswered'],
    }
  },
  detail: ({ candidates }) =>
    `The offer speaks ICE${candidates > 0 ? ` and names ${candidates} candidate${candidates === 1 ? '' : 's'}` : ''}; the answer does not, so both use c= and m= as they stand.`,
})
