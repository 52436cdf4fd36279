import type { Quality, QualityProvenance, QualityScale, QualityScores } from '../../model/quality.ts'
import type { PayloadTypeUse, RtpStream } from '../../model/stream.ts'
import { type CodecImpairment, impairmentOf } from './codecs.ts'
import { effectiveImpairment, narrowbandRating, type Rating } from './e-model.ts'
import { FULLBAND_SCALE, fullbandRating, WIDEBAND_SCALE, widebandRating } from './e-model-wide.ts'
import { mosOf } from './mos.ts'

/** One way through the network where nobody measured it. Chosen by us: between a metro's 20 ms and ITU-T G.114's 150 ms. */
const ASSUMED_ONE_WAY_MS = 100
/** What a jitter buffer holds back where none was simulated: two packets of 20 ms. Chosen by us. */
const USUAL_JITTER_BUFFER_MS = 40
const USUAL_PTIME_MS = 20
/** Fewer packets than a second of speech are not rated. Chosen by us. */
const MIN_PACKETS = 50
/** Octets of the usual authentication tag of SRTP (RFC 3711 §5.2), where the packets do not tell. */
const TAG_OCTETS = 10

/** What is known of a stream beside its packets. */
export interface StreamContext {
  /** Format parameters of the codec that was sent, by the description that governs it. */
  readonly fmtp?: string | undefined
  /** A round trip that an end declares, in ms. */
  readonly declaredRoundTripMs?: number | undefined
}

/** What the network and the receiver's buffer did to the packets. */
interface Impaired {
  readonly lossPercent: number
  readonly discardPercent: number
  readonly burstR: number
}

/**
 * How a stream sounds (ITU-T G.107, G.107.1, G.107.2): its codec as sent, with the loss that was counted here, what an
 * adaptive jitter buffer discards, and the delay by RTCP, else 100 ms one way. Undefined for what is no speech, for
 * fewer than 50 packets, and where the clock is not known.
 */
export function qualityOf(stream: RtpStream, context: StreamContext = {}): Quality | undefined {
  if (stream.packets < MIN_PACKETS) return undefined
  const { lossPercent, playoutBursts, bursts } = stream
  const discardPercent = ofExpected(stream.jitterBuffers?.adaptive.latePercent ?? 0, lossPercent)
  const burstR = (playoutBursts ?? bursts)?.burstR ?? 1
  return rated(stream, context, { lossPercent, discardPercent, burstR }, 'wire')
}

/**
 * The same with the loss that the receiver reports of the whole way by RTCP: what the other party heard. Undefined
 * without a report, or with one that says less than nothing.
 */
export function farEndQualityOf(stream: RtpStream, context: StreamContext = {}): Quality | undefined {
  const { farEnd, voipMetrics } = stream.rtcp
  if (stream.packets < MIN_PACKETS || (farEnd === undefined && voipMetrics === undefined)) return undefined
  const lost = Math.max(0, farEnd?.cumulativeLost ?? 0)
  const lossPercent = voipMetrics ? 100 * voipMetrics.lossRate : (100 * lost) / Math.max(lost, stream.expected, 1)
  const discardPercent = voipMetrics ? 100 * voipMetrics.discardRate : 0
  return rated(stream, context, { lossPercent, discardPercent, burstR: 1 }, 'rtcp')
}

/** A share of what arrived as a share of what was expected. */
const ofExpected = (percent: number, lossPercent: number): number => (percent * (100 - lossPercent)) / 100

function rated(
  stream: RtpStream,
  context: StreamContext,
  impaired: Impaired,
  lossSource: QualityProvenance['lossSource'],
): Quality | undefined {
  const codec = codecOf(stream, context)
  if (codec === undefined) return undefined
  const concealment = stream.rtcp.voipMetrics?.lossConcealment
  const bpl = concealment === 'disabled' ? codec.bplWithout : codec.bpl
  const delay = delayOf(stream, codec, context)
  const scores = scoresOf(codec, bpl, impaired, delay.mouthToEarMs)
  const lossy = impaired.lossPercent + impaired.discardPercent > 0
  return {
    scale: codec.scale,
    ...scores,
    worst: lossSource === 'wire' ? worstOf(stream, codec, bpl, impaired, delay.mouthToEarMs) : undefined,
    provenance: {
      scale: codec.scale,
      codec: codec.name,
      codecIeSource: lossy && codec.ieSource === 'G113' ? codec.bplSource : codec.ieSource,
      plc: concealment === undefined ? 'assumed' : 'signalled',
      ...delay,
      lossSource,
      jitterBufferModel: stream.jitterBuffers === undefined ? 'none' : 'adaptive 20-200 ms',
      ...impaired,
    },
  }
}

