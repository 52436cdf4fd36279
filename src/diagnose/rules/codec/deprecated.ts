import type { Call } from '../../../model/call.ts'
import type { Codec, MediaDescription } from '../../../model/description.ts'
import type { InsufficientReason } from '../../../model/finding.ts'
import type { SipMessage } from '../../../model/message.ts'
import { codecKey, codecName, mediaCodecs } from '../../facts/codecs.ts'
import { agreedAudio, audioPairs } from '../../facts/session.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly codec: string
  readonly negotiated: boolean
}

/** Superseded by better or freer codecs; RFC 6716 (Opus) replaces most of them. */
const DEPRECATED = new Set([
  'g723',
  'g726-16',
  'g726-24',
  'gsm',
  'gsm-hr-08',
  'gsm-hr',
  'g728',
  'lpc',
  'dvi4',
  'ilbc',
  'speex',
  'silk',
  'isac',
])

export const deprecatedCodec = rule<'call', Values>({
  id: 'codec.deprecated',
  category: 'codec',
  severity: 'low',
  sources: ['RFC 3551 §4.5', 'RFC 6716 §1'],
  title: 'Deprecated codec',
  examines: 'call',
  marks: { unusual: true },
  posture: true,
  meaning:
    'The call uses a codec that better ones have replaced: more loss of quality, and fewer peers that support it.',
  fires: 'The codec chosen in the answer, or put first in an offer without answer, is one of an old generation.',
  quiet: 'An old codec that is only offered further down, and refused offers.',
  example: ['m=audio 40000 RTP/AVP 3', 'a=rtpmap:3 GSM/8000'],
  recommendation:
    'Prefer PCMU or PCMA (or Opus and G.722 where both sides have them) and move the old codec to the end of the list.',
  recipe: 'codec',
  verify: 'Verify: the answer puts another codec first.',
  applies: ({ call }) => call.offerAnswers.length > 0 || call.answer !== undefined,
  *check({ call }) {
    const used = inUse(call)
    const blind = blindSpot(call, used)
    if (blind) yield { insufficient: blind }
    if (!used || !DEPRECATED.has(codecKey(used.codec)?.split('/')[0] ?? '')) return
    const { codec, media, message, negotiated } = used
    yield {
      values: { codec: codecName(codec), negotiated },
      proof: [{ message, sdp: rtpmapOf(media, codec) }],
      scope: [],
      mends: message,
    }
  },
  detail: ({ codec, negotiated }) =>
    negotiated
      ? `The answer chose ${codec}: its speech is worse than that of the codecs that replaced it, and fewer and fewer peers support it.`
      : `The offer prefers ${codec}: its speech is worse than that of the codecs that replaced it, and fewer and fewer peers support it.`,
})

interface InUse {
  readonly codec: Codec
  readonly media: MediaDescription
  readonly message: SipMessage
  readonly negotiated: boolean
}

/** An answered call without a description, or a codec whose name is cut off. */
function blindSpot(call: Call, used: InUse | undefined): InsufficientReason | undefined {
  if (call.offerAnswers.length === 0) return 'sdp-absent'
  if (used) return used.codec.encoding === undefined ? 'message-cut' : undefined
  const cut = call.offerAnswers.some(
    ({ offer, answer, state }) =>
      state !== 'rejected' && (!offer.description.complete || answer?.description.complete === false),
  )
  return cut ? 'message-cut' : undefined
}

function inUse(call: Call): InUse | undefined {
  for (const exchange of call.offerAnswers) {
    for (const { answer } of agreedAudio(exchange)) {
      const codec = mediaCodecs(answer)[0]
      if (codec) return { codec, media: answer, message: exchange.answer!.message, negotiated: true }
    }
  }
  const open = call.final ? call.offerAnswers.find(({ state }) => state === 'pending') : undefined
  const media = open && audioPairs(open).find(({ offer }) => offer.port !== 0)?.offer
  const codec = media && mediaCodecs(media)[0]
  return open && media && codec ? { codec, media, message: open.offer.message, negotiated: false } : undefined
}

const rtpmapOf = (media: MediaDescription, codec: Codec) =>
  media.attributes.find(({ line }) => line === codec.line) ?? media
