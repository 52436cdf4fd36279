import { createHash } from 'node:crypto'
import type { DtlsFact } from '../../model/dtls.ts'
import { suiteName } from '../tls/cipher-suites.ts'
import {
  CERTIFICATE,
  CLIENT_HELLO,
  readCertificates,
  readClientHello,
  readServerHello,
  SERVER_HELLO,
} from '../tls/handshake.ts'
import { versionName } from '../tls/versions.ts'

/** RFC 6347 §4.3.2; TLS has no such message. */
const HELLO_VERIFY_REQUEST = 3

/** IANA registry "DTLS-SRTP Protection Profiles" (RFC 5764 §4.1.2, RFC 7714 §14.2). */
const SRTP_PROFILES: ReadonlyMap<number, string> = new Map([
  [0x0001, 'SRTP_AES128_CM_HMAC_SHA1_80'],
  [0x0002, 'SRTP_AES128_CM_HMAC_SHA1_32'],
  [0x0005, 'SRTP_NULL_HMAC_SHA1_80'],
  [0x0006, 'SRTP_NULL_HMAC_SHA1_32'],
  [0x0007, 'SRTP_AEAD_AES_128_GCM'],
  [0x0008, 'SRTP_AEAD_AES_256_GCM'],
])

const profileName = (code: number): string => SRTP_PROFILES.get(code) ?? `0x${code.toString(16).padStart(4, '0')}`

/** What a whole handshake message of that type says; its type alone where its body is cut or of no interest. */
export function decodeHandshake(type: number, bytes: Uint8Array, start: number, end: number): DtlsFact {
  return ofType(type, bytes, start, end) ?? { kind: 'handshake', type }
}

function ofType(type: number, bytes: Uint8Array, start: number, end: number): DtlsFact | undefined {
  switch (type) {
    case CLIENT_HELLO: {
      const hello = readClientHello(bytes, start, end, true)
      return (
        hello && {
          kind: 'client-hello',
          versions: hello.versions.map(versionName),
          cookie: hello.cookie !== '',
        }
      )
    }
    case SERVER_HELLO: {
      const hello = readServerHello(bytes, start, end)
      return (
        hello && {
          kind: 'server-hello',
          version: versionName(hello.version),
          suite: suiteName(hello.suite),
          srtpProfile: hello.srtpProfile === undefined ? undefined : profileName(hello.srtpProfile),
          retry: hello.retry,
        }
      )
    }
    case HELLO_VERIFY_REQUEST:
      return { kind: 'hello-verify-request' }
    case CERTIFICATE: {
      const [own] = readCertificates(bytes, start, end, false)
      return { kind: 'certificate', fingerprint: own && fingerprintOf(own) }
    }
    default:
      return undefined
  }
}

/** As `a=fingerprint` writes it (RFC 8122 §5). */
function fingerprintOf(der: Uint8Array): string {
  const digest = createHash('sha256').update(der).digest('hex').toUpperCase()
  return `sha-256 ${digest.match(/../g)!.join(':')}`
}
