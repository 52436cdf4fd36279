import { senderOf } from '../../../correlate/call-parties.ts'
import type { Call } from '../../../model/call.ts'
import { endpointText } from '../../../model/endpoint.ts'
import type { SipMessage } from '../../../model/message.ts'
import { durationText } from '../../facts/durations.ts'
import { calleesAudio } from '../../facts/early-media.ts'
import { rule } from '../../rule.ts'
import { EARLY_RTP_US } from '../../thresholds/media-setup.ts'

interface Values {
  readonly earlyMs: number
  readonly from: string
}

export const rtpBeforeSdp = rule<'call', Values>({
  id: 'early.rtp-before-sdp',
  category: 'media',
  severity: 'info',
  sources: ['RFC 3264 §5.1', 'RFC 3960 §3'],
  title: 'RTP comes before the answer that describes it',
  examines: 'call',
  about: { methods: ['INVITE'], streams: true, described: true },
  issues: ['early', 'clipping'],
  meaning:
    'The callee sends before its description has arrived. Callers must be ready for that from the moment they offer; some drop it.',
  fires: 'The first RTP of the callee comes more than 50 ms before its first SDP.',
  quiet: 'A port or SSRC of an earlier call; RTP that follows the description.',
  example: ['RTP from 203.0.113.7:40000, 230 ms before the SIP/2.0 183'],
  recommendation: 'Let the caller accept media on the offered port as soon as it has sent the offer.',
  recipe: 'early',
  *check({ call }) {
    if (call.streams.length === 0) return
    const [first] = calleesAudio(call)
    if (!first && call.final && call.answer) yield { insufficient: 'no-rtp-in-capture' }
    if (!first || first.exchange.offer.message !== call.invite) return
    const described = call.messages.find((message) => isAnswer(message, call))
    if (!described) return
    if (described.at === undefined) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    const { stream } = first
    const earlyUs = described.at - stream.firstAt
    if (earlyUs <= EARLY_RTP_US) return
    // Whatever was sent before the INVITE belongs to a call before it.
    if (call.invite?.at === undefined || stream.firstAt < call.invite.at || stream.previous) return
    const from = endpointText(stream.source)
    yield {
      values: { earlyMs: earlyUs / 1000, from },
      proof: [
        { message: described },
        {
          kind: 'rtp',
          figures: `first RTP from ${from}, ssrc ${stream.ssrc}: ${Math.round(earlyUs / 1000)} ms before the SDP`,
          frame: stream.firstFrame,
          at: stream.firstAt,
        },
      ],
      scope: [],
      mends: described,
    }
  },
  detail: ({ earlyMs, from }) =>
    `The callee's RTP from ${from} begins ${durationText(earlyMs)} before its first session description.`,
})

const isAnswer = (message: SipMessage, call: Call): boolean =>
  message.kind === 'response' &&
  message.method === 'INVITE' &&
  message.description !== undefined &&
  senderOf(call, message) === 'callee'
