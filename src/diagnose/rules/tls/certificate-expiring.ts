import { isoOf } from '../../../model/time.ts'
import { certificatesIn, handshakeProof, mayTellOfTls, nameOf, saidIn } from '../../facts/tls.ts'
import { rule, type Weight } from '../../rule.ts'
import { EXPIRES_HIGH_US, EXPIRES_LOW_US, EXPIRES_MEDIUM_US, FRESH_CAPTURE_US } from '../../thresholds/tls.ts'

interface Values {
  readonly says: string
}

export const certificateExpiring = rule<'tls', Values>({
  id: 'tls.certificate-expiring',
  category: 'security',
  severity: 'low',
  sources: ['RFC 5280 §4.1.2.5'],
  title: 'TLS certificate is about to expire',
  examines: 'tls',
  meaning: 'When the certificate ends, every peer that verifies it refuses the connection at once.',
  fires:
    'A certificate of a SIP connection in a capture of the last week ends within 30 days; medium within 14, high within 3. Or a log line warns of it.',
  quiet: 'Expired certificates, which are another finding; old captures.',
  example: ['certificate of sip.example.com is valid until 2026-04-20T00:00:00Z'],
  recommendation: 'Renew the certificate now and let the renewal reload the SIP service, not only the web server.',
  recipe: 'tls',
  applies: mayTellOfTls,
  *check(subject, { options }) {
    if ('event' in subject) {
      const words = saidIn(subject.event, [/certificate.{0,80}(?:will expire|about to expire|expires? in)[^.]{0,40}/i])
      if (words) yield { values: { says: `A log line says "${words}".` }, proof: [{ event: subject.event }], scope: [] }
      return
    }
    const { handshake } = subject
    if (options.analysedAt - handshake.first.at > FRESH_CAPTURE_US) return
    if (handshake.serverCertificates === undefined && handshake.outcome === 'completed')
      yield { insufficient: 'encrypted' }
    for (const { certificate, owner } of certificatesIn(handshake)) {
      const left = certificate.notAfter - options.analysedAt
      if (left > EXPIRES_LOW_US || certificate.notAfter < handshake.first.at) continue
      const severity = weigh(left)
      yield {
        values: {
          says: `The certificate ${nameOf(certificate)} of the ${owner} ends on ${isoOf(certificate.notAfter).slice(0, 10)}.`,
        },
        proof: [
          handshakeProof(
            handshake,
            `certificate of ${nameOf(certificate)} is valid until ${isoOf(certificate.notAfter)}`,
          ),
        ],
        scope: [owner],
        ...(severity && { severity }),
      }
    }
  },
  detail: ({ says }) => says,
})

function weigh(left: number): Weight | undefined {
  if (left <= EXPIRES_HIGH_US) return { level: 'high', because: 'It ends within 3 days' }
  return left <= EXPIRES_MEDIUM_US ? { level: 'medium', because: 'It ends within 14 days' } : undefined
}
