/** RFC 3550 A.1. */
export const MAX_DROPOUT = 3_000
const MAX_MISORDER = 100
const SEQUENCE_MODULUS = 65_536
/** Packets back that a duplicate or a late one is still recognised. Chosen by us: ten times the largest misorder. */
const WINDOW = 1_024
/** Loss runs are counted by length 1, 2 ... 9 and 10 or more. */
export const LOSS_RUN_BUCKETS = 10

export const IN_ORDER = 0
/** Forward, with others missing between. */
export const AHEAD = 1
export const DUPLICATE = 2
/** Behind, and not seen before. */
export const LATE = 3
/** Far away; a restart only if the next one follows it. */
export const OUT_OF_RANGE = 4
/** The second of two packets far away in sequence: a new segment. */
export const RESTARTED = 5
export type SequenceOutcome = 0 | 1 | 2 | 3 | 4 | 5

/**
 * Sequence numbers of one stream (RFC 3550 A.1, A.3), with duplicates told from late packets by a bitmap of the last
 * 1,024, and with the loss runs that bitmap shows once late packets can no longer fill them. The bitmap is made at the
 * first gap: before it, everything from the base on has arrived.
 */
export class SequenceTracker {
  /** Extended sequence numbers: they go on where 16 bits wrap. */
  private max = 0
  private base = 0
  /** Different packets received in this segment. */
  private unique = 1
  private window: Int32Array | undefined
  segments = 1
  duplicates = 0
  reordered = 0
  outOfRange = 0
  private badSequence = -1
  private earlierExpected = 0
  private earlierUnique = 0
  private earlierLost = 0
  private run = 0
  private runs: number[] | undefined

  constructor(sequence: number) {
    this.base = sequence
    this.max = sequence
  }

  /** How far ahead of the highest it is: 1 for the next, up to 65,535. */
  distance(sequence: number): number {
    return (sequence - this.max) & 0xffff
  }

  push(sequence: number): SequenceOutcome {
    const delta = (sequence - this.max) & 0xffff
    if (delta === 1 && this.window === undefined) {
      this.max++
      this.unique++
      return IN_ORDER
    }
    if (delta !== 0 && delta < MAX_DROPOUT) {
      this.advance(delta)
      return delta === 1 ? IN_ORDER : AHEAD
    }
    if (delta !== 0 && delta <= SEQUENCE_MODULUS - MAX_MISORDER) {
      if (sequence === this.badSequence) {
        this.restart(sequence)
        // The one before belonged to the new segment already.
        this.base = sequence - 1
        this.unique = 2
        this.outOfRange--
        return RESTARTED
      }
      this.badSequence = (sequence + 1) & 0xffff
      this.outOfRange++
      return OUT_OF_RANGE
    }
    return this.behind(delta === 0 ? this.max : this.max - SEQUENCE_MODULUS + delta)
  }

  /** Closes the segment; the next begins with `sequence`. Loss is counted inside segments only. */
  restart(sequence: number): void {
    this.earlierExpected += this.segmentExpected()
    this.earlierUnique += this.unique
    this.earlierLost += this.segmentLost()
    if (this.window !== undefined) {
      this.runs = this.lossRuns() as number[]
      this.window = undefined
      this.run = 0
    }
    this.base = sequence
    this.max = sequence
    this.unique = 1
    this.badSequence = -1
    this.segments++
  }

  expected(): number {
    return this.earlierExpected + this.segmentExpected()
  }

  received(): number {
    return this.earlierUnique + this.unique
  }

  lost(): number {
    return this.earlierLost + this.segmentLost()
  }

  /** Counts of loss runs of one, two ... nine, ten and more, as things stand. */
  lossRuns(): readonly number[] {
    const runs = this.runs?.slice() ?? new Array<number>(LOSS_RUN_BUCKETS).fill(0)
    if (this.window === undefined) return runs
    let run = this.run
    for (let extended = this.max - WINDOW + 1; extended <= this.max; extended++) {
      if (!this.has(extended)) run++
      else if (run > 0) {
        count(runs, run)
        run = 0
      }
    }
    return runs
  }

  private segmentExpected(): number {
    return this.max - this.base + 1
  }

  private segmentLost(): number {
    return Math.max(0, this.segmentExpected() - this.unique)
  }

  private advance(delta: number): void {
    this.window ??= new Int32Array(WINDOW >> 5).fill(-1)
    const max = this.max + delta
    for (let extended = this.max + 1; extended <= max; extended++) {
      // The slot still holds the packet 1,024 before: its fate is final now.
      if (!this.has(extended)) this.run++
      else if (this.run > 0) this.endRun()
      if (extended < max) this.clear(extended)
      else this.set(extended)
    }
    this.max = max
    this.unique++
  }

  private behind(extended: number): SequenceOutcome {
    if (extended < this.base) {
      // Sent before the first that arrived: it moves the base, or it would hide a loss.
      this.window ??= new Int32Array(WINDOW >> 5).fill(-1)
      for (let missing = extended + 1; missing < this.base; missing++) this.clear(missing)
      this.base = extended
    } else if (this.window === undefined || this.has(extended)) {
      this.duplicates++
      return DUPLICATE
    }
    this.set(extended)
    this.unique++
    this.reordered++
    return LATE
  }

  private endRun(): void {
    this.runs ??= new Array<number>(LOSS_RUN_BUCKETS).fill(0)
    count(this.runs, this.run)
    this.run = 0
  }

  private has(extended: number): boolean {
    return (this.window![(extended & (WINDOW - 1)) >> 5]! & (1 << (extended & 31))) !== 0
  }

  private set(extended: number): void {
    const slot = (extended & (WINDOW - 1)) >> 5
    this.window![slot] = this.window![slot]! | (1 << (extended & 31))
  }

  private clear(extended: number): void {
    const slot = (extended & (WINDOW - 1)) >> 5
    this.window![slot] = this.window![slot]! & ~(1 << (extended & 31))
  }
}

function count(runs: number[], run: number): void {
  const bucket = Math.min(run, LOSS_RUN_BUCKETS) - 1
  runs[bucket] = runs[bucket]! + 1
}
