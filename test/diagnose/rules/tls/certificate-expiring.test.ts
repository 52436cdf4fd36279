import { certificateExpiring } from '../../../../src/diagnose/rules/tls/certificate-expiring.ts'
import { capturing, certificate, days, handshake } from '../../../support/handshakes.ts'
import { ladder, withOptions } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const ending = (inDays: number) =>
  capturing(handshake({ serverCertificates: [certificate({ notAfter: days(inDays) })] }))

testRule(certificateExpiring, {
  quiet: {
    'in two months': ending(60),
    'already over': ending(-1),
    'an old capture': withOptions(ending(10), { analysedAt: days(9) }),
  },
  fires: {
    'in three weeks': [ending(21), {}, 'low'],
    'in ten days': [ending(10), {}, 'medium'],
    'in two days': [ending(2), {}, 'high'],
    'a log warns': [ladder`log "WARNING: TLS certificate of sip.example.com will expire in 5 days"`, {}, 'low'],
  },
  unproven: {
    'the certificate is encrypted': [capturing(handshake({ serverCertificates: undefined })), 'encrypted'],
  },
})
