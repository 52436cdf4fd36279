import { headerValues } from '../../../decode/sip/values.ts'
import type { Call, OfferAnswer } from '../../../model/call.ts'
import type { MediaDirection } from '../../../model/description.ts'
import { hasHeader, header, type SipMessage } from '../../../model/message.ts'
import { flowsOf } from '../../facts/media-flow.ts'
import { acceptedLater, agreedLines, isCut, lineOf, writerOf } from '../../facts/media-lines.ts'
import { audioPairs, mediaAddress } from '../../facts/session.ts'
import { type Proof, rule, type Verdict, type Weight } from '../../rule.ts'

interface Values {
  readonly how: 'start' | 'resume'
  readonly offered: MediaDirection
  readonly answered: string
}

export const directionBlocksAudio = rule<'offerAnswer', Values>({
  id: 'sdp.direction-blocks-audio',
  category: 'media',
  severity: 'high',
  sources: ['RFC 3264 §6.1', 'RFC 3264 §8.4'],
  title: 'Media direction leaves the call without two-way audio',
  examines: 'offerAnswer',
  about: { described: true },
  marks: { unusual: true },
  explains: ['media.one-way-audio', 'media.no-media'],
  meaning:
    'A side that offers sendrecv is answered with inactive or recvonly, and nobody opens the direction again: the call stays on hold.',
  fires:
    'The first offer of an answered call is sendrecv and its answer inactive or recvonly with no later offer that opens it; or an offer that takes the call off hold is answered so, or with port 0.',
  quiet:
    'Recording sessions (SIPREC), conferences that only listen, announcements and music servers (sendonly); calls that are opened later. Low where the held side is sent music; info where the call ends right there.',
  example: ['a=sendrecv', 'a=inactive'],
  recommendation:
    'Find out why the answering side did not open its media again: it must answer sendrecv with sendrecv when a call is taken off hold.',
  verify: 'Verify: the resume offer is answered with sendrecv and RTP flows both ways.',
  applies: ({ exchange }) => exchange.state === 'answered',
  *check({ exchange, call }) {
    if (isCut(exchange)) {
      yield { insufficient: 'message-cut' }
      return
    }
    const suspect = audioPairs(exchange).some(
      ({ answer }) =>
        answer && (answer.port === 0 || answer.direction === 'inactive' || answer.direction === 'recvonly'),
    )
    if (!suspect || acceptedLater(call, exchange) || isByDesign(exchange)) return
    for (const { offer, answer } of audioPairs(exchange)) {
      if (!answer || offer.port === 0 || offer.direction !== 'sendrecv' || isZero(exchange, 'offer')) continue
      const how = isResume(call, exchange) ? 'resume' : exchange.offer.message.toTag === undefined ? 'start' : undefined
      const blocks =
        answer.port === 0 ? how === 'resume' : answer.direction === 'inactive' || answer.direction === 'recvonly'
      if (how === undefined || !blocks || !call.answer) continue
      yield fault(call, exchange, how, offer.direction, answer.port === 0 ? 'port 0' : answer.direction, [
        lineOf(exchange.offer.message, offer),
        lineOf(exchange.answer!.message, answer),
      ])
    }
  },
  detail: ({ how, offered, answered }) =>
    how === 'resume'
      ? `An offer with ${offered} takes the call off hold and is answered with ${answered}: the call stays on hold.`
      : `The first offer is ${offered} and its answer ${answered}; no later offer opens the direction, so the answering side sends no audio.`,
})

function fault(
  call: Call,
  exchange: OfferAnswer,
  how: Values['how'],
  offered: MediaDirection,
  answered: string,
  proof: readonly [Proof, ...Proof[]],
): Verdict<Values> {
  const severity = weigh(call, exchange)
  return {
    values: { how, offered, answered },
    proof,
    scope: [how, answered],
    mends: exchange.answer!.message,
    confidence: 0.85,
    ...(severity && { severity }),
  }
}

/** Music that still arrives shows a hold that is meant. */
function weigh(call: Call, exchange: OfferAnswer): Weight | undefined {
  const flow = flowsOf(call).find((one) => one.exchange === exchange)
  const at = exchange.answer!.message.at
  if (flow && at !== undefined && flow.toOfferer.some(({ lastAt }) => lastAt > at))
    return { level: 'low', because: 'RTP still comes from the answering side' }
  const next = call.messages.find(({ number }) => number > exchange.answer!.message.number)
  const ended = next && next.method === 'ACK' ? call.messages[call.messages.indexOf(next) + 1] : next
  return ended?.method === 'BYE' && exchange.offer.message.toTag !== undefined
    ? { level: 'info', because: 'The call ended right afterwards' }
    : undefined
}

/** The side that now offers sendrecv had put the call on hold with the offer before. */
function isResume(call: Call, { offer, hop }: OfferAnswer): boolean {
  const before = call.offerAnswers.findLast(
    (other) =>
      other.hop === hop &&
      other.state === 'answered' &&
      other.offer.message.number < offer.message.number &&
      writerOf(other.offer.message) === writerOf(offer.message),
  )
  return (
    before !== undefined &&
    agreedLines(before).some(
      (pair) => pair.offer.direction === 'sendonly' || pair.offer.direction === 'inactive' || isZero(before, 'offer'),
    )
  )
}

const isZero = (exchange: OfferAnswer, side: 'offer'): boolean =>
  exchange[side].description.media.some((media) => mediaAddress(media, exchange[side].description) === '0.0.0.0')

/** Recorders, conference bridges and paging are one-way on purpose (RFC 7866 §6.1, RFC 4579 §5.1). */
function isByDesign({ offer, answer }: OfferAnswer): boolean {
  const all = answer ? [offer.message, answer.message] : [offer.message]
  return all.some(isRecorder) || all.some((message) => /;\s*isfocus\b/i.test(header(message, 'contact')?.value ?? ''))
}

const isRecorder = (message: SipMessage): boolean =>
  [...headerValues(message, 'require'), ...headerValues(message, 'supported')].some((tag) =>
    ['siprec', 'record-aware'].includes(tag.toLowerCase()),
  ) &&
  (hasHeader(message, 'require') || /;\+sip\.sr[cs]\b/i.test(header(message, 'contact')?.value ?? ''))
