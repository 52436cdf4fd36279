/** Takes bytes from a source as they are needed, and takes back those that were too many. */
export interface Pull {
  /** The next bytes, at most `max` of them; undefined at the end. */
  some(max: number): Promise<Uint8Array | undefined>
  /** Exactly so many, or fewer at the end. */
  exactly(length: number): Promise<Uint8Array>
  /** So many are left out. */
  skip(length: number): Promise<void>
  /** These come next again. */
  unread(bytes: Uint8Array): void
}

/** Does not close the iterator: whoever opened it does. */
export function createPull(iterator: AsyncIterator<Uint8Array>): Pull {
  let held: Uint8Array = new Uint8Array(0)

  const some = async (max: number): Promise<Uint8Array | undefined> => {
    while (held.length === 0) {
      const { done, value } = await iterator.next()
      if (done) return undefined
      held = value
    }
    const taken = held.subarray(0, max)
    held = held.subarray(taken.length)
    return taken
  }

  return {
    some,
    async exactly(length) {
      const parts: Uint8Array[] = []
      for (let missing = length; missing > 0; ) {
        const part = await some(missing)
        if (part === undefined) break
        parts.push(part)
        missing -= part.length
      }
      return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
    },
    async skip(length) {
      for (let missing = length; missing > 0; ) {
        const part = await some(missing)
        if (part === undefined) return
        missing -= part.length
      }
    },
    unread(bytes) {
      held = held.length === 0 ? bytes : Buffer.concat([bytes, held])
    },
  }
}
