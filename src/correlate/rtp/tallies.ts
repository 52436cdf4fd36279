/** Values counted apart; of a header field that stays the same on one path, more tell nothing. */
const MAX_VALUES = 8

/** How many packets bear each value of a field that rarely changes: counted by stretches of one value, not by packet. */
export class Tally {
  private readonly first: number
  private firstCount = 0
  /** Others than the first; most streams have none. */
  private values: number[] | undefined
  private counts: number[] | undefined
  changes = 0
  /** Packets with values beyond the first eight. */
  others = 0
  private value: number
  /** Packets of the stream when the value began. */
  private since = 0

  constructor(value: number) {
    this.first = value
    this.value = value
  }

  /** Another value begins behind so many packets. */
  change(value: number, packets: number): void {
    this.close(packets)
    this.value = value
    this.changes++
  }

  /** Counts what has come of the value so far; after `packets` of the stream. */
  close(packets: number): void {
    const count = packets - this.since
    this.since = packets
    if (this.value === this.first) this.firstCount += count
    else if (count > 0) this.countOther(count)
  }

  /** Value and packets, in order of appearance, as of the last `close`. */
  list<Entry>(entry: (value: number, packets: number) => Entry): readonly Entry[] {
    const list = [entry(this.first, this.firstCount)]
    const { values, counts } = this
    if (values !== undefined) for (const [i, value] of values.entries()) list.push(entry(value, counts![i]!))
    return list
  }

  private countOther(count: number): void {
    this.values ??= []
    this.counts ??= []
    const known = this.values.indexOf(this.value)
    if (known >= 0) this.counts[known]! += count
    else if (this.values.length < MAX_VALUES - 1) {
      this.values.push(this.value)
      this.counts.push(count)
    } else this.others += count
  }
}
