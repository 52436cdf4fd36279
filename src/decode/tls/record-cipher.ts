import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import { suiteName } from './cipher-suites.ts'

type Hash = 'sha256' | 'sha384'

/** What a cipher suite means for keys and records. */
interface Suite {
  readonly kind: 'gcm' | 'chacha20' | 'cbc'
  readonly hash: Hash
  readonly keyOctets: 16 | 32
  /** Of CBC suites (RFC 5246 §6.2.3.2). */
  readonly macHash: 'sha1' | 'sha256' | 'sha384'
  readonly macOctets: number
  readonly encryptThenMac: boolean
}

/** What was in a record. */
export interface PlainRecord {
  /** Content type (RFC 8446 §5.1). */
  readonly type: number
  readonly bytes: Uint8Array
}

/** Opens the records of one direction under one key. */
export interface RecordCipher {
  /**
   * The record at `start`, header included, as the one with that sequence number; undefined when it is not that one, or was
   * made with another key.
   */
  open(record: Uint8Array, start: number, end: number, sequence: number): PlainRecord | undefined
}

const HEADER = 5
const TAG = 16

const suiteOf = (code: number, encryptThenMac: boolean): Suite | undefined => {
  const name = suiteName(code)
  const hash: Hash = name.endsWith('SHA384') ? 'sha384' : 'sha256'
  const macless = { hash, macHash: 'sha1', macOctets: 0, encryptThenMac } as const
  if (name.includes('CHACHA20_POLY1305')) return { ...macless, kind: 'chacha20', keyOctets: 32 }
  const aes = /AES_(128|256)_(GCM|CBC)_SHA(\d{0,3})$/.exec(name)
  if (aes === null) return undefined
  const keyOctets = aes[1] === '128' ? 16 : 32
  if (aes[2] === 'GCM') return { ...macless, kind: 'gcm', keyOctets }
  const macHash = aes[3] === '384' ? 'sha384' : aes[3] === '256' ? 'sha256' : 'sha1'
  const macOctets = macHash === 'sha1' ? 20 : macHash === 'sha256' ? 32 : 48
  return { kind: 'cbc', hash, keyOctets, macHash, macOctets, encryptThenMac }
}

/** Whether records of that suite can be opened: AES in GCM or CBC, and ChaCha20-Poly1305. */
export const isReadableSuite = (code: number): boolean => suiteOf(code, false) !== undefined

/** What the keys of a TLS 1.2 session come from; randoms in hexadecimal. */
export interface Session12 {
  readonly suite: number
  readonly master: Uint8Array
  readonly clientRandom: string
  readonly serverRandom: string
  readonly encryptThenMac: boolean
}

/** The cipher of one direction of a TLS 1.2 session (RFC 5246 §6.3); undefined for a suite that is not read. */
export function cipher12(session: Session12, isClient: boolean): RecordCipher | undefined {
  const suite = suiteOf(session.suite, session.encryptThenMac)
  if (suite === undefined) return undefined
  const ivOctets = suite.kind === 'gcm' ? 4 : suite.kind === 'chacha20' ? 12 : 0
  const seed = Buffer.from(session.serverRandom + session.clientRandom, 'hex')
  const wanted = 2 * (suite.macOctets + suite.keyOctets + ivOctets)
  const block = pseudoRandom(suite.hash, session.master, 'key expansion', seed, wanted)
  const cut = (offset: number, length: number): Buffer => {
    const from = offset + (isClient ? 0 : length)
    return block.subarray(from, from + length)
  }
  const mac = cut(0, suite.macOctets)
  const key = cut(2 * suite.macOctets, suite.keyOctets)
  const iv = cut(2 * (suite.macOctets + suite.keyOctets), ivOctets)
  return suite.kind === 'cbc' ? cbcCipher(suite, key, mac) : aeadCipher12(suite, key, iv)
}

/** The cipher of a TLS 1.3 traffic secret (RFC 8446 §7.3); undefined for a suite that is not read. */
export function cipher13(suiteCode: number, secret: Uint8Array): RecordCipher | undefined {
  const suite = suiteOf(suiteCode, false)
  if (suite === undefined || suite.kind === 'cbc') return undefined
  const key = expandLabel(suite.hash, secret, 'key', suite.keyOctets)
  const iv = expandLabel(suite.hash, secret, 'iv', 12)
  return {
    open(record, start, end, sequence) {
      const aad = record.subarray(start, start + HEADER)
      const plain = openAead(suite, key, nonceOf(iv, sequence), aad, record.subarray(start + HEADER, end))
      if (plain === undefined) return undefined
      // Zero octets of padding, then the type (RFC 8446 §5.4).
      let last = plain.length - 1
      while (last >= 0 && plain[last] === 0) last--
      return last < 0 ? undefined : { type: plain[last]!, bytes: plain.subarray(0, last) }
    },
  }
}

/** The secret that follows after a KeyUpdate (RFC 8446 §7.2). */
export const nextTrafficSecret = (suiteCode: number, secret: Uint8Array): Uint8Array =>
  expandLabel(suiteOf(suiteCode, false)?.hash ?? 'sha256', secret, 'traffic upd', secret.length)

