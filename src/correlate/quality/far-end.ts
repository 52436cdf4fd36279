import type { QualityMetrics, QualityReport } from '../../decode/sip/bodies/quality-report.ts'
import { bodiesOf } from '../../decode/sip/bodies.ts'
import { headerValues, type ValueOf } from '../../decode/sip/values.ts'
import type { Call } from '../../model/call.ts'
import type { Party } from '../../model/call-facts.ts'
import { hasHeader, header, type SipMessage } from '../../model/message.ts'
import type { FarEndFault, FarEndReport } from '../../model/quality.ts'
import { senderOf } from '../call-parties.ts'

/** Reports read of one call. Chosen by us: a BYE and its 200 have one or two each. */
const MAX_REPORTS = 100
/** No packet is shorter than 5 ms. */
const MAX_PACKETS_PER_SECOND = 200
/** A counter of 32 bits that went below zero. */
const WRAPPED = 2 ** 31
const MAX_MOS = 5

type RtpStat = ValueOf<'p-rtp-stat'>
type Figures = Omit<FarEndReport, 'by' | 'callId' | 'message' | 'at' | 'carrier' | 'about' | 'invalid'>

const NOTHING: Figures = {
  packetsSent: undefined,
  packetsReceived: undefined,
  packetsLost: undefined,
  lossPercent: undefined,
  discardPercent: undefined,
  jitterMs: undefined,
  oneWayDelayMs: undefined,
  roundTripMs: undefined,
  mosListening: undefined,
  mosConversational: undefined,
  rFactor: undefined,
  codec: undefined,
  durationS: undefined,
}

const STAT_HEADERS = [
  ['p-rtp-stat', 'P-RTP-Stat', 'both'],
  ['x-rtp-stat', 'X-RTP-Stat', 'both'],
  ['rtp-rxstat', 'RTP-RxStat', 'received'],
  ['rtp-txstat', 'RTP-TxStat', 'sent'],
] as const

/** What the two ends of a call say of its media within it, in order; at most 100. */
export function farEndReportsOf(call: Call): readonly FarEndReport[] {
  const found: FarEndReport[] = []
  for (const message of call.messages) {
    if (found.length >= MAX_REPORTS) break
    if (mayReport(message)) found.push(...reportsIn(message, senderOf(call, message)))
  }
  return found.slice(0, MAX_REPORTS)
}

/** Statistics stand in what ends a call; quality reports in PUBLISH and NOTIFY (RFC 6035 §4). */
const mayReport = ({ method }: SipMessage): boolean =>
  method === 'BYE' || method === 'PUBLISH' || method === 'NOTIFY' || method === 'INFO'

/** The reports of one message, from headers and bodies. `by` sent it; undefined where the message is of no call. */
export function reportsIn(message: SipMessage, by: Party | undefined): readonly FarEndReport[] {
  return [...statsIn(message, by), ...qualityIn(message, by)]
}

function statsIn(message: SipMessage, by: Party | undefined): readonly FarEndReport[] {
  return STAT_HEADERS.flatMap(([name, carrier, about]) => {
    if (!hasHeader(message, name)) return []
    return headerValues(message, name).map((stat) => {
      const figures = figuresOf(stat)
      const { callId, number, at } = message
      return { by, callId, message: number, at, carrier, about, invalid: faultOf(figures), ...figures }
    })
  })
}

function figuresOf(stat: RtpStat): Figures {
  const { packetsSent, packetsReceived, packetsLost, jitterMs, latencyMs, durationS, fields } = stat
  const expected = (packetsReceived ?? 0) + (packetsLost ?? 0)
  return {
    ...NOTHING,
    ...{ packetsSent, packetsReceived, packetsLost, jitterMs, oneWayDelayMs: latencyMs, durationS },
    lossPercent: packetsLost === undefined || expected <= 0 ? undefined : (100 * packetsLost) / expected,
    mosListening: listeningOf(fields.get('VQMETRICS')),
    codec: fields.get('DE') || fields.get('CODEC') || undefined,
  }
}

/** Cisco's `VQMetrics="CCR=0.0000;...;MLQK=4.5000;MLQKav=4.5000;..."`: the mean K-factor MOS. 0 is not measured. */
function listeningOf(metrics: string | undefined): number | undefined {
  const written = /\bMLQKav=(\d\.\d{1,9})/.exec(metrics ?? '') ?? /\bMLQK=(\d\.\d{1,9})/.exec(metrics ?? '')
  const mos = Number(written?.[1] ?? 0)
  return mos === 0 ? undefined : mos
}

function qualityIn(message: SipMessage, by: Party | undefined): readonly FarEndReport[] {
  if (!header(message, 'content-type')?.value.toLowerCase().includes('vq-rtcpxr')) return []
  return bodiesOf(message, 'application/vq-rtcpxr').flatMap(({ value }) => [
    ...reportOf(message, by, value, value.localMetrics, 'received'),
    ...reportOf(message, by, value, value.remoteMetrics, 'sent'),
  ])
}

function reportOf(
  message: SipMessage,
  by: Party | undefined,
  report: QualityReport,
  metrics: QualityMetrics | undefined,
  about: FarEndReport['about'],
): readonly FarEndReport[] {
  if (metrics === undefined) return []
  const { delay, quality, session } = metrics
  const figures: Figures = {
    ...NOTHING,
    lossPercent: metrics.lossPercent,
    discardPercent: metrics.discardPercent,
    jitterMs: delay.interarrivalJitterMs,
    oneWayDelayMs: delay.oneWayMs,
    roundTripMs: delay.roundTripMs,
    mosListening: quality.mosLq,
    mosConversational: quality.mosCq,
    rFactor: quality.conversationalR ?? quality.listeningR,
    codec: session.codec,
  }
  const callId = report.callId ?? message.callId
  const { number, at } = message
  const carrier = 'application/vq-rtcpxr'
  return [{ by, callId, message: number, at, carrier, about, invalid: faultOf(figures), ...figures }]
}

/** Why these figures cannot be true, however a call went. */
function faultOf(figures: Figures): FarEndFault | undefined {
  const { packetsSent, packetsReceived, packetsLost, lossPercent, discardPercent, jitterMs, durationS } = figures
  const { mosListening, mosConversational, oneWayDelayMs, roundTripMs } = figures
  const counts = [packetsSent, packetsReceived, packetsLost].filter((count) => count !== undefined)
  const measures = [lossPercent, discardPercent, jitterMs, oneWayDelayMs, roundTripMs].filter(
    (one) => one !== undefined,
  )
  const scores = [mosListening, mosConversational].filter((mos) => mos !== undefined)
  if (scores.length === 0 && [...counts, ...measures].every((one) => one === 0)) return 'no-data'
  if (counts.some((count) => count >= WRAPPED)) return 'wrapped'
  if ([...counts, ...measures].some((one) => one < 0)) return 'negative'
  if (isTooMuch(packetsLost, packetsSent, packetsReceived, durationS)) return 'more-lost-than-expected'
  const shares = [lossPercent, discardPercent].filter((share) => share !== undefined)
  const isOut = scores.some((mos) => mos < 1 || mos > MAX_MOS) || shares.some((share) => share > 100)
  return isOut ? 'out-of-range' : undefined
}

/** More than this side itself sent, where both send alike; or more than fits into the time. */
function isTooMuch(lost = 0, sent: number | undefined, received = 0, durationS: number | undefined): boolean {
  if (lost === 0) return false
  if (sent !== undefined && sent > 0 && lost > sent) return true
  return durationS !== undefined && durationS > 0 && lost + received > durationS * MAX_PACKETS_PER_SECOND
}
