import { nonceReuse } from '../../../../src/diagnose/rules/auth/nonce-reuse.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const auth = (nonce: string, nc: string, response = nc) =>
  `header "Authorization: Digest username=a, realm=pbx, nonce=${nonce}, uri=sip:x, qop=auth, nc=${nc}, cnonce=c, response=${response}"`
const twice = (first: string, second: string, at = 60) => ladder`
  0    192.0.2.1 > 203.0.113.7  REGISTER  ${first}
  0.1  203.0.113.7 > 192.0.2.1  200
  ${at} 192.0.2.1 > 203.0.113.7  REGISTER  ${second}
  ${at + 0.1} 203.0.113.7 > 192.0.2.1  200`

testRule(nonceReuse, {
  quiet: {
    'the count rises': twice(auth('n', '00000001'), auth('n', '00000002')),
    'another nonce': twice(auth('n', '00000001'), auth('m', '00000001')),
    'the second is refused': ladder`
      0    192.0.2.1 > 203.0.113.7  REGISTER  ${auth('n', '00000001')}
      0.1  203.0.113.7 > 192.0.2.1  200
      60   192.0.2.1 > 203.0.113.7  REGISTER  ${auth('n', '00000001', '01')}
      60.1 203.0.113.7 > 192.0.2.1  401`,
  },
  fires: {
    'the count stays': [
      twice(auth('n', '00000001'), auth('n', '00000001', '01')),
      { how: 'count', count: 1 },
      'medium',
    ],
    'for hours': [twice(auth('n', '00000001'), auth('n', '00000002'), 7200), { how: 'age', minutes: 120 }, 'medium'],
  },
  unproven: {
    'no times': [
      ladder`
        192.0.2.1 > 203.0.113.7  REGISTER  ${auth('n', '00000001')}
        203.0.113.7 > 192.0.2.1  200
        192.0.2.1 > 203.0.113.7  REGISTER  ${auth('n', '00000002')}
        203.0.113.7 > 192.0.2.1  200`,
      'no-timestamps',
    ],
  },
})
