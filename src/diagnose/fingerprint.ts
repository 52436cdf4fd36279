import { createHash } from 'node:crypto'

const CACHE_CAP = 10_000

/**
 * Names a fault the same way tomorrow: SHA-256, in hex, over the rule's id and the fault's scope in lower case. What
 * goes into a scope holds no times, Call-IDs or ports. The same few faults come back for ever, so they are remembered.
 */
export function createFingerprints(): (ruleId: string, scope: readonly string[]) => string {
  const known = new Map<string, string>()
  return (ruleId, scope) => {
    const text = [ruleId, ...scope.map((part) => part.trim().toLowerCase())].join('\0')
    const cached = known.get(text)
    if (cached !== undefined) return cached
    if (known.size >= CACHE_CAP) known.clear()
    const hex = createHash('sha256').update(text).digest('hex')
    known.set(text, hex)
    return hex
  }
}

/** The id of the finding that a fingerprint gets: one analysis has at most one of each. */
export const findingId = (fingerprint: string): string => `f_${fingerprint.slice(0, 16)}`
