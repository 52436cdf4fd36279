/** A reader of units of known length: pcap records, pcapng blocks. */
export interface UnitReader {
  /**
   * Reads all whole units between `start` and `end` and returns where the first incomplete one begins, having set
   * `need`. A return beyond `end` skips that far into what is still to come; `Infinity` ignores the rest of the input.
   */
  walk(bytes: Uint8Array, start: number, end: number): number
  /** Bytes from the beginning of the incomplete unit that `walk` must see to get on; grows until it can. */
  need: number
}

export interface SpanFeeder {
  push(chunk: Uint8Array): void
  /** True when the input ended inside a unit. */
  end(): boolean
}

/**
 * Feeds chunks of any size to a reader, so that the result does not depend on where they are cut. Whole units are read
 * in place; only the one that straddles two chunks is copied, once, and no chunk is kept.
 */
export function createSpanFeeder(reader: UnitReader): SpanFeeder {
  let carry = new Uint8Array(4_096)
  let carried = 0
  let skip = 0

  const keep = (bytes: Uint8Array, start: number, end: number): void => {
    const length = carried + end - start
    if (length > carry.length) {
      const larger = new Uint8Array(2 ** Math.ceil(Math.log2(length)))
      larger.set(carry.subarray(0, carried))
      carry = larger
    }
    carry.set(bytes.subarray(start, end), carried)
    carried = length
  }

  /** Completes the unit in `carry` as far as the chunk goes; returns the position reached in the chunk. */
  const finishCarried = (chunk: Uint8Array): number => {
    let position = 0
    while (carried > 0) {
      const take = Math.min(reader.need - carried, chunk.length - position)
      keep(chunk, position, position + take)
      position += take
      if (carried < reader.need) return position
      const reached = reader.walk(carry, 0, carried)
      if (reached === 0) continue
      skip = reached - carried
      carried = 0
    }
    return position
  }

  return {
    push(chunk) {
      let position = carried > 0 ? finishCarried(chunk) : 0
      if (carried > 0) return
      if (skip > 0) {
        const skipped = Math.min(skip, chunk.length - position)
        skip -= skipped
        position += skipped
      }
      if (position >= chunk.length) return
      const reached = reader.walk(chunk, position, chunk.length)
      if (reached >= chunk.length) skip = reached - chunk.length
      else keep(chunk, reached, chunk.length)
    },
    end: () => carried > 0 || (skip > 0 && skip !== Number.POSITIVE_INFINITY),
  }
}
