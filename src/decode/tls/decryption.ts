import type { ClientHello, ServerHello } from './handshake.ts'
import { TLS_1_2, TLS_1_3 } from './handshake.ts'
import type { KeyLog } from './key-log.ts'
import {
  cipher12,
  cipher13,
  isReadableSuite,
  nextTrafficSecret,
  type PlainRecord,
  type RecordCipher,
  type Session12,
} from './record-cipher.ts'

/** Sequence numbers tried when records are missing: chosen by us, what a lost burst may hold. */
const MAX_TRIES = 32
/** Sequence numbers tried in vain in one input, beyond the first for each record. Chosen by us: half a second's work. */
export const MAX_SEARCH = 50_000
/** Records that may fail before a connection is given up; early data (RFC 8446 §2.3) is among them. */
const MAX_FAILURES = 64

/** How the records of one direction are opened. */
class DirectionKeys {
  cipher: RecordCipher | undefined
  sequence = 0
  /** Of TLS 1.3. */
  secret: Uint8Array | undefined
  inHandshake = false
  /** What follows on the handshake's. */
  next: RecordCipher | undefined
  /** Something was opened with this key. */
  proven = false
  /** Records are missing: the next may have a later number. */
  uncertain = false
}

/** What is left of `MAX_SEARCH`; all connections of an input share it. */
export interface SearchBudget {
  left: number
}

/** Opens the records of one session, as far as the key log has its secrets. */
export interface Decryption {
  /** A record of the client or the server, header included; undefined when it cannot be opened. */
  open(fromClient: boolean, record: Uint8Array, start: number, end: number): PlainRecord | undefined
  /** New keys from the next record on: ChangeCipherSpec up to TLS 1.2, Finished of TLS 1.3. */
  turn(fromClient: boolean): void
  /** A renegotiation up to TLS 1.2: its keys come into use with the next ChangeCipherSpec of each end. */
  renew(client: ClientHello, server: ServerHello): void
  /** RFC 8446 §4.6.3. */
  keyUpdate(fromClient: boolean): void
  /** Records are missing: that many, or an unknown number. */
  lost(fromClient: boolean, records: number | undefined): void
  isHopeless(): boolean
}

/** Why a session cannot be decrypted, in a few words for a flaw. */
export interface NoDecryption {
  readonly why: string
}

/** The session these two began. Secrets are looked up now: a key log must come before the records it opens. */
export function createDecryption(
  client: ClientHello,
  server: ServerHello,
  keyLog: KeyLog,
  suiteName: string,
  search: SearchBudget,
): Decryption | NoDecryption {
  if (!isReadableSuite(server.suite)) return { why: `cipher suite ${suiteName} is not read` }
  if (server.version === TLS_1_3) return decryption13(client.random, server.suite, keyLog, search)
  if (server.version === TLS_1_2) return decryption12(client.random, server, keyLog, search)
  return { why: 'a version before TLS 1.2' }
}

const NO_KEYS: NoDecryption = { why: 'the keys given have none for this connection' }

function decryption12(
  clientRandom: string,
  server: ServerHello,
  keyLog: KeyLog,
  search: SearchBudget,
): Decryption | NoDecryption {
  let session = session12(clientRandom, server, keyLog)
  if (session === undefined) return NO_KEYS
  const keys = [new DirectionKeys(), new DirectionKeys()] as const
  return {
    ...common(keys, search, () => undefined),
    turn(fromClient) {
      const one = keys[fromClient ? 0 : 1]
      one.cipher = session && cipher12(session, fromClient)
      one.sequence = 0
      one.proven = false
    },
    renew(client, answer) {
      session = session12(client.random, answer, keyLog)
    },
    keyUpdate() {},
  }
}

function session12(clientRandom: string, server: ServerHello, keyLog: KeyLog): Session12 | undefined {
  const master = keyLog.find(clientRandom, 'CLIENT_RANDOM')
  const { suite, random: serverRandom, encryptThenMac } = server
  return master && { suite, master, clientRandom, serverRandom, encryptThenMac }
}

