import type { Call, CaptureFacts } from '../../model/call.ts'
import type { InsufficientReason } from '../../model/finding.ts'
import type { JitterBuffer, JitterBuffers, RtpStream, StreamSeries } from '../../model/stream.ts'
import { MICROS_PER_MS, MICROS_PER_SECOND } from '../../model/time.ts'
import {
  COARSE_CLOCK_MS,
  EQUAL_TIMES_SHARE,
  MEASURED_PACKETS,
  PAUSE_ECHO_PACKETS,
  PAUSE_ECHO_SHARE,
  PAUSE_LATE_PACKETS,
  USUAL_BUFFER_MS,
} from '../thresholds/media.ts'
import { lastFew } from './last-few.ts'

/** Seconds with loss in both directions at once: so many, so few of all, and so many of them shared. Chosen by us. */
const TOGETHER_SECONDS = 3
const TOGETHER_RARE = 0.1
const TOGETHER_SHARE = 0.8
/** A stream of no call that is silent for so long before the end of the input is over. Chosen by us. */
const SILENT_US = 2 * MICROS_PER_SECOND
/** A pause in which no number is missing and no time passed for the sender. Chosen by us. */
const PAUSE_MS = 1_000

/** Why the packets missing from a stream prove nothing; undefined where they do. */
export function lossDoubt(call: Call | undefined, capture: CaptureFacts): InsufficientReason | undefined {
  if (capture.droppedPackets > 0) return 'capture-drops'
  return call !== undefined && losesTogether(call) ? 'capture-drops' : undefined
}

/** Streams of different senders miss packets in the same seconds, and in hardly any other: the capture lost them. */
const losesTogether = lastFew((call: Call): boolean => {
  const lossy = call.streams.filter(({ lost, expected, series }) => lost > 0 && expected >= MEASURED_PACKETS && series)
  for (const [index, one] of lossy.entries()) {
    for (const other of lossy.slice(index + 1)) {
      if (one.source.address === other.source.address) continue
      const [a, b] = [secondsOf(one.series!), secondsOf(other.series!)]
      if (a && b && isShared(a, b) && isShared(b, a)) return true
    }
  }
  return false
})

/** Seconds in which packets are missing; undefined where there are too few of them, or too many to coincide by chance. */
function secondsOf({ at, bucketMs, lost }: StreamSeries): ReadonlySet<number> | undefined {
  const seconds = new Set<number>()
  for (const [index, count] of lost.entries())
    if (count > 0) seconds.add(Math.floor((at + index * bucketMs * MICROS_PER_MS) / MICROS_PER_SECOND))
  return seconds.size >= TOGETHER_SECONDS && seconds.size <= TOGETHER_RARE * lost.length ? seconds : undefined
}

/** The buckets of two streams do not begin together: a second more or less is the same. */
function isShared(seconds: ReadonlySet<number>, others: ReadonlySet<number>): boolean {
  let shared = 0
  for (const second of seconds) if (others.has(second) || others.has(second - 1) || others.has(second + 1)) shared++
  return shared >= TOGETHER_SHARE * seconds.size
}

/** The times of the capture do not tell when packets came: they were stamped in batches, or by a coarse timer. */
export const isCoarselyTimed = ({ captureClock, packets }: RtpStream): boolean =>
  captureClock.equalTimes >= EQUAL_TIMES_SHARE * packets || (captureClock.stepMs ?? 0) >= COARSE_CLOCK_MS

/** Times in which the sender stood still, clock and all: hold by hand, a bridge that switched. */
const pausesOf = ({ gaps }: RtpStream): number =>
  gaps.filter(({ kind, durationMs }) => kind === 'stalled' && durationMs >= PAUSE_MS).length

/** A few such pauses alone make the 95th percentile of the jitter. */
export const isPaused = (stream: RtpStream): boolean =>
  pausesOf(stream) * PAUSE_ECHO_PACKETS >= PAUSE_ECHO_SHARE * stream.packets

/**
 * Percent of packets that no usual buffer plays: neither the adaptive one, which by its aim at the 95th percentile may lose
 * up to 5 % of any stream, nor a fixed one of 60 ms. Those behind a pause aside; undefined where none was simulated.
 */
export function discardPercentOf(stream: RtpStream): number | undefined {
  const { jitterBuffers } = stream
  if (jitterBuffers === undefined || jitterBuffers.packets === 0) return undefined
  const { late } = playedBy(jitterBuffers)
  return (100 * Math.max(0, late - PAUSE_LATE_PACKETS * pausesOf(stream))) / jitterBuffers.packets
}

/** The buffer that plays more of a stream: the adaptive one, or the fixed one of 60 ms. */
export const playedBy = ({ adaptive, fixed }: JitterBuffers): JitterBuffer =>
  fixed.find(({ bufferMs, late }) => bufferMs === USUAL_BUFFER_MS && late < adaptive.late) ?? adaptive

/** More will hardly come of it: its call was ended, or it had fallen silent before the input ended. */
export const isOver = (stream: RtpStream, call: Call | undefined, { lastAt }: CaptureFacts): boolean =>
  call ? call.bye !== undefined : lastAt !== undefined && lastAt - stream.lastAt > SILENT_US
