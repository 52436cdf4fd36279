import type { ClockSkew, DelayVariation } from '../../model/stream.ts'
import type { Micros } from '../../model/time.ts'
import { SkewMeter } from './clock-skew.ts'
import { BINS, binOf, exceededBy, FINE_MICROS } from './histogram.ts'
import { BufferMeter, LEAST_MICROS, MOST_MICROS } from './jitter-buffers.ts'
import { PACKET_DOUBLES, type WordPool } from './packet-run.ts'

/** Minus zero is zero that is stored as a double: a field that begins as a small integer is boxed anew at every store. */
const ZERO = -0
/** A timestamp this far ahead of the clock has a new base, and one that falls behind at a talkspurt. Chosen by us. */
const NEW_BASE_MICROS = 500_000
const SPURT_MICROS = 100_000
/** After so long a pause a receiver begins anew, whatever the timestamp says. Chosen by us. */
const PAUSE_MICROS = 1_000_000
/** So many in a row later than any buffer, and not catching up: the receiver begins anew. Chosen by us. */
const RESYNC_PACKETS = 10

/**
 * What the arrivals and timestamps of one stream tell with a clock rate: interarrival jitter (RFC 3550 A.8), the delay above that
 * of the fastest packets, what jitter buffers make of it, and the skew of the clocks. All in µs.
 */
export class DelayMeter {
  private microsPerTick: number
  /** Arrival and timestamp of the packet that the next is measured against. */
  private at: Micros = Number.NaN
  private stamp = 0
  private jitter = ZERO
  private jitterSum = ZERO
  private jitterMax = ZERO
  private jitterSamples = 0
  /** The largest jitter of this bucket of the series. */
  peak = ZERO
  /** Of jitter, and behind them of delay. */
  private readonly bins: Uint32Array
  private delayMax = ZERO
  /** One-way delay from any origin; without the drift, and with it. */
  private delay = ZERO
  private rawDelay = ZERO
  /** The slope taken out, µs per µs. */
  private drift = ZERO
  /** The least delay of this window and the one before, and of this window alone. */
  private floor = ZERO
  private windowFloor = Number.POSITIVE_INFINITY
  private windowFloorAt: Micros = Number.NaN
  private lateRow = 0
  private lateRowDelay = ZERO
  private lateRowEnd = -1
  /** The least delay since the last bucket of the series ended; with its drift, and when. */
  private least = Number.POSITIVE_INFINITY
  private leastRaw = ZERO
  private leastAt: Micros = Number.NaN
  /** Ticks and µs between packets without pauses. */
  private ticks = ZERO
  private micros = ZERO
  readonly buffers = new BufferMeter()
  readonly skew = new SkewMeter()

  constructor(clockRateHz: number, words: WordPool) {
    this.bins = words.take(2 * BINS)
    this.microsPerTick = 1_000_000 / clockRateHz
  }

  /** How far a timestamp is ahead of the packet measured last, in µs less the time since. */
  private ahead(at: Micros, stamp: number): number {
    return ((stamp - this.stamp) | 0) * this.microsPerTick - (at - this.at)
  }

  /** What follows has no tie with what was before: another clock rate, or another base. It is measured from here. */
  restart(at: Micros, stamp: number, clockRateHz: number): void {
    this.microsPerTick = 1_000_000 / clockRateHz
    this.at = at
    this.stamp = stamp
    this.skew.restart()
  }

  /** A packet that came after its followers: how late it was. True when too late for the adaptive buffer. */
  reordered(at: Micros, stamp: number): boolean {
    const behind = Math.max(0, this.delay - this.floor - this.ahead(at, stamp))
    this.bins[BINS + binOf(behind)]! += 1
    if (behind > this.delayMax) this.delayMax = behind
    const index = this.buffers.packets++
    return behind > LEAST_MICROS && this.buffers.delayed(behind, index)
  }

  /** The least delays of longer ago count no more, and the drift is taken out by what is known of it by now. */
  closeWindow(at: Micros, expected: number, lost: number): void {
    this.buffers.closeWindow(at, expected, lost)
    this.keepLeast()
    this.learnDrift()
    if (this.windowFloor < Number.POSITIVE_INFINITY) this.floor = this.windowFloor
    this.windowFloor = Number.POSITIVE_INFINITY
  }

  /** A bucket of the series begins. */
  beginBucket(): void {
    this.keepLeast()
    this.peak = this.jitter
    if (this.drift === 0) this.learnDrift()
  }

  /** What is known of the drift by now. The least delay has drifted too since it was seen, and was not known to. */
  private learnDrift(): void {
    const drift = this.skew.slope()
    if (this.windowFloor < Number.POSITIVE_INFINITY) {
      const unknown = (drift - this.drift) * (this.at - this.windowFloorAt)
      this.floor += unknown
      this.windowFloor += unknown
      this.windowFloorAt = this.at
    }
    this.drift = drift
  }

  /** Nothing more will be asked. */
  release(words: WordPool): void {
    words.give(this.bins)
  }

  jitterMs(): { readonly mean: number; readonly p95: number; readonly max: number; readonly last: number } {
    const { jitterSamples: samples, jitterMax: max } = this
    return {
      mean: samples === 0 ? 0 : this.jitterSum / samples / 1_000,
      p95: exceededBy(0.05, this.bins, 0, samples, max) / 1_000,
      max: (max + 0) / 1_000,
      last: (this.jitter + 0) / 1_000,
    }
  }

