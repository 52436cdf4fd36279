import { nameMismatch } from '../../../../src/diagnose/rules/tls/name-mismatch.ts'
import { capturing, certificate, handshake, refused } from '../../../support/handshakes.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const names = (...subjectAltNames: readonly string[]) => ({ serverCertificates: [certificate({ subjectAltNames })] })

testRule(nameMismatch, {
  quiet: {
    'the name is there': capturing(handshake()),
    'as a SIP URI': capturing(handshake(names('URI:sip:SIP.example.com'))),
    'no name was asked for': capturing(handshake({ ...names('DNS:pbx.example.net'), serverName: undefined })),
    'the common name where there is no other': capturing(handshake(names())),
  },
  fires: {
    'another name, accepted': [capturing(handshake(names('DNS:pbx.example.net'))), {}, 'medium'],
    'another name, refused': [capturing(refused('bad_certificate', names('DNS:pbx.example.net'))), {}, 'high'],
    'a wildcard, accepted': [capturing(handshake(names('DNS:*.example.com'))), {}, 'low'],
    'a wildcard, refused': [capturing(refused('bad_certificate', names('DNS:*.example.com'))), {}, 'high'],
    'a wildcard of another level': [capturing(handshake(names('DNS:*.net'))), {}, 'medium'],
    'a log line': [ladder`log "ERROR: TLS certificate verification failed: hostname mismatch"`, {}, 'high'],
  },
  unproven: {
    'refused, and the certificate is encrypted': [
      capturing(refused('bad_certificate', { serverCertificates: undefined })),
      'encrypted',
    ],
  },
})
