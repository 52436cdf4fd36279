import { alertProof, fatalAlert, handshakeProof, mayTellOfTls, pathText, saidIn, UNCONNECTED } from '../../facts/tls.ts'
import { rule, type Weight } from '../../rule.ts'

interface Values {
  readonly says: string
}

/** Broken by what they are made of (RFC 9325 §4.1, RFC 7465). */
const BROKEN = /_RC4_|_3DES_|_DES_|_NULL_|_EXPORT|_anon_|_MD5$/i
/** No forward secrecy, or CBC with SHA-1 (RFC 9325 §4.2). */
const OLD = /^TLS_RSA_WITH_|_CBC_SHA$/

export const cipherWeak = rule<'tls', Values>({
  id: 'tls.cipher-weak',
  category: 'security',
  severity: 'medium',
  sources: ['RFC 9325 §4.1', 'RFC 9325 §4.2', 'RFC 7465'],
  title: 'Weak TLS cipher suite',
  examines: 'tls',
  explains: ['tls.handshake-failed', ...UNCONNECTED],
  issues: ['tls'],
  meaning: 'The suite chosen can be broken, or lets recorded traffic be read once the key of the server is known.',
  fires:
    'RC4, 3DES, NULL, export, anonymous or MD5 suites (high); static RSA or CBC with SHA-1 (low); critical where alert 40 (handshake_failure) shows that there is no common suite.',
  quiet: 'Suites with ECDHE or DHE and AEAD.',
  example: ['chosen TLS_RSA_WITH_AES_128_CBC_SHA'],
  recommendation: 'Allow ECDHE suites with AES-GCM or ChaCha20 on both sides.',
  recipe: 'tls',
  verify: 'Verify: openssl s_client -connect HOST:5061 shows an ECDHE suite.',
  applies: mayTellOfTls,
  *check(subject) {
    if ('event' in subject) {
      const { event } = subject
      const words = saidIn(event, [/no shared cipher/i, /no ciphers? available/i])
      if (words)
        yield {
          values: { says: `A log line says "${words}": the two sides have no cipher suite in common.` },
          proof: [{ event }],
          scope: ['none'],
          severity: { level: 'critical', because: 'The connection failed for it' },
        }
      return
    }
    const { handshake } = subject
    const { suite, offeredSuites } = handshake
    const alert =
      handshake.serverHello === undefined
        ? fatalAlert(handshake, 'handshake_failure', 'insufficient_security')
        : undefined
    if (alert) {
      const offered = offeredSuites.slice(0, 10).join(', ') || 'none that were captured'
      yield {
        values: { says: `The ${alert.from} accepts none of the suites offered (${pathText(handshake)}): ${offered}.` },
        proof: [
          handshakeProof(handshake, `the client offers ${offered}`, handshake.clientHello),
          alertProof(handshake, alert),
        ],
        scope: ['none'],
        severity: { level: 'critical', because: 'There is no common suite' },
        confidence: 0.85,
      }
    } else if (suite === undefined) {
      if (handshake.outcome === 'not-seen') yield { insufficient: 'starts-mid-dialog' }
    } else if (BROKEN.test(suite) || OLD.test(suite)) {
      yield {
        values: { says: `${suite} was chosen (${pathText(handshake)}).` },
        proof: [handshakeProof(handshake, `chosen ${suite}`)],
        scope: [suite],
        severity: weigh(suite),
      }
    }
  },
  detail: ({ says }) => says,
})

const weigh = (suite: string): Weight =>
  BROKEN.test(suite)
    ? { level: 'high', because: 'The suite is broken' }
    : { level: 'low', because: 'It works, without forward secrecy or with an old mode' }
