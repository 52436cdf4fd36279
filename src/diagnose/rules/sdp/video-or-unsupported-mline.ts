import type { Call, OfferAnswer } from '../../../model/call.ts'
import { lineOf, REFUSED_MEDIA } from '../../facts/media-lines.ts'
import { rule, type Weight } from '../../rule.ts'

interface Values {
  readonly kinds: string
  readonly fate: 'accepted' | 'refused' | 'failed' | 'open'
  readonly status: number | undefined
}

export const videoOrUnsupportedMline = rule<'offerAnswer', Values>({
  id: 'sdp.video-or-unsupported-mline',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3264 §6', 'RFC 3261 §21.4.26'],
  title: 'Other media beside audio',
  examines: 'offerAnswer',
  about: { described: true },
  marks: { unusual: true },
  meaning:
    'The offer has lines for video, text, application data or the like. An answerer that does not want one refuses the line, not the call.',
  fires:
    'An offer with audio and another medium. Medium where the offer was refused as a whole and the audio alone was then accepted.',
  quiet: 'Audio alone; fax.',
  example: ['m=video 4002 RTP/AVP 96'],
  recommendation:
    'Let the answering side refuse the line it does not want with port 0 instead of the whole call, or do not offer it to this peer.',
  *check({ exchange, call }) {
    const { offer, answer, rejection } = exchange
    if (!offer.description.complete) yield { insufficient: 'message-cut' }
    const others = offer.description.media.filter(
      ({ kind, port }) => kind !== 'audio' && kind !== 'image' && port !== 0,
    )
    if (others.length === 0 || others.length === offer.description.media.length) return
    const lines = exchange.media.filter(({ offer: line }) => others.includes(line))
    const failed = rejection !== undefined && REFUSED_MEDIA.has(rejection.status) && audioWasTaken(call, exchange)
    const fate = failed
      ? 'failed'
      : !answer
        ? 'open'
        : lines.some((pair) => pair.answer && pair.answer.port !== 0)
          ? 'accepted'
          : 'refused'
    const severity: Weight = {
      level: 'medium',
      because: 'The whole call was refused for it, and the audio alone accepted',
    }
    yield {
      values: {
        kinds: [...new Set(others.map(({ kind }) => kind.slice(0, 20)))].join(', '),
        fate,
        status: rejection?.status,
      },
      proof: [lineOf(offer.message, others[0]!), ...(failed ? [{ message: rejection } as const] : [])],
      scope: [fate, ...new Set(others.map(({ kind }) => kind))],
      mends: offer.message,
      ...(failed && { severity }),
    }
  },
  detail({ kinds, fate, status }) {
    switch (fate) {
      case 'failed':
        return `The offer has ${kinds} beside audio and was refused with ${status}; a later offer without it was accepted.`
      case 'accepted':
        return `The offer has ${kinds} beside audio, and the answer takes it.`
      case 'refused':
        return `The offer has ${kinds} beside audio; the answer refuses that and takes the audio.`
      case 'open':
        return `The offer has ${kinds} beside audio.`
      default:
        return fate satisfies never
    }
  },
})

const audioWasTaken = (call: Call, { offer }: OfferAnswer): boolean =>
  call.offerAnswers.some(
    (other) =>
      other.state === 'answered' &&
      other.offer.message.number > offer.message.number &&
      other.offer.description.media.every(({ kind, port }) => kind === 'audio' || port === 0),
  )
