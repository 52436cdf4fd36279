import { versionWeak } from '../../../../src/diagnose/rules/tls/version-weak.ts'
import { capturing, handshake, refused } from '../../../support/handshakes.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(versionWeak, {
  quiet: { 'TLS 1.2': capturing(handshake()), 'TLS 1.3': capturing(handshake({ version: 'TLS 1.3' })) },
  fires: {
    'TLS 1.0': [capturing(handshake({ version: 'TLS 1.0' })), {}, 'medium'],
    'SSL 3.0': [capturing(handshake({ version: 'SSL 3.0' })), {}, 'high'],
    'none in common': [
      capturing(
        refused(
          'protocol_version',
          { version: undefined, serverHello: undefined, offeredVersions: ['TLS 1.0'] },
          'server',
        ),
      ),
      {},
      'critical',
    ],
    'a log line': [ladder`log "ERROR: tls_connect: tlsv1 alert protocol version"`, {}, 'critical'],
  },
  unproven: {
    'the connection is older than the capture': [
      capturing(handshake({ version: undefined, outcome: 'not-seen', clientHello: undefined })),
      'starts-mid-dialog',
    ],
  },
})
