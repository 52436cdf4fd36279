import type { Call, DescribedMessage } from '../../../model/call.ts'
import type { MediaDescription } from '../../../model/description.ts'
import { codecKey, codecName } from '../../facts/codecs.ts'
import { lineOf, writerOf } from '../../facts/media-lines.ts'
import { senderOf } from '../../facts/session.ts'
import { rule } from '../../rule.ts'
import { FIRST_DYNAMIC } from '../../thresholds/sdp.ts'

interface Values {
  readonly payloadType: number
  readonly before: string
  readonly after: string
  readonly party: string
}

export const payloadTypeReused = rule<'call', Values>({
  id: 'sdp.payload-type-reused',
  category: 'codec',
  severity: 'high',
  sources: ['RFC 3264 §8.3.2'],
  title: 'Payload type given to another codec during the call',
  examines: 'call',
  about: { described: true, signs: ['reoffered'] },
  meaning:
    'A side gives one payload type number first to one codec, then to another. Packets on the way are decoded wrongly.',
  fires:
    'A later description of the same side maps a dynamic payload type of the same m-line to another codec. Medium where RTP goes on.',
  quiet: 'Descriptions of different sides, hops or dialogs; static payload types.',
  example: ['a=rtpmap:97 iLBC/8000', 'a=rtpmap:97 G726-32/8000'],
  recommendation: 'Take a payload type number that was not in use yet for a codec that is added during the call.',
  recipe: 'codec',
  verify: 'Verify: each dynamic number has one rtpmap in all descriptions of the call.',
  applies: ({ call }) => call.offerAnswers.length > 1,
  *check({ call }) {
    const known = new Map<string, { readonly codec: string; readonly key: string; readonly where: Place }>()
    for (const where of placesOf(call)) {
      if (!where.side.description.complete) yield { insufficient: 'message-cut' }
      for (const codec of where.media.codecs) {
        const key = codecKey(codec)
        if (codec.payloadType < FIRST_DYNAMIC || key === undefined) continue
        const slot = `${where.slot}|${codec.payloadType}`
        const before = known.get(slot)
        known.set(slot, { codec: codecName(codec), key, where })
        if (!before || before.key === key) continue
        const goesOn = call.streams.some(({ lastAt }) => lastAt > (where.side.message.at ?? Number.POSITIVE_INFINITY))
        yield {
          values: {
            payloadType: codec.payloadType,
            before: before.codec,
            after: codecName(codec),
            party: senderOf(call, where.side.message),
          },
          proof: [lineOf(before.where.side.message, before.where.media), lineOf(where.side.message, where.media)],
          scope: [before.codec, codecName(codec)],
          mends: where.side.message,
          ...(goesOn && { severity: { level: 'medium', because: 'RTP goes on after the change' } as const }),
        }
      }
    }
  },
  detail: ({ payloadType, before, after, party }) =>
    `The ${party} first maps payload type ${payloadType} to ${before} and later in the same call to ${after}.`,
})

interface Place {
  readonly side: DescribedMessage
  readonly media: MediaDescription
  /** One m-line of one side of one dialog on one hop. */
  readonly slot: string
}

function* placesOf(call: Call): Iterable<Place> {
  for (const { offer, answer, hop } of call.offerAnswers)
    for (const side of answer ? [offer, answer] : [offer])
      for (const [index, media] of side.description.media.entries()) {
        const { fromTag, toTag } = (answer ?? offer).message
        yield { side, media, slot: `${hop}|${fromTag}|${toTag}|${writerOf(side.message)}|${index}` }
      }
}
