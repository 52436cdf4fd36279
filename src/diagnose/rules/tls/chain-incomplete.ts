import {
  alertProof,
  fatalAlert,
  handshakeProof,
  lineSays,
  mayTellOfTls,
  nameOf,
  pathText,
  UNCONNECTED,
} from '../../facts/tls.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly says: string
}

export const chainIncomplete = rule<'tls', Values>({
  id: 'tls.chain-incomplete',
  category: 'security',
  severity: 'high',
  sources: ['RFC 5246 §7.4.2', 'RFC 8446 §4.4.2', 'RFC 5280 §6.1'],
  title: 'TLS certificate chain is incomplete',
  examines: 'tls',
  explains: ['tls.handshake-failed', 'tls.certificate-self-signed', ...UNCONNECTED],
  issues: ['tls', 'certificate'],
  meaning:
    'The server sends its own certificate without the intermediate one that links it to a known authority. Browsers mend that by themselves; SIP stacks do not.',
  fires:
    'A single certificate that another one issued is answered with alert 48 (unknown_ca), or a log line says that the issuer could not be found.',
  quiet: 'Whole chains; self-signed certificates; handshakes that succeed.',
  example: [
    'one certificate, sip.example.com, issued by CN=Example Intermediate CA',
    'fatal alert unknown_ca from the client',
  ],
  recommendation:
    'Install the full chain on the server: its certificate followed by the intermediate ones (fullchain.pem).',
  recipe: 'tls',
  verify: 'Verify: openssl s_client -showcerts -connect HOST:5061 lists the intermediate certificate.',
  applies: mayTellOfTls,
  *check(subject) {
    if ('event' in subject) {
      const { event } = subject
      const told = lineSays(event, [
        /unable to get local issuer certificate/i,
        /unable to verify the first certificate/i,
        /\bUNABLE_TO_(?:GET_ISSUER_CERT_LOCALLY|VERIFY_LEAF_SIGNATURE)\b/,
      ])
      if (told) yield told
      return
    }
    const { handshake } = subject
    const alert = fatalAlert(handshake, 'unknown_ca')
    if (!alert) return
    const { serverCertificates } = handshake
    if (serverCertificates === undefined) {
      yield { insufficient: 'encrypted' }
      return
    }
    const [leaf] = serverCertificates
    if (serverCertificates.length !== 1 || !leaf || leaf.selfSigned) return
    yield {
      values: {
        says: `The server sends only ${nameOf(leaf)}, issued by ${leaf.issuer.slice(0, 120)}, and the ${alert.from} answers unknown_ca (${pathText(handshake)}).`,
      },
      proof: [
        handshakeProof(handshake, `one certificate, ${nameOf(leaf)}, issued by ${leaf.issuer.slice(0, 120)}`),
        alertProof(handshake, alert),
      ],
      scope: ['server'],
    }
  },
  detail: ({ says }) => says,
})
