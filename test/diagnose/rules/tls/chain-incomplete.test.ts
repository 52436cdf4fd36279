import { chainIncomplete } from '../../../../src/diagnose/rules/tls/chain-incomplete.ts'
import { capturing, certificate, handshake, refused } from '../../../support/handshakes.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(chainIncomplete, {
  quiet: {
    accepted: capturing(handshake()),
    'a whole chain': capturing(refused('unknown_ca', { serverCertificates: [certificate(), certificate()] })),
    'self-signed is another rule': capturing(
      refused('unknown_ca', { serverCertificates: [certificate({ selfSigned: true })] }),
    ),
  },
  fires: {
    'one certificate, and the issuer is not known': [capturing(refused('unknown_ca')), {}, 'high'],
    'a log line': [ladder`log "ERROR: certificate verify failed: unable to get local issuer certificate"`, {}, 'high'],
  },
  unproven: {
    'the certificates are encrypted': [
      capturing(refused('unknown_ca', { serverCertificates: undefined })),
      'encrypted',
    ],
  },
})
