import type { Endpoint } from './endpoint.ts'
import type { Micros } from './time.ts'

/** Where in a capture something was seen: the frame that completed it. */
export interface TlsMoment {
  readonly frame: number
  readonly at: Micros
}

/**
 * How a handshake went. `completed`: both ends said Finished, as far as that can be seen. `failed`: a fatal alert came first.
 * `aborted`: the connection was closed or reset first. `unfinished`: the input ended, or a part of it is missing.
 * `not-seen`: the connection was there before the capture began.
 */
export type TlsOutcome = 'completed' | 'failed' | 'aborted' | 'unfinished' | 'not-seen'

/** One TLS connection over TCP, as far as it can be seen (RFC 8446, RFC 5246, RFC 6066). */
export interface TlsHandshake {
  /** Who sent the ClientHello; where none was seen, who opened the connection or else the higher port. */
  readonly client: Endpoint
  readonly server: Endpoint
  /** The first record of the connection. */
  readonly first: TlsMoment
  readonly clientHello: TlsMoment | undefined
  readonly serverHello: TlsMoment | undefined
  /** When the handshake was over. */
  readonly completed: TlsMoment | undefined
  /** The FIN or RST that ended the connection. */
  readonly closed: (TlsMoment & { readonly by: 'client' | 'server'; readonly how: 'fin' | 'rst' }) | undefined
  readonly outcome: TlsOutcome
  /** What the client offers: `TLS 1.3`, `TLS 1.2` ..., as it prefers them. Empty without a ClientHello. */
  readonly offeredVersions: readonly string[]
  readonly version: string | undefined
  /** Names of the IANA registry, `TLS_AES_128_GCM_SHA256`; `0x1a2b` for one not known here. At most 100. */
  readonly offeredSuites: readonly string[]
  readonly suite: string | undefined
  /** server_name of the ClientHello. */
  readonly serverName: string | undefined
  readonly offeredAlpn: readonly string[]
  /** The protocol chosen; of TLS 1.3 known only where the handshake could be decrypted. */
  readonly alpn: string | undefined
  /** The client brought something to resume from; the server took it. */
  readonly resumption: 'none' | 'offered' | 'resumed'
  /** The server asked for another ClientHello first (RFC 8446 §4.1.4). */
  readonly retried: boolean
  /** Of the server, leaf first as sent. Undefined where none could be seen: resumed, or TLS 1.3 without keys. */
  readonly serverCertificates: readonly TlsCertificate[] | undefined
  /** Each certificate was issued by the one that follows it; undefined for fewer than two. */
  readonly chainInOrder: boolean | undefined
  /** Of the client, empty where it sent none though asked; undefined where that cannot be seen. */
  readonly clientCertificates: readonly TlsCertificate[] | undefined
  /** The first ones, at most 8. */
  readonly alerts: readonly TlsAlert[]
  /** Records of the connection that could be decrypted, and those that could not (counted while somebody has keys to try). */
  readonly decryptedRecords: number
  readonly undecryptedRecords: number
  /** SIP messages found inside. */
  readonly sipMessages: number
}

export interface TlsCertificate {
  /** `CN=sip.example.com, O=Example`, in the order of the certificate. */
  readonly subject: string
  readonly issuer: string
  /** In hexadecimal. */
  readonly serialNumber: string
  /** `DNS:sip.example.com`, `URI:sip:example.com`, `IP Address:192.0.2.1` ...; at most 100. */
  readonly subjectAltNames: readonly string[]
  readonly notBefore: Micros
  readonly notAfter: Micros
  /** `rsa`, `ec`, `ed25519` ...; undefined where the key could not be read. */
  readonly keyType: string | undefined
  /** Bits of the RSA modulus or of the curve. */
  readonly keyBits: number | undefined
  /** `prime256v1` ... of an EC key. */
  readonly curve: string | undefined
  /** `sha256WithRSAEncryption`, `ecdsa-with-SHA256` ... */
  readonly signatureAlgorithm: string | undefined
  /** Subject and issuer are the same, and so are the key identifiers, where it has any. The signature was not checked. */
  readonly selfSigned: boolean
  /** It may issue others. */
  readonly authority: boolean
  /** SHA-256 over the certificate: `AB:CD:...`. */
  readonly fingerprint: string
}

export interface TlsAlert extends TlsMoment {
  readonly from: 'client' | 'server'
  readonly level: 'warning' | 'fatal'
  /** `unknown_ca`, `certificate_expired` ... as the RFCs name it; `encrypted` where only its size tells that it is one. */
  readonly description: string
}
