import { type StreamPlace, streamPlacesOf } from '../../../correlate/quality/attribution.ts'
import { qualityIn } from '../../../correlate/quality/call-quality.ts'
import type { Call } from '../../../model/call.ts'
import type { Codec } from '../../../model/description.ts'
import { hurtsRecognition } from '../../facts/codec-families.ts'
import { codecName, mediaCodecs } from '../../facts/codecs.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { senderText } from '../../facts/sender.ts'
import { type AgreedAudio, agreedAudio } from '../../facts/session.ts'
import { lossDoubt } from '../../facts/stream-trust.ts'
import { agentName, agentOf } from '../../facts/voice-agent.ts'
import { type RuleContext, rule } from '../../rule.ts'
import { CODEC_LOSS_PERCENT } from '../../thresholds/ai.ts'
import { SHORT_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly agent: string
  readonly codec: string
  /** Another hop of the call uses another codec: it is coded twice. */
  readonly other: string | undefined
  readonly lossPercent: number | undefined
  /** Whose answer chose it. */
  readonly by: string
}

/** Modes of AMR below 12.2 kbit/s, as packets show them. */
const LOW_AMR = /^AMR (?:4\.75|5\.15|5\.9|6\.7|7\.4|7\.95|10\.2)$/i

export const codecHurtsStt = rule<'call', Values>({
  id: 'ai.codec-hurts-stt',
  category: 'codec',
  severity: 'medium',
  sources: ['ITU-T G.729', 'ITU-T G.723.1', 'ITU-T G.113 App. I', 'RFC 3952'],
  title: 'Codec that hurts speech recognition',
  examines: 'call',
  about: { described: true },
  marks: { unusual: true },
  issues: ['stt', 'transcription', 'recognition', 'codec', 'agent'],
  meaning:
    'Codecs of low rate model a voice in place of sending it: people get along with that, recognition makes more mistakes.',
  fires:
    'The audio of a call with a voice agent is G.729, G.723.1, half-rate GSM, iLBC, or AMR below 12.2 kbit/s on any hop. High where 1 % or more of it is lost as well.',
  quiet: 'Such codecs that are only offered; calls without a voice agent.',
  example: ['m=audio 40000 RTP/AVP 18', 'a=rtpmap:18 G729/8000'],
  recommendation:
    'Carry G.711 or a wideband codec (G.722, Opus) from the caller’s trunk to the agent, with no other codec in between.',
  recipe: 'codec',
  verify: 'Verify: the answers on all hops choose PCMU, PCMA, G.722 or Opus.',
  applies: ({ call }, context) => agentOf(call, context) !== undefined,
  *check({ call }, context) {
    const agent = agentOf(call, context)
    if (!agent) return
    const hops = call.offerAnswers.flatMap((exchange) => (exchange.state === 'answered' ? agreedAudio(exchange) : []))
    const used = hops.map((audio) => ({ audio, codec: mediaCodecs(audio.answer)[0] }))
    const bad = used.find(({ codec, audio }) => codec && lowName(call, audio, codec))
    if (!bad?.codec) {
      if (used.some(({ codec }) => codec && codec.encoding === undefined)) yield { insufficient: 'message-cut' }
      return
    }
    const { audio, codec } = bad
    const { message } = audio.exchange.answer!
    const rtpmap = audio.answer.attributes.find(({ line }) => line === codec.line)
    const other = used.find((one) => one.codec && codecName(one.codec) !== codecName(codec))?.codec
    const lossPercent = lossTo(call, agent.side, context)
    yield {
      values: {
        ...{ lossPercent, agent: agentName(agent), codec: lowName(call, audio, codec)! },
        other: other && codecName(other),
        by: senderText(message),
      },
      proof: [lineOf(message, audio.answer), ...(rtpmap ? [{ message, sdp: rtpmap }] : [])],
      scope: [codecName(codec)],
      confidence: agent.confidence,
      mends: message,
      ...(lossPercent !== undefined && {
        severity: { level: 'high', because: `${lossPercent.toFixed(1)} % of its packets are lost as well` } as const,
      }),
    }
  },
  detail: ({ agent, codec, other, lossPercent, by }) =>
    `The call with ${agent} uses ${codec}${other === undefined ? '' : `, and ${other} on another hop: it is coded twice`}${lossPercent === undefined ? '' : `. ${lossPercent.toFixed(1)} % of the packets towards the agent are lost as well`}. Recognition suffers from it. The answer of ${by} chose it.`,
})

/** The name of a codec of low rate, by its description or by what its packets hold. */
function lowName(call: Call, { exchange }: AgreedAudio, codec: Codec): string | undefined {
  if (hurtsRecognition(codec)) return codecName(codec)
  if (codec.encoding?.toLowerCase() !== 'amr') return undefined
  return streamPlacesOf(call)
    .filter((place) => place.exchange === exchange)
    .map(({ stream }) => qualityIn(call, stream)?.provenance.codec ?? '')
    .find((name) => LOW_AMR.test(name))
}

/** Loss of the audio towards the agent, where it is more than a little and surely no fault of the capture. */
function lossTo(call: Call, side: StreamPlace['by'], { capture }: RuleContext): number | undefined {
  if (lossDoubt(call, capture)) return undefined
  const worst = Math.max(
    ...streamPlacesOf(call).map(({ stream, by, kind, ringback }) =>
      by !== side && kind === 'audio' && !ringback && stream.expected >= SHORT_PACKETS ? stream.lossPercent : 0,
    ),
    0,
  )
  return worst >= CODEC_LOSS_PERCENT ? worst : undefined
}