/** The codec most packets have, comfort noise and events aside. */
function codecOf(stream: RtpStream, { fmtp }: StreamContext): CodecImpairment | undefined {
  let best: CodecImpairment | undefined
  let most = 0
  for (const use of stream.payloadTypes) {
    const { packets, encoding } = use
    if (packets <= most) continue
    const tag = stream.tagOctets ?? (stream.secure === true ? TAG_OCTETS : 0)
    const { clockRateHz, ptimeMs } = stream
    const found = impairmentOf({ encoding, clockRateHz, octets: usualOctets(use) - tag, ptimeMs, fmtp })
    if (found === undefined) continue
    best = found
    most = packets
  }
  return best
}

/** The size most packets have: comfort noise and silence descriptors are shorter. */
function usualOctets({ sizes, octets }: PayloadTypeUse): number {
  let usual = octets
  let most = 0
  for (const size of sizes) {
    if (size.packets <= most) continue
    usual = size.octets
    most = size.packets
  }
  return usual
}

type Delay = Pick<QualityProvenance, 'delaySource' | 'networkDelayMs' | 'mouthToEarMs'>

/** Mouth to ear: the network, a packet's worth of speech, look-ahead and the jitter buffer (ITU-T G.114 Annex A). */
function delayOf(stream: RtpStream, codec: CodecImpairment, { declaredRoundTripMs }: StreamContext): Delay {
  const measured = stream.rtcp.roundTrip.totalMs
  const told = stream.rtcp.voipMetrics?.roundTripDelayMs || declaredRoundTripMs
  const networkDelayMs = measured !== undefined ? measured / 2 : told !== undefined ? told / 2 : ASSUMED_ONE_WAY_MS
  const buffer = stream.jitterBuffers?.adaptive.bufferMs ?? USUAL_JITTER_BUFFER_MS
  return {
    delaySource: measured !== undefined ? 'rtcp' : told !== undefined ? 'declared' : 'assumed',
    networkDelayMs,
    mouthToEarMs: networkDelayMs + (stream.ptimeMs ?? USUAL_PTIME_MS) + codec.lookAheadMs + buffer,
  }
}

/** The E-model on the scale of the codec; `mouthToEarMs` as T and Ta, twice of it as Tr. */
function scoresOf(codec: CodecImpairment, bpl: number, impaired: Impaired, mouthToEarMs: number): QualityScores {
  const { r, idte, idle, idd } = ratingOn(codec, bpl, impaired, mouthToEarMs)
  const scale = SCALES[codec.scale]
  return {
    rFactor: r,
    mosListening: mosOf((r + idte + idle + idd) / scale),
    mosConversational: mosOf(r / scale),
  }
}

/** How much longer the scale is than narrowband's, on which MOS is read (G.107.1 Annex A, G.107.2 Annex A). */
const SCALES: Readonly<Record<QualityScale, number>> = { NB: 1, WB: WIDEBAND_SCALE, FB: FULLBAND_SCALE }

function ratingOn(codec: CodecImpairment, bpl: number, impaired: Impaired, delayMs: number): Rating {
  const loss = impaired.lossPercent + impaired.discardPercent
  const delays = { t: delayMs, ta: delayMs, tr: 2 * delayMs }
  // Beyond twice the robustness the burst ratio predicts nothing (G.107 Table 3).
  const burstR = loss > 2 * bpl ? 1 : impaired.burstR
  switch (codec.scale) {
    case 'NB':
      return narrowbandRating({ ...delays, ieEff: effectiveImpairment(codec.ie, bpl, loss, burstR) })
    case 'WB':
      // G.107.1 (7-15) knows no burst ratio.
      return widebandRating({ ...delays, ieEff: effectiveImpairment(codec.ie, bpl, loss) })
    case 'FB':
      return fullbandRating({ ta: delayMs, ieEff: effectiveImpairment(codec.ie, bpl, loss, burstR, 132) })
    default:
      return codec.scale satisfies never
  }
}

function worstOf(
  stream: RtpStream,
  codec: CodecImpairment,
  bpl: number,
  impaired: Impaired,
  mouthToEarMs: number,
): Quality['worst'] {
  const { worstWindow, jitterBuffers } = stream
  const window = jitterBuffers?.worstWindow ?? (worstWindow && { ...worstWindow, late: 0 })
  if (window === undefined || window.expected === 0) return undefined
  const lossPercent = Math.min(100, (100 * window.lost) / window.expected)
  const discardPercent = Math.min(100 - lossPercent, (100 * window.late) / window.expected)
  return { at: window.at, ...scoresOf(codec, bpl, { ...impaired, lossPercent, discardPercent }, mouthToEarMs) }
}
