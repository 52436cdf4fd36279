import type { VoipMetrics } from '../../model/rtcp.ts'
import { uint16, uint32 } from '../container/integers.ts'

/** One report block of an extended report (RFC 3611 §4), and those of other types by number. */
export type ExtendedBlock =
  | { readonly kind: 'loss-rle'; readonly ssrc: number; readonly beginSequence: number; readonly endSequence: number }
  | { readonly kind: 'receiver-reference-time'; readonly ntpSeconds: number; readonly ntpFraction: number }
  | {
      readonly kind: 'delay-since-last-receiver-report'
      /** As in a sender's report block: middle 32 bits of NTP, and 1/65536 s. */
      readonly reports: readonly { readonly ssrc: number; readonly lastReport: number; readonly delay: number }[]
    }
  | {
      readonly kind: 'statistics-summary'
      readonly ssrc: number
      readonly beginSequence: number
      readonly endSequence: number
      /** Undefined where the block's flags say that it was not measured. */
      readonly lost: number | undefined
      readonly duplicates: number | undefined
      readonly jitterTicks: { readonly min: number; readonly max: number; readonly mean: number } | undefined
    }
  | { readonly kind: 'voip-metrics'; readonly ssrc: number; readonly metrics: VoipMetrics }
  | { readonly kind: 'other'; readonly type: number }

const LOSS_RLE = 1
const RECEIVER_REFERENCE_TIME = 4
const DLRR = 5
const STATISTICS_SUMMARY = 6
const VOIP_METRICS = 7

/** A datagram cannot hold many more; the bound stands for itself. */
const MAX_BLOCKS = 64
/** What a field of the VoIP metrics says when it was not measured (RFC 3611 §4.7). */
const UNAVAILABLE = 127

/** What the upper bits of the receiver configuration say (RFC 3611 §4.7.6): by two bits each. */
const CONCEALMENTS = [undefined, 'disabled', 'enhanced', 'standard'] as const
const ADAPTIVE = [undefined, undefined, false, true] as const

/** The blocks, as far as their lengths hold: `type | specific | words behind this one | ...` (RFC 3611 §3). */
export function decodeExtendedBlocks(bytes: Uint8Array, start: number, end: number): ExtendedBlock[] {
  const blocks: ExtendedBlock[] = []
  let at = start
  while (end - at >= 4 && blocks.length < MAX_BLOCKS) {
    const next = at + 4 + (uint16(bytes, at + 2, false) << 2)
    if (next > end) break
    blocks.push(decodeBlock(bytes, at, next) ?? { kind: 'other', type: bytes[at]! })
    at = next
  }
  return blocks
}

/** Undefined for other types, and for a block shorter than its type needs. */
function decodeBlock(bytes: Uint8Array, at: number, end: number): ExtendedBlock | undefined {
  const u16 = (offset: number): number => uint16(bytes, at + offset, false)
  const u32 = (offset: number): number => uint32(bytes, at + offset, false)
  const length = end - at
  switch (bytes[at]) {
    case LOSS_RLE:
      if (length < 12) return undefined
      return { kind: 'loss-rle', ssrc: u32(4), beginSequence: u16(8), endSequence: u16(10) }
    case RECEIVER_REFERENCE_TIME:
      if (length < 12) return undefined
      return { kind: 'receiver-reference-time', ntpSeconds: u32(4), ntpFraction: u32(8) }
    case DLRR: {
      const reports = []
      for (let offset = 4; offset + 12 <= length; offset += 12) {
        reports.push({ ssrc: u32(offset), lastReport: u32(offset + 4), delay: u32(offset + 8) })
      }
      return { kind: 'delay-since-last-receiver-report', reports }
    }
    case STATISTICS_SUMMARY: {
      if (length < 40) return undefined
      const flags = bytes[at + 1]!
      return {
        kind: 'statistics-summary',
        ssrc: u32(4),
        beginSequence: u16(8),
        endSequence: u16(10),
        lost: (flags & 0x80) === 0 ? undefined : u32(12),
        duplicates: (flags & 0x40) === 0 ? undefined : u32(16),
        jitterTicks: (flags & 0x20) === 0 ? undefined : { min: u32(20), max: u32(24), mean: u32(28) },
      }
    }
    case VOIP_METRICS:
      if (length < 36) return undefined
      return { kind: 'voip-metrics', ssrc: u32(4), metrics: voipMetrics(bytes, at + 8) }
    default:
      return undefined
  }
}

/**
 * RFC 3611 §4.7, behind the SSRC:
 *
 *     loss rate | discard rate | burst density | gap density
 *     burst duration (2) | gap duration (2)
 *     round trip delay (2) | end system delay (2)
 *     signal level | noise level | RERL | Gmin
 *     R factor | ext. R factor | MOS-LQ | MOS-CQ
 *     RX config | reserved | JB nominal (2)
 *     JB maximum (2) | JB abs max (2)
 */
function voipMetrics(bytes: Uint8Array, at: number): VoipMetrics {
  const share = (offset: number): number => bytes[at + offset]! / 256
  const ms = (offset: number): number => uint16(bytes, at + offset, false)
  const known = (offset: number): number | undefined =>
    bytes[at + offset] === UNAVAILABLE ? undefined : bytes[at + offset]
  const level = (offset: number): number | undefined => {
    const value = known(offset)
    return value === undefined ? undefined : (value << 24) >> 24
  }
  const tenths = (offset: number): number | undefined => {
    const value = known(offset)
    return value === undefined ? undefined : value / 10
  }
  return {
    lossRate: share(0),
    discardRate: share(1),
    burstDensity: share(2),
    gapDensity: share(3),
    burstDurationMs: ms(4),
    gapDurationMs: ms(6),
    roundTripDelayMs: ms(8),
    endSystemDelayMs: ms(10),
    signalLevelDbm: level(12),
    noiseLevelDbm: level(13),
    residualEchoReturnLossDb: known(14),
    minimumGap: bytes[at + 15]!,
    rFactor: known(16),
    externalRFactor: known(17),
    mosLq: tenths(18),
    mosCq: tenths(19),
    lossConcealment: CONCEALMENTS[bytes[at + 20]! >> 6],
    adaptiveJitterBuffer: ADAPTIVE[(bytes[at + 20]! >> 4) & 3],
    jitterBufferNominalMs: ms(22),
    jitterBufferMaximumMs: ms(24),
    jitterBufferAbsoluteMaximumMs: ms(26),
  }
}
