import type { JitterBuffer, JitterBuffers } from '../../model/stream.ts'
import type { Micros } from '../../model/time.ts'

/** Of the buffers simulated, in µs. Chosen by us: what phones, gateways and bridges have. */
const FIXED_MICROS = [40_000, 60_000, 100_000, 200_000] as const
/** The adaptive one stays between these; nothing comes too late that is within the first. */
export const LEAST_MICROS = 20_000
export const MOST_MICROS = 200_000
/** The adaptive buffer holds all but this share of the recent packets: the 95th percentile. */
const LATE_SHARE = 0.05
/** It thinks again after so many packets. Chosen by us. */
const EPOCH_PACKETS = 32
/** Recent packets counted, up to twice as many: then each count is halved. Chosen by us: 5 to 10 s of 20 ms. */
const RECENT_PACKETS = 256
const RECENT_BINS = (MOST_MICROS - LEAST_MICROS) / 5_000 + 1
/** A window with fewer packets tells nothing of a share. Chosen by us: a second of speech. */
const WINDOW_PACKETS = 50
/** Where the adaptive one stands among the counts, behind the fixed ones. */
const ADAPTIVE = FIXED_MICROS.length

const inTime = (micros: number): JitterBuffer => {
  return { bufferMs: micros / 1_000, late: 0, latePercent: 0, worstLatePercent: 0 }
}
const IN_TIME: readonly JitterBuffer[] = FIXED_MICROS.map(inTime)
const ALL_IN_TIME = inTime(LEAST_MICROS)

/** Packets too late for each buffer: of the whole stream, when the window began, and the worst window's share. */
export class BufferMeter {
  /** Tried so far. */
  packets = 0
  private readonly late = [0, 0, 0, 0, 0]
  private windowLate: readonly number[] | undefined
  private worst: readonly number[] | undefined
  private windowPackets = 0
  /** Recent packets by how late they were beyond the least buffer, in 5 ms; made at the first. */
  private recent: number[] | undefined
  private recentPackets = 0
  /** Packets that the adaptive buffer has taken to heart, and what it held for each of them, summed up. */
  private adapted = 0
  private target = LEAST_MICROS
  private targetSum = -0
  private worstWindow: JitterBuffers['worstWindow']

  /** Packets too late for the adaptive buffer. */
  adaptiveLate(): number {
    return this.late[ADAPTIVE]!
  }

  /** The `index`th packet came later than the fastest by more than `LEAST_MICROS`. True when too late for the adaptive buffer. */
  delayed(micros: number, index: number): boolean {
    this.adapt(index)
    this.recent ??= new Array<number>(RECENT_BINS).fill(0)
    const bin = Math.min(RECENT_BINS - 1, ((micros - LEAST_MICROS) / 5_000) | 0)
    this.recent[bin]! += 1
    const { late } = this
    for (let i = 0; i < ADAPTIVE && micros > FIXED_MICROS[i]!; i++) late[i]! += 1
    if (micros <= this.target) return false
    late[ADAPTIVE]! += 1
    return true
  }

  /** The window from `at` on is over; in it so many packets were expected, and so many lost. */
  closeWindow(at: Micros, expected: number, lost: number): void {
    this.worstWindow = this.worseWindow(at, expected, lost)
    if (this.late[0]! + this.late[ADAPTIVE]! > 0) {
      this.worst = this.worstShares()
      this.windowLate = this.late.slice()
    }
    this.windowPackets = this.packets
  }

  /** With the window that still runs, as told. */
  figures(at: Micros, expected: number, lost: number): JitterBuffers {
    const worstWindow = this.worseWindow(at, expected, lost)
    if (this.recent === undefined) return { packets: this.packets, fixed: IN_TIME, adaptive: ALL_IN_TIME, worstWindow }
    const worst = this.worstShares()
    const buffer = (micros: number, i: number): JitterBuffer => ({
      bufferMs: micros / 1_000,
      late: this.late[i]!,
      latePercent: this.packets === 0 ? 0 : (100 * this.late[i]!) / this.packets,
      worstLatePercent: 100 * worst[i]!,
    })
    this.adapt(this.packets)
    const rest = (this.packets - this.adapted) * this.target
    const mean = this.packets === 0 ? LEAST_MICROS : (this.targetSum + rest) / this.packets
    return {
      packets: this.packets,
      fixed: FIXED_MICROS.map(buffer),
      adaptive: buffer(mean, ADAPTIVE),
      worstWindow,
    }
  }

  /** Thinks again after each epoch that has passed by the `index`th packet: whenever it is asked, it comes to the same. */
  private adapt(index: number): void {
    const epochs = Math.floor((index - this.adapted) / EPOCH_PACKETS)
    this.adapted += epochs * EPOCH_PACKETS
    for (let epoch = 0; epoch < epochs && this.recent !== undefined; epoch++) {
      this.targetSum += EPOCH_PACKETS * this.target
      this.recentPackets += EPOCH_PACKETS
      this.target = this.targetOf(this.recent)
      if (this.recentPackets >= 2 * RECENT_PACKETS) this.halve(this.recent)
    }
    if (this.recent !== undefined) return
    this.targetSum += epochs * EPOCH_PACKETS * LEAST_MICROS
    this.recentPackets = Math.min(2 * RECENT_PACKETS - EPOCH_PACKETS, this.recentPackets + epochs * EPOCH_PACKETS)
  }

  private halve(recent: number[]): void {
    for (let bin = 0; bin < RECENT_BINS; bin++) recent[bin]! /= 2
    this.recentPackets /= 2
  }

  /** The smallest buffer that all but a share of the recent packets come in time for. */
  private targetOf(recent: number[]): number {
    let allowed = LATE_SHARE * this.recentPackets
    for (let bin = RECENT_BINS - 1; bin >= 0; bin--) {
      allowed -= recent[bin]!
      if (allowed < 0) return Math.min(MOST_MICROS, LEAST_MICROS + (bin + 1) * 5_000)
    }
    return LEAST_MICROS
  }

  private worstShares(): readonly number[] {
    const shares = this.worst?.slice() ?? [0, 0, 0, 0, 0]
    const packets = this.packets - this.windowPackets
    if (packets < Math.min(WINDOW_PACKETS, this.packets)) return shares
    for (let i = 0; i <= ADAPTIVE; i++) {
      shares[i] = Math.max(shares[i]!, (this.late[i]! - (this.windowLate?.[i] ?? 0)) / packets)
    }
    return shares
  }

  private worseWindow(at: Micros, expected: number, lost: number): JitterBuffers['worstWindow'] {
    const late = this.late[ADAPTIVE]! - (this.windowLate?.[ADAPTIVE] ?? 0)
    const { worstWindow: worst } = this
    if (lost + late <= (worst === undefined ? 0 : worst.lost + worst.late)) return worst
    return { at, lost: Math.max(0, lost), late, expected }
  }
}
