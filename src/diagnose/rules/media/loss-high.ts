import { formatOf } from '../../../decode/sdp/values/fmtp.ts'
import type { Call } from '../../../model/call.ts'
import { endpointText } from '../../../model/endpoint.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { isoOf } from '../../../model/time.ts'
import { flowsOf } from '../../facts/media-flow.ts'
import { senderOf } from '../../facts/session.ts'
import { rule, type Weight } from '../../rule.ts'
import { stepDown } from '../../severity.ts'
import {
  FEC_MENDS_SINGLE_RUNS,
  LOSS_CRITICAL_PERCENT,
  LOSS_HIGH_PERCENT,
  LOSS_LOW_PERCENT,
  LOSS_MEDIUM_PERCENT,
  LOSS_MIN_EXPECTED,
  LOSS_MIN_EXPECTED_STEP_LOWER,
} from '../../thresholds.ts'

interface Values {
  readonly lossPercent: number
  readonly lost: number
  readonly expected: number
  readonly direction: string
  readonly way: string
}

export const lossHigh = rule<'stream', Values>({
  id: 'media.loss-high',
  category: 'media',
  severity: 'high',
  sources: ['RFC 3550 §6.4.1 and A.3', 'ITU-T Y.1541', 'ITU-T G.113'],
  title: 'RTP packet loss',
  examines: 'stream',
  observed: true,
  explains: ['media.mos-low', 'ai.stt-degraded-audio'],
  issues: ['choppy', 'robotic', 'quality', 'loss'],
  meaning: 'Packets were lost before they reached the point of capture: the speech has holes.',
  fires:
    'At least 0.5 % of 250 or more expected packets are missing: low; over 1 % medium, over 5 % high, over 20 % critical.',
  quiet:
    'Fewer than 100 packets; jumps in the sequence, which begin a new segment. One step lower for 100 to 249 packets, and where Opus mends single losses.',
  recommendation:
    'Find the lossy part of the path between the sender and this tap: Wi-Fi, duplex mismatch, a policer or a full link.',
  recipe: 'qos',
  verify: 'Verify: the same stream loses less than 0.5 %.',
  *check({ stream, call }) {
    const severity = weigh(stream, call)
    if (!severity) {
      // Too few packets to tell, because the input ends while they flow.
      if (isTooShort(stream) && !call?.bye) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const { lossPercent, lost, expected, source, destination } = stream
    const direction = directionOf(stream, call)
    yield {
      values: {
        lossPercent,
        lost,
        expected,
        direction,
        way: `${endpointText(source)} to ${endpointText(destination)}`,
      },
      title: `RTP packet loss ${lossPercent.toFixed(1)}%`,
      proof: [{ kind: 'rtp', figures: figuresOf(stream), frame: stream.firstFrame, at: stream.firstAt }],
      scope: [direction],
      severity,
    }
  },
  detail: ({ lossPercent, lost, expected, direction, way }) =>
    `${lost} of ${expected} RTP packets ${direction} (${way}) are missing at the point of capture: ${lossPercent.toFixed(1)} %. They were lost between the sender and this tap; what is lost behind the tap does not show here.`,
})

/** Something is missing, of a stream too short for a percentage. */
const isTooShort = ({ lossPercent, expected }: RtpStream): boolean =>
  expected < LOSS_MIN_EXPECTED_STEP_LOWER && lossPercent >= LOSS_LOW_PERCENT

function weigh(stream: RtpStream, call: Call | undefined): Weight | undefined {
  const { lossPercent, expected } = stream
  const level =
    lossPercent > LOSS_CRITICAL_PERCENT
      ? 'critical'
      : lossPercent > LOSS_HIGH_PERCENT
        ? 'high'
        : lossPercent > LOSS_MEDIUM_PERCENT
          ? 'medium'
          : lossPercent >= LOSS_LOW_PERCENT
            ? 'low'
            : undefined
  if (!level || expected < LOSS_MIN_EXPECTED_STEP_LOWER) return undefined
  const because = `${lossPercent.toFixed(1)} % of ${expected} packets`
  if (expected < LOSS_MIN_EXPECTED) return { level: stepDown(level), because: `${because}: a short stream` }
  return isMended(stream, call)
    ? {
        level: stepDown(level),
        because: `${because}, nearly all of them single ones that forward error correction mends`,
      }
    : { level, because }
}

/** Opus in-band FEC (RFC 6716 §2.1.7) or redundancy (RFC 2198), with losses of one packet at a time. */
function isMended({ lossRuns, payloadTypes }: RtpStream, call: Call | undefined): boolean {
  const runs = lossRuns.reduce((sum, count) => sum + count, 0)
  if (runs === 0 || (lossRuns[0] ?? 0) / runs < FEC_MENDS_SINGLE_RUNS) return false
  if (payloadTypes.some(({ encoding }) => encoding?.toLowerCase() === 'red')) return true
  const types = new Set(
    payloadTypes.filter(({ encoding }) => encoding?.toLowerCase() === 'opus').map(({ payloadType }) => payloadType),
  )
  return (call?.offerAnswers ?? []).some(({ media }) =>
    media
      .flatMap(({ offer, answer }) => [...offer.codecs, ...(answer?.codecs ?? [])])
      .some((codec) => {
        const format = types.has(codec.payloadType) ? formatOf(codec) : undefined
        return format?.kind === 'opus' && format.inbandFec
      }),
  )
}

/** From whom to whom, by roles: the same tomorrow. */
function directionOf(stream: RtpStream, call: Call | undefined): string {
  for (const { exchange, toOfferer, toAnswerer } of call ? flowsOf(call) : []) {
    const callerOffers = senderOf(call!, exchange.offer.message) === 'caller'
    if (toOfferer.includes(stream)) return callerOffers ? 'from callee to caller' : 'from caller to callee'
    if (toAnswerer.includes(stream)) return callerOffers ? 'from caller to callee' : 'from callee to caller'
  }
  return 'of a stream'
}

function figuresOf(stream: RtpStream): string {
  const { expected, packets, lost, duplicates, lossPercent, lossRuns, worstWindow, ssrc } = stream
  const runs = lossRuns.map((count, i) => (count > 0 ? `${i + 1}${i === 9 ? '+' : ''}: ${count}` : '')).filter(Boolean)
  const worst = worstWindow
    ? `; worst 10 s from ${isoOf(worstWindow.at)}: ${worstWindow.lost} of ${worstWindow.expected}`
    : ''
  return `ssrc 0x${ssrc.toString(16).padStart(8, '0')}: expected ${expected}, received ${packets}, duplicates ${duplicates}, lost ${lost} = ${lossPercent.toFixed(2)} %; runs by length {${runs.join(', ')}}${worst}`
}
