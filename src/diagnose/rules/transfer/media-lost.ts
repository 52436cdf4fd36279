import { agreementsOf } from '../../../correlate/agreements.ts'
import { lineFlowsOf } from '../../../correlate/quality/attribution.ts'
import type { Call, OfferAnswer } from '../../../model/call.ts'
import { hasHeader } from '../../../model/message.ts'
import type { RtpStream } from '../../../model/stream.ts'
import type { Micros } from '../../../model/time.ts'
import { isTimeLeft } from '../../facts/input-end.ts'
import { seenAtTap } from '../../facts/media-at-tap.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { type AgreedAudio, agreedAudio, mediaAddress, place } from '../../facts/session.ts'
import { rule } from '../../rule.ts'
import { MEDIA_MOVES_US, MEDIA_TAIL_US } from '../../thresholds/dialog.ts'

interface Values {
  readonly why: 'transfer' | 're-INVITE'
  /** Where nothing arrives. */
  readonly towards: readonly string[]
}

export const mediaLost = rule<'call', Values>({
  id: 'transfer.media-lost',
  category: 'media',
  severity: 'high',
  sources: ['RFC 3264 §8.3.1', 'RFC 5589 §6'],
  title: 'No audio after the media was moved',
  examines: 'call',
  observed: true,
  about: { methods: ['INVITE'], streams: true },
  explains: ['media.stopped-midcall', 'media.one-way-audio'],
  issues: ['transfer', 'audio', 'reinvite'],
  meaning:
    'A transfer or re-INVITE moved the media of a running call to another address or port, and no audio follows there.',
  fires:
    'An answered offer with a=sendrecv changes the address or port of audio that was heard both ways, and within 5 s no RTP arrives in one direction or in both.',
  quiet:
    'Hold; offers that change nothing; calls or inputs that end before; addresses whose media the capture may not see, as where a PBX has the phones send straight to each other.',
  example: ['m=audio 40000 RTP/AVP 0 (in a re-INVITE)', 'c=IN IP4 203.0.113.9'],
  recommendation:
    'See that the new address can be reached from the other side, that firewall and NAT let its RTP through, and that the media relay follows re-INVITEs.',
  recipe: 'nat-media',
  verify: 'Verify: RTP flows both ways within a second of the ACK.',
  marks: { signs: ['reoffered'] },
  *check({ call }, { capture }) {
    for (const { exchange, from, until } of agreementsOf(call)) {
      const [audio] = agreedAudio(exchange)
      const before = audio && previous(call, exchange)
      if (
        !audio ||
        !before ||
        !isMoved(audio, before) ||
        audio.offer.direction !== 'sendrecv' ||
        audio.answer.direction !== 'sendrecv'
      )
        continue
      if (!wasHeard(call, before.exchange)) continue
      if (from === undefined) {
        yield { insufficient: 'no-timestamps' }
        continue
      }
      const ends = until ?? call.bye?.at
      if (ends !== undefined && ends - from < MEDIA_MOVES_US) continue
      if (!isTimeLeft({ at: from }, capture, MEDIA_MOVES_US)) continue
      const silent = silentPlaces(call, audio, from)
      if (silent.length === 0) continue
      if (seenAtTap(call, audio, capture) === undefined) {
        yield { insufficient: 'no-rtp-in-capture' }
        continue
      }
      yield {
        values: { why: isTransfer(call, exchange) ? 'transfer' : 're-INVITE', towards: silent },
        proof: [
          lineOf(exchange.offer.message, audio.offer),
          lineOf(exchange.answer!.message, audio.answer),
          { message: exchange.offer.message },
        ],
        scope: [silent.length > 1 ? 'both' : 'one'],
        mends: exchange.offer.message,
      }
    }
  },
  detail: ({ why, towards }) =>
    `After a ${why} that moved the media, no RTP arrived at ${towards.join(' and ')} within 5 s.`,
})

/** The audio agreed before in the same dialog on the same way. */
const previous = (call: Call, exchange: OfferAnswer): AgreedAudio | undefined => {
  const sides = ({ offererTag, answererTag }: OfferAnswer): string =>
    [offererTag ?? '', answererTag ?? ''].sort().join(' ')
  const earlier = call.offerAnswers.findLast(
    (other) =>
      other.offer.message.number < exchange.offer.message.number &&
      sides(other) === sides(exchange) &&
      agreedAudio(other).length > 0,
  )
  return earlier && agreedAudio(earlier)[0]
}

/** `address:port` of the offerer and of the answerer. */
function placesOf({ exchange, offer, answer }: AgreedAudio): readonly [string, string] {
  const at = (media: typeof offer, side: OfferAnswer['offer']): string =>
    place({ address: mediaAddress(media, side.description) ?? '?', port: media.port })
  return [at(offer, exchange.offer), at(answer, exchange.answer!)]
}

function isMoved(now: AgreedAudio, before: AgreedAudio): boolean {
  const known = placesOf(before)
  return placesOf(now).some((one) => !known.includes(one))
}

const wasHeard = (call: Call, exchange: OfferAnswer): boolean =>
  lineFlowsOf(call).some(
    (flow) =>
      flow.exchange === exchange && flow.kind === 'audio' && flow.toOfferer.length > 0 && flow.toAnswerer.length > 0,
  )

/** Places of the new agreement at which no stream is alive within the first seconds. */
function silentPlaces(call: Call, audio: AgreedAudio, from: Micros): readonly string[] {
  const flow = lineFlowsOf(call).find(({ exchange, kind }) => exchange === audio.exchange && kind === 'audio')
  const isAlive = ({ stream }: { readonly stream: RtpStream }): boolean =>
    stream.lastAt > from + MEDIA_TAIL_US && stream.firstAt <= from + MEDIA_MOVES_US
  const [toOfferer, toAnswerer] = placesOf(audio)
  return [
    ...(flow?.toOfferer.some(isAlive) ? [] : [toOfferer]),
    ...(flow?.toAnswerer.some(isAlive) ? [] : [toAnswerer]),
  ]
}

const isTransfer = ({ transactions }: Call, { offer: { message } }: OfferAnswer): boolean =>
  hasHeader(message, 'replaces') ||
  transactions.some(({ method, request }) => method === 'REFER' && request.number < message.number)
