import { encryptedNotInspectable } from '../../../../src/diagnose/rules/tls/encrypted-not-inspectable.ts'
import { capturing, handshake } from '../../../support/handshakes.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(encryptedNotInspectable, {
  quiet: {
    'it was decrypted': capturing(handshake({ sipMessages: 4 })),
    'a web server': capturing(handshake({ server: { address: '203.0.113.80', port: 443 }, offeredAlpn: ['h2'] })),
    'a text': ladder`log "ERROR: TLS handshake failed"`,
  },
  fires: {
    'no keys': [capturing(handshake(), handshake()), { connections: 2, servers: ['203.0.113.7:5061'] }, 'info'],
  },
})
