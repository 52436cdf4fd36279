/** A reader of units of known length: pcap records, pcapng blocks. */
export interface UnitReader {
  /**
   * Reads all whole units between `start` and `end` and returns where the first incomplete one begins, having set
   * `need`. A return beyond `end` skips that far into what is still to come; `Infinity` ignores the rest of the input.
   */
  walk(bytes: Uint8Array, start: number, end: number): number
  /** Bytes from the beginning of the incomplete unit that `walk` must see to get on; more than it was given of it. */
  need: number
  /** The last bytes belong to no unit: it was looking for the next one behind a damaged place. */
  searching: boolean
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
  /** Where in `carry` the unread part begins and ends. */
  let from = 0
  let to = 0
  let skip = 0

  const keep = (bytes: Uint8Array, start: number, end: number): void => {
    const more = end - start
    if (to + more > carry.length) makeRoom(to - from + more)
    carry.set(bytes.subarray(start, end), to)
    to += more
  }

  /** Room for twice as much: moving is then rare, even where a damaged input makes the reader ask again and again. */
  const makeRoom = (length: number): void => {
    const held = carry.subarray(from, to)
    if (2 * length > carry.length) {
      carry = new Uint8Array(2 ** Math.ceil(Math.log2(2 * length)))
      carry.set(held)
    } else carry.copyWithin(0, from, to)
    to -= from
    from = 0
  }

  /** Completes the unit in `carry` as far as the chunk goes; returns the position reached in the chunk. */
  const finishCarried = (chunk: Uint8Array): number => {
    let position = 0
    while (to > from) {
      const take = Math.min(reader.need - (to - from), chunk.length - position)
      keep(chunk, position, position + take)
      position += take
      if (to - from < reader.need) return position
      const reached = reader.walk(carry, from, to)
      if (reached >= to) skip = reached - to
      // What is left and all of it stands in the chunk is read there.
      else if (to - reached <= position) position -= to - reached
      else {
        from = reached
        continue
      }
      from = 0
      to = 0
    }
    return position
  }

  return {
    push(chunk) {
      let position = to > from ? finishCarried(chunk) : 0
      if (to > from) return
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
    end: () => !reader.searching && (to > from || (skip > 0 && skip !== Number.POSITIVE_INFINITY)),
  }
}
