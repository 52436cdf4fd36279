import { isGrease } from './cipher-suites.ts'
import { TlsReader } from './reader.ts'

/** Handshake message types (RFC 8446 §4, RFC 5246 §7.4, RFC 6347 §4.3.2). */
export const CLIENT_HELLO = 1
export const SERVER_HELLO = 2
export const ENCRYPTED_EXTENSIONS = 8
export const CERTIFICATE = 11
export const FINISHED = 20
export const KEY_UPDATE = 24

export const TLS_1_2 = 0x0303
export const TLS_1_3 = 0x0304

/** Certificates read of one chain, and entries of any list. Chosen by us: chains have four, lists a few dozen. */
const MAX_CERTIFICATES = 16
const MAX_ENTRIES = 256

const SERVER_NAME = 0
const USE_SRTP = 14
const ALPN = 16
const SESSION_TICKET = 35
const ENCRYPT_THEN_MAC = 22
const PRE_SHARED_KEY = 41
const EARLY_DATA = 42
const SUPPORTED_VERSIONS = 43

/** A ServerHello with this random is a HelloRetryRequest (RFC 8446 §4.1.3): the SHA-256 of that name. */
const RETRY_RANDOM = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c'

/** A ClientHello (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2, RFC 6347 §4.2.1). Numbers are those of the registries, GREASE left out. */
export interface ClientHello {
  /** In hexadecimal: it names the session in a key log. */
  readonly random: string
  readonly sessionId: string
  /** Of DTLS: in hexadecimal, empty where there is none. */
  readonly cookie: string
  readonly suites: readonly number[]
  /** As preferred: supported_versions (RFC 8446 §4.2.1), else the one version field. */
  readonly versions: readonly number[]
  /** The host name of server_name (RFC 6066 §3). */
  readonly serverName: string | undefined
  /** Protocols of RFC 7301: `sip`, `http/1.1` ... */
  readonly alpn: readonly string[]
  /** It brings a session identifier, ticket or key to resume from. */
  readonly resumes: boolean
  readonly earlyData: boolean
}

/** A ServerHello (RFC 8446 §4.1.3, RFC 5246 §7.4.1.3). */
export interface ServerHello {
  readonly random: string
  readonly sessionId: string
  /** It only asks for another ClientHello: HelloRetryRequest. */
  readonly retry: boolean
  readonly suite: number
  /** What supported_versions says, else the version field. */
  readonly version: number
  readonly alpn: string | undefined
  readonly srtpProfile: number | undefined
  /** A pre-shared key was chosen: the session is resumed (TLS 1.3). */
  readonly preSharedKey: boolean
  /** RFC 7366, of CBC suites. */
  readonly encryptThenMac: boolean
}

/**
 * The body of a ClientHello, without the header of its handshake message; `dtls` has a cookie in it. Undefined where its
 * lengths contradict each other before the extensions; of extensions that lie, what came before them is kept.
 */
export function readClientHello(bytes: Uint8Array, start: number, end: number, dtls: boolean): ClientHello | undefined {
  const reader = new TlsReader(bytes, start, end)
  const version = reader.integer(2)
  const random = hexOf(reader.octets(32))
  const sessionId = hexOf(rest(reader.vector(1)))
  const cookie = dtls ? hexOf(rest(reader.vector(1))) : ''
  const suites = numbers(reader.vector(2))
  reader.vector(1)
  if (reader.failed) return undefined
  const hello = {
    versions: [version] as readonly number[],
    serverName: undefined as string | undefined,
    alpn: [] as readonly string[],
    resumes: false,
    earlyData: false,
  }
  for (const [type, body] of extensions(reader)) {
    if (type === SERVER_NAME) hello.serverName = hostName(body)
    else if (type === ALPN) hello.alpn = protocols(body)
    else if (type === SUPPORTED_VERSIONS) hello.versions = numbers(body.vector(1))
    else if (type === SESSION_TICKET) hello.resumes ||= body.left > 0
    else if (type === PRE_SHARED_KEY) hello.resumes = true
    else if (type === EARLY_DATA) hello.earlyData = true
  }
  // TLS 1.3 clients send a session identifier to please middleboxes (RFC 8446 §D.4): it resumes nothing.
  const resumes = hello.resumes || (sessionId !== '' && !hello.versions.includes(TLS_1_3))
  return { random, sessionId, cookie, suites, ...hello, resumes }
}

