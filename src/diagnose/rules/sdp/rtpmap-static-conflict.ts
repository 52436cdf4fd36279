import { staticPayloadType } from '../../../decode/rtp/payload-types.ts'
import type { Codec } from '../../../model/description.ts'
import { codecKey } from '../../facts/codecs.ts'
import { lineOf, profileOf } from '../../facts/media-lines.ts'
import { senderOf } from '../../facts/session.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly payloadType: number
  readonly written: string
  readonly meant: string
}

export const rtpmapStaticConflict = rule<'description', Values>({
  id: 'sdp.rtpmap-static-conflict',
  category: 'codec',
  severity: 'medium',
  sources: ['RFC 3551 §6', 'RFC 3551 §4.5.2'],
  title: 'rtpmap contradicts the static payload type',
  examines: 'description',
  about: { described: true },
  marks: { unusual: true },
  meaning:
    'An rtpmap gives a static payload type another codec or clock than RFC 3551 does. Some endpoints obey it, others do not.',
  fires:
    'An a=rtpmap below 96 names another encoding or clock rate; G.722 with 16000 among them, whose RTP clock is 8000.',
  quiet: 'The static meaning repeated, in any case and spelling; dynamic types.',
  example: ['a=rtpmap:9 G722/16000'],
  recommendation: 'Write the static meaning of the number (a=rtpmap:9 G722/8000), or take a number from 96 on.',
  recipe: 'codec',
  *check({ message, description, call }) {
    if (!description.complete) yield { insufficient: 'message-cut' }
    for (const media of description.media) {
      if (profileOf(media) === undefined) continue
      for (const codec of media.codecs) {
        const meant = codec.line === undefined ? undefined : staticPayloadType(codec.payloadType)
        if (!meant || isSame(codec, meant)) continue
        const line = media.attributes.find((attribute) => attribute.line === codec.line)
        const proof: Proof = line ? { message, sdp: line } : lineOf(message, media)
        yield {
          values: {
            payloadType: codec.payloadType,
            written: `${codec.encoding}/${codec.clockRateHz}`,
            meant: `${meant.encoding}/${meant.clockRateHz}`,
          },
          proof: [proof],
          scope: [senderOf(call, message), `${codec.encoding}/${codec.clockRateHz}`, meant.encoding],
          mends: message,
        }
      }
    }
  },
  detail: ({ payloadType, written, meant }) =>
    `Payload type ${payloadType} is mapped to ${written}; RFC 3551 fixes it as ${meant}, and endpoints that know that will decode noise or silence.`,
})

/** Codecs that some write by another name: PCMU as G711U, G723 as G7231. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['g711u', 'pcmu'],
  ['ulaw', 'pcmu'],
  ['g711a', 'pcma'],
  ['alaw', 'pcma'],
  ['g7231', 'g723'],
  ['g723.1', 'g723'],
  ['g.722', 'g722'],
  ['comfort-noise', 'cn'],
])

const nameOf = (encoding: string): string => ALIASES.get(encoding.toLowerCase()) ?? encoding.toLowerCase()

function isSame(codec: Codec, meant: { encoding: string; clockRateHz: number; channels: number }): boolean {
  const key = codecKey({ ...codec, encoding: nameOf(codec.encoding ?? ''), channels: meant.channels })
  return key === codecKey({ ...codec, ...meant, encoding: nameOf(meant.encoding) })
}