  delayVariation(): DelayVariation {
    const max = this.delayMax + 0
    const { packets } = this.buffers
    const exceeded = (share: number): number => exceededBy(share, this.bins, BINS, packets, max) / 1_000
    return { p95Ms: exceeded(0.05), p99Ms: exceeded(0.01), maxMs: max / 1_000 }
  }

  clockSkew(): ClockSkew | undefined {
    return this.skew.figures()
  }

  /** Ticks per second of arrival, undefined below a second of packets. */
  rateHz(): number | undefined {
    return this.micros < 1_000_000 ? undefined : (this.ticks * 1_000_000) / this.micros
  }

  /**
   * Packets in the order of their numbers, from one place in `data` to another. `spurt`: the first, and only, one begins a
   * talkspurt, which is no jitter. `late` is told how many came after one that is too late for the adaptive buffer.
   */
  run(data: Float64Array, from: number, until: number, spurt: boolean, late: (back: number) => void): void {
    const { microsPerTick, drift, bins } = this
    const tried = this.buffers.packets
    let { at, stamp, jitter, jitterSum, peak } = this
    let { delay, rawDelay, floor, windowFloor, windowFloorAt, least, leastRaw, leastAt } = this
    let most = this.delayMax
    for (let i = from; i < until; i += PACKET_DOUBLES) {
      const arrival = data[i]!
      const next = data[i + 1]!
      const since = arrival - at
      const ticks = (next - stamp) | 0
      const difference = since - ticks * microsPerTick
      at = arrival
      stamp = next
      if (!spurt) {
        jitter += (Math.abs(difference) - jitter) * 0.0625
        jitterSum += jitter
        if (jitter > peak) peak = jitter
        bins[jitter < FINE_MICROS ? (jitter * 0.002) | 0 : binOf(jitter)]! += 1
      }
      if ((difference > SPURT_MICROS || difference < -SPURT_MICROS) && isNewBase(difference, since, ticks, spurt)) {
        if (least < Number.POSITIVE_INFINITY) this.skew.add(leastAt, leastRaw)
        least = Number.POSITIVE_INFINITY
        this.skew.restart()
        this.ticks -= ticks
        this.micros -= since
      } else {
        delay += difference - drift * since
        rawDelay += difference
      }
      if (delay < least) {
        least = delay
        leastRaw = rawDelay
        leastAt = arrival
        if (delay < windowFloor) {
          windowFloor = delay
          windowFloorAt = arrival
        }
        if (delay < floor) floor = delay
      }
      const behind = delay - floor
      bins[BINS + (behind < FINE_MICROS ? (behind * 0.002) | 0 : binOf(behind))]! += 1
      if (behind > LEAST_MICROS) {
        const index = tried + (i - from) / PACKET_DOUBLES
        if (this.buffers.delayed(behind, index)) late((until - i) / PACKET_DOUBLES - 1)
        if (behind > MOST_MICROS && this.isStuck(index, delay)) {
          floor = delay
          windowFloor = delay
          windowFloorAt = arrival
          least = Number.POSITIVE_INFINITY
          this.skew.restart()
        }
      }
      if (behind > most) most = behind
    }
    const packets = (until - from) / PACKET_DOUBLES
    if (!spurt) this.jitterSamples += packets
    if (peak > this.jitterMax) this.jitterMax = peak
    this.ticks += (stamp - this.stamp) | 0
    this.micros += at - this.at
    this.at = at
    this.stamp = stamp
    this.jitter = jitter
    this.jitterSum = jitterSum
    this.peak = peak
    this.delay = delay
    this.rawDelay = rawDelay
    this.floor = floor
    this.windowFloor = windowFloor
    this.windowFloorAt = windowFloorAt
    this.least = least
    this.leastRaw = leastRaw
    this.leastAt = leastAt
    this.delayMax = most
    this.buffers.packets += packets
  }

  /** The least delay of a while is a point of the envelope. */
  private keepLeast(): void {
    if (this.least < Number.POSITIVE_INFINITY) this.skew.add(this.leastAt, this.leastRaw)
    this.least = Number.POSITIVE_INFINITY
  }

  /** Whether the packet, the `index`th, ends a row of so late ones that no receiver would go on waiting. */
  private isStuck(index: number, delay: number): boolean {
    if (index !== this.lateRowEnd + 1) {
      this.lateRow = 0
      this.lateRowDelay = delay
    }
    this.lateRowEnd = index
    if (++this.lateRow < RESYNC_PACKETS) return false
    this.lateRow = 0
    const stuck = delay > this.lateRowDelay - NEW_BASE_MICROS / 5
    this.lateRowDelay = delay
    return stuck
  }
}

/** A timestamp that ran ahead of the clock, went back, or begins anew at a talkspurt or after a pause. */
function isNewBase(difference: number, since: number, ticks: number, spurt: boolean): boolean {
  if (spurt || difference < -NEW_BASE_MICROS) return true
  return difference > NEW_BASE_MICROS && (ticks <= 0 || since > PAUSE_MICROS)
}