function decryption13(
  clientRandom: string,
  suite: number,
  keyLog: KeyLog,
  search: SearchBudget,
): Decryption | NoDecryption {
  const secrets = [
    [
      keyLog.find(clientRandom, 'CLIENT_HANDSHAKE_TRAFFIC_SECRET'),
      keyLog.find(clientRandom, 'CLIENT_TRAFFIC_SECRET_0'),
    ],
    [
      keyLog.find(clientRandom, 'SERVER_HANDSHAKE_TRAFFIC_SECRET'),
      keyLog.find(clientRandom, 'SERVER_TRAFFIC_SECRET_0'),
    ],
  ] as const
  if (secrets.flat().every((secret) => secret === undefined)) return NO_KEYS
  const keys = [new DirectionKeys(), new DirectionKeys()] as const
  const use = (one: DirectionKeys, secret: Uint8Array | undefined): void => {
    one.secret = secret
    one.cipher = secret && cipher13(suite, secret)
    one.sequence = 0
    one.proven = false
  }
  const turn = (index: 0 | 1): void => {
    keys[index].inHandshake = false
    use(keys[index], secrets[index][1])
  }
  for (const index of [0, 1] as const) {
    keys[index].inHandshake = true
    use(keys[index], secrets[index][0])
  }
  return {
    // Where the handshake's keys do not fit, its end may be missing, or its secrets.
    ...common(keys, search, (one, index) => {
      const secret = secrets[index][1]
      if (!one.inHandshake || secret === undefined) return undefined
      one.next ??= cipher13(suite, secret)
      return one.next && { cipher: one.next, use: () => turn(index) }
    }),
    turn: (fromClient) => turn(fromClient ? 0 : 1),
    renew() {},
    keyUpdate(fromClient) {
      const one = keys[fromClient ? 0 : 1]
      if (one.secret !== undefined) use(one, nextTrafficSecret(suite, one.secret))
    },
  }
}

/** What the next keys would be, and how to go over to them. */
type NextKeys = (
  one: DirectionKeys,
  index: 0 | 1,
) => { readonly cipher: RecordCipher; readonly use: () => void } | undefined

function common(keys: readonly [DirectionKeys, DirectionKeys], search: SearchBudget, nextKeys: NextKeys) {
  let failures = 0
  let opened = 0

  const attempt = (
    cipher: RecordCipher,
    from: number,
    tries: number,
    record: Uint8Array,
    start: number,
    end: number,
  ): { readonly sequence: number; readonly plain: PlainRecord } | undefined => {
    for (let sequence = from; sequence < from + tries; sequence++) {
      const plain = cipher.open(record, start, end, sequence)
      if (plain !== undefined) return { sequence, plain }
      if (tries > 1) search.left--
    }
    return undefined
  }

  return {
    open(fromClient: boolean, record: Uint8Array, start: number, end: number): PlainRecord | undefined {
      const index = fromClient ? 0 : 1
      const one = keys[index]
      const tries = one.uncertain && search.left > 0 ? MAX_TRIES : 1
      let found = one.cipher && attempt(one.cipher, one.sequence, tries, record, start, end)
      if (found === undefined) {
        const next = nextKeys(one, index)
        found = next && attempt(next.cipher, 0, tries, record, start, end)
        if (found !== undefined) next!.use()
      }
      if (found === undefined) {
        failures++
        // Before the first record that opens, others may come that are under another key.
        if (one.proven) one.sequence++
        return undefined
      }
      opened++
      one.sequence = found.sequence + 1
      one.proven = true
      one.uncertain = false
      return found.plain
    },
    lost(fromClient: boolean, records: number | undefined): void {
      const one = keys[fromClient ? 0 : 1]
      if (records === undefined) one.uncertain = true
      else one.sequence += records
    },
    isHopeless: () => failures > MAX_FAILURES && opened === 0,
  }
}
