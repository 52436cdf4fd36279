import type { Complain } from '../../model/flaw.ts'

/** Sessions whose secrets are kept; the oldest make room. Chosen by us: some 50 MiB. */
const MAX_SESSIONS = 50_000

const LABELS = [
  'CLIENT_RANDOM',
  'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  'SERVER_HANDSHAKE_TRAFFIC_SECRET',
  'CLIENT_TRAFFIC_SECRET_0',
  'SERVER_TRAFFIC_SECRET_0',
] as const
/** What a secret is for: the master secret up to TLS 1.2, traffic secrets of TLS 1.3 (RFC 8446 §7.1). */
export type SecretLabel = (typeof LABELS)[number]

type Session = Partial<Record<SecretLabel, Uint8Array>>

/** TLS secrets by session. They stay in here: no event, log or flaw tells any of them. */
export interface KeyLog {
  /** Reads lines of the format that NSS, OpenSSL and browsers write to SSLKEYLOGFILE. */
  add(text: string | Uint8Array): void
  /** `clientRandom` is that of the ClientHello, in hexadecimal. */
  find(clientRandom: string, label: SecretLabel): Uint8Array | undefined
  isEmpty(): boolean
}

/**
 * `LABEL client-random secret`, the last two in hexadecimal; `#` begins a remark (RFC 9850). Labels nobody needs here are
 * passed over, lines of another form are counted (`key-log-invalid`).
 */
export function createKeyLog(complain: Complain): KeyLog {
  const sessions = new Map<string, Session>()

  const put = (label: SecretLabel, random: string, secret: string): void => {
    let session = sessions.get(random)
    if (session === undefined) {
      if (sessions.size >= MAX_SESSIONS) {
        sessions.delete(sessions.keys().next().value!)
        complain('key-log-capped', `more than ${MAX_SESSIONS} sessions`)
      }
      session = {}
      sessions.set(random, session)
    }
    session[label] = new Uint8Array(Buffer.from(secret, 'hex'))
  }

  return {
    add(text) {
      const all = typeof text === 'string' ? text : Buffer.from(text).toString('latin1')
      let number = 0
      for (const line of all.split(/\r?\n|\r|\0/)) {
        number++
        if (line === '' || line.startsWith('#') || line.trim() === '') continue
        const [, name, random, secret] = LINE.exec(line) ?? []
        const label = LABELS.find((known) => known === name)
        if (label !== undefined && random!.length === 64) put(label, random!.toLowerCase(), secret!)
        else if (name === undefined) complain('key-log-invalid', `line ${number}`)
      }
    },
    find: (clientRandom, label) => sessions.get(clientRandom)?.[label],
    isEmpty: () => sessions.size === 0,
  }
}

const LINE = /^\s{0,9}([A-Z][A-Z0-9_]{0,63})\s{1,9}([0-9A-Fa-f:-]{1,200})\s{1,9}([0-9A-Fa-f]{32,256})\s{0,9}$/
