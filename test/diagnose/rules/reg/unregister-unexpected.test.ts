import { unregisterUnexpected } from '../../../../src/diagnose/rules/reg/unregister-unexpected.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const register = (at: number, expires: number) => `
  ${at}        192.0.2.10 > 192.0.2.20  REGISTER  expires ${expires}
  ${at + 0.1}  192.0.2.20 > 192.0.2.10  200`
const flaps = (count: number, after: number) =>
  Array.from({ length: count }, (_, i) => register(200 * i, 0) + register(200 * i + after, 3600)).join('')

testRule(unregisterUnexpected, {
  quiet: {
    'switched off once': ladder`${register(0, 3600)} ${register(100, 0)}`,
    twice: ladder`${flaps(2, 4)}`,
    'back after a minute': ladder`${flaps(3, 60)}`,
  },
  fires: {
    'three times': [ladder`${flaps(3, 4)}`, { flaps: 3, shortestMs: 4000 }, 'low'],
    'with Contact *': [
      ladder`
        ${flaps(2, 4)}
        900   192.0.2.10 > 192.0.2.20  REGISTER  expires 0 header "Contact: *"
        900.1 192.0.2.20 > 192.0.2.10  200
        ${register(910, 3600)}`,
      { flaps: 3 },
      'low',
    ],
  },
  unproven: {
    'no times': [
      ladder`
        192.0.2.10 > 192.0.2.20  REGISTER  expires 0
        192.0.2.20 > 192.0.2.10  200
        192.0.2.10 > 192.0.2.20  REGISTER  expires 0
        192.0.2.20 > 192.0.2.10  200
        192.0.2.10 > 192.0.2.20  REGISTER  expires 0
        192.0.2.20 > 192.0.2.10  200`,
      'no-timestamps',
    ],
  },
})