/** The body of a ServerHello, without the header of its handshake message; undefined where its lengths contradict each other. */
export function readServerHello(bytes: Uint8Array, start: number, end: number): ServerHello | undefined {
  const reader = new TlsReader(bytes, start, end)
  const version = reader.integer(2)
  const random = hexOf(reader.octets(32))
  const sessionId = hexOf(rest(reader.vector(1)))
  const suite = reader.integer(2)
  reader.integer(1)
  if (reader.failed) return undefined
  const hello = {
    version,
    alpn: undefined as string | undefined,
    srtpProfile: undefined as number | undefined,
    preSharedKey: false,
    encryptThenMac: false,
  }
  for (const [type, body] of extensions(reader)) {
    if (type === SUPPORTED_VERSIONS) hello.version = body.integer(2)
    else if (type === ALPN) hello.alpn = protocols(body)[0]
    else if (type === USE_SRTP) hello.srtpProfile = numbers(body.vector(2))[0]
    else if (type === PRE_SHARED_KEY) hello.preSharedKey = true
    else if (type === ENCRYPT_THEN_MAC) hello.encryptThenMac = true
  }
  return { random, sessionId, retry: random === RETRY_RANDOM, suite, ...hello }
}

/** The protocol chosen in the body of an EncryptedExtensions message (RFC 8446 §4.3.1). */
export function readEncryptedAlpn(bytes: Uint8Array, start: number, end: number): string | undefined {
  for (const [type, body] of extensions(new TlsReader(bytes, start, end))) {
    if (type === ALPN) return protocols(body)[0]
  }
  return undefined
}

/**
 * The certificates (DER, as views) in the body of a Certificate message, in the order sent, at most 16: of TLS up to 1.2 and
 * DTLS 1.2 (RFC 5246 §7.4.2), or of 1.3, where a context stands before and extensions behind each (RFC 8446 §4.4.2).
 */
export function readCertificates(bytes: Uint8Array, start: number, end: number, tls13: boolean): Uint8Array[] {
  const reader = new TlsReader(bytes, start, end)
  if (tls13) reader.vector(1)
  const list = reader.vector(3)
  const certificates: Uint8Array[] = []
  while (list.left > 0 && certificates.length < MAX_CERTIFICATES) {
    const certificate = rest(list.vector(3))
    if (tls13) list.vector(2)
    if (certificate.length === 0) break
    certificates.push(certificate)
  }
  return certificates
}

/** The extensions that follow; none where they are left out, as old ones do. */
function* extensions(reader: TlsReader): Generator<readonly [number, TlsReader]> {
  if (reader.left < 2) return
  const list = reader.vector(2)
  for (let count = 0; list.left >= 4 && count < MAX_ENTRIES; count++) {
    const type = list.integer(2)
    const body = list.vector(2)
    if (list.failed) return
    yield [type, body]
  }
}

function numbers(list: TlsReader): number[] {
  const found: number[] = []
  while (list.left >= 2 && found.length < MAX_ENTRIES) {
    const code = list.integer(2)
    if (!isGrease(code)) found.push(code)
  }
  return found
}

function protocols(body: TlsReader): string[] {
  const list = body.vector(2)
  const found: string[] = []
  while (list.left > 0 && found.length < MAX_ENTRIES) {
    const name = rest(list.vector(1))
    // GREASE has protocols too (RFC 8701 §2): two equal octets that spell nothing.
    if (name.length > 0 && (name.length !== 2 || !isGrease((name[0]! << 8) | name[1]!))) found.push(textOf(name))
  }
  return found
}

/** The first name of type host_name, 0. */
function hostName(body: TlsReader): string | undefined {
  const list = body.vector(2)
  while (list.left > 0) {
    const type = list.integer(1)
    const name = rest(list.vector(2))
    if (type === 0 && name.length > 0) return textOf(name)
  }
  return undefined
}

const rest = (reader: TlsReader): Uint8Array => reader.octets(reader.left)
const hexOf = (octets: Uint8Array): string => Buffer.from(octets).toString('hex')
const textOf = (octets: Uint8Array): string => Buffer.from(octets.subarray(0, 255)).toString('latin1')
