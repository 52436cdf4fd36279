import type { StreamSeries } from '../../model/stream.ts'
import type { Micros } from '../../model/time.ts'
import type { ArrivalMeter } from './arrivals.ts'
import type { DelayMeters } from './meters.ts'
import type { WordPool } from './packet-run.ts'
import type { SequenceTracker } from './sequence.ts'

const BUCKET_MICROS = 1_000_000
/** Kept at most: then each two become one. Chosen by us: ten minutes by the second. */
const MAX_BUCKETS = 600
const FIRST_BUCKETS = 16
/** Columns of a bucket. */
const COLUMNS = 8
const [PACKETS, BYTES, LOST, REORDERED, DUPLICATES, LATE, JITTER, DELTA] = [0, 1, 2, 3, 4, 5, 6, 7]

/** A stream with its totals up to now. */
export interface Counted {
  readonly packets: number
  readonly bytes: number
  readonly sequence: SequenceTracker
  readonly arrivals: ArrivalMeter
  readonly meters: DelayMeters
}

/** A stream by the second, in bounded memory. */
export class Series {
  private readonly startAt: Micros
  private readonly words: WordPool
  private bucketMicros = BUCKET_MICROS
  /** The bucket that runs. */
  private current = 0
  private columns: Uint32Array | undefined
  /** Totals when it began; loss that was laid into earlier buckets counts as theirs. */
  private packets = 0
  private bytes = 0
  private lost = 0
  private reordered = 0
  private duplicates = 0
  private late = 0

  constructor(startAt: Micros, words: WordPool) {
    this.startAt = startAt
    this.words = words
  }

  /** When the bucket that runs is over. */
  endsAt(): Micros {
    return this.startAt + (this.current + 1) * this.bucketMicros
  }

  /** Something comes at a time past the end of the bucket that runs: it is closed. */
  moveTo(at: Micros, stream: Counted): void {
    this.fill(this.room(), stream)
    this.begin(stream)
    let bucket = Math.floor((at - this.startAt) / this.bucketMicros)
    while (bucket >= MAX_BUCKETS) {
      this.coarsen()
      bucket = Math.floor((at - this.startAt) / this.bucketMicros)
    }
    this.current = bucket
  }

  /** So many packets were lost between these times and are in the totals by now: earlier buckets get their share. */
  spread(from: Micros, to: Micros, lost: number): void {
    const first = Math.max(0, Math.floor((from - this.startAt) / this.bucketMicros))
    if (first >= this.current || to <= from) return
    const columns = this.room()
    let laid = 0
    for (let bucket = first; bucket < this.current; bucket++) {
      const end = this.startAt + (bucket + 1) * this.bucketMicros
      const upTo = Math.round((lost * (end - from)) / (to - from))
      columns[bucket * COLUMNS + LOST]! += upTo - laid
      laid = upTo
    }
    this.lost += laid
  }

  /** With the bucket that runs. `withLate`: late packets are known. */
  figures(stream: Counted, withLate: boolean): StreamSeries {
    const buckets = this.current + 1
    const columns = this.room().slice(0, buckets * COLUMNS)
    this.fill(columns, stream)
    const column = (offset: number): number[] => {
      const values = new Array<number>(buckets)
      for (let bucket = 0; bucket < buckets; bucket++) values[bucket] = columns[bucket * COLUMNS + offset]!
      return values
    }
    const inMs = (micros: number[]): number[] => {
      for (let bucket = 0; bucket < buckets; bucket++) micros[bucket]! /= 1_000
      return micros
    }
    return {
      at: this.startAt,
      bucketMs: this.bucketMicros / 1_000,
      packets: column(PACKETS),
      bytes: column(BYTES),
      lost: column(LOST),
      reordered: column(REORDERED),
      duplicates: column(DUPLICATES),
      late: withLate ? column(LATE) : new Array<number>(buckets).fill(0),
      maxJitterMs: inMs(column(JITTER)),
      maxDeltaMs: inMs(column(DELTA)),
    }
  }

  /** Nothing more will be asked. */
  release(): void {
    if (this.columns !== undefined) this.words.give(this.columns)
  }

  private room(): Uint32Array {
    const needed = (this.current + 1) * COLUMNS
    if (this.columns !== undefined && needed <= this.columns.length) return this.columns
    let buckets = FIRST_BUCKETS
    while (buckets <= this.current) buckets *= 2
    const longer = this.words.take(buckets * COLUMNS)
    if (this.columns !== undefined) {
      longer.set(this.columns)
      this.words.give(this.columns)
    }
    this.columns = longer
    return longer
  }

  private fill(columns: Uint32Array, { packets, bytes, sequence, arrivals, meters }: Counted): void {
    const at = this.current * COLUMNS
    const meter = meters.main()
    columns[at + PACKETS]! += packets - this.packets
    columns[at + BYTES]! += bytes - this.bytes
    columns[at + REORDERED]! += sequence.reordered - this.reordered
    columns[at + DUPLICATES]! += sequence.duplicates - this.duplicates
    columns[at + DELTA] = Math.max(columns[at + DELTA]!, arrivals.peak)
    if (meter !== undefined) {
      columns[at + LATE]! += meter.buffers.adaptiveLate() - this.late
      columns[at + JITTER] = Math.max(columns[at + JITTER]!, meter.peak)
    }
    let lost = columns[at + LOST]! + sequence.lost() - this.lost
    // Packets that came late after all were counted as lost in a bucket before.
    for (let bucket = this.current - 1; lost < 0 && bucket >= 0; bucket--) {
      const earlier = bucket * COLUMNS + LOST
      const back = Math.min(columns[earlier]!, -lost)
      columns[earlier]! -= back
      lost += back
    }
    columns[at + LOST] = Math.max(0, lost)
  }

  /** What comes now is the next bucket's. */
  private begin({ packets, bytes, sequence, arrivals, meters }: Counted): void {
    const meter = meters.main()
    this.packets = packets
    this.bytes = bytes
    this.lost = sequence.lost()
    this.reordered = sequence.reordered
    this.duplicates = sequence.duplicates
    this.late = meter?.buffers.adaptiveLate() ?? 0
    arrivals.beginBucket()
    meters.beginBucket()
  }

  private coarsen(): void {
    const columns = this.columns!
    const buckets = this.current + 1
    for (let bucket = 0; bucket < buckets; bucket++) {
      const from = bucket * COLUMNS
      const to = (bucket >> 1) * COLUMNS
      for (let column = 0; column < COLUMNS; column++) {
        const value = columns[from + column]!
        if (bucket !== bucket >> 1) columns[from + column] = 0
        if (bucket % 2 === 0) columns[to + column] = value
        else if (column >= JITTER) columns[to + column] = Math.max(columns[to + column]!, value)
        else columns[to + column]! += value
      }
    }
    this.bucketMicros *= 2
    this.current >>= 1
  }
}
