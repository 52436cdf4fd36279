import type { CaptureClock, Pacing } from '../../model/stream.ts'
import type { Micros } from '../../model/time.ts'
import { GAP_MICROS, type GapList } from './gaps.ts'
import { PACKET_DOUBLES } from './packet-run.ts'
import type { TimestampSteps } from './timestamps.ts'

/** Packets closer than this come in one clump; real ones of one stream are 2.5 ms apart at least (Opus). Chosen by us. */
const CLUMP_MICROS = 1_000
/** A pause is as long as the clump before it within this share of one packet. Chosen by us. */
const CLUMP_TOLERANCE = 0.5
/** A longer time without packets is a pause. Chosen by us: three packets of 20 ms. */
export const PAUSE_MICROS = 60_000
/** Arrivals looked at before anything is said of the clock of the capture. Chosen by us. */
const CLOCK_SAMPLES = 8
/** And after so many it is known. Chosen by us. */
const MOST_SAMPLES = 32
/** The timer tick of Windows, 64 a second, and how far off its multiples may be. */
const TIMER_MICROS = 15_625
const TIMER_TOLERANCE_MICROS = 200

const NO_CLUMPS: Pacing = { clumps: 0, clumpedPackets: 0, largestClump: 0, longestPauseMs: 0 }

/** When packets come: gaps, pauses, clumps, and how fine the clock of the capture is. */
export class ArrivalMeter {
  private readonly steps: TimestampSteps
  private readonly gaps: GapList
  /** NaN while no clock is known. */
  microsPerTick = Number.NaN
  private max = Number.NEGATIVE_INFINITY
  /** The largest gap of this bucket of the series, in µs. */
  peak = -0
  private clump = 0
  private clumps = 0
  private clumped = 0
  private largestClump = 0
  private longestPause = -0
  private equalTimes = 0
  suppressions = 0
  private suppressed = -0
  private samples = 0
  private onTenMs = 0
  private onFourMs = 0
  private onMs = 0
  private onTimer = 0

  constructor(steps: TimestampSteps, gaps: GapList) {
    this.steps = steps
    this.gaps = gaps
  }

  /**
   * Packets in the order of their numbers, from one place in `data` to another. Before them stand arrival and timestamp of the
   * one before.
   */
  run(data: Float64Array, from: number, until: number): void {
    const { steps, microsPerTick } = this
    let mode = steps.mode()
    let at = data[from - 2]!
    let stamp = data[from - 1]!
    let same = 0
    let most = this.peak
    let { clump } = this
    for (let i = from; i < until; i += PACKET_DOUBLES) {
      const arrival = data[i]!
      const next = data[i + 1]!
      const gap = arrival - at
      const ticks = (next - stamp) | 0
      if (gap > most) most = gap
      if (ticks === mode) {
        same++
      } else {
        if (same > 0) steps.same(same)
        same = 0
        steps.other(ticks, ticks * microsPerTick - gap, arrival, data[i + 2]!)
        mode = steps.mode()
      }
      if (gap < CLUMP_MICROS) {
        if (ticks !== 0) clump++
        if (gap === 0 && ticks !== 0) this.equalTimes++
      } else {
        if (clump > 0) {
          this.endClump(clump + 1, gap, mode * microsPerTick)
          clump = 0
        }
        if (gap > PAUSE_MICROS) this.pause(at, gap, data[i + 2]!, ticks)
      }
      at = arrival
      stamp = next
    }
    if (same > 0) steps.same(same)
    this.clump = clump
    this.peak = most
    if (most > this.max) this.max = most
  }

  /** Looks at the clock: an arrival, and the time since the one before: now and then is enough. */
  sample(at: Micros, gap: number): void {
    if (this.samples >= MOST_SAMPLES) return
    this.samples++
    if (Math.abs(gap - Math.round(gap / TIMER_MICROS) * TIMER_MICROS) < TIMER_TOLERANCE_MICROS) this.onTimer++
    if (!isMultiple(at, 1_000)) return
    this.onMs++
    if (isMultiple(at, 10_000)) this.onTenMs++
    if (isMultiple(at, 4_000)) this.onFourMs++
  }

  /** A packet that is measured no further. */
  single(gap: number): void {
    if (gap > this.max) this.max = gap
    if (gap > this.peak) this.peak = gap
    if (gap >= CLUMP_MICROS) this.clump = 0
  }

  /** No packets for more than `PAUSE_MICROS`, and no number is missing. */
  pause(from: Micros, micros: number, frame: number, ticks: number): void {
    const { microsPerTick } = this
    const ranOn = Number.isNaN(microsPerTick) ? ticks > 1.5 * this.steps.mode() : ticks * microsPerTick > micros / 2
    if (ranOn) {
      this.suppressions++
      this.suppressed += micros
    }
    if (micros >= GAP_MICROS) this.gaps.add(ranOn ? 'silence' : 'stalled', from, frame, micros, 0)
  }

  /** A bucket of the series begins. */
  beginBucket(): void {
    this.peak = -0
  }

  maxDeltaMs(): number {
    return Math.max(0, this.max) / 1_000
  }

  suppressedMs(): number {
    return (this.suppressed + 0) / 1_000
  }

  pacing(): Pacing {
    const { clumps, clumped, largestClump, longestPause } = this
    if (clumps === 0) return NO_CLUMPS
    return { clumps, clumpedPackets: clumped, largestClump, longestPauseMs: (longestPause + 0) / 1_000 }
  }

  captureClock(): CaptureClock {
    const { equalTimes, samples } = this
    return { equalTimes, stepMs: samples < CLOCK_SAMPLES ? undefined : this.stepMs() }
  }

  private stepMs(): number | undefined {
    const { samples, onTenMs, onFourMs, onMs, onTimer } = this
    if (onTenMs === samples) return 10
    if (onFourMs === samples) return 4
    if (onTimer === samples) return TIMER_MICROS / 1_000
    return onMs === samples ? 1 : undefined
  }

  private endClump(packets: number, pause: number, frame: number): void {
    if (Math.abs(pause - packets * frame) > CLUMP_TOLERANCE * frame) return
    this.clumps++
    this.clumped += packets
    if (packets > this.largestClump) this.largestClump = packets
    if (pause > this.longestPause) this.longestPause = pause
  }
}

/** Exact, and several times as fast as a remainder. */
const isMultiple = (value: number, of: number): boolean => Math.floor(value / of) * of === value
