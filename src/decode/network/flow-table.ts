/** The ten of a flow, and 1 while the row is in use. */
const WORDS = 11
const IN_USE = 10
const EMPTY = 0
/** Few, since every analysis has several tables, and most of them stay empty: those of a pasted trace do. A power of two. */
const ROWS_AT_FIRST = 16

/**
 * Rows by flow: eight address words, the ports and one more word (an SSRC, or 0). Open addressing over integers, since a
 * string key per packet costs fifty times as much. A row keeps its number until it is removed; numbers are used again, so
 * columns beside the table stay as short as the most rows ever held at once.
 */
export class FlowTable {
  /** Rows in use. */
  size = 0
  private slots = new Int32Array(2 * ROWS_AT_FIRST)
  private keys = new Int32Array(ROWS_AT_FIRST * WORDS)
  /** By row, the one found after it the last time: streams of one rate keep their order, and most searches end there. */
  private followers = new Int32Array(ROWS_AT_FIRST)
  private latest = 0
  private readonly free: number[] = []
  private rows = 0

  /** The row of that flow, or -1. */
  find(addresses: Int32Array, ports: number, extra: number): number {
    const { slots, keys, followers } = this
    const expected = followers[this.latest]!
    const at = expected * WORDS
    if (keys[at + IN_USE] === 1 && matches(keys, at, addresses, ports, extra)) {
      this.latest = expected
      return expected
    }
    const mask = slots.length - 1
    let slot = hash(addresses, ports, extra) & mask
    for (;;) {
      const row = slots[slot]! - 1
      if (row < 0) return -1
      if (matches(keys, row * WORDS, addresses, ports, extra)) {
        followers[this.latest] = row
        this.latest = row
        return row
      }
      slot = (slot + 1) & mask
    }
  }

  /** Adds a flow that `find` does not know, and returns its row. */
  add(addresses: Int32Array, ports: number, extra: number): number {
    if ((this.size + 1) * 2 > this.slots.length) this.grow()
    const row = this.free.pop() ?? this.rows++
    if ((row + 1) * WORDS > this.keys.length) {
      const keys = new Int32Array(this.keys.length * 2)
      keys.set(this.keys)
      this.keys = keys
      const followers = new Int32Array(this.followers.length * 2)
      followers.set(this.followers)
      this.followers = followers
    }
    const at = row * WORDS
    for (let i = 0; i < 8; i++) this.keys[at + i] = addresses[i]!
    this.keys[at + 8] = ports
    this.keys[at + 9] = extra
    this.keys[at + IN_USE] = 1
    place(this.slots, hash(addresses, ports, extra), row + 1)
    this.size++
    return row
  }

  /** Writes the addresses of a row into `addresses` and returns its ports. */
  read(row: number, addresses: Int32Array): number {
    const at = row * WORDS
    for (let i = 0; i < 8; i++) addresses[i] = this.keys[at + i]!
    return this.keys[at + 8]!
  }

  remove(row: number): void {
    const { slots } = this
    const mask = slots.length - 1
    let hole = this.hashOf(row) & mask
    while (slots[hole] !== row + 1) hole = (hole + 1) & mask
    // Rows that were pushed past the hole move back, so that no search ends early.
    for (let slot = (hole + 1) & mask; slots[slot] !== EMPTY; slot = (slot + 1) & mask) {
      const home = this.hashOf(slots[slot]! - 1) & mask
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue
      slots[hole] = slots[slot]!
      hole = slot
    }
    slots[hole] = EMPTY
    this.keys[row * WORDS + IN_USE] = 0
    this.free.push(row)
    this.size--
  }

  private hashOf(row: number): number {
    const at = row * WORDS
    return hash(this.keys.subarray(at, at + 8), this.keys[at + 8]!, this.keys[at + 9]!)
  }

  private grow(): void {
    const old = this.slots
    this.slots = new Int32Array(old.length * 2)
    for (const held of old) if (held !== EMPTY) place(this.slots, this.hashOf(held - 1), held)
  }
}

function place(slots: Int32Array, hashed: number, value: number): void {
  const mask = slots.length - 1
  let slot = hashed & mask
  while (slots[slot] !== EMPTY) slot = (slot + 1) & mask
  slots[slot] = value
}

function matches(keys: Int32Array, at: number, addresses: Int32Array, ports: number, extra: number): boolean {
  return (
    keys[at + 9] === extra &&
    keys[at + 8] === ports &&
    keys[at + 3] === addresses[3] &&
    keys[at + 7] === addresses[7] &&
    keys[at] === addresses[0] &&
    keys[at + 1] === addresses[1] &&
    keys[at + 2] === addresses[2] &&
    keys[at + 4] === addresses[4] &&
    keys[at + 5] === addresses[5] &&
    keys[at + 6] === addresses[6]
  )
}

/** Multiply and fold. The seed differs per process, so that nobody can prepare flows that all meet in one slot. */
const SEED = (Math.random() * 0x7fffffff) | 0

function hash(addresses: Int32Array, ports: number, extra: number): number {
  // Sums of two, folded by XOR: a longer one leaves the 32 bits in which integers stay integers.
  let h =
    ((SEED ^ Math.imul(extra, 0x2c1b3c6d)) + Math.imul(ports, 0x297a2d39)) ^
    (Math.imul(addresses[3]!, 0x85ebca6b) + Math.imul(addresses[7]!, 0x27d4eb2f))
  if (addresses[2] !== 0xffff) {
    for (let i = 0; i < 7; i++) h = Math.imul(h ^ (h >>> 13), 0x27d4eb2f) + addresses[i]!
  }
  h = Math.imul(h ^ (h >>> 15), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
