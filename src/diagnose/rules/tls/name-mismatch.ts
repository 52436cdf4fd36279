import type { TlsCertificate, TlsHandshake } from '../../../model/tls.ts'
import {
  alertProof,
  fatalAlert,
  handshakeProof,
  hasFailed,
  lineSays,
  mayTellOfTls,
  nameOf,
  pathText,
  UNCONNECTED,
} from '../../facts/tls.ts'
import { rule, type Weight } from '../../rule.ts'

interface Values {
  readonly says: string
}

/** How a client refuses a certificate that is whole but of somebody else (RFC 8446 §6.2). */
const REFUSALS = ['bad_certificate', 'certificate_unknown', 'unrecognized_name', 'handshake_failure']

export const nameMismatch = rule<'tls', Values>({
  id: 'tls.name-mismatch',
  category: 'security',
  severity: 'high',
  sources: ['RFC 5922 §7.1', 'RFC 5922 §7.2', 'RFC 6125 §6.4'],
  title: 'TLS certificate is for another name',
  examines: 'tls',
  explains: ['tls.handshake-failed', ...UNCONNECTED],
  issues: ['tls', 'certificate'],
  meaning:
    'The client asked for one name and the certificate is for another, so a client that compares them refuses it.',
  fires:
    'The server name the client asked for is in none of the names of the certificate. High where the handshake fails or a log line says so, medium where it succeeds; low for a wildcard that covers it, which SIP does not allow.',
  quiet: 'Connections without a server name; certificates that name it.',
  example: ['asked for sip.example.com, certificate names DNS:pbx.example.net'],
  recommendation:
    'Issue the certificate for the SIP domain (subjectAltName), or let the client connect by the name in the certificate.',
  recipe: 'tls',
  verify: 'Verify: the subjectAltName of the certificate holds the domain in the SIP URI.',
  applies: mayTellOfTls,
  *check(subject) {
    if ('event' in subject) {
      const { event } = subject
      const told = lineSays(event, [
        /host ?name (?:does not match|mismatch)/i,
        /\bERR_TLS_CERT_ALTNAME_INVALID\b/,
        /certificate.{0,60}(?:does not match|name mismatch)/i,
        /\bPJ_SSL_CERT_EIDENTITY_NOT_MATCH\b/,
      ])
      if (told) yield told
      return
    }
    const { handshake } = subject
    const { serverName, serverCertificates } = handshake
    if (serverName === undefined) return
    const [leaf] = serverCertificates ?? []
    if (!leaf) {
      if (fatalAlert(handshake, ...REFUSALS)) yield { insufficient: 'encrypted' }
      return
    }
    const fit = fitOf(leaf, serverName.toLowerCase())
    if (fit === 'exact') return
    const alert = hasFailed(handshake) ? fatalAlert(handshake, ...REFUSALS) : undefined
    if (fit === 'wildcard' && handshake.outcome !== 'completed' && !alert) return
    const severity = weigh(handshake, fit)
    yield {
      values: {
        says: `The client asked for ${serverName.slice(0, 120)}, and the certificate is for ${namesIn(leaf)} (${pathText(handshake)}).`,
      },
      proof: [
        handshakeProof(handshake, `asked for ${serverName.slice(0, 120)}, certificate names ${namesIn(leaf)}`),
        ...(alert ? [alertProof(handshake, alert)] : []),
      ],
      scope: [fit],
      ...(severity && { severity }),
    }
  },
  detail: ({ says }) => says,
})

const namesIn = (certificate: TlsCertificate): string =>
  (certificate.subjectAltNames.slice(0, 5).join(', ') || nameOf(certificate)).slice(0, 200)

/** RFC 5922 §7.1: URI and DNS names; the common name only where there is none of them. Wildcards do not count (§7.2). */
function fitOf(certificate: TlsCertificate, asked: string): 'exact' | 'wildcard' | 'none' {
  const names = certificate.subjectAltNames.flatMap((one) => {
    const [, kind, name] = /^(DNS|URI|IP Address):(?:sips?:)?(.*)$/i.exec(one) ?? []
    return kind === undefined || name === undefined ? [] : [name.toLowerCase()]
  })
  const all = names.length > 0 ? names : [nameOf(certificate).toLowerCase()]
  if (all.includes(asked)) return 'exact'
  const parent = asked.slice(asked.indexOf('.'))
  return parent.length > 1 && all.includes(`*${parent}`) ? 'wildcard' : 'none'
}

function weigh({ outcome }: TlsHandshake, fit: 'wildcard' | 'none'): Weight | undefined {
  if (outcome !== 'completed') return undefined
  return fit === 'wildcard'
    ? { level: 'low', because: 'A wildcard covers the name, which RFC 5922 §7.2 does not allow, and the peer took it' }
    : { level: 'medium', because: 'The handshake succeeded: the client does not compare names' }
}
