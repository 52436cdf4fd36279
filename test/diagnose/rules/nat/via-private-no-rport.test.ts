import { expect, test } from 'vitest'
import type { AnyRule } from '../../../../src/diagnose/rule.ts'
import { viaPrivateNoRport } from '../../../../src/diagnose/rules/nat/via-private-no-rport.ts'
import { ladder } from '../../../support/ladder.ts'
import { diagnosed, testRule } from '../../../support/test-rule.ts'

const via = (rest = '') => `header "Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK-1${rest}"`

testRule(viaPrivateNoRport, {
  quiet: {
    'with rport': ladder`198.51.100.4 > 203.0.113.7  OPTIONS  ${via(';rport')}`,
    'private peers': ladder`192.168.1.20 > 192.168.1.1  OPTIONS  ${via()}`,
    'a public Via': ladder`198.51.100.4 > 203.0.113.7  OPTIONS  header "Via: SIP/2.0/UDP 198.51.100.4;branch=z9hG4bK-1"`,
    TCP: ladder`198.51.100.4 > 203.0.113.7  OPTIONS  over TCP header "Via: SIP/2.0/TCP 192.168.1.20;branch=z9hG4bK-1"`,
  },
  fires: {
    'one send': [
      ladder`198.51.100.4 > 203.0.113.7  OPTIONS  ${via()}`,
      { host: '192.168.1.20', peer: '198.51.100.4' },
      'medium',
    ],
    'no response to any send': [
      ladder`
        198.51.100.4 > 203.0.113.7  OPTIONS  ${via()}
        198.51.100.4 > 203.0.113.7  OPTIONS  again
        198.51.100.4 > 203.0.113.7  OPTIONS  again`,
      { method: 'OPTIONS' },
      'high',
    ],
    'a response came back': [
      ladder`
        198.51.100.4 > 203.0.113.7  OPTIONS  ${via()}
        203.0.113.7 > 198.51.100.4  200  ${via()}`,
      { method: 'OPTIONS' },
      'low',
    ],
    'seen before the NAT': [ladder`192.168.1.20 > 203.0.113.7  OPTIONS  ${via()}`, { peer: '203.0.113.7' }, 'medium'],
  },
  unproven: {
    'no addresses beside it': [
      ladder`
        as raw
        192.168.1.20 > 203.0.113.7  OPTIONS  ${via()}`,
      'one-direction-only',
    ],
  },
})

test('two private peers leave nothing open', () => {
  const drawn = ladder`192.168.1.20 > 192.168.1.1  OPTIONS  ${via()}`
  const { coverage } = diagnosed(drawn, [viaPrivateNoRport as unknown as AnyRule])
  expect(coverage).toMatchObject([{ verdict: 'clear' }])
})
