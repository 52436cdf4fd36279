import type { CaptureFacts } from '../../../model/call.ts'
import type { TlsHandshake } from '../../../model/tls.ts'
import {
  alertProof,
  fatalAlert,
  handshakeProof,
  hasFailed,
  mayTellOfTls,
  pathText,
  saidIn,
  UNCONNECTED,
  wasRetried,
} from '../../facts/tls.ts'
import { rule, type Weight } from '../../rule.ts'

interface Values {
  readonly says: string
}

const SAYINGS = [
  /TLS handshake (?:failed|error|timed? ?out)[^\n]{0,80}/i,
  /SSL_(?:do_handshake|connect|accept)[^\n]{0,20}(?:failed|error)[^\n]{0,60}/i,
  /tls_(?:connect|accept)[^\n]{0,40}(?:error|failed)/i,
  /certificate verif\w{0,10} (?:failed|error)/i,
  /\bPJSIP_TLS_ECERTVERIF\b/,
]

/** What an alert means to whoever has to mend it (RFC 8446 §6.2, RFC 5246 §7.2.2). */
const MEANS: Readonly<Record<string, string>> = {
  bad_certificate: 'The certificate could not be read or verified.',
  certificate_required: 'The server wants a certificate of the client (mutual TLS), and the client sent none.',
  certificate_unknown: 'The certificate was refused for a reason not told.',
  handshake_failure: 'The two sides could not agree on how to encrypt.',
  protocol_version: 'The two sides have no TLS version in common.',
  unknown_ca: 'The issuer of the certificate is not known to the other side.',
  unrecognized_name: 'The server has no certificate for the name that was asked for.',
  internal_error: 'The other side met an error of its own.',
  decrypt_error: 'A signature could not be verified.',
}

export const handshakeFailed = rule<'tls', Values>({
  id: 'tls.handshake-failed',
  category: 'security',
  severity: 'critical',
  sources: ['RFC 8446 §6.2', 'RFC 5246 §7.2.2'],
  title: 'TLS handshake fails',
  examines: 'tls',
  explains: [...UNCONNECTED, 'reg.failed'],
  yieldsTo: ['tls.certificate-*', 'tls.chain-incomplete', 'tls.name-mismatch', 'tls.version-weak', 'tls.cipher-weak'],
  issues: ['tls', 'certificate'],
  meaning: 'The two sides do not come to an encrypted connection, so no SIP can be sent.',
  fires:
    'A fatal alert, a reset or a close ends a handshake for SIP, twice or more, or once with nothing that succeeds within 32 s. Low where a later one succeeds.',
  quiet:
    'Connections without a ClientHello, such as health checks; alerts after the handshake; failures that a more specific rule explains.',
  example: ['fatal alert handshake_failure from the server'],
  recommendation:
    'Compare versions, suites and certificates of both sides; the log of the side that sent the alert says why.',
  recipe: 'tls',
  verify: 'Verify: openssl s_client -connect HOST:5061 completes the handshake.',
  applies: mayTellOfTls,
  *check(subject, { capture }) {
    if ('event' in subject) {
      const { event } = subject
      const words = saidIn(event, SAYINGS)
      if (words)
        yield {
          values: { says: `A log line says "${words.trim()}".` },
          proof: [{ event }],
          scope: ['log'],
          severity: { level: 'high', because: 'Only the log tells; the handshake is not in the input' },
          confidence: 0.85,
        }
      return
    }
    const { handshake } = subject
    if (handshake.clientHello === undefined) return
    if (handshake.outcome === 'unfinished') yield { insufficient: 'ends-mid-dialog' }
    if (!hasFailed(handshake)) return
    const alert = fatalAlert(handshake)
    // A client that closes after its hello without a word may only have asked whether somebody is there.
    if (!alert && handshake.outcome === 'aborted' && failuresTo(handshake, capture) < 2) return
    const severity = weigh(handshake, capture)
    yield {
      values: { says: sentence(handshake, failuresTo(handshake, capture)) },
      proof: [
        alert
          ? alertProof(handshake, alert)
          : handshakeProof(
              handshake,
              `closed by the ${handshake.closed?.by ?? 'peer'} before Finished`,
              handshake.closed ?? handshake.first,
            ),
      ],
      scope: [alert?.description ?? 'closed', alert?.from ?? ''],
      ...(severity && { severity }),
    }
  },
  detail: ({ says }) => says,
})

const failuresTo = ({ server }: TlsHandshake, { tls }: CaptureFacts): number =>
  tls.filter((one) => one.server.address === server.address && one.server.port === server.port && hasFailed(one)).length

function sentence(handshake: TlsHandshake, failures: number): string {
  const alert = fatalAlert(handshake)
  const often = failures > 1 ? `, ${failures} times in all` : ''
  if (alert)
    return `The ${alert.from} ends the handshake with ${alert.description} (${pathText(handshake)}${often}). ${MEANS[alert.description] ?? ''}`.trim()
  const { closed } = handshake
  return `The ${closed?.by ?? 'peer'} ${closed?.how === 'rst' ? 'resets' : 'closes'} the connection before the handshake is over (${pathText(handshake)}${often}).`
}

function weigh(handshake: TlsHandshake, capture: CaptureFacts): Weight | undefined {
  if (wasRetried(handshake, capture)) return { level: 'low', because: 'A later handshake with that server succeeded' }
  return failuresTo(handshake, capture) < 2 ? { level: 'high', because: 'It was tried once in the input' } : undefined
}
