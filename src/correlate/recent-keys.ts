import { putNewest } from './caps.ts'
import type { Held } from './held.ts'

/** Remembers which keys have been used up, by hash, so that a conversation begun again gets a key of its own. */
export interface RecentKeys {
  /** `kind:id`, or `kind:id#2`, `kind:id#3` ... where earlier ones were released. */
  keyFor(kind: Held['kind'], id: string): string
  release(kind: Held['kind'], id: string): void
}

const KINDS: readonly Held['kind'][] = ['call', 'registration', 'exchange']

export function createRecentKeys(max: number): RecentKeys {
  const uses = new Map<number, number>()
  /** A conversation is asked for as an exchange, as the call it turns into, and when it is over. */
  let last = { id: '', hash: hashOf('') }
  const keyOf = (kind: Held['kind'], id: string): number => {
    if (last.id !== id) last = { id, hash: hashOf(id) }
    return last.hash * KINDS.length + KINDS.indexOf(kind)
  }
  return {
    keyFor(kind, id) {
      const used = uses.size === 0 ? undefined : uses.get(keyOf(kind, id))
      return used === undefined ? `${kind}:${id}` : `${kind}:${id}#${used + 1}`
    },
    release(kind, id) {
      const hash = keyOf(kind, id)
      putNewest(uses, hash, (uses.get(hash) ?? 0) + 1, max)
    },
  }
}

const SEPARATOR = 124

/**
 * 51 bits of two FNV-1a hashes: no string is kept for it. With the kind it is still an exact number. Of several parts it is that
 * of all with a stroke between them, which need not be joined for it.
 */
export function hashOf(text: string, second?: string, third?: string): number {
  let low = 0x811c9dc5
  let high = ~low
  for (let part: string | undefined = text, count = 1; part !== undefined; count++) {
    for (let i = 0; i < part.length; i++) {
      const c = part.charCodeAt(i)
      low = Math.imul(low ^ c, 0x01000193)
      high = Math.imul(high ^ (c << 8), 0x01000193) ^ (low >>> 15)
    }
    part = count === 1 ? second : count === 2 ? third : undefined
    if (part === undefined) break
    low = Math.imul(low ^ SEPARATOR, 0x01000193)
    high = Math.imul(high ^ (SEPARATOR << 8), 0x01000193) ^ (low >>> 15)
  }
  return (high >>> 13) * 2 ** 32 + (low >>> 0)
}
