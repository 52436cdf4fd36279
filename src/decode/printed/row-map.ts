/** Packets whose rows are remembered, for messages that came in several. Chosen by us. */
const MAX_PACKETS = 64
const MAX_BYTES = 1_048_576
/** Packets one message is looked for in. Chosen by us: eight kilobytes in the smallest segments that are seen. */
const MAX_STRETCHES = 64
/** Bytes that must be the same for a place to be taken for that of a message's continuation. */
const PROBE_BYTES = 24

interface Row {
  readonly at: number
  readonly number: number
  readonly shown: string
}

interface Kept {
  readonly bytes: Buffer
  readonly rows: readonly Row[]
}

/** Where a stretch of a message stands: from `from` on, in that packet from `at` on. */
interface Stretch {
  readonly from: number
  readonly length: number
  readonly kept: Kept
  readonly at: number
}

/** Finds for the lines of a message the rows of the hex dump they stand in. */
export class RowMap {
  #rows: Row[] = []
  #kept: Kept[] = []
  #bytes = 0

  /** A row of the packet being read, whose bytes begin at `at`. */
  add(at: number, number: number, shown: string): void {
    this.#rows.push({ at, number, shown })
  }

  /** Bytes were put before those of the rows. */
  shift(by: number): void {
    this.#rows = this.#rows.map((row) => ({ ...row, at: row.at + by }))
  }

  /** The packet is whole; its bytes are not changed any more. */
  keep(bytes: Uint8Array): void {
    const kept = { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), rows: this.#rows }
    this.#rows = []
    this.#kept.push(kept)
    this.#bytes += bytes.length
    while (this.#kept.length > MAX_PACKETS || (this.#bytes > MAX_BYTES && this.#kept.length > 1)) {
      this.#bytes -= this.#kept.shift()!.bytes.length
    }
  }

  /** For each line of the message its input line, and how the dump shows it. `otherwise` where no row is found. */
  locate(
    message: Uint8Array,
    otherwise: number,
  ): { readonly lines: readonly number[]; readonly written: ReadonlyMap<number, string> } {
    const stretches = this.#stretches(message)
    const lines: number[] = []
    const written = new Map<number, string>()
    let start = 0
    while (start < message.length) {
      const lf = message.indexOf(10, start)
      const end = lf < 0 ? message.length : lf + 1
      const rows = rowsOf(stretches, start, end)
      lines.push(rows[0]?.number ?? lines.at(-1) ?? otherwise)
      if (rows.length > 0) written.set(lines.length - 1, rows.map(({ shown }) => shown).join('\n'))
      start = end
    }
    return { lines, written }
  }

  #stretches(message: Uint8Array): readonly Stretch[] {
    const found: Stretch[] = []
    let from = 0
    while (from < message.length && found.length < MAX_STRETCHES) {
      const stretch = this.#stretchAt(message, from)
      if (stretch === undefined) return found
      found.push(stretch)
      from += stretch.length
    }
    return found
  }

  /** The packet just read first, then the others from the earliest on. */
  #stretchAt(message: Uint8Array, from: number): Stretch | undefined {
    const probe = message.subarray(from, from + PROBE_BYTES)
    const last = this.#kept.length - 1
    for (let i = 0; i <= last; i++) {
      const kept = this.#kept[i === 0 ? last : i - 1]!
      const at = placeOf(kept, probe)
      if (at >= 0) return { from, length: sameLength(kept.bytes, at, message, from), kept, at }
    }
    return undefined
  }
}

/** Where the bytes stand in the packet; one that ends among them will do. */
function placeOf({ bytes }: Kept, probe: Uint8Array): number {
  const whole = bytes.indexOf(probe)
  if (whole >= 0) return whole
  for (let length = Math.min(probe.length - 1, bytes.length); length >= 4; length--) {
    if (bytes.subarray(bytes.length - length).equals(probe.subarray(0, length))) return bytes.length - length
  }
  return -1
}

function sameLength(bytes: Uint8Array, at: number, message: Uint8Array, from: number): number {
  let length = 0
  while (at + length < bytes.length && from + length < message.length && bytes[at + length] === message[from + length])
    length++
  return length
}

function rowsOf(stretches: readonly Stretch[], start: number, end: number): readonly Row[] {
  const rows: Row[] = []
  for (const { from, length, kept, at } of stretches) {
    const [first, last] = [Math.max(start, from), Math.min(end, from + length)]
    if (first >= last) continue
    for (let i = rowAt(kept.rows, first - from + at); i < kept.rows.length; i++) {
      const row = kept.rows[i]!
      if (row.at >= last - from + at) break
      rows.push(row)
    }
  }
  return rows
}

/** Index of the row that holds the byte at that offset. */
function rowAt(rows: readonly Row[], offset: number): number {
  let [low, high] = [0, rows.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (rows[middle]!.at <= offset) low = middle
    else high = middle - 1
  }
  return low
}
