import { isoOf } from '../../../model/time.ts'
import {
  alertProof,
  certificatesIn,
  fatalAlert,
  handshakeProof,
  isForSip,
  mayTellOfTls,
  nameOf,
  pathText,
  saidIn,
  type TlsSubject,
  UNCONNECTED,
} from '../../facts/tls.ts'
import { type Proof, type RuleContext, rule, type Verdict } from '../../rule.ts'

interface Values {
  readonly says: string
}

/** How libraries and products say it: OpenSSL and GnuTLS texts, alert 45 (RFC 8446 §6), Node, PJSIP, Kamailio. */
const SAYINGS: readonly RegExp[] = [
  /certificate has expired/i,
  /\bCERT_HAS_EXPIRED\b/,
  /alert certificate expired/i,
  /SSL alert number 45\b/i,
  /\bPJ_SSL_CERT_EVALIDITY_PERIOD\b/,
  /certificate verify failed.{0,80}expired/i,
  /certificate.{0,40}\bexpired\b/i,
  /expired.{0,20}certificate/i,
]
/** A certificate was refused, and the line does not say why: the handshake would, but it is not in the input. */
const UNEXPLAINED = /certificate verif\w{0,10} (failed|error)|PJSIP_TLS_ECERTVERIF|bad certificate/i
/** Reasons other than age (X.509 verification errors as OpenSSL and GnuTLS word them). */
const OTHER_REASON = /self[- ]signed|issuer|unknown ca|host ?name|mismatch|not yet valid|revoked|purpose|chain/i
/** Warnings about the future, and negations. */
const NOT_YET = /will expire|about to expire|expires? (in|on)|not expired|hasn't expired/i

export const certificateExpired = rule<'tls', Values>({
  id: 'tls.certificate-expired',
  category: 'security',
  severity: 'critical',
  sources: ['RFC 5280 §4.1.2.5', 'RFC 5922 §7', 'RFC 8446 §6'],
  title: 'TLS certificate expired',
  examines: 'tls',
  explains: [...UNCONNECTED],
  issues: ['tls', 'certificate'],
  meaning: 'A certificate on the SIP connection is past its notAfter date, so the other side breaks the handshake off.',
  fires:
    'A certificate of a handshake was past its notAfter when it was captured, a side sent alert 45, or a log line says so.',
  quiet:
    'Verification failures without a reason (these are insufficient evidence) or for another one; certificates about to expire; connections that do not carry SIP. High where the handshake, or calls over TLS, succeed all the same.',
  example: [
    'certificate of sip.example.com (serial 0A1B) was valid until 2026-03-01T00:00:00Z',
    'fatal alert certificate_expired from the client',
  ],
  recommendation: 'Renew the certificate, install it with its whole chain, and reload the SIP service.',
  recipe: 'tls',
  verify: 'Verify: openssl s_client -connect HOST:5061 shows a notAfter in the future.',
  applies: mayTellOfTls,
  *check(subject, context) {
    if ('event' in subject) yield* told(subject)
    else yield* seen(subject, context)
  },
  weigh: ({ tally, severity }) =>
    tally.answeredOverTls > 0 && severity === 'critical'
      ? { level: 'high', because: 'Calls over TLS are answered all the same: a peer does not verify' }
      : undefined,
  detail: ({ says }) => `${says} Until the certificate is renewed, peers that verify it refuse the connection.`,
})

function* told({ event }: Extract<TlsSubject, { event: unknown }>): Iterable<Verdict<Values>> {
  const words = saidIn(event, SAYINGS)
  if (NOT_YET.test(event.text)) return
  if (!words) {
    if (UNEXPLAINED.test(event.text) && !OTHER_REASON.test(event.text)) yield { insufficient: 'encrypted' }
    return
  }
  yield {
    values: { says: `A log line says "${words}": ${event.text.trim().slice(0, 200)}.` },
    proof: [{ event }],
    scope: [],
  }
}

function* seen(
  { handshake }: Extract<TlsSubject, { handshake: unknown }>,
  { capture }: RuleContext,
): Iterable<Verdict<Values>> {
  const { at } = handshake.first
  const expired = certificatesIn(handshake).find(({ certificate }) => certificate.notAfter < at)
  const alert = fatalAlert(handshake, 'certificate_expired')
  if (!expired && !alert) {
    if (
      isForSip(handshake, capture) &&
      handshake.serverCertificates === undefined &&
      fatalAlert(handshake, 'bad_certificate')
    )
      yield { insufficient: 'encrypted' }
    return
  }
  const lines: Proof[] = []
  if (expired) {
    const { certificate } = expired
    lines.push(
      handshakeProof(
        handshake,
        `certificate of ${nameOf(certificate)} (serial ${certificate.serialNumber.slice(0, 40)}) was valid until ${isoOf(certificate.notAfter)}`,
      ),
    )
  }
  if (alert) lines.push(alertProof(handshake, alert))
  const days = expired && Math.floor((at - expired.certificate.notAfter) / 86_400_000_000)
  const name = expired && nameOf(expired.certificate)
  yield {
    values: {
      says: expired
        ? `The ${expired.leaf ? '' : 'issuing '}certificate ${name} of the ${expired.owner} (${pathText(handshake)}) had been expired for ${days} days.`
        : `The ${alert!.from} refused the certificate as expired (${pathText(handshake)}).`,
    },
    proof: [lines[0]!, ...lines.slice(1)],
    scope: [expired?.owner ?? 'server'],
    ...(handshake.outcome === 'completed' && {
      severity: { level: 'high', because: 'The handshake succeeded all the same: the peer does not verify' } as const,
    }),
  }
}
