import { certificateSelfSigned } from '../../../../src/diagnose/rules/tls/certificate-self-signed.ts'
import { capturing, certificate, handshake, refused } from '../../../support/handshakes.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const OWN = { serverCertificates: [certificate({ selfSigned: true })] }
const INSIDE = { client: { address: '10.0.0.5', port: 40_000 }, server: { address: '10.0.0.9', port: 5061 } }

testRule(certificateSelfSigned, {
  quiet: {
    'issued by another': capturing(handshake()),
    'refused for another reason': capturing(refused('certificate_expired')),
    'a chain without its end is another rule': capturing(refused('unknown_ca')),
  },
  fires: {
    accepted: [capturing(handshake(OWN)), {}, 'medium'],
    refused: [capturing(refused('unknown_ca', OWN)), {}, 'critical'],
    'accepted between private hosts': [capturing(handshake({ ...OWN, ...INSIDE })), {}, 'low'],
    'only the alert was seen': [capturing(refused('unknown_ca', { serverCertificates: undefined })), {}, 'critical'],
    'a log line': [ladder`log "ERROR: certificate verify failed: self-signed certificate"`, {}, 'critical'],
  },
  unproven: {
    'the certificate is encrypted': [capturing(handshake({ serverCertificates: undefined })), 'encrypted'],
  },
})
