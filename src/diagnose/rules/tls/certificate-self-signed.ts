import type { TlsHandshake } from '../../../model/tls.ts'
import {
  alertProof,
  fatalAlert,
  handshakeProof,
  hasFailed,
  isInside,
  lineSays,
  mayTellOfTls,
  nameOf,
  pathText,
  UNCONNECTED,
} from '../../facts/tls.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly says: string
}

export const certificateSelfSigned = rule<'tls', Values>({
  id: 'tls.certificate-self-signed',
  category: 'security',
  severity: 'medium',
  sources: ['RFC 5280 §6.1', 'RFC 5922 §7.1', 'RFC 8446 §6.2'],
  title: 'TLS certificate is self-signed or of an unknown issuer',
  examines: 'tls',
  explains: ['tls.handshake-failed', ...UNCONNECTED],
  issues: ['tls', 'certificate'],
  meaning:
    'Nobody the peer trusts vouches for the certificate, so a peer that verifies refuses it, and one that does not can be deceived.',
  fires:
    'The certificate of a SIP connection issued itself, a side sent alert 48 (unknown_ca), or a log line says so. Critical where the handshake fails.',
  quiet: 'Certificates of an issuer that was shown. Low between private hosts where it succeeds.',
  example: ['certificate of sip.example.com issued itself', 'fatal alert unknown_ca from the client'],
  recommendation:
    'Install a certificate of a public authority with its chain, or give the peer the issuing certificate of your own authority.',
  recipe: 'tls',
  verify: 'Verify: openssl s_client -connect HOST:5061 ends with "Verify return code: 0".',
  applies: mayTellOfTls,
  *check(subject) {
    if ('event' in subject) {
      const { event } = subject
      const told = lineSays(event, [
        /self[- ]signed certificate/i,
        /alert unknown ca/i,
        /SSL alert number 48\b/i,
        /\bDEPTH_ZERO_SELF_SIGNED_CERT\b/,
      ])
      if (told) yield { ...told, severity: { level: 'critical', because: 'The connection was refused for it' } }
      return
    }
    const { handshake } = subject
    const [leaf] = handshake.serverCertificates ?? []
    const alert = fatalAlert(handshake, 'unknown_ca')
    if (!leaf?.selfSigned && !(alert && handshake.serverCertificates === undefined)) {
      if (handshake.serverCertificates === undefined && handshake.outcome === 'completed')
        yield { insufficient: 'encrypted' }
      return
    }
    const lines: Proof[] = leaf?.selfSigned
      ? [handshakeProof(handshake, `certificate of ${nameOf(leaf)} issued itself`)]
      : []
    if (alert) lines.push(alertProof(handshake, alert))
    const severity = weigh(handshake)
    yield {
      values: {
        says: leaf?.selfSigned
          ? `The server shows ${nameOf(leaf)}, a certificate that issued itself (${pathText(handshake)}).`
          : `The ${alert!.from} does not know the issuer of the certificate (${pathText(handshake)}).`,
      },
      proof: [lines[0]!, ...lines.slice(1)],
      scope: [leaf?.selfSigned ? 'self' : 'issuer'],
      ...(severity && { severity }),
    }
  },
  detail: ({ says }) => says,
})

function weigh(handshake: TlsHandshake): Weight | undefined {
  if (hasFailed(handshake)) return { level: 'critical', because: 'The handshake failed' }
  return handshake.outcome === 'completed' && isInside(handshake)
    ? { level: 'low', because: 'The handshake succeeded, between private hosts' }
    : undefined
}