function aeadCipher12(suite: Suite, key: Buffer, iv: Buffer): RecordCipher {
  // AES-GCM sends half of its nonce in the record (RFC 5288 §3), ChaCha20 none (RFC 7905 §2).
  const explicit = suite.kind === 'gcm' ? 8 : 0
  return {
    open(record, start, end, sequence) {
      const body = start + HEADER + explicit
      if (end - body < TAG) return undefined
      const nonce = explicit === 0 ? nonceOf(iv, sequence) : Buffer.concat([iv, record.subarray(start + HEADER, body)])
      const aad = additionalData(record, start, sequence, end - body - TAG)
      const bytes = openAead(suite, key, nonce, aad, record.subarray(body, end))
      return bytes && { type: record[start]!, bytes }
    },
  }
}

function cbcCipher(suite: Suite, key: Buffer, macKey: Buffer): RecordCipher {
  const { macOctets, encryptThenMac } = suite
  const macOf = (data: Uint8Array, content: Uint8Array): Buffer =>
    createHmac(suite.macHash, macKey).update(data).update(content).digest()
  return {
    open(record, start, end, sequence) {
      const body = start + HEADER
      const last = encryptThenMac ? end - macOctets : end
      const encrypted = last - body - 16
      if (encrypted < 16 || encrypted % 16 !== 0) return undefined
      if (encryptThenMac) {
        const mac = macOf(additionalData(record, start, sequence, last - body), record.subarray(body, last))
        if (!timingSafeEqual(mac, record.subarray(last, end))) return undefined
      }
      const decipher = createDecipheriv(`aes-${suite.keyOctets * 8}-cbc`, key, record.subarray(body, body + 16))
      decipher.setAutoPadding(false)
      const plain = decipher.update(record.subarray(body + 16, last))
      const content = plain.length - 1 - plain[plain.length - 1]! - (encryptThenMac ? 0 : macOctets)
      if (content < 0) return undefined
      const bytes = plain.subarray(0, content)
      if (!encryptThenMac) {
        const mac = macOf(additionalData(record, start, sequence, content), bytes)
        if (!timingSafeEqual(mac, plain.subarray(content, content + macOctets))) return undefined
      }
      return { type: record[start]!, bytes }
    },
  }
}

function openAead(suite: Suite, key: Buffer, nonce: Buffer, aad: Uint8Array, sealed: Uint8Array): Buffer | undefined {
  const length = sealed.length - TAG
  if (length < 0) return undefined
  const decipher =
    suite.kind === 'gcm'
      ? createDecipheriv(suite.keyOctets === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, nonce)
      : createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: TAG })
  decipher.setAAD(aad, { plaintextLength: length })
  decipher.setAuthTag(sealed.subarray(length))
  const plain = decipher.update(sealed.subarray(0, length))
  try {
    decipher.final()
    return plain
  } catch {
    return undefined
  }
}

/** The sequence number, padded on the left, over the initialisation vector (RFC 8446 §5.3). */
function nonceOf(iv: Buffer, sequence: number): Buffer {
  const nonce = Buffer.from(iv)
  let rest = sequence
  for (let i = nonce.length - 1; rest > 0; i--) {
    nonce[i]! ^= rest & 0xff
    rest = Math.floor(rest / 256)
  }
  return nonce
}

/** Sequence number, type, version and length of the contents (RFC 5246 §6.2.3.3). */
function additionalData(record: Uint8Array, start: number, sequence: number, length: number): Buffer {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(Math.floor(sequence / 2 ** 32), 0)
  data.writeUInt32BE(sequence % 2 ** 32, 4)
  data.set(record.subarray(start, start + 3), 8)
  data.writeUInt16BE(length, 11)
  return data
}

/** P_hash (RFC 5246 §5). */
function pseudoRandom(hash: Hash, secret: Uint8Array, label: string, seed: Buffer, length: number): Buffer {
  const whole = Buffer.concat([Buffer.from(label, 'latin1'), seed])
  const parts: Buffer[] = []
  let a: Buffer = whole
  for (let octets = 0; octets < length; ) {
    a = createHmac(hash, secret).update(a).digest()
    const part = createHmac(hash, secret).update(a).update(whole).digest()
    parts.push(part)
    octets += part.length
  }
  return Buffer.concat(parts).subarray(0, length)
}

/** HKDF-Expand-Label with an empty context (RFC 8446 §7.1, RFC 5869 §2.3). */
function expandLabel(hash: Hash, secret: Uint8Array, label: string, length: number): Buffer {
  const name = `tls13 ${label}`
  const info = Buffer.concat([
    Uint8Array.of(length >> 8, length & 0xff, name.length),
    Buffer.from(name, 'latin1'),
    Uint8Array.of(0),
  ])
  const parts: Buffer[] = []
  let previous: Buffer = Buffer.alloc(0)
  for (let octets = 0; octets < length; octets += previous.length) {
    previous = createHmac(hash, secret)
      .update(previous)
      .update(info)
      .update(Uint8Array.of(parts.length + 1))
      .digest()
    parts.push(previous)
  }
  return Buffer.concat(parts).subarray(0, length)
}
