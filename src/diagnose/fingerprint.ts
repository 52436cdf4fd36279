import { createHash } from 'node:crypto'

/** Scopes remembered of each rule: roles, names of headers and codecs, status codes. */
const CACHE_CAP = 200

const known = new Map<string, Map<string, string>>()

/**
 * Names a fault the same way tomorrow: SHA-256, in hex, over the rule's id and the fault's scope in lower case. What
 * goes into a scope holds no times, Call-IDs or ports. The same few faults come back for ever, so they are remembered.
 */
export function fingerprintOf(ruleId: string, scope: readonly string[]): string {
  let ofRule = known.get(ruleId)
  if (ofRule === undefined) {
    ofRule = new Map()
    known.set(ruleId, ofRule)
  }
  // By the scope as it is written: spelling it alike is only needed for a new one.
  const written = scope.length === 0 ? '' : scope.length === 1 ? scope[0]! : scope.join('\0')
  const cached = ofRule.get(written)
  if (cached !== undefined) return cached
  if (ofRule.size >= CACHE_CAP) ofRule.clear()
  const text = [ruleId, ...scope.map((part) => part.trim().toLowerCase())].join('\0')
  const hex = createHash('sha256').update(text).digest('hex')
  // A slice as key would keep the message it was cut from.
  ofRule.set(Buffer.from(written).toString(), hex)
  return hex
}

/** The id of the finding that a fingerprint gets: one analysis has at most one of each. */
export const findingId = (fingerprint: string): string => `f_${fingerprint.slice(0, 16)}`
