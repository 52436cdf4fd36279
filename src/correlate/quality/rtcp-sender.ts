import type { RtcpPacket } from '../../decode/rtp/rtcp.ts'
import { quantileOf } from '../../model/quantile.ts'
import type { DelayFigures, RtcpFacts, SenderClock } from '../../model/rtcp.ts'
import { MICROS_PER_MS, MICROS_PER_SECOND, type Micros } from '../../model/time.ts'
import { createThinned, type Thinned } from './thinned.ts'

/** Gaps and report blocks kept of one SSRC: five minutes at RFC 3550's usual interval of 5 s, more of it thinned out. */
export const MAX_SAMPLES = 64
/** Reports of one SSRC that an answer may still quote: it quotes the last one it got. Chosen by us. */
const MAX_QUOTABLE = 4
/** A longer round trip is a quotation of something else (rules of RFC 3550 allow any; chosen by us). */
const MAX_ROUND_TRIP_US = 10 * MICROS_PER_SECOND
/** NTP counts from 1900. */
const NTP_EPOCH_SECONDS = 2_208_988_800

type SenderReport = Extract<RtcpPacket, { kind: 'sender-report' }>

interface Mark {
  readonly at: Micros
  readonly ntpAt: Micros | undefined
  readonly rtpTimestamp: number
  readonly packetCount: number
  readonly octetCount: number
  readonly seen: number | undefined
}

/** What one SSRC says of itself. */
export interface Sender {
  readonly ssrc: number
  readonly port: number
  senderReports: number
  receiverReports: number
  packets: number
  readonly firstAt: Micros
  lastAt: Micros
  byeAt: Micros | undefined
  readonly gaps: Thinned<Micros>
  longestGap: Micros
  /** First and last sender report, and the media time between them. */
  first: Mark | undefined
  last: Mark | undefined
  /** The first one when its stream had been seen. */
  counted: Mark | undefined
  ticks: number
  /** Middle 32 bits of the wall clocks it told, and when each passed: latest last. */
  readonly quotable: { readonly stamp: number; readonly at: Micros }[]
}

export function newSender(ssrc: number, port: number, at: Micros): Sender {
  return {
    ssrc,
    port,
    senderReports: 0,
    receiverReports: 0,
    packets: 0,
    firstAt: at,
    lastAt: at,
    byeAt: undefined,
    gaps: createThinned(MAX_SAMPLES),
    longestGap: 0,
    first: undefined,
    last: undefined,
    counted: undefined,
    ticks: 0,
    quotable: [],
  }
}

/** It sent another compound. */
export function heard(sender: Sender, at: Micros): void {
  if (sender.packets > 0) {
    const gap = Math.max(0, at - sender.lastAt)
    sender.gaps.add(gap)
    sender.longestGap = Math.max(sender.longestGap, gap)
  }
  sender.packets++
  sender.lastAt = at
}

/** `seen`: packets of its stream that have passed so far, undefined where that is not known. */
export function noteSenderReport(sender: Sender, report: SenderReport, at: Micros, seen: number | undefined): void {
  const { ntpSeconds, ntpFraction, rtpTimestamp, packetCount, octetCount } = report
  const mark = { at, ntpAt: ntpTime(ntpSeconds, ntpFraction), rtpTimestamp, packetCount, octetCount, seen }
  if (sender.last !== undefined) sender.ticks += (rtpTimestamp - sender.last.rtpTimestamp) | 0
  sender.first ??= mark
  if (seen !== undefined) sender.counted ??= mark
  sender.last = mark
  noteStamp(sender, ntpSeconds, ntpFraction, at)
}

/** A wall clock it told, by a sender report or as receiver reference time (RFC 3611 §4.4), and that answers will quote. */
export function noteStamp(sender: Sender, ntpSeconds: number, ntpFraction: number, at: Micros): void {
  if (sender.quotable.length >= MAX_QUOTABLE) sender.quotable.shift()
  sender.quotable.push({ stamp: (((ntpSeconds & 0xffff) << 16) | (ntpFraction >>> 16)) >>> 0, at })
}

function ntpTime(seconds: number, fraction: number): Micros | undefined {
  if (seconds === 0) return undefined
  return (seconds - NTP_EPOCH_SECONDS) * MICROS_PER_SECOND + Math.round((fraction / 2 ** 32) * MICROS_PER_SECOND)
}

/**
 * The way from the tap to who answers and back (RFC 3550 §6.4.1): the answer passed at `at`, quotes `stamp` and waited
 * `delay` (1/65536 s). Undefined when nothing is quoted, the quoted one did not pass here, or the result is none.
 */
export function roundTripUs(sender: Sender, stamp: number, delay: number, at: Micros): Micros | undefined {
  if (stamp === 0 || delay === 0) return undefined
  const quoted = sender.quotable.findLast((one) => one.stamp === stamp)
  if (quoted === undefined) return undefined
  const time = at - quoted.at - (delay / 65_536) * MICROS_PER_SECOND
  return time >= 0 && time <= MAX_ROUND_TRIP_US ? time : undefined
}

/** Delays added up. */
export interface Delays {
  count: number
  sum: Micros
  min: Micros
  max: Micros
}

export const noDelays = (): Delays => ({ count: 0, sum: 0, min: Number.POSITIVE_INFINITY, max: 0 })

export function addDelay(delays: Delays, { count, sum, min, max }: Delays): void {
  delays.count += count
  delays.sum += sum
  delays.min = Math.min(delays.min, min)
  delays.max = Math.max(delays.max, max)
}

export function delayFigures({ count, sum, min, max }: Delays): DelayFigures | undefined {
  if (count === 0) return undefined
  return {
    count,
    minMs: min / MICROS_PER_MS,
    meanMs: sum / count / MICROS_PER_MS,
    maxMs: max / MICROS_PER_MS,
  }
}

export function intervalsOf({ gaps, longestGap }: Sender): RtcpFacts['intervals'] {
  const kept = gaps.list()
  if (kept.length === 0) return undefined
  return { medianMs: quantileOf(kept, 0.5) / MICROS_PER_MS, maxMs: longestGap / MICROS_PER_MS }
}

export function senderClock({ first, last, counted, ticks }: Sender): SenderClock | undefined {
  if (first === undefined || last === undefined) return undefined
  const { at, ntpAt, rtpTimestamp, packetCount, octetCount } = last
  const wall = ntpAt === undefined || first.ntpAt === undefined ? 0 : ntpAt - first.ntpAt
  const rateHz = wall > 0 ? (ticks * MICROS_PER_SECOND) / wall : undefined
  return { at, ntpAt, rtpTimestamp, rateHz, packetCount, octetCount, between: between(counted, last) }
}

function between(first: Mark | undefined, last: Mark): SenderClock['between'] {
  if (first === undefined || first === last || first.seen === undefined || last.seen === undefined) return undefined
  const sent = last.packetCount - first.packetCount
  // It began to count anew.
  return sent < 0 ? undefined : { sent, seen: last.seen - first.seen }
}
