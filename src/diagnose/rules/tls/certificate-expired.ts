import { rule } from '../../rule.ts'

interface Values {
  readonly line: string
  readonly words: string
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

export const certificateExpired = rule<'log', Values>({
  id: 'tls.certificate-expired',
  category: 'security',
  severity: 'critical',
  sources: ['RFC 5280 §4.1.2.5', 'RFC 5922 §7', 'RFC 8446 §6'],
  title: 'TLS certificate expired',
  examines: 'log',
  explains: ['signaling.no-response-invite', 'signaling.no-response-noninvite', 'signaling.response-5xx'],
  issues: ['tls', 'certificate'],
  meaning: 'A certificate on the SIP connection is past its notAfter date, so the other side breaks the handshake off.',
  fires: 'A log line says that a certificate has expired, or gives TLS alert 45.',
  quiet:
    'Verification failures without a reason (these are insufficient evidence) or for another one; certificates about to expire. High where calls over TLS are answered all the same.',
  recommendation: 'Renew the certificate, install it with its whole chain, and reload the SIP service.',
  recipe: 'tls',
  verify: 'Verify: openssl s_client -connect HOST:5061 shows a notAfter in the future.',
  applies: ({ event }) => event.topic !== 'registration',
  *check({ event }) {
    const words = SAYINGS.map((saying) => saying.exec(event.text)?.[0]).find(Boolean)
    if (NOT_YET.test(event.text)) return
    if (!words) {
      if (UNEXPLAINED.test(event.text) && !OTHER_REASON.test(event.text)) yield { insufficient: 'encrypted' }
      return
    }
    yield { values: { line: event.text.trim(), words }, proof: [{ event }], scope: [] }
  },
  weigh: ({ tally }) =>
    tally.answeredOverTls > 0
      ? { level: 'high', because: 'Calls over TLS are answered all the same: a peer does not verify' }
      : undefined,
  detail: ({ line, words }) =>
    `A log line says "${words}": ${line.slice(0, 200)}. Until the certificate is renewed, peers that verify it refuse the connection.`,
})
