import { alertProof, fatalAlert, handshakeProof, mayTellOfTls, pathText, saidIn, UNCONNECTED } from '../../facts/tls.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly says: string
}

const WEAK = new Set(['SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1'])

export const versionWeak = rule<'tls', Values>({
  id: 'tls.version-weak',
  category: 'security',
  severity: 'medium',
  sources: ['RFC 8996', 'RFC 9325 §3.1'],
  title: 'Outdated TLS version',
  examines: 'tls',
  explains: ['tls.handshake-failed', ...UNCONNECTED],
  issues: ['tls'],
  meaning: 'TLS 1.0 and 1.1 are withdrawn, and more and more peers refuse them.',
  fires:
    'TLS 1.0 or 1.1 was negotiated; high for SSL 3.0; critical where a side sent alert 70 (protocol_version) because there is no common version.',
  quiet: 'TLS 1.2 and 1.3.',
  example: ['negotiated TLS 1.0; the client offered TLS 1.0'],
  recommendation: 'Allow TLS 1.2 and 1.3 on both sides, and nothing older.',
  recipe: 'tls',
  verify: 'Verify: openssl s_client -connect HOST:5061 shows TLSv1.2 or TLSv1.3.',
  applies: mayTellOfTls,
  *check(subject) {
    if ('event' in subject) {
      const { event } = subject
      const words = saidIn(event, [
        /alert protocol version/i,
        /SSL alert number 70\b/i,
        /\bunsupported protocol\b/i,
        /\bwrong version number\b/i,
      ])
      if (words)
        yield {
          values: { says: `A log line says "${words}": the two sides have no TLS version in common.` },
          proof: [{ event }],
          scope: ['none'],
          severity: { level: 'critical', because: 'The connection failed for it' },
        }
      return
    }
    const { handshake } = subject
    const { version, offeredVersions } = handshake
    const alert = fatalAlert(handshake, 'protocol_version')
    const offered = offeredVersions.join(', ') || 'nothing that was captured'
    if (alert) {
      yield {
        values: {
          says: `The client offers ${offered}, and the ${alert.from} accepts none of it (${pathText(handshake)}).`,
        },
        proof: [
          handshakeProof(handshake, `the client offers ${offered}`, handshake.clientHello),
          alertProof(handshake, alert),
        ],
        scope: ['none'],
        severity: { level: 'critical', because: 'There is no common version' },
      }
    } else if (version === undefined) {
      if (handshake.outcome === 'not-seen') yield { insufficient: 'starts-mid-dialog' }
    } else if (WEAK.has(version)) {
      yield {
        values: { says: `${version} was negotiated (${pathText(handshake)}); the client offered ${offered}.` },
        proof: [handshakeProof(handshake, `negotiated ${version}; the client offered ${offered}`)],
        scope: [version],
        ...(version.startsWith('SSL') && { severity: { level: 'high', because: `${version} is broken` } as const }),
      }
    }
  },
  detail: ({ says }) => says,
})
