import { LossWalk } from './bursts.ts'

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

/** What became of the packets so far, by number. */
export interface Fates {
  /** Counts of loss runs of one, two ... nine, ten and more. */
  readonly runs: readonly number[]
  readonly lost: LossWalk
  /** Lost, or marked as late. */
  readonly missing: LossWalk
}

/**
 * Sequence numbers of one stream (RFC 3550 A.1, A.3), with duplicates told from late packets by a bitmap of the last
 * 1,024. Runs and bursts of loss are counted once a packet leaves that bitmap, since no late one can fill its place then. The
 * bitmap is made at the first gap: before it, everything from the base on has arrived.
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
  private lostWalk: LossWalk | undefined
  /** Packets too late to be of use, as `window`; and what is missing then. Made at the first of them. */
  private late: Int32Array | undefined
  private missingWalk: LossWalk | undefined
  /** Extended number of the last packet pushed, as far as it has one. */
  private latest = 0

  constructor(sequence: number) {
    this.base = sequence
    this.max = sequence
  }

  /** How far ahead of the highest it is: 1 for the next, up to 65,535. */
  distance(sequence: number): number {
    return (sequence - this.max) & 0xffff
  }

  /** The number that comes next. */
  following(): number {
    return (this.max + 1) & 0xffff
  }

  /** So many packets, each with the number that came next. */
  pushRun(packets: number): void {
    if (this.window === undefined) {
      this.max += packets
      this.unique += packets
    } else for (let i = 0; i < packets; i++) this.advance(1)
    this.latest = this.max
  }

  push(sequence: number): SequenceOutcome {
    const delta = (sequence - this.max) & 0xffff
    if (delta === 1) {
      this.pushRun(1)
      return IN_ORDER
    }
    if (delta !== 0 && delta < MAX_DROPOUT) {
      this.advance(delta)
      this.latest = this.max
      return AHEAD
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

  /** The packet that came `back` packets before the last one pushed was too late to be of use. */
  markLate(back: number): void {
    const extended = this.latest - back
    if (extended < this.base || extended <= this.max - WINDOW) return
    this.open()
    if (this.late === undefined) {
      this.late = new Int32Array(WINDOW >> 5)
      this.missingWalk = this.lostWalk!.copy()
    }
    setBit(this.late, extended)
  }

  /** Closes the segment; the next begins with `sequence`. Loss is counted inside segments only. */
  restart(sequence: number): void {
    this.earlierExpected += this.segmentExpected()
    this.earlierUnique += this.unique
    this.earlierLost += this.segmentLost()
    const { runs, lost, missing } = this.fates()
    if (lost !== NONE_LOST.lost) {
      this.runs = runs as number[]
      this.lostWalk = lost
    }
    if (this.late !== undefined) this.missingWalk = missing
    this.late?.fill(0)
    this.window = undefined
    this.run = 0
    this.base = sequence
    this.max = sequence
    this.latest = sequence
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

  /** As things stand; what is asked for changes nothing. */
  fates(): Fates {
    if (this.window === undefined && this.lostWalk === undefined) return NONE_LOST
    const runs = this.runs?.slice() ?? new Array<number>(LOSS_RUN_BUCKETS).fill(0)
    const lost = this.lostWalk?.copy() ?? new LossWalk()
    const missing = this.missingWalk?.copy() ?? lost
    if (this.window === undefined) {
      lost.received(this.segmentExpected())
      if (missing !== lost) missing.received(this.segmentExpected())
      return { runs, lost, missing }
    }
    let run = this.run
    for (let extended = Math.max(this.base, this.max - WINDOW + 1); extended <= this.max; extended++) {
      const arrived = this.has(extended)
      if (!arrived) run++
      else if (run > 0) {
        count(runs, run)
        run = 0
      }
      tell(lost, arrived)
      if (missing !== lost) tell(missing, arrived && !hasBit(this.late!, extended))
    }
    return { runs, lost, missing }
  }

  private segmentExpected(): number {
    return this.max - this.base + 1
  }

  private segmentLost(): number {
    return Math.max(0, this.segmentExpected() - this.unique)
  }

  /** The bitmap, with all that has come of this segment. */
  private open(): Int32Array {
    if (this.window !== undefined) return this.window
    this.window = new Int32Array(WINDOW >> 5).fill(-1)
    this.lostWalk ??= new LossWalk()
    const gone = Math.max(0, this.max - WINDOW + 1 - this.base)
    if (gone > 0) this.lostWalk.received(gone)
    if (gone > 0) this.missingWalk?.received(gone)
    return this.window
  }

  private advance(delta: number): void {
    this.open()
    const max = this.max + delta
    for (let extended = this.max + 1; extended <= max; extended++) {
      // The slot still holds the packet 1,024 before: its fate is final now.
      if (extended - WINDOW >= this.base) this.settle(extended)
      if (extended < max) this.clear(extended)
      else this.set(extended)
    }
    this.max = max
    this.unique++
  }

  private settle(extended: number): void {
    const arrived = this.has(extended)
    if (!arrived) this.run++
    else if (this.run > 0) this.endRun()
    tell(this.lostWalk!, arrived)
    if (this.late === undefined) return
    tell(this.missingWalk!, arrived && !hasBit(this.late, extended))
    clearBit(this.late, extended)
  }

  private behind(extended: number): SequenceOutcome {
    if (extended < this.base) {
      // Sent before the first that arrived: it moves the base, or it would hide a loss.
      this.open()
      for (let missing = extended + 1; missing < this.base; missing++) this.clear(missing)
      this.base = extended
    } else if (this.window === undefined || this.has(extended)) {
      this.duplicates++
      return DUPLICATE
    }
    this.set(extended)
    this.latest = extended
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
    return hasBit(this.window!, extended)
  }

  private set(extended: number): void {
    setBit(this.window!, extended)
  }

  private clear(extended: number): void {
    clearBit(this.window!, extended)
  }
}

/** Of a stream without a gap. */
const NONE_LOST: Fates = {
  runs: Object.freeze(new Array<number>(LOSS_RUN_BUCKETS).fill(0)),
  lost: new LossWalk(),
  missing: new LossWalk(),
}

/** Places of a bitmap are taken in turns. */
function hasBit(bits: Int32Array, extended: number): boolean {
  return (bits[(extended & (WINDOW - 1)) >> 5]! & (1 << (extended & 31))) !== 0
}

function setBit(bits: Int32Array, extended: number): void {
  bits[(extended & (WINDOW - 1)) >> 5]! |= 1 << (extended & 31)
}

function clearBit(bits: Int32Array, extended: number): void {
  bits[(extended & (WINDOW - 1)) >> 5]! &= ~(1 << (extended & 31))
}

function tell(walk: LossWalk, arrived: boolean): void {
  if (arrived) walk.received(1)
  else walk.lose()
}

function count(runs: number[], run: number): void {
  const bucket = Math.min(run, LOSS_RUN_BUCKETS) - 1
  runs[bucket] = runs[bucket]! + 1
}
