import { streamPlacesOf } from '../../../correlate/quality/attribution.ts'
import { farEndReportsOf } from '../../../correlate/quality/far-end.ts'
import type { Call } from '../../../model/call.ts'
import type { Party } from '../../../model/call-facts.ts'
import type { Severity } from '../../../model/finding.ts'
import type { FarEndReport } from '../../../model/quality.ts'
import type { RtpStream } from '../../../model/stream.ts'
import type { Micros } from '../../../model/time.ts'
import { durationText } from '../../facts/durations.ts'
import { headerProofs } from '../../facts/header-proofs.ts'
import { keyText, placeOf, receiversMessage } from '../../facts/streams.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import {
  FAR_AVERAGE_PERCENT,
  FAR_LOSS_PERCENT,
  FAR_REPORTS,
  LOSS_CRITICAL_PERCENT,
  LOSS_HIGH_PERCENT,
  MEASURED_PACKETS,
  SEEN_UPSTREAM_SHARE,
} from '../../thresholds/media.ts'

interface Values {
  readonly to: Party | undefined
  readonly farPercent: number
  /** At this tap; undefined where its packets are not in the input. */
  readonly tapPercent: number | undefined
  readonly carrier: string
  readonly says: string
}

export const lossRtcpRemote = rule<'call', Values>({
  id: 'media.loss-rtcp-remote',
  category: 'media',
  severity: 'high',
  sources: ['RFC 3550 §6.4.1', 'RFC 3611 §4.7.1', 'RFC 6035 §4.6'],
  title: 'The far end reports packet loss',
  examines: 'call',
  observed: true,
  explains: ['media.mos-low', 'ai.stt-degraded-audio'],
  issues: ['choppy', 'robotic', 'quality', 'loss'],
  meaning:
    'What arrives at the receiver, as it says itself by RTCP or in SIP, lacks more packets than this tap saw missing: they are lost behind the tap.',
  fires:
    'Three RTCP reports or more average over 5 % lost, or 3 % are missing in all, by RTCP, RTCP XR, application/vq-rtcpxr or statistics headers: medium up to 5 %, high above, critical over 20 %.',
  quiet:
    'Loss that this tap saw already, which is told as loss; figures that cannot be true; fewer than 250 packets; reports of the time before the capture.',
  example: [
    'far end of ssrc 0x1f2e3d4c: 120 of 1500 packets lost = 8.0 % (24 reports, mean fraction lost 7.9 %); at this tap 0.0 %',
  ],
  recommendation:
    'Look at the way from this tap to the reporting side: its access line, Wi-Fi, firewall and its own jitter buffer. A second capture next to it tells which.',
  recipe: 'qos',
  verify: 'Verify: the reports of that side say less than 1 % lost.',
  about: [
    { streams: true },
    { headers: ['p-rtp-stat', 'x-rtp-stat', 'rtp-rxstat', 'rtp-txstat'] },
    { methods: ['PUBLISH', 'NOTIFY', 'INFO'] },
  ],
  *check({ call }) {
    const told = new Set<Party | undefined>()
    for (const stream of call.streams) {
      const far = reportedFor(call, stream)
      if (far === 'few') {
        if (!call.bye) yield { insufficient: 'ends-mid-dialog' }
        continue
      }
      if (!far || far.percent <= FAR_LOSS_PERCENT) continue
      const tapPercent = stream.lossPercent
      if (tapPercent >= SEEN_UPSTREAM_SHARE * far.percent) continue
      const place = placeOf(stream, call)
      const to = place && (place.by === 'caller' ? 'callee' : 'caller')
      told.add(to)
      const figures = `far end of ${keyText(stream)}: ${far.says}; at this tap ${stream.lost} of ${stream.expected} = ${tapPercent.toFixed(2)} %`
      yield {
        values: { to, farPercent: far.percent, tapPercent, carrier: far.carrier, says: far.says },
        proof: [{ kind: 'rtcp', figures, at: far.at }],
        scope: [to ?? 'stream', far.carrier],
        severity: weigh(far.percent),
        ...(place && { mends: receiversMessage(place) }),
      }
    }
    yield* fromReports(call, told)
  },
  detail: ({ to, farPercent, tapPercent, carrier, says }) =>
    `${to ? `The ${to}` : 'The receiver'} reports by ${carrier} that ${farPercent.toFixed(1)} % of the packets sent to it are lost (${says}); ${tapPercent === undefined ? 'the packets themselves are not in this input' : `at this tap ${tapPercent.toFixed(1)} % are missing, so the rest is lost behind it`}.`,
})

