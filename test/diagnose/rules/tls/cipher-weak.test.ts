import { cipherWeak } from '../../../../src/diagnose/rules/tls/cipher-weak.ts'
import { capturing, handshake, refused } from '../../../support/handshakes.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(cipherWeak, {
  quiet: {
    'ECDHE with AES-GCM': capturing(handshake()),
    'TLS 1.3': capturing(handshake({ suite: 'TLS_AES_128_GCM_SHA256' })),
    'refused after the server had chosen': capturing(refused('handshake_failure')),
  },
  fires: {
    RC4: [capturing(handshake({ suite: 'TLS_RSA_WITH_RC4_128_SHA' })), {}, 'high'],
    '3DES': [capturing(handshake({ suite: 'TLS_RSA_WITH_3DES_EDE_CBC_SHA' })), {}, 'high'],
    'static RSA': [capturing(handshake({ suite: 'TLS_RSA_WITH_AES_128_GCM_SHA256' })), {}, 'low'],
    'CBC with SHA-1': [capturing(handshake({ suite: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA' })), {}, 'low'],
    'none in common': [
      capturing(refused('handshake_failure', { serverHello: undefined, suite: undefined }, 'server')),
      {},
      'critical',
    ],
    'a log line': [ladder`log "ERROR: tls_accept: no shared cipher"`, {}, 'critical'],
  },
  unproven: {
    'the connection is older than the capture': [
      capturing(handshake({ suite: undefined, outcome: 'not-seen', clientHello: undefined })),
      'starts-mid-dialog',
    ],
  },
})
