import type { Endpoint } from './endpoint.ts'
import type { Micros } from './time.ts'

/** What one DTLS handshake message, or a record that is none, says (RFC 6347, RFC 9147). Names are those of the registries. */
export type DtlsFact =
  | {
      readonly kind: 'client-hello'
      /** Best first: `DTLS 1.3`, `DTLS 1.2` ... */
      readonly versions: readonly string[]
      /** With the cookie a HelloVerifyRequest asked for. */
      readonly cookie: boolean
    }
  | { readonly kind: 'hello-verify-request' }
  | {
      readonly kind: 'server-hello'
      readonly version: string
      readonly suite: string
      /** use_srtp (RFC 5764 §4.1.1): `SRTP_AES128_CM_HMAC_SHA1_80` ... */
      readonly srtpProfile: string | undefined
      /** A ServerHello that only asks for another ClientHello (RFC 8446 §4.1.4). */
      readonly retry: boolean
    }
  /** Fingerprint of the first certificate as `a=fingerprint` writes it (RFC 8122 §5): `sha-256 4A:AD:...`. */
  | { readonly kind: 'certificate'; readonly fingerprint: string | undefined }
  | { readonly kind: 'handshake'; readonly type: number }
  /** A record only the ends can read: the end of a handshake, or data. */
  | { readonly kind: 'encrypted'; readonly handshake: boolean }
  | { readonly kind: 'alert'; readonly fatal: boolean; readonly description: string }

/** A fact with its place. `again` is true for a handshake message that was sent before. */
export interface DtlsEvent {
  readonly frame: number
  readonly at: Micros
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly again: boolean
  readonly fact: DtlsFact
}

/** One DTLS association between two ports. */
export interface DtlsAssociation {
  /** Who sent the ClientHello; where the input has none, who spoke first. */
  readonly client: Endpoint
  readonly server: Endpoint
  readonly firstFrame: number
  readonly firstAt: Micros
  readonly lastAt: Micros
  readonly clientHellos: number
  readonly serverHellos: number
  readonly offeredVersions: readonly string[]
  readonly version: string | undefined
  readonly suite: string | undefined
  readonly srtpProfile: string | undefined
  /** `sha-256 4A:AD:...`; undefined where none was seen: DTLS 1.3 encrypts certificates. */
  readonly clientFingerprint: string | undefined
  readonly serverFingerprint: string | undefined
  /** When both ends had sent under the new keys; undefined while they have not. */
  readonly completedAt: Micros | undefined
  /** Handshake messages sent again because no answer came. */
  readonly retransmissions: number
  /** In the clear, the first ones. */
  readonly alerts: readonly DtlsAlert[]
}

export interface DtlsAlert {
  readonly from: 'client' | 'server'
  readonly fatal: boolean
  /** `handshake_failure`, `bad_certificate` ... */
  readonly description: string
  readonly frame: number
  readonly at: Micros
}
