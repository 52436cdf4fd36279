import { handshakeFailed } from '../../../../src/diagnose/rules/tls/handshake-failed.ts'
import { capturing, handshake, refused } from '../../../support/handshakes.ts'
import { LADDER_START, ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const later = (seconds: number) => ({ first: { frame: 40, at: LADDER_START + seconds * 1_000_000 } })
const closed = (own = {}) =>
  handshake({
    outcome: 'aborted',
    completed: undefined,
    closed: { frame: 6, at: LADDER_START + 50_000, by: 'server', how: 'rst' },
    ...own,
  })

testRule(handshakeFailed, {
  quiet: {
    'it succeeds': capturing(handshake()),
    'a health check without a hello': capturing(closed({ clientHello: undefined })),
    'closed once without a word': capturing(closed()),
  },
  fires: {
    'twice, with an alert': [capturing(refused('internal_error'), refused('internal_error', later(5))), {}, 'critical'],
    'once, with an alert': [capturing(refused('certificate_required', {}, 'server')), {}, 'high'],
    'reset twice': [capturing(closed(), closed(later(2))), {}, 'critical'],
    'a later one succeeds': [capturing(refused('internal_error'), handshake(later(20))), {}, 'low'],
    'a later one comes too late': [capturing(refused('internal_error'), handshake(later(40))), {}, 'high'],
    'a log line': [ladder`log "ERROR: TLS handshake failed with 203.0.113.7:5061"`, {}, 'high'],
  },
  unproven: {
    'the input ends in the middle': [
      capturing(handshake({ outcome: 'unfinished', completed: undefined })),
      'ends-mid-dialog',
    ],
  },
})
