/** Packets of one run. Chosen by us: more than half a second of speech, in 792 bytes. */
const RUN_PACKETS = 32
/** Doubles for each packet: arrival in µs, RTP timestamp as a signed word, frame. */
export const PACKET_DOUBLES = 3
/**
 * And of a run: before its packets stand the time up to which it may go on, and arrival and timestamp of the packet before it.
 * Numbers in an array need no box; arguments and results of a call do, when they are no small integers.
 */
export const HEAD_DOUBLES = 3
export const RUN_DOUBLES = HEAD_DOUBLES + RUN_PACKETS * PACKET_DOUBLES
const RUNS_AT_FIRST = 16

/**
 * Packets that follow each other by number and are measured together, of many streams in one array: each packet touches the one
 * place where its fields go, and no object.
 */
export class RunPool {
  /** Replaced when it grows. */
  data = new Float64Array(0)
  private readonly free: number[] = []
  private used = 0

  /** Where a run begins in `data`. */
  take(): number {
    const from = this.free.pop()
    if (from !== undefined) return from
    const start = this.used
    this.used += RUN_DOUBLES
    if (this.used > this.data.length) {
      const data = new Float64Array(Math.max(RUNS_AT_FIRST * RUN_DOUBLES, this.data.length * 2))
      data.set(this.data)
      this.data = data
    }
    return start
  }

  give(start: number): void {
    this.free.push(start)
  }
}

/** A run of one packet, for all that is none. */
export const single = new Float64Array(HEAD_DOUBLES + PACKET_DOUBLES)

/**
 * Arrays of counts that streams hand on when they end. A stream lives long enough to be moved out of the young generation, so
 * that its arrays would pile up until the whole heap is collected.
 */
export class WordPool {
  private readonly free = new Map<number, Uint32Array[]>()

  /** Zeroes. */
  take(words: number): Uint32Array {
    return this.free.get(words)?.pop()?.fill(0) ?? new Uint32Array(words)
  }

  give(array: Uint32Array): void {
    const there = this.free.get(array.length)
    if (there === undefined) this.free.set(array.length, [array])
    else there.push(array)
  }
}
