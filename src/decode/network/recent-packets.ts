import type { Micros } from '../../model/time.ts'

/** Packets back that a copy is still recognised where many arrive within 5 ms. Chosen by us. */
const REMEMBERED = 16

/**
 * The last packets on one way, to tell a copy out of a mirror port from what was sent again: where packets come in bursts,
 * several may lie between a packet and its copy. A packet goes by a number of 32 bits, its IP identification for one.
 */
export class RecentPackets {
  private readonly times = new Float64Array(REMEMBERED).fill(Number.NaN)
  private readonly marks = new Int32Array(REMEMBERED)
  private next = 0

  note(mark: number, at: Micros): void {
    this.times[this.next] = at
    this.marks[this.next] = mark
    this.next = (this.next + 1) % REMEMBERED
  }

  /** Whether one of that number came at most `micros` before or after. */
  has(mark: number, at: Micros, micros: number): boolean {
    const { times, marks } = this
    for (let place = 0; place < REMEMBERED; place++)
      if (marks[place] === (mark | 0) && Math.abs(at - times[place]!) <= micros) return true
    return false
  }
}
