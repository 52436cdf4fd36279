/**
 * Who waits for news of what. A poke carries no news, only a name: whoever waits wakes and reads the database, so a slow
 * reader costs a row in a table and not memory here. Names are ids of analyses, uploads and keys.
 */
export type Topic = 'analysis' | 'upload' | 'key'

export interface Hub {
  /** Wakes everyone who waits for that name on this node. */
  wake(name: string): void
  /** The same on every node. */
  tell(topic: Topic, name: string): void
  /** Wakes everyone: after a lost connection nobody knows what was missed. */
  wakeAll(): void
  /**
   * A listener that remembers: `next()` resolves at the first wake since the last `next()` resolved (at once if there was one
   * already), after `timeoutMs` at the latest, or when the signal aborts.
   */
  listen(name: string): Listener
  /** Calls back at each wake of that name. */
  on(name: string, callback: () => void): () => void
}

export interface Listener {
  next(timeoutMs: number, signal?: AbortSignal): Promise<void>
  stop(): void
}

/** `broadcast` reaches the other nodes; a lost one costs its readers the time until they look for themselves. */
export function createHub(broadcast: (topic: Topic, name: string) => void = () => {}): Hub {
  const callbacks = new Map<string, Set<() => void>>()

  const on = (name: string, callback: () => void): (() => void) => {
    const set = callbacks.get(name) ?? new Set()
    callbacks.set(name, set.add(callback))
    return () => {
      set.delete(callback)
      if (set.size === 0 && callbacks.get(name) === set) callbacks.delete(name)
    }
  }

  const wake = (name: string): void => {
    for (const callback of [...(callbacks.get(name) ?? [])]) callback()
  }

  return {
    wake,
    tell(topic, name) {
      wake(name)
      broadcast(topic, name)
    },
    wakeAll: () => {
      for (const name of [...callbacks.keys()]) wake(name)
    },
    on,
    listen(name) {
      let woken = false
      let resume: (() => void) | undefined
      const stop = on(name, () => {
        woken = true
        resume?.()
      })
      return {
        stop,
        next: (timeoutMs, signal) =>
          new Promise((resolve) => {
            const done = () => {
              clearTimeout(timer)
              signal?.removeEventListener('abort', done)
              resume = undefined
              woken = false
              resolve()
            }
            const timer = setTimeout(done, timeoutMs)
            if (woken || signal?.aborted) return done()
            resume = done
            signal?.addEventListener('abort', done)
          }),
      }
    },
  }
}
