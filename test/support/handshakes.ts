import type { TlsAlert, TlsCertificate, TlsHandshake } from '../../src/model/tls.ts'
import { LADDER_START, type Ladder, ladderOf, withFacts } from './ladder.ts'

const DAY_US = 86_400_000_000
export const days = (count: number): number => LADDER_START + count * DAY_US

/** A certificate that is in force, of its own issuer; what differs is given. */
export const certificate = (own: Partial<TlsCertificate> = {}): TlsCertificate => ({
  subject: 'CN=sip.example.com, O=Example',
  issuer: 'CN=Example Intermediate CA',
  serialNumber: '0A1B',
  subjectAltNames: ['DNS:sip.example.com'],
  notBefore: days(-100),
  notAfter: days(200),
  keyType: 'ec',
  keyBits: 256,
  curve: 'prime256v1',
  signatureAlgorithm: 'ecdsa-with-SHA256',
  selfSigned: false,
  authority: false,
  fingerprint: 'AB:CD',
  ...own,
})

/** A handshake of 80 ms that succeeded, over TLS 1.2 to port 5061; what differs is given. */
export const handshake = (own: Partial<TlsHandshake> = {}): TlsHandshake => ({
  client: { address: '198.51.100.4', port: 40_000 },
  server: { address: '203.0.113.7', port: 5061 },
  first: { frame: 4, at: LADDER_START },
  clientHello: { frame: 4, at: LADDER_START },
  serverHello: { frame: 5, at: LADDER_START + 40_000 },
  completed: { frame: 8, at: LADDER_START + 80_000 },
  closed: undefined,
  outcome: 'completed',
  offeredVersions: ['TLS 1.3', 'TLS 1.2'],
  version: 'TLS 1.2',
  offeredSuites: ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
  suite: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  serverName: 'sip.example.com',
  offeredAlpn: [],
  alpn: undefined,
  resumption: 'none',
  retried: false,
  serverCertificates: [certificate()],
  chainInOrder: undefined,
  clientCertificates: undefined,
  alerts: [],
  decryptedRecords: 0,
  undecryptedRecords: 10,
  sipMessages: 0,
  ...own,
})

export const alert = (description: string, from: TlsAlert['from'] = 'client'): TlsAlert => ({
  frame: 6,
  at: LADDER_START + 60_000,
  from,
  level: 'fatal',
  description,
})

/** It ended with that fatal alert. */
export const refused = (description: string, own: Partial<TlsHandshake> = {}, from?: TlsAlert['from']): TlsHandshake =>
  handshake({ outcome: 'failed', completed: undefined, alerts: [alert(description, from)], ...own })

/** A capture in which nothing but these handshakes were seen. */
export const capturing = (...tls: readonly TlsHandshake[]): Ladder =>
  withFacts(ladderOf('0 192.0.2.1:4000 > 192.0.2.2:5000 rtp PCMU 1'), { tls })
