/**
 * A stream that ends when it is told to. The `return` of an async generator waits for the `await` it stands in, which for
 * a quiet subscription is for ever; here it aborts what the generator waits for, and answers at once.
 * `done` is called once, however the stream ends, also when nobody ever read from it.
 */
export function endable<Item>(
  until: AbortSignal,
  done: () => void,
  open: (signal: AbortSignal) => AsyncGenerator<Item>,
): AsyncGenerator<Item> {
  const left = new AbortController()
  const source = open(AbortSignal.any([until, left.signal]))
  let ended = false
  const end = () => {
    if (ended) return
    ended = true
    done()
  }
  const leave = () => {
    end()
    left.abort()
    source.return(undefined).catch(() => undefined)
  }
  return {
    async next() {
      if (ended) return { done: true, value: undefined }
      try {
        const result = await source.next()
        if (result.done === true) end()
        return result
      } catch (error) {
        end()
        throw error
      }
    },
    async return(value) {
      leave()
      return { done: true, value }
    },
    async throw(error) {
      leave()
      throw error
    },
    [Symbol.asyncIterator]() {
      return this
    },
    async [Symbol.asyncDispose]() {
      leave()
    },
  }
}
