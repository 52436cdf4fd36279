import type { OfferAnswer } from '../../../model/call.ts'
import { agreedLines, lineOf } from '../../facts/media-lines.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { rule, type Weight } from '../../rule.ts'

interface Values {
  readonly status: number | undefined
}

/** Statuses that turn down what was offered. */
const REFUSALS = new Set([488, 606, 603])

export const offerPortZero = rule<'offerAnswer', Values>({
  id: 'sdp.offer-port-zero',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3264 §5.1'],
  title: 'Offer has port 0 in its only audio line',
  examines: 'offerAnswer',
  about: { described: true },
  marks: { unusual: true },
  explains: ['signaling.response-488', 'signaling.call-failed'],
  observed: true,
  meaning:
    'The offer offers nothing. Typical of a media server without a free port, a codec filter that left no codec, or a transcoder that is missing on the offering side.',
  fires:
    'The first offer of a call has one audio line, at port 0, and is refused or answered with nothing usable. Info while it is unanswered.',
  quiet: 'Later offers that remove a medium; an offer with another line in use.',
  example: ['m=audio 0 RTP/AVP 0', 'SIP/2.0 488 Not Acceptable Here'],
  recommendation:
    'Find out why the offering side had no media port: media server or transcoder down, no free RTP ports, or a codec filter that removed every codec.',
  recipe: 'codec',
  verify: 'Verify: the next offer has an audio line with a port other than 0.',
  applies: ({ exchange, call }) => initialInvites(call).some(({ request }) => request === exchange.offer.message),
  *check({ exchange, call }) {
    const { offer } = exchange
    if (!offer.description.complete) {
      yield { insufficient: 'message-cut' }
      return
    }
    const audio = offer.description.media.filter(({ kind }) => kind === 'audio')
    if (audio.length !== 1 || audio[0]!.port !== 0 || offer.description.media.some(({ port }) => port !== 0)) return
    const rejection = exchange.rejection
    const answered = exchange.answer && agreedLines(exchange).length === 0
    if (rejection && !REFUSALS.has(rejection.status)) return
    if (!rejection && !answered && !call.final) return
    const severity = weigh(exchange)
    yield {
      values: { status: rejection?.status },
      proof: [lineOf(offer.message, audio[0]!), ...(rejection ? [{ message: rejection } as const] : [])],
      scope: [rejection ? 'refused' : answered ? 'answered' : 'unanswered'],
      mends: offer.message,
      ...(severity && { severity }),
    }
  },
  detail: ({ status }) =>
    `The only audio line of the offer has port 0, so it offers no medium at all${status === undefined ? '' : `; it was refused with ${status}`}.`,
})

const weigh = ({ rejection, answer }: OfferAnswer): Weight | undefined =>
  rejection || answer ? undefined : { level: 'info', because: 'No answer is in the input' }
