/** `a=fingerprint:sha-256 AB:CD:...` (RFC 8122 §5): the certificate that DTLS must show. */
export interface Fingerprint {
  /** Lower case: `sha-256`, `sha-1` ... */
  readonly hash: string
  /** Upper-case hexadecimal with colons. */
  readonly value: string
  /** It is hexadecimal and as long as the hash is; undefined for a hash unknown here. */
  readonly wellFormed: boolean | undefined
}

const HASH_BYTES: ReadonlyMap<string, number> = new Map([
  ['md5', 16],
  ['sha-1', 20],
  ['sha-224', 28],
  ['sha-256', 32],
  ['sha-384', 48],
  ['sha-512', 64],
])
const HEXADECIMAL = /^[0-9A-F]{2}(?::[0-9A-F]{2})*$/

export function parseFingerprint(value: string): Fingerprint | undefined {
  const blank = value.search(/[\t ]/)
  if (blank < 1) return undefined
  const hash = value.slice(0, blank).toLowerCase()
  const written = value.slice(blank).trim().toUpperCase()
  const bytes = HASH_BYTES.get(hash)
  const wellFormed = bytes === undefined ? undefined : written.length === bytes * 3 - 1 && HEXADECIMAL.test(written)
  return { hash, value: written, wellFormed }
}
