import { putNewest } from './caps.ts'
import type { Held } from './held.ts'

/** Remembers which keys have been used up, by hash, so that a conversation begun again gets a key of its own. */
export interface RecentKeys {
  /** `kind:id`, or `kind:id#2`, `kind:id#3` ... where earlier ones were released. */
  keyFor(kind: Held['kind'], id: string): string
  release(kind: Held['kind'], id: string): void
}

const SEEDS: Readonly<Record<Held['kind'], number>> = {
  call: 0x811c9dc5,
  registration: 0x9dc5811c,
  exchange: 0xc59d1c81,
}

export function createRecentKeys(max: number): RecentKeys {
  const uses = new Map<number, number>()
  return {
    keyFor(kind, id) {
      const used = uses.get(hashOf(id, SEEDS[kind]))
      return used === undefined ? `${kind}:${id}` : `${kind}:${id}#${used + 1}`
    },
    release(kind, id) {
      const hash = hashOf(id, SEEDS[kind])
      putNewest(uses, hash, (uses.get(hash) ?? 0) + 1, max)
    },
  }
}

/** 52 bits of two FNV-1a hashes: no string is kept for it. */
function hashOf(text: string, seed: number): number {
  let low = seed
  let high = ~seed
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    low = Math.imul(low ^ c, 0x01000193)
    high = Math.imul(high ^ (c << 8), 0x01000193) ^ (low >>> 15)
  }
  return (high >>> 12) * 2 ** 32 + (low >>> 0)
}
