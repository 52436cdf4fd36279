import { handshakeProof, isForSip } from '../../facts/tls.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly connections: number
  readonly servers: readonly string[]
}

export const encryptedNotInspectable = rule<'capture', Values>({
  id: 'tls.encrypted-not-inspectable',
  category: 'general',
  severity: 'info',
  sources: ['RFC 8446'],
  title: 'SIP over TLS could not be read',
  examines: 'capture',
  meaning: 'The capture holds encrypted SIP and no keys to it, so whatever happened inside was not judged.',
  fires: 'TLS connections for SIP of which no record could be decrypted.',
  quiet: 'Connections that were decrypted; web traffic; texts.',
  example: ['203.0.113.5:40000 to 203.0.113.7:5061: 48 records not read'],
  recommendation:
    'Send a key log beside the capture (SSLKEYLOGFILE, --key-log), HEP from inside the PBX, or a capture behind the TLS end.',
  applies: ({ capture }) => capture.kind === 'capture' && capture.tls.length > 0,
  *check({ capture }) {
    const shut = capture.tls.filter(
      (one) => isForSip(one, capture) && one.sipMessages === 0 && one.outcome !== 'failed',
    )
    const [first] = shut
    if (!first) return
    const servers = [...new Set(shut.map(({ server }) => `${server.address}:${server.port}`))]
    yield {
      values: { connections: shut.length, servers: servers.slice(0, 5) },
      proof: [handshakeProof(first, `${first.undecryptedRecords} records not read`, first.first)],
      scope: [],
    }
  },
  detail: ({ connections, servers }) =>
    `${connections === 1 ? 'One TLS connection' : `${connections} TLS connections`} to ${servers.join(', ')} could not be decrypted.`,
})
