import type { TlsCertificate } from '../../../model/tls.ts'
import { certificatesIn, handshakeProof, hasFailed, mayTellOfTls, nameOf, saidIn } from '../../facts/tls.ts'
import { rule } from '../../rule.ts'
import { EC_BITS, RSA_BITS } from '../../thresholds/tls.ts'

interface Values {
  readonly says: string
}

export const keySizeOrHashWeak = rule<'tls', Values>({
  id: 'tls.key-size-or-hash-weak',
  category: 'security',
  severity: 'medium',
  sources: ['RFC 9325 §4.5', 'RFC 9155'],
  title: 'TLS certificate has a weak key or signature',
  examines: 'tls',
  explains: ['tls.handshake-failed'],
  meaning: 'The key is too short or the certificate is signed with a broken hash; current libraries refuse it.',
  fires: `RSA below ${RSA_BITS} bits, an elliptic curve below ${EC_BITS}, or a SHA-1 or MD5 signature on a certificate other than a root. High where the handshake fails, or a log line says so.`,
  quiet: 'The signature of a root, which nobody checks.',
  example: ['certificate of sip.example.com has an RSA key of 1024 bits'],
  recommendation: 'Issue the certificate again with RSA 2048 or P-256 and SHA-256.',
  recipe: 'tls',
  applies: mayTellOfTls,
  *check(subject) {
    if ('event' in subject) {
      const { event } = subject
      const words = saidIn(event, [
        /\b(?:ee|ca|dh) key too small\b/i,
        /\b(?:EE_KEY_TOO_SMALL|CA_MD_TOO_WEAK|CA_KEY_TOO_SMALL)\b/,
        /\bca md too weak\b/i,
      ])
      if (words)
        yield {
          values: { says: `A log line says "${words}".` },
          proof: [{ event }],
          scope: ['log'],
          severity: { level: 'high', because: 'The certificate was refused for it' },
        }
      return
    }
    const { handshake } = subject
    if (handshake.serverCertificates === undefined && handshake.outcome === 'completed')
      yield { insufficient: 'encrypted' }
    for (const { certificate, owner } of certificatesIn(handshake)) {
      const weak = weaknessOf(certificate)
      if (weak === undefined) continue
      yield {
        values: { says: `The certificate ${nameOf(certificate)} of the ${owner} has ${weak}.` },
        proof: [handshakeProof(handshake, `certificate of ${nameOf(certificate)} has ${weak}`)],
        scope: [owner, weak],
        ...(hasFailed(handshake) && { severity: { level: 'high', because: 'The handshake failed' } as const }),
      }
    }
  },
  detail: ({ says }) => says,
})

function weaknessOf({ keyType, keyBits, signatureAlgorithm, selfSigned }: TlsCertificate): string | undefined {
  if (keyType === 'rsa' && keyBits !== undefined && keyBits < RSA_BITS) return `an RSA key of ${keyBits} bits`
  if (keyType === 'ec' && keyBits !== undefined && keyBits < EC_BITS) return `an elliptic-curve key of ${keyBits} bits`
  return !selfSigned && signatureAlgorithm !== undefined && /sha-?1(?!\d)|md5/i.test(signatureAlgorithm)
    ? `a ${signatureAlgorithm.slice(0, 40)} signature`
    : undefined
}
