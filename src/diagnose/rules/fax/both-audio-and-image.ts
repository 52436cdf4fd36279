import type { Call } from '../../../model/call.ts'
import type { MediaDescription } from '../../../model/description.ts'
import { type FaxOffer, faxOffers, isFaxAgreed } from '../../facts/fax.ts'
import { isTimeLeft } from '../../facts/input-end.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { FAX_END_US } from '../../thresholds/media-setup.ts'
import { CROSSING_US } from '../../thresholds/signaling.ts'

interface Values {
  readonly how: 'both-lines' | 'both-sides'
  readonly result: 'kept' | 'zeroed' | 'refused' | 'open'
}

export const bothAudioAndImage = rule<'call', Values>({
  id: 'fax.both-audio-and-image',
  category: 'signaling',
  severity: 'medium',
  sources: ['ITU-T T.38 Annex D', 'RFC 6913 §5', 'RFC 3261 §14.1'],
  title: 'Fax and audio are offered at once, or by both sides',
  examines: 'call',
  about: { described: true, methods: ['INVITE'] },
  issues: ['fax', 't38'],
  meaning:
    'The change to T.38 replaces the audio. An offer that keeps both confuses many gateways, and so does a change that both sides begin at the same time.',
  fires:
    'A re-INVITE offers image and audio with a port each, or both sides offer T.38 at the same time. High where a BYE or 488 follows within 10 s.',
  quiet:
    'The first INVITE of a call, where both may be offered to choose from. Info where the answer refuses one of the two and the call goes on.',
  example: ['m=audio 40002 RTP/AVP 0', 'm=image 40000 udptl t38'],
  recommendation:
    'Let only the side of the answering fax machine start T.38, with port 0 in the audio line of its offer.',
  recipe: 'fax',
  verify: 'Verify: one re-INVITE with m=image, its m=audio with port 0.',
  marks: { signs: ['image'] },
  *check({ call }, { capture }) {
    for (const offer of faxOffers(call)) {
      const { exchange, fax } = offer
      const { message, description } = exchange.offer
      if (message.toTag === undefined) continue
      const audio = description.media.find(({ kind, port }) => kind === 'audio' && port !== 0)
      const other = faxOffers(call).find((one) => isCollision(one, offer))
      if (!audio && !other) continue
      if (!description.complete) {
        yield { insufficient: 'message-cut' }
        continue
      }
      const result = resultOf(offer, audio)
      const settled = call.bye !== undefined || isTimeLeft(message, capture, FAX_END_US)
      const severity = weigh(call, offer, result, settled)
      const lines: Proof[] = audio ? [lineOf(message, audio)] : [{ message: other!.exchange.offer.message }]
      const end = exchange.rejection ?? exchange.answer?.message
      yield {
        values: { how: audio ? 'both-lines' : 'both-sides', result },
        proof: [lineOf(message, fax), ...lines, ...(end ? [{ message: end }] : [])],
        scope: [audio ? 'both-lines' : 'both-sides', result],
        mends: message,
        ...(severity && { severity }),
      }
    }
  },
  detail: ({ how, result }) =>
    `${how === 'both-lines' ? 'A re-INVITE offers image and audio at once' : 'Both sides ask for T.38 at the same time'}${RESULTS[result]}.`,
})

const RESULTS: Readonly<Record<Values['result'], string>> = {
  kept: ', and the answer keeps both',
  zeroed: ', and one of them stays',
  refused: ', and it is refused',
  open: '; no answer to it is in the input',
}

/** Both sides at nearly the same time, before either has its answer. The later of the two tells it. */
function isCollision(one: FaxOffer, offer: FaxOffer): boolean {
  const [first, second] = [one.exchange.offer.message, offer.exchange.offer.message]
  if (one.by === offer.by || first.number >= second.number) return false
  const answered = one.exchange.answer?.message.number ?? one.exchange.rejection?.number
  if (answered !== undefined && answered < second.number) return false
  return first.at === undefined || second.at === undefined || second.at - first.at <= CROSSING_US
}

function resultOf(offer: FaxOffer, audio: MediaDescription | undefined): Values['result'] {
  const { exchange } = offer
  if (exchange.rejection) return 'refused'
  if (!exchange.answer) return 'open'
  const pair = exchange.media.find((one) => one.offer === audio)
  return isFaxAgreed(offer) && pair?.answer !== undefined && pair.answer.port !== 0 ? 'kept' : 'zeroed'
}

function weigh(call: Call, { exchange }: FaxOffer, result: Values['result'], settled: boolean): Weight | undefined {
  const { at } = exchange.offer.message
  const bye = call.bye?.at !== undefined && at !== undefined && call.bye.at - at <= FAX_END_US
  if (exchange.rejection?.status === 488 || bye)
    return { level: 'high', because: bye ? 'The call ends right after it' : 'It was refused with 488' }
  return result === 'zeroed' && settled
    ? { level: 'info', because: 'The answer chooses one of them, and the call goes on' }
    : undefined
}
