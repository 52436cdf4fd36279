import type { Call } from '../../../model/call.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { MICROS_PER_SECOND, type Micros } from '../../../model/time.ts'
import { clockText } from '../../facts/durations.ts'
import { ceilingOf, scoreOf } from '../../facts/scores.ts'
import { discardPercentOf, isCoarselyTimed, isOver, lossDoubt } from '../../facts/stream-trust.ts'
import { codecIn, isTalk, lostWhere, placeOf, receiversMessage, streamProof } from '../../facts/streams.ts'
import { agentName, agentOf } from '../../facts/voice-agent.ts'
import { rule } from '../../rule.ts'
import {
  STT_CLIPPED_SHARE,
  STT_GAP_MS,
  STT_GAPS_PER_MINUTE,
  STT_LOSS_CRITICAL_PERCENT,
  STT_LOSS_PERCENT,
  STT_MOS,
  STT_STALL_MS,
} from '../../thresholds/ai.ts'
import { MEASURED_PACKETS, MOS_DROP } from '../../thresholds/media.ts'

interface Values {
  readonly agent: string
  readonly missingPercent: number
  readonly gaps: number
  readonly mos: number | undefined
  /** Percent of samples; undefined where next to none are. */
  readonly clippedPercent: number | undefined
  /** Where in the call it is worst, `1:05`. */
  readonly worst: string | undefined
  readonly where: string
}

