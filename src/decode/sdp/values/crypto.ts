import { leadingNumber, wordsOf } from '../words.ts'

/** `a=crypto` (RFC 4568 §9.1). The keys themselves are not given on: they stand in the line's text and nowhere else. */
export interface Crypto {
  readonly tag: number
  /** As written: `AES_CM_128_HMAC_SHA1_80` ... */
  readonly suite: string
  /** Bytes of key and salt that the suite takes; undefined for a suite unknown here. */
  readonly expectedKeyBytes: number | undefined
  readonly keys: readonly CryptoKey[]
  /** `UNENCRYPTED_SRTP`, `KDR=1`, `WSH=64` ... */
  readonly sessionParams: readonly string[]
}

/** One `inline:` key, without the key. */
export interface CryptoKey {
  /** Decoded length of key and salt; undefined when that is no base64, redacted ones included. */
  readonly bytes: number | undefined
  /** Packets the key lasts for, as written: `2^20`. */
  readonly lifetime: string | undefined
  /** Master key identifier and its length in bytes: `1:32`. */
  readonly mki: string | undefined
}

/** Bytes of master key and salt (RFC 4568 §6.2, RFC 6188 §4, RFC 7714 §14.2, RFC 5669 §4.1). */
const KEY_BYTES: ReadonlyMap<string, number> = new Map([
  ['AES_CM_128_HMAC_SHA1_80', 30],
  ['AES_CM_128_HMAC_SHA1_32', 30],
  ['F8_128_HMAC_SHA1_80', 30],
  ['SEED_CTR_128_HMAC_SHA1_80', 30],
  ['AES_192_CM_HMAC_SHA1_80', 38],
  ['AES_192_CM_HMAC_SHA1_32', 38],
  ['AES_256_CM_HMAC_SHA1_80', 46],
  ['AES_256_CM_HMAC_SHA1_32', 46],
  ['AEAD_AES_128_GCM', 28],
  ['AEAD_AES_256_GCM', 44],
  // The names of the draft that became RFC 6188, still sent.
  ['AES_CM_192_HMAC_SHA1_80', 38],
  ['AES_CM_192_HMAC_SHA1_32', 38],
  ['AES_CM_256_HMAC_SHA1_80', 46],
  ['AES_CM_256_HMAC_SHA1_32', 46],
])

/** Keys read of one line; several are for changing keys during the session, and nobody is known to send four. */
const MAX_KEYS = 16

export function parseCrypto(value: string): Crypto | undefined {
  const [tagText = '', suite, keysText, ...sessionParams] = wordsOf(value, 32)
  const tag = leadingNumber(tagText)
  if (tag?.end !== tagText.length || suite === undefined || keysText === undefined) return undefined
  return {
    tag: tag.value,
    suite,
    expectedKeyBytes: KEY_BYTES.get(suite.toUpperCase()),
    keys: keysText.split(';', MAX_KEYS).flatMap((key) => keyOf(key) ?? []),
    sessionParams,
  }
}

/** `inline:<base64 of key and salt>[|lifetime][|MKI:length]`; the two options come in either order when one is left out. */
function keyOf(text: string): CryptoKey | undefined {
  if (!/^inline:/i.test(text)) return undefined
  const [key = '', ...options] = text.slice(7).split('|', 4)
  return {
    bytes: base64Bytes(key),
    lifetime: options.find((option) => !option.includes(':')),
    mki: options.find((option) => option.includes(':')),
  }
}

function base64Bytes(text: string): number | undefined {
  const digits = text.replace(/={1,2}$/, '')
  return digits !== '' && digits.length % 4 !== 1 && /^[A-Za-z0-9+/]+$/.test(digits)
    ? Math.floor((digits.length * 3) / 4)
    : undefined
}
