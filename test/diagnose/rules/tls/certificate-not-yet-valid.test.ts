import { certificateNotYetValid } from '../../../../src/diagnose/rules/tls/certificate-not-yet-valid.ts'
import { capturing, certificate, days, handshake, refused } from '../../../support/handshakes.ts'
import { LADDER_START, ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const from = (notBefore: number) => ({ serverCertificates: [certificate({ notBefore })] })

testRule(certificateNotYetValid, {
  quiet: {
    'in force': capturing(handshake()),
    'within the tolerance': capturing(handshake(from(LADDER_START + 60_000_000))),
  },
  fires: {
    'just beyond it': [capturing(handshake(from(LADDER_START + 61_000_000))), {}, 'high'],
    'and the handshake fails': [capturing(refused('bad_certificate', from(days(15)))), {}, 'critical'],
    'a log line': [ladder`log "ERROR: certificate verify failed: certificate is not yet valid"`, {}, 'high'],
  },
  unproven: {
    'refused, and the certificate is encrypted': [
      capturing(refused('bad_certificate', { serverCertificates: undefined })),
      'encrypted',
    ],
  },
})
