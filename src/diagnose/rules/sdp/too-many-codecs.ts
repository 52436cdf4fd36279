import { headerValues } from '../../../decode/sip/values.ts'
import { topVia } from '../../facts/addresses.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { senderOf } from '../../facts/session.ts'
import { rule, type Weight } from '../../rule.ts'
import { LONG_DESCRIPTION, MANY_FORMATS } from '../../thresholds/sdp.ts'

interface Values {
  readonly formats: number
  readonly octets: number
  readonly transport: string
}

export const tooManyCodecs = rule<'description', Values>({
  id: 'sdp.too-many-codecs',
  category: 'codec',
  severity: 'low',
  sources: ['RFC 3261 §18.1.1'],
  title: 'Session description is long',
  examines: 'description',
  about: { described: true },
  meaning: 'Many codecs and attributes make the message longer than one UDP packet can carry; fragments get lost.',
  fires: `Over UDP, an audio line lists more than ${MANY_FORMATS} formats or the description has more than ${LONG_DESCRIPTION} octets. Info over TCP, TLS and WebSocket.`,
  quiet: 'Shorter descriptions.',
  example: ['m=audio 4000 RTP/AVP 0 8 9 18 3 4 97 98 99 100 101 102'],
  recommendation: 'Offer only the codecs in use, and carry signalling over TCP or TLS.',
  recipe: 'codec',
  marks: [{ unusual: true }, { signs: ['large'] }],
  *check({ message, description, call }) {
    if (!description.complete) {
      yield { insufficient: 'message-cut' }
      return
    }
    const audio = description.media.find(({ kind }) => kind === 'audio')
    const [first] = description.media
    const octets = message.body.length
    const formats = audio?.formats.length ?? 0
    if (!first || (formats <= MANY_FORMATS && octets <= LONG_DESCRIPTION)) return
    if (headerValues(message, 'content-type')[0]?.type !== 'application/sdp' && formats <= MANY_FORMATS) return
    const transport = message.transport ?? topVia(message)?.transport ?? 'UDP'
    yield {
      values: { formats, octets, transport },
      proof: [lineOf(message, audio ?? first)],
      scope: [senderOf(call, message)],
      mends: message,
      ...(transport !== 'UDP' && {
        severity: { level: 'info', because: `Over ${transport} its length does no harm` } satisfies Weight,
      }),
    }
  },
  detail: ({ formats, octets, transport }) =>
    `The description has ${octets} octets and its audio line ${formats} formats, over ${transport}.`,
})
