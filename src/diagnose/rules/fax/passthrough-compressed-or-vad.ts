import { streamPlacesOf } from '../../../correlate/quality/attribution.ts'
import { attributeValues } from '../../../decode/sdp/attributes.ts'
import type { Call, OfferAnswer } from '../../../model/call.ts'
import { endpointText } from '../../../model/endpoint.ts'
import { isCompressed } from '../../facts/codec-families.ts'
import { codecName, mediaCodecs } from '../../facts/codecs.ts'
import { faxOffers, isFaxAgreed } from '../../facts/fax.ts'
import { isTimeLeft } from '../../facts/input-end.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { type AgreedAudio, agreedAudio } from '../../facts/session.ts'
import { type Proof, rule } from '../../rule.ts'
import { FAX_FALLBACK_US } from '../../thresholds/media-setup.ts'

interface Values {
  readonly how: 'compressed' | 'comfort-noise' | 'silence-suppression'
  readonly codec: string
}

export const passthroughCompressedOrVad = rule<'call', Values>({
  id: 'fax.passthrough-compressed-or-vad',
  category: 'codec',
  severity: 'high',
  sources: ['ITU-T V.152', 'RFC 3362'],
  title: 'Fax goes through audio that does not carry it',
  examines: 'call',
  observed: true,
  about: { described: true, methods: ['INVITE'] },
  issues: ['fax', 't38'],
  meaning:
    'A fax whose T.38 was not accepted goes on as tones in the audio. Compressed codecs and silence suppression destroy them.',
  fires:
    'T.38 was offered and not accepted, and the audio that stays is a compressed codec, says silenceSupp:on, or carries comfort noise afterwards.',
  quiet: 'Calls in which T.38 was accepted or never offered; G.711 without suppression.',
  example: ['m=image 40000 udptl t38 (refused)', 'm=audio 40002 RTP/AVP 18'],
  recommendation:
    'Use G.711 for fax calls, with silence suppression, comfort noise and echo cancellation off and a fixed jitter buffer; or make T.38 work.',
  recipe: 'fax',
  verify: 'Verify: the audio of the fax call is PCMU or PCMA, without comfort noise packets.',
  marks: { signs: ['image'] },
  *check({ call }, { capture }) {
    const offers = faxOffers(call)
    if (offers.some(isFaxAgreed)) return
    const refused = offers.find(({ exchange, answered }) => exchange.state === 'rejected' || answered?.port === 0)
    if (!refused) return
    const audio = audioAfter(call, refused.exchange)
    if (!audio) return
    const end = refused.exchange.rejection ?? refused.exchange.answer!.message
    // Another offer may be on its way.
    if (!call.bye && !isTimeLeft(end, capture, FAX_FALLBACK_US)) {
      yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const codec = mediaCodecs(audio.answer)[0]
    const how = codec && isCompressed(codec) ? 'compressed' : suppresses(audio) ? 'silence-suppression' : undefined
    const noise = how ? undefined : noiseAfter(call, end.at)
    if (!codec || (!how && !noise)) return
    const proof: Proof[] = [lineOf(audio.exchange.answer!.message, audio.answer), { message: end }]
    yield {
      values: { how: how ?? 'comfort-noise', codec: codecName(codec) },
      proof: [lineOf(refused.exchange.offer.message, refused.fax), ...proof, ...(noise ? [noise] : [])],
      scope: [how ?? 'comfort-noise', codecName(codec)],
      mends: audio.exchange.answer!.message,
    }
  },
  detail: ({ how, codec }) =>
    `T.38 was not accepted, so the fax goes through the audio of the call: ${codec}${how === 'compressed' ? ', which destroys its tones' : how === 'comfort-noise' ? ', with comfort noise in place of what is taken for silence' : ', with silence suppression on'}.`,
})

/** The audio that was agreed last, with the refused offer or around it. */
function audioAfter(call: Call, { offer }: OfferAnswer): AgreedAudio | undefined {
  const all = call.offerAnswers.filter(({ state }) => state === 'answered').flatMap(agreedAudio)
  return all.findLast(({ exchange }) => exchange.offer.message.number >= offer.message.number) ?? all.at(-1)
}

/** `a=silenceSupp:on` (RFC 3108 §5.6.3.4). */
const suppresses = ({ offer, answer }: AgreedAudio): boolean =>
  [offer, answer].some((media) =>
    attributeValues(media, 'silencesupp').some(({ value }) => value.toLowerCase() === 'on'),
  )

/** A stream with comfort noise after that time. */
function noiseAfter(call: Call, at: number | undefined): Proof | undefined {
  for (const { stream } of streamPlacesOf(call)) {
    const use = stream.payloadTypes.find(
      ({ payloadType, encoding }) => payloadType === 13 || encoding?.toLowerCase() === 'cn',
    )
    if (!use || at === undefined || use.lastAt <= at) continue
    const figures = `${use.packets} packets of comfort noise from ${endpointText(stream.source)}, ssrc ${stream.ssrc}, the last after T.38 was refused`
    return { kind: 'rtp', figures, frame: use.firstFrame, at: use.firstAt }
  }
  return undefined
}
