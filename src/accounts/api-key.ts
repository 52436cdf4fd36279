import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** `sips_`, 28 lower-case hex characters from a CSPRNG (112 bits), and the CRC-32 of those characters as 8 more (contract §1). */
const FORM = /^sips_([0-9a-f]{28})([0-9a-f]{8})$/

export interface NewApiKey {
  /** Shown once, stored nowhere. */
  readonly secret: string
  /** `sips_` and the first 8 characters: what lists show. */
  readonly prefix: string
  /** SHA-256 of the secret: what is stored. */
  readonly hash: Uint8Array
}

export function newApiKey(): NewApiKey {
  const random = randomBytes(14).toString('hex')
  const secret = `sips_${random}${checksum(random)}`
  return { secret, prefix: secret.slice(0, 13), hash: sha256(secret) }
}

/** SHA-256 to look the key up by; undefined for what cannot be a key, a mistyped one included, without asking the database. */
export function hashOfApiKey(secret: string): Uint8Array | undefined {
  const [, random, check] = FORM.exec(secret) ?? []
  return random !== undefined && checksum(random) === check ? sha256(secret) : undefined
}

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, '0')
const sha256 = (text: string): Uint8Array => createHash('sha256').update(text).digest()