/** What ends may say of their media within SIP. */
function weigh(percent: number): Weight {
  const level: Severity = percent > LOSS_CRITICAL_PERCENT ? 'critical' : percent > LOSS_HIGH_PERCENT ? 'high' : 'medium'
  return { level, because: `${percent.toFixed(1)} % lost at the far end` }
}

interface Reported {
  readonly percent: number
  readonly carrier: string
  readonly says: string
  readonly at: Micros
}

/** The loss a receiver reports on a stream by RTCP: the worse of what it counts in all and of its average. */
function reportedFor(call: Call, stream: RtpStream): Reported | 'few' | undefined {
  const { farEnd, farEndSeries, voipMetrics } = stream.rtcp
  if (voipMetrics && voipMetrics.lossRate > 0 && stream.expected >= MEASURED_PACKETS) {
    const percent = 100 * voipMetrics.lossRate
    return {
      percent,
      carrier: 'RTCP XR',
      says: `loss rate ${percent.toFixed(1)} %`,
      at: stream.rtcp.lastAt ?? stream.lastAt,
    }
  }
  if (!farEnd || farEndSeries.every(({ fractionLost }) => fractionLost === 0)) return undefined
  const counted = countedBy(call, stream)
  const average =
    (100 * farEndSeries.reduce((sum, { fractionLost }) => sum + fractionLost / 256, 0)) / farEndSeries.length
  const many = farEndSeries.length >= FAR_REPORTS
  if (!many && (counted === undefined || counted.of < MEASURED_PACKETS))
    return average > FAR_AVERAGE_PERCENT ? 'few' : undefined
  const cumulative = counted && counted.of >= MEASURED_PACKETS ? counted.percent : 0
  const percent = many && average > FAR_AVERAGE_PERCENT ? Math.max(average, cumulative) : cumulative
  const lost = counted ? `${counted.lost} of ${counted.of} packets lost = ${counted.percent.toFixed(1)} %, ` : ''
  const says = `${lost}${farEndSeries.length} reports, mean fraction lost ${average.toFixed(1)} %`
  return { percent, carrier: 'RTCP', says, at: farEnd.at }
}

/** Between its first and last report, or from the beginning where that is in the input. */
function countedBy(
  call: Call,
  { rtcp, expected }: RtpStream,
): { lost: number; of: number; percent: number } | undefined {
  const [first, last] = [rtcp.farEndSeries[0], rtcp.farEnd]
  if (!first || !last) return undefined
  const whole = call.invite !== undefined
  const lost = Math.max(0, whole ? last.cumulativeLost : last.cumulativeLost - first.cumulativeLost)
  const of = whole ? Math.max(expected, lost) : (last.highestSequence - first.highestSequence) >>> 0
  return of === 0 ? undefined : { lost, of, percent: Math.min(100, (100 * lost) / of) }
}

/** What the ends say in SIP, for directions that RTCP did not tell of. */
function* fromReports(call: Call, told: ReadonlySet<Party | undefined>) {
  for (const report of farEndReportsOf(call)) {
    const { lossPercent, by, about } = report
    if (report.invalid !== undefined || lossPercent === undefined || lossPercent <= FAR_LOSS_PERCENT) continue
    if (about === 'sent' || (report.packetsReceived ?? MEASURED_PACKETS) + (report.packetsLost ?? 0) < MEASURED_PACKETS)
      continue
    const message = call.messages.find(({ number }) => number === report.message)
    const tapPercent = tapLossTo(call, by)
    if (!message || told.has(by) || (tapPercent !== undefined && tapPercent >= SEEN_UPSTREAM_SHARE * lossPercent))
      continue
    const proof: readonly [Proof, ...Proof[]] = [{ message }, ...headerProofs(message, report.carrier.toLowerCase())]
    yield {
      values: { to: by, farPercent: lossPercent, tapPercent, carrier: report.carrier, says: saysOf(report) },
      proof,
      scope: [by ?? 'stream', report.carrier],
      severity: weigh(lossPercent),
      mends: message,
    }
  }
}

/** The share of packets to that side missing at this tap; undefined where none of them is in the input. */
function tapLossTo(call: Call, by: Party | undefined): number | undefined {
  const streams = streamPlacesOf(call).filter((place) => place.by !== by && place.kind === 'audio')
  const expected = streams.reduce((sum, { stream }) => sum + stream.expected, 0)
  return expected === 0 ? undefined : (100 * streams.reduce((sum, { stream }) => sum + stream.lost, 0)) / expected
}

function saysOf({ packetsLost, packetsReceived, jitterMs }: FarEndReport): string {
  const counts = packetsLost === undefined ? 'no counts' : `${packetsLost} lost, ${packetsReceived ?? '?'} received`
  return `${counts}${jitterMs === undefined ? '' : `, jitter ${durationText(jitterMs)}`}`
}
