import { mediaCodecs } from '../../facts/codecs.ts'
import { lineOf, profileOf } from '../../facts/media-lines.ts'
import { senderOf } from '../../facts/session.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly types: readonly number[]
  readonly kind: string
  readonly alone: boolean
}

export const missingRtpmap = rule<'description', Values>({
  id: 'sdp.missing-rtpmap',
  category: 'codec',
  severity: 'medium',
  sources: ['RFC 8866 §6.6', 'RFC 3551 §3'],
  title: 'Payload type without rtpmap',
  examines: 'description',
  about: { described: true },
  marks: { unusual: true },
  meaning: 'An m-line names a dynamic payload type and nobody says which codec it is.',
  fires: 'A payload type without static meaning has no a=rtpmap. High where the line has no other codec.',
  quiet: 'Static payload types (RFC 3551 §6); a line with port 0; a cut description.',
  example: ['m=audio 4000 RTP/AVP 0 96'],
  recommendation: 'Add an a=rtpmap line for each dynamic payload type, or take the number off the m-line.',
  recipe: 'codec',
  verify: 'Verify: each number of the m-line from 96 on has an a=rtpmap line.',
  *check({ message, description, call }) {
    if (!description.complete) {
      yield { insufficient: 'message-cut' }
      return
    }
    for (const media of description.media) {
      if (media.port === 0 || profileOf(media) === undefined) continue
      const types = media.codecs.filter(({ encoding }) => encoding === undefined).map(({ payloadType }) => payloadType)
      if (types.length === 0) continue
      const alone = mediaCodecs(media).every(({ encoding }) => encoding === undefined)
      yield {
        values: { types, kind: media.kind, alone },
        proof: [lineOf(message, media)],
        scope: [senderOf(call, message), media.kind],
        mends: message,
        ...(alone && { severity: { level: 'high', because: 'The line has no codec that can be known' } as const }),
      }
    }
  },
  detail: ({ types, kind, alone }) =>
    `The ${kind} line lists payload type ${types.join(', ')} without a=rtpmap, so nobody knows the codec.${alone ? ' The line has no other.' : ''}`,
})