export const sttDegradedAudio = rule<'stream', Values>({
  id: 'ai.stt-degraded-audio',
  category: 'media',
  severity: 'high',
  sources: ['ITU-T G.107', 'ITU-T G.109', 'RFC 3550 §6.4.1', 'chosen by us: 3 % and 10 %'],
  title: 'Speech recognition gets damaged audio',
  examines: 'stream',
  observed: true,
  issues: ['stt', 'transcription', 'recognition', 'misheard', 'agent'],
  meaning: 'What the caller says reaches the voice agent with holes: it hears other words, or none.',
  fires:
    'Of the audio towards the agent 3 % or more is lost or too late to be played, or it has two gaps of more than 200 ms in a minute, its listening quality is below MOS 3.6, or 0.5 % of its samples are clipped. Critical above 10 % of loss; medium where clipping is all.',
  quiet:
    'Fewer than 250 packets, the audio that the agent sends, hold and early media; a codec that is no better without loss; packets that the capture itself lost.',
  example: [
    'ssrc 0x1f2e3d4c, 198.51.100.7:4000 to 192.0.2.10:5000, PT 0 (PCMU): lost 4.8 %, too late 0.4 %, 5 gaps over 200 ms, MOS-LQ 3.31',
  ],
  recommendation:
    'Find where the audio towards the agent is lost: a capture at the trunk and one at the platform show which half of the way it is. Take media there by the shortest path and without Wi-Fi or a VPN.',
  recipe: 'qos',
  verify: 'Verify: the audio towards the agent loses less than 1 % and has no gap over 200 ms.',
  applies: ({ call }, context) => call !== undefined && agentOf(call, context) !== undefined,
  *check({ stream, call }, context) {
    const agent = call && agentOf(call, context)
    const place = placeOf(stream, call)
    if (!call || !agent || !place || place.by === agent.side || !isTalk(stream, call)) return
    const harm = harmOf(stream, call)
    if (!harm) return
    if (stream.packets < MEASURED_PACKETS) {
      if (!isOver(stream, call, context.capture)) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const doubt = harm.clippedAlone ? undefined : lossDoubt(call, context.capture)
    if (doubt) {
      yield { insufficient: doubt }
      return
    }
    const { lost, late, gaps, mos, clippedPercent, worstAt, clippedAlone } = harm
    const missingPercent = lost + late
    const mends = receiversMessage(place)
    yield {
      values: {
        ...{ missingPercent, gaps, mos, clippedPercent, agent: agentName(agent) },
        where: clippedAlone ? CLIPPED_WHERE : lostWhere(stream, call),
        worst: worstAt === undefined ? undefined : clockText(worstAt - (call.answer?.at ?? stream.firstAt)),
      },
      proof: [
        streamProof(
          stream,
          `lost ${lost.toFixed(1)} %, too late ${late.toFixed(1)} %, ${gaps} gaps over ${STT_GAP_MS} ms${mos === undefined ? '' : `, MOS-LQ ${mos.toFixed(2)}`}${clippedPercent === undefined ? '' : `, ${clippedPercent.toFixed(1)} % of samples clipped`}`,
          worstAt === undefined ? {} : { at: worstAt },
        ),
      ],
      scope: ['towards the agent', codecIn(stream, call).toLowerCase()],
      confidence: agent.confidence,
      ...(missingPercent > STT_LOSS_CRITICAL_PERCENT && {
        severity: { level: 'critical', because: `${missingPercent.toFixed(1)} % of the audio is missing` } as const,
      }),
      ...(clippedAlone && {
        severity: { level: 'medium', because: 'All of it arrives; only its peaks are cut off' } as const,
      }),
      ...(mends && { mends }),
    }
  },
  detail: (values) =>
    `The audio towards ${values.agent} is damaged: ${damageText(values)}. ${values.where} Expect word errors${values.worst === undefined ? '' : `, most of them around ${values.worst}`}.`,
})

const CLIPPED_WHERE =
  'That is no fault of the network: the microphone, a gain, or a gateway on the caller’s side is too loud.'

function damageText({ missingPercent, gaps, mos, clippedPercent }: Values): string {
  const parts = [
    ...(missingPercent > 0 ? [`${missingPercent.toFixed(1)} % of its packets are lost or too late`] : []),
    ...(gaps > 0 ? [`${gaps} ${gaps === 1 ? 'gap' : 'gaps'} of more than ${STT_GAP_MS} ms`] : []),
    ...(mos === undefined ? [] : [`MOS-LQ ${mos.toFixed(2)}`]),
    ...(clippedPercent === undefined ? [] : [`${clippedPercent.toFixed(1)} % of its samples are clipped`]),
  ]
  return parts.join(', ')
}

interface Harm {
  /** Percent. */
  readonly lost: number
  readonly late: number
  readonly gaps: number
  readonly mos: number | undefined
  readonly clippedPercent: number | undefined
  /** Nothing else is wrong with it. */
  readonly clippedAlone: boolean
  readonly worstAt: Micros | undefined
}

/** In shorter audio one part is hardly worse than another: two windows of loss. */
const WORST_OF_US = 20 * MICROS_PER_SECOND

/** Undefined for audio that recognition gets along with. */
function harmOf(stream: RtpStream, call: Call): Harm | undefined {
  const timed = !isCoarselyTimed(stream)
  const lost = stream.lossPercent
  const late = timed ? (discardPercentOf(stream) ?? 0) : 0
  const gaps = gapsIn(stream, timed)
  const minutes = Math.max(1, (stream.lastAt - stream.firstAt) / (60 * MICROS_PER_SECOND))
  const mos = scoreOf(stream, call)?.mosListening
  const spoilt = mos !== undefined && mos < STT_MOS && (ceilingOf(stream, call) ?? STT_MOS) - mos >= MOS_DROP
  const clipped = stream.speech?.levels.clippedShare ?? 0
  const clippedPercent = clipped >= STT_CLIPPED_SHARE ? 100 * clipped : undefined
  const holed = lost + late >= STT_LOSS_PERCENT || gaps / minutes >= STT_GAPS_PER_MINUTE || spoilt
  if (!holed && clippedPercent === undefined) return undefined
  const { at } = stream.worstWindow ?? stream.jitterBuffers?.worstWindow ?? {}
  const worstAt = holed && stream.lastAt - stream.firstAt > WORST_OF_US ? at : undefined
  return { lost, late, gaps, mos, clippedPercent, clippedAlone: !holed, worstAt }
}

/** Times in which words went missing: with numbers, or while the packets were held up. */
const gapsIn = ({ gaps }: RtpStream, timed: boolean): number =>
  gaps.filter(
    ({ kind, durationMs }) =>
      durationMs > STT_GAP_MS && (kind === 'lost' || (timed && kind === 'stalled' && durationMs < STT_STALL_MS)),
  ).length
