import type { Attribute } from '../../../model/description.ts'
import { REFUSED_MEDIA } from '../../facts/media-lines.ts'
import { senderOf } from '../../facts/session.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly written: string
  readonly refused: number | undefined
}

export const opusRtpmapInvalid = rule<'description', Values>({
  id: 'sdp.opus-rtpmap-invalid',
  category: 'codec',
  severity: 'low',
  sources: ['RFC 7587 §7'],
  title: 'Opus is not declared as opus/48000/2',
  examines: 'description',
  about: { described: true },
  marks: { unusual: true },
  meaning:
    'Opus always counts 48,000 ticks a second and two channels in its rtpmap, whatever it carries. Strict endpoints refuse another form.',
  fires: 'An rtpmap names Opus with another clock rate or without /2. High where the offer was refused for its media.',
  quiet: 'opus/48000/2 in any case of letters.',
  example: ['a=rtpmap:111 opus/16000'],
  recommendation:
    'Write a=rtpmap:<number> opus/48000/2; mono and bandwidth are said in a=fmtp (stereo, maxplaybackrate).',
  recipe: 'codec',
  *check({ message, description, exchange, role, call }) {
    if (!description.complete) yield { insufficient: 'message-cut' }
    const rejection = role === 'offer' ? exchange.rejection : undefined
    const refused = rejection && REFUSED_MEDIA.has(rejection.status) ? rejection.status : undefined
    for (const media of description.media) {
      for (const codec of media.codecs) {
        if (codec.encoding?.toLowerCase() !== 'opus' || (codec.clockRateHz === 48_000 && codec.channels === 2)) continue
        const line: Attribute | undefined = media.attributes.find((attribute) => attribute.line === codec.line)
        yield {
          values: {
            written: `opus/${codec.clockRateHz ?? '?'}${codec.channels > 1 ? `/${codec.channels}` : ''}`,
            refused,
          },
          proof: [{ message, sdp: line ?? media }],
          scope: [senderOf(call, message)],
          mends: message,
          ...(refused !== undefined && {
            severity: { level: 'high', because: `The offer was refused with ${refused}` } as const,
          }),
        }
      }
    }
  },
  detail: ({ written, refused }) =>
    `The rtpmap says ${written} where RFC 7587 wants opus/48000/2${refused === undefined ? '' : `, and the offer was refused with ${refused}`}.`,
})
