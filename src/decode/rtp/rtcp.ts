import { uint32 } from '../container/integers.ts'
import { decodeExtendedBlocks, type ExtendedBlock } from './extended-report.ts'

/** One packet of a compound (RFC 3550 §6.4 to §6.7, RFC 4585 §6.1, RFC 3611 §2). */
export type RtcpPacket =
  | {
      readonly kind: 'sender-report'
      readonly ssrc: number
      /** NTP time in seconds since 1900 and 1/2^32 s. */
      readonly ntpSeconds: number
      readonly ntpFraction: number
      readonly rtpTimestamp: number
      readonly packetCount: number
      readonly octetCount: number
      readonly reports: readonly ReportBlock[]
    }
  | { readonly kind: 'receiver-report'; readonly ssrc: number; readonly reports: readonly ReportBlock[] }
  | { readonly kind: 'source-description'; readonly ssrcs: readonly number[] }
  | { readonly kind: 'bye'; readonly ssrcs: readonly number[] }
  | { readonly kind: 'application'; readonly ssrc: number }
  | {
      readonly kind: 'feedback'
      readonly ssrc: number
      readonly mediaSsrc: number
      readonly format: FeedbackFormat
    }
  | { readonly kind: 'extended-report'; readonly ssrc: number; readonly blocks: readonly ExtendedBlock[] }
  /** A header that can be read before bytes that cannot: encrypted (RFC 3711 §3.4) or of a type unknown here. */
  | { readonly kind: 'opaque'; readonly ssrc: number; readonly packetType: number }

/**
 * What feedback asks for: packets again, a picture anew, less bandwidth; `transport-cc` reports arrivals (RFC 4585 §6, RFC
 * 5104 §4, draft-holmer-rmcat-transport-wide-cc-extensions).
 */
export type FeedbackFormat = 'nack' | 'transport-cc' | 'pli' | 'fir' | 'remb' | 'other'

/** RFC 3550 §6.4.1. */
export interface ReportBlock {
  readonly ssrc: number
  /** Of 256, since the report before. */
  readonly fractionLost: number
  /** Signed: duplicates make it negative. */
  readonly cumulativeLost: number
  /** Cycles in the upper, sequence number in the lower 16 bits. */
  readonly highestSequence: number
  readonly jitterTicks: number
  /** Middle 32 bits of the last sender report's NTP time; 0 for none. */
  readonly lastSenderReport: number
  /** In 1/65536 s. */
  readonly delaySinceLastSenderReport: number
}

const HEADER_BYTES = 4
const REPORT_BLOCK_BYTES = 24
/** Header and SSRC, an index and the shortest tag. */
const SRTCP_BYTES = 8 + 4 + 10
/** A datagram cannot hold more than a few; the bound stands for itself. */
const MAX_PACKETS = 64

const word = (bytes: Uint8Array, at: number): number => uint32(bytes, at, false)

/**
 * A compound RTCP packet. Undefined when the first header is impossible: a wrong version, a type no compound begins with,
 * or a length beyond the datagram. When the lengths do not add up behind it nothing inside is believed: it is undefined too,
 * unless it looks like SRTCP, where all but the first eight bytes is ciphertext. Then one `opaque` packet tells the sender.
 *
 *     V=2 P count | packet type | words - 1 | SSRC | ...
 */
export function decodeRtcp(bytes: Uint8Array, start: number, end: number): readonly RtcpPacket[] | undefined {
  if (!isHeader(bytes, start, end) || !isFirst(bytes[start + 1]!)) return undefined
  const packets: RtcpPacket[] = []
  let at = start
  // Some fill up the datagram behind the compound, by less than a header.
  while (end - at >= HEADER_BYTES && packets.length < MAX_PACKETS) {
    const next = isHeader(bytes, at, end) ? at + lengthOf(bytes, at) : 0
    const packet = next === 0 ? undefined : decodeOne(bytes, at, next)
    if (packet === undefined) {
      return isEncrypted(bytes, start, end)
        ? [{ kind: 'opaque', ssrc: word(bytes, start + 4), packetType: bytes[start + 1]! }]
        : undefined
    }
    packets.push(packet)
    at = next
  }
  return packets
}

/** Whether a compound of a known type could be read no further than its first header: SRTCP. */
export function isCiphertext(packets: readonly RtcpPacket[]): boolean {
  const [first] = packets
  return packets.length === 1 && first?.kind === 'opaque' && first.packetType >= 200 && first.packetType <= 207
}

/** SR to XR (RFC 3550 §12.1, RFC 4585 §6.1, RFC 3611 §2): others stand behind these, or are DNS with an ID of luck. */
const isFirst = (packetType: number): boolean => packetType >= 200 && packetType <= 207

/**
 * Whether a compound that makes no sense behind its first header is ciphertext. Either its end is that of SRTCP (RFC 3711
 * §3.4): `... ciphertext | E, index (31) | tag`, the tag being 80 bits in all suites but those of RFC 7714, where it counts
 * as ciphertext. E is set, and an index counts compounds from zero, so that its upper seven bits stay zero for years. Or the
 * first packet is a report with just the blocks it says it has, as of those who encrypt in ways of their own.
 */
