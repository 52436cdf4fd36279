import { putNewest } from './caps.ts'

/** Remembers which keys have been used up, by hash, so that a conversation begun again gets a key of its own. */
export interface RecentKeys {
  /** `key`, or `key#2`, `key#3` ... where earlier ones were released. */
  keyFor(key: string): string
  release(key: string): void
}

export function createRecentKeys(max: number): RecentKeys {
  const uses = new Map<number, number>()
  return {
    keyFor(key) {
      const used = uses.get(hashOf(key))
      return used === undefined ? key : `${key}#${used + 1}`
    },
    release(key) {
      const hash = hashOf(key.replace(/#\d+$/, ''))
      putNewest(uses, hash, (uses.get(hash) ?? 0) + 1, max)
    },
  }
}

/** 52 bits of two FNV-1a hashes: no string is kept for it. */
function hashOf(text: string): number {
  let low = 0x811c9dc5
  let high = 0x9dc5811c
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193)
    high = Math.imul(high ^ text.charCodeAt(text.length - 1 - i), 0x01000193)
  }
  return (high >>> 12) * 2 ** 32 + (low >>> 0)
}
