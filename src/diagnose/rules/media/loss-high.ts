import { formatOf } from '../../../decode/sdp/values/fmtp.ts'
import type { Call } from '../../../model/call.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { isoOf } from '../../../model/time.ts'
import { lossDoubt } from '../../facts/stream-trust.ts'
import {
  directionOf,
  isInCall,
  lostWhere,
  placeOf,
  receiversMessage,
  scopeOf,
  ssrcText,
  wayText,
} from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import { stepDown } from '../../severity.ts'
import {
  FAR_REPORTS,
  FEC_MENDS_SINGLE_RUNS,
  LOSS_CRITICAL_PERCENT,
  LOSS_HIGH_PERCENT,
  LOSS_LOW_PERCENT,
  LOSS_MEDIUM_PERCENT,
  LOSS_MIN_EXPECTED,
  LOSS_MIN_EXPECTED_STEP_LOWER,
} from '../../thresholds/media.ts'

interface Values {
  readonly lossPercent: number
  readonly lost: number
  readonly expected: number
  readonly direction: string
  readonly way: string
  readonly where: string
  readonly beyond: string | undefined
}

export const lossHigh = rule<'stream', Values>({
  id: 'media.loss-high',
  category: 'media',
  severity: 'high',
  sources: ['RFC 3550 §6.4.1 and A.3', 'ITU-T Y.1541', 'ITU-T G.113'],
  title: 'RTP packet loss',
  examines: 'stream',
  observed: true,
  explains: ['media.mos-low', 'media.mos-degraded-window', 'ai.stt-degraded-audio'],
  issues: ['choppy', 'robotic', 'quality', 'loss'],
  meaning: 'Packets were lost before they reached the point of capture: the speech has holes.',
  fires:
    'At least 0.5 % of 250 or more expected packets are missing: low; over 1 % medium, over 5 % high, over 20 % critical.',
  quiet:
    'Fewer than 100 packets; jumps in the sequence, which begin a new segment; ringing tones and music on hold; packets that the capture itself lost. One step lower for 100 to 249 packets, and where Opus mends single losses.',
  example: [
    'ssrc 0x1f2e3d4c: expected 600, received 551, duplicates 0, lost 49 = 8.17 %; runs by length: 45 of 1, 2 of 2; worst 10 s from 2026-04-16T18:30:02Z: 43 of 500',
  ],
  recommendation:
    'Find the lossy part of the path between the sender and this tap: Wi-Fi, duplex mismatch, a policer or a full link.',
  recipe: 'qos',
  verify: 'Verify: the same stream loses less than 0.5 %.',
  *check({ stream, call }, { capture }) {
    const severity = weigh(stream, call)
    if (!severity) {
      // Too few packets to tell, because the input ends while they flow.
      if (isTooShort(stream) && !call?.bye) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    if (!isInCall(stream, call)) return
    const doubt = lossDoubt(call, capture)
    if (doubt) {
      yield { insufficient: doubt }
      return
    }
    const { lossPercent, lost, expected } = stream
    const direction = directionOf(stream, call)
    const place = placeOf(stream, call)
    yield {
      values: {
        lossPercent,
        lost,
        expected,
        direction,
        way: wayText(stream),
        where: lostWhere(stream, call),
        beyond: lostBeyond(stream),
      },
      title: `RTP packet loss ${lossPercent.toFixed(1)}%`,
      proof: [{ kind: 'rtp', figures: figuresOf(stream), frame: stream.firstFrame, at: stream.firstAt }],
      scope: scopeOf(stream, call),
      severity,
      ...(place && { mends: receiversMessage(place) }),
    }
  },
  detail: ({ lossPercent, lost, expected, direction, way, where, beyond }) =>
    `${lost} of ${expected} RTP packets ${direction} (${way}) are missing at the point of capture: ${lossPercent.toFixed(1)} %. ${where}${beyond === undefined ? '' : ` ${beyond}`}`,
})

/** What the receiver's own reports add: loss behind the tap, or none. */
function lostBeyond({ lost, expected, rtcp }: RtpStream): string | undefined {
  const { farEnd, farEndSeries } = rtcp
  if (!farEnd || farEndSeries.length < FAR_REPORTS || farEnd.cumulativeLost < 0) return undefined
  const far = (100 * farEnd.cumulativeLost) / Math.max(expected, 1)
  const more = farEnd.cumulativeLost - lost
  return more > LOSS_LOW_PERCENT * 0.01 * expected
    ? `The receiver reports ${farEnd.cumulativeLost} lost by RTCP (${far.toFixed(1)} %): ${more} more are lost behind this tap.`
    : `The receiver reports ${farEnd.cumulativeLost} lost by RTCP (${far.toFixed(1)} %): hardly any is lost behind this tap.`
}

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

function figuresOf(stream: RtpStream): string {
  const { expected, packets, lost, duplicates, lossPercent, lossRuns, worstWindow, ssrc } = stream
  const runs = lossRuns
    .map((count, i) => (count > 0 ? `${count} of ${i + 1}${i === 9 ? ' or more' : ''}` : ''))
    .filter(Boolean)
  const worst = worstWindow
    ? `; worst 10 s from ${isoOf(worstWindow.at)}: ${worstWindow.lost} of ${worstWindow.expected}`
    : ''
  return `ssrc ${ssrcText(ssrc)}: expected ${expected}, received ${packets}, duplicates ${duplicates}, lost ${lost} = ${lossPercent.toFixed(2)} %${runs.length > 0 ? `; runs by length: ${runs.join(', ')}` : ''}${worst}`
}
