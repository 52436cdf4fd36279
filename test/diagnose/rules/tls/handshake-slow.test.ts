import { handshakeSlow } from '../../../../src/diagnose/rules/tls/handshake-slow.ts'
import { capturing, handshake } from '../../../support/handshakes.ts'
import { LADDER_START } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const taking = (micros: number) => handshake({ completed: { frame: 8, at: LADDER_START + micros } })
const each = (count: number, seconds: number) =>
  capturing(
    ...Array.from({ length: count }, (_, i) =>
      handshake({ first: { frame: i, at: LADDER_START + i * seconds * 1_000_000 } }),
    ),
  )

testRule(handshakeSlow, {
  quiet: {
    'one second': capturing(taking(1_000_000)),
    'five in a minute': each(5, 2),
    'six in two minutes': each(6, 24),
  },
  fires: {
    'a little longer': [capturing(taking(1_001_000)), {}, 'low'],
    'six in a minute': [each(6, 2), {}, 'low'],
  },
  unproven: {
    'the connection is older than the capture': [
      capturing(handshake({ outcome: 'not-seen', clientHello: undefined, completed: undefined })),
      'starts-mid-dialog',
    ],
  },
})
