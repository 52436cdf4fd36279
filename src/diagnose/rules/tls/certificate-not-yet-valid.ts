import { isoOf } from '../../../model/time.ts'
import {
  certificatesIn,
  handshakeProof,
  hasFailed,
  mayTellOfTls,
  nameOf,
  pathText,
  saidIn,
  UNCONNECTED,
} from '../../facts/tls.ts'
import { rule } from '../../rule.ts'
import { CLOCK_TOLERANCE_US } from '../../thresholds/tls.ts'

interface Values {
  readonly says: string
}

export const certificateNotYetValid = rule<'tls', Values>({
  id: 'tls.certificate-not-yet-valid',
  category: 'security',
  severity: 'high',
  sources: ['RFC 5280 §4.1.2.5'],
  title: 'TLS certificate is not yet valid',
  examines: 'tls',
  explains: ['tls.handshake-failed', ...UNCONNECTED],
  meaning:
    'The certificate begins in the future: it was just issued, or the clock of the verifying side is behind, as after a start without a battery clock.',
  fires:
    'A certificate of a SIP connection begins more than 60 s after it was captured, or a log line says so. Critical where the handshake fails.',
  quiet: 'Certificates in force; connections that do not carry SIP.',
  example: ['certificate of sip.example.com is valid from 2026-05-01T00:00:00Z'],
  recommendation: 'Set the clock of the verifying side by NTP; if it is right, issue the certificate again.',
  recipe: 'tls',
  verify: 'Verify: date on the verifying side, and notBefore of the certificate.',
  applies: mayTellOfTls,
  *check(subject) {
    if ('event' in subject) {
      const { event } = subject
      const words = saidIn(event, [
        /certificate is not yet valid/i,
        /\bCERT_NOT_YET_VALID\b/,
        /not yet valid.{0,20}certificate/i,
      ])
      if (words) yield { values: { says: `A log line says "${words}".` }, proof: [{ event }], scope: [] }
      return
    }
    const { handshake } = subject
    if (handshake.serverCertificates === undefined && hasFailed(handshake)) yield { insufficient: 'encrypted' }
    const early = certificatesIn(handshake).find(
      ({ certificate }) => certificate.notBefore > handshake.first.at + CLOCK_TOLERANCE_US,
    )
    if (!early) return
    const { certificate, owner } = early
    yield {
      values: {
        says: `The certificate ${nameOf(certificate)} of the ${owner} (${pathText(handshake)}) is valid from ${isoOf(certificate.notBefore)}; it was shown at ${isoOf(handshake.first.at)}.`,
      },
      proof: [
        handshakeProof(
          handshake,
          `certificate of ${nameOf(certificate)} is valid from ${isoOf(certificate.notBefore)}`,
        ),
      ],
      scope: [owner],
      ...(hasFailed(handshake) && {
        severity: { level: 'critical', because: 'The handshake failed' } as const,
      }),
    }
  },
  detail: ({ says }) => says,
})
