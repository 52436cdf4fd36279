import { describe, expect, it } from 'vitest'
import { endable } from '../../src/graphql/endable.ts'

/** A source that waits for ever after one item, unless told to stop. */
function quiet() {
  const told = { aborted: false, done: 0 }
  const until = new AbortController()
  const stream = endable(
    until.signal,
    () => {
      told.done++
    },
    async function* (signal) {
      yield 1
      await new Promise<void>((stop) => signal.addEventListener('abort', () => stop(), { once: true }))
      told.aborted = true
    },
  )
  return { stream, told, until }
}

describe('endable', () => {
  it('answers return at once while the source waits, and stops it', async () => {
    const { stream, told } = quiet()
    await stream.next()
    const waiting = stream.next()
    await stream.return(undefined)
    expect((await waiting).done).toBe(true)
    expect(told).toEqual({ aborted: true, done: 1 })
  })

  it('is done once when nobody ever read', async () => {
    const { stream, told } = quiet()
    await stream.return(undefined)
    await stream.return(undefined)
    expect(told.done).toBe(1)
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  it('ends when told from outside', async () => {
    const { stream, told, until } = quiet()
    await stream.next()
    const waiting = stream.next()
    until.abort()
    expect((await waiting).done).toBe(true)
    expect(told.done).toBe(1)
  })

  it('hands on an error, and is done', async () => {
    let done = 0
    const broken = endable(
      new AbortController().signal,
      () => done++,
      // biome-ignore lint/correctness/useYield: it fails before the first item
      async function* (): AsyncGenerator<number> {
        throw new Error('broken')
      },
    )
    await expect(broken.next()).rejects.toThrow('broken')
    expect(done).toBe(1)
  })
})
