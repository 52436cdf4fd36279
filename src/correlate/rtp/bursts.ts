import type { LossBursts } from '../../model/stream.ts'

/** Packets received in a row that end a burst (RFC 3611 §4.7.2). */
const GMIN = 16
const MAX_BURST_R = 8

/**
 * Counts the transitions of RFC 3611 A.2 over packets in the order of their numbers. `lost` begins at 1: the appendix leaves it
 * open, and with 0 the first isolated loss would begin a burst of its own.
 */
export class LossWalk {
  private c11 = 0
  private c13 = 0
  private c14 = 0
  private c22 = 0
  private c23 = 0
  private c33 = 0
  private lostInBurst = 1
  private receivedSince = 0
  missing = 0
  private run = 0
  longestRun = 0

  received(packets: number): void {
    this.receivedSince += packets
    this.run = 0
  }

  lose(): void {
    this.missing++
    this.run++
    if (this.run > this.longestRun) this.longestRun = this.run
    if (this.receivedSince >= GMIN) {
      if (this.lostInBurst === 1) this.c14++
      else this.c13++
      this.lostInBurst = 1
      this.c11 += this.receivedSince
    } else {
      this.lostInBurst++
      if (this.receivedSince === 0) this.c33++
      else {
        this.c23++
        this.c22 += this.receivedSince - 1
      }
    }
    this.receivedSince = 0
  }

  copy(): LossWalk {
    return Object.assign(new LossWalk(), this)
  }

  /** Of so many packets expected, `frameMs` each. Undefined when none is missing. */
  figures(expected: number, frameMs: number | undefined): LossBursts | undefined {
    const { c11, c13, c14, c22, c23, c33, missing } = this
    if (missing === 0) return undefined
    const [c31, c32] = [c13, c23]
    const all = c11 + c14 + c13 + c22 + c23 + c31 + c32 + c33
    const p32 = share(c32, c31 + c32 + c33)
    const p23 = c22 + c23 < 1 ? 1 : 1 - c22 / (c22 + c23)
    const gapMs = c13 === 0 || frameMs === undefined ? undefined : ((c11 + c14 + c13) * frameMs) / c13
    const runs = missing - c33
    const burstR = runs === 0 ? 1 : (missing / runs) * (1 - missing / Math.max(missing, expected))
    return {
      bursts: c13,
      burstDensity: c13 === 0 || p32 === undefined ? undefined : p23 / (p23 + p32),
      gapDensity: share(c14, c11 + c14),
      burstMs: gapMs === undefined ? undefined : (all * frameMs!) / c13 - gapMs,
      gapMs,
      burstR: Math.min(MAX_BURST_R, Math.max(1, burstR)),
      missing,
    }
  }
}

const share = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole)