function isEncrypted(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < SRTCP_BYTES) return false
  return isExactReport(bytes, start) || [end - 14, end - 4].some((index) => bytes[index] === 0x80)
}

function isExactReport(bytes: Uint8Array, start: number): boolean {
  const blocks = (bytes[start]! & 0x1f) * REPORT_BLOCK_BYTES
  const length = lengthOf(bytes, start)
  return bytes[start + 1] === 200 ? length === 28 + blocks : bytes[start + 1] === 201 && length === 8 + blocks
}

function isHeader(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < HEADER_BYTES || bytes[at]! >> 6 !== 2) return false
  const type = bytes[at + 1]!
  return type >= 192 && type <= 223 && at + lengthOf(bytes, at) <= end
}

const lengthOf = (bytes: Uint8Array, at: number): number => (((bytes[at + 2]! << 8) | bytes[at + 3]!) + 1) << 2

/** Undefined when the packet is shorter than what its type and count promise. */
function decodeOne(bytes: Uint8Array, at: number, end: number): RtcpPacket | undefined {
  const count = bytes[at]! & 0x1f
  const packetType = bytes[at + 1]!
  const length = end - at
  if (packetType === 203)
    return length < 4 + 4 * count ? undefined : { kind: 'bye', ssrcs: words(bytes, at + 4, count) }
  if (packetType === 202) return sourceDescription(bytes, at + HEADER_BYTES, end, count)
  if (length < 8) return undefined
  const ssrc = word(bytes, at + 4)
  switch (packetType) {
    case 200: {
      if (length < 28 + REPORT_BLOCK_BYTES * count) return undefined
      return {
        kind: 'sender-report',
        ssrc,
        ntpSeconds: word(bytes, at + 8),
        ntpFraction: word(bytes, at + 12),
        rtpTimestamp: word(bytes, at + 16),
        packetCount: word(bytes, at + 20),
        octetCount: word(bytes, at + 24),
        reports: reportBlocks(bytes, at + 28, count),
      }
    }
    case 201:
      if (length < 8 + REPORT_BLOCK_BYTES * count) return undefined
      return { kind: 'receiver-report', ssrc, reports: reportBlocks(bytes, at + 8, count) }
    case 204:
      return length < 12 ? undefined : { kind: 'application', ssrc }
    case 205:
    case 206:
      return length < 12 ? undefined : feedback(ssrc, bytes, at, end)
    case 207:
      return { kind: 'extended-report', ssrc, blocks: decodeExtendedBlocks(bytes, at + 8, end) }
    default:
      return { kind: 'opaque', ssrc, packetType }
  }
}

function words(bytes: Uint8Array, at: number, count: number): number[] {
  const result: number[] = []
  for (let i = 0; i < count; i++) result.push(word(bytes, at + 4 * i))
  return result
}

function reportBlocks(bytes: Uint8Array, at: number, count: number): ReportBlock[] {
  const blocks: ReportBlock[] = []
  for (let block = at; block < at + count * REPORT_BLOCK_BYTES; block += REPORT_BLOCK_BYTES) {
    const loss = word(bytes, block + 4)
    blocks.push({
      ssrc: word(bytes, block),
      fractionLost: loss >>> 24,
      cumulativeLost: (loss << 8) >> 8,
      highestSequence: word(bytes, block + 8),
      jitterTicks: word(bytes, block + 12),
      lastSenderReport: word(bytes, block + 16),
      delaySinceLastSenderReport: word(bytes, block + 20),
    })
  }
  return blocks
}

/** Chunks of SSRC and items, each ended by a zero and filled up to 32 bits (RFC 3550 §6.5). */
function sourceDescription(bytes: Uint8Array, start: number, end: number, count: number): RtcpPacket | undefined {
  const ssrcs: number[] = []
  let at = start
  for (let chunk = 0; chunk < count; chunk++) {
    if (end - at < 4) return undefined
    ssrcs.push(word(bytes, at))
    at += 4
    while (at < end && bytes[at] !== 0) {
      if (end - at < 2) return undefined
      at += 2 + bytes[at + 1]!
    }
    if (at > end) return undefined
    // On to the next 32-bit border behind the zero.
    at = start + ((at - start + 4) & ~3)
  }
  return { kind: 'source-description', ssrcs }
}

/** `REMB`, the name an application's own feedback (format 15) begins with (draft-alvestrand-rmcat-remb §2.2). */
const REMB = 0x52454d42

/** A request for a picture names its SSRC behind the header, where a receiver can ask several (RFC 5104 §4.3.1). */
function feedback(ssrc: number, bytes: Uint8Array, at: number, end: number): RtcpPacket {
  const format = feedbackFormat(bytes, at, end)
  return { kind: 'feedback', ssrc, mediaSsrc: word(bytes, format === 'fir' ? at + 12 : at + 8), format }
}

function feedbackFormat(bytes: Uint8Array, at: number, end: number): FeedbackFormat {
  const format = bytes[at]! & 0x1f
  if (bytes[at + 1] === 205) return format === 1 ? 'nack' : format === 15 ? 'transport-cc' : 'other'
  if (format === 1) return 'pli'
  if (format === 4 && end - at >= 20) return 'fir'
  return format === 15 && end - at >= 16 && word(bytes, at + 12) === REMB ? 'remb' : 'other'
}
