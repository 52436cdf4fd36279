import { expect, test } from 'vitest'
import { createTlsHandshakes } from '../../src/correlate/tls-handshakes.ts'
import type { TlsHandshake } from '../../src/model/tls.ts'

const handshake = (frame: number, more: Partial<TlsHandshake> = {}): TlsHandshake => ({
  client: { address: '192.0.2.1', port: 40_000 },
  server: { address: '192.0.2.2', port: 443 },
  first: { frame, at: 0 },
  clientHello: { frame, at: 0 },
  serverHello: undefined,
  completed: undefined,
  closed: undefined,
  outcome: 'completed',
  offeredVersions: [],
  version: undefined,
  offeredSuites: [],
  suite: undefined,
  serverName: undefined,
  offeredAlpn: [],
  alpn: undefined,
  resumption: 'none',
  retried: false,
  serverCertificates: undefined,
  chainInOrder: undefined,
  clientCertificates: undefined,
  alerts: [],
  decryptedRecords: 0,
  undecryptedRecords: 0,
  sipMessages: 0,
  ...more,
})

test('beyond the cap, connections about SIP and failed ones take the place of others', () => {
  const complaints: string[] = []
  const handshakes = createTlsHandshakes((kind) => complaints.push(kind), 4)
  const sip = { server: { address: '192.0.2.2', port: 5_061 } }
  for (const one of [
    handshake(1),
    handshake(2, sip),
    handshake(3),
    handshake(4),
    handshake(5),
    handshake(6, { outcome: 'failed' }),
    handshake(7, { offeredAlpn: ['sip'] }),
    handshake(8, { sipMessages: 3 }),
    handshake(9, { outcome: 'aborted' }),
  ]) {
    handshakes.add(one)
  }
  expect(handshakes.list().map(({ first }) => first.frame)).toEqual([6, 2, 7, 8])
  expect(complaints).toEqual(Array.from({ length: 5 }, () => 'tls-handshakes-capped'))
})
