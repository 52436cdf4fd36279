import { codecKey, codecName } from '../../facts/codecs.ts'
import { flowsOf } from '../../facts/media-flow.ts'
import { bothLines, isCut } from '../../facts/media-lines.ts'
import { agreedAudio } from '../../facts/session.ts'
import { rule } from '../../rule.ts'
import { FIRST_DYNAMIC } from '../../thresholds/sdp.ts'

interface Values {
  readonly codec: string
  readonly offered: number
  readonly answered: number
  readonly wrong: boolean
}

export const ptNumberDiffers = rule<'offerAnswer', Values>({
  id: 'sdp.pt-number-differs',
  category: 'codec',
  severity: 'low',
  sources: ['RFC 3264 §6.1', 'RFC 3264 §5.1'],
  title: 'Payload type number differs between offer and answer',
  examines: 'offerAnswer',
  about: { described: true },
  marks: { unusual: true },
  meaning:
    'One codec has two payload type numbers. Each side must send the number the other one declared; some send their own.',
  fires:
    'A codec of both sides has another dynamic payload type in the answer. Medium where RTP carries the wrong one.',
  quiet: 'The numbers are equal, or the answer repeats one of several the offer gave to that codec.',
  example: ['a=rtpmap:101 telephone-event/8000', 'a=rtpmap:96 telephone-event/8000'],
  recommendation:
    'Let the answerer repeat the payload type numbers of the offer, or make the sender use those of its receiver (Asterisk PJSIP: asymmetric_rtp_codec=yes; CUBE: voice-class sip asymmetric payload full).',
  verify: 'Verify: both descriptions map the codec to one number.',
  applies: ({ exchange }) => exchange.answer !== undefined,
  *check({ exchange, call }) {
    if (isCut(exchange)) yield { insufficient: 'message-cut' }
    for (const pair of agreedAudio(exchange)) {
      for (const answered of pair.answer.codecs) {
        const key = codecKey(answered)
        if (key === undefined || answered.payloadType < FIRST_DYNAMIC) continue
        const same = pair.offer.codecs.filter((codec) => codecKey(codec) === key)
        const [first] = same
        if (!first || same.some(({ payloadType }) => payloadType === answered.payloadType)) continue
        const flow = flowsOf(call).find((one) => one.exchange === exchange)
        // What is sent to a side must carry the number that side declared.
        const wrong =
          flow?.toOfferer.some(({ payloadTypes }) =>
            payloadTypes.some(
              (use) =>
                use.payloadType === answered.payloadType &&
                !pair.offer.codecs.some(({ payloadType }) => payloadType === use.payloadType),
            ),
          ) ?? false
        yield {
          values: { codec: codecName(answered), offered: first.payloadType, answered: answered.payloadType, wrong },
          proof: bothLines(pair),
          scope: [codecName(answered)],
          mends: exchange.answer!.message,
          ...(wrong && {
            severity: { level: 'medium', because: 'RTP carries a number that its receiver did not declare' } as const,
          }),
        }
      }
    }
  },
  detail: ({ codec, offered, answered, wrong }) =>
    `${codec} is payload type ${offered} in the offer and ${answered} in the answer. ${wrong ? `The answerer sends ${answered}, which the offerer did not declare.` : 'Whoever sends must use the number of the receiver.'}`,
})
