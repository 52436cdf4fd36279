import { expiredBeforeRefresh } from '../../../../src/diagnose/rules/reg/expired-before-refresh.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const register = (at: number, expires = 60) => `
  ${at}        192.0.2.10 > 192.0.2.20  REGISTER  to sip:alice@example.com from sip:alice@example.com expires ${expires}
  ${at + 0.1}  192.0.2.20 > 192.0.2.10  200`
const call = (at: number) => `
  ${at}        192.0.2.30 > 192.0.2.20  INVITE  call in to sip:alice@example.com
  ${at + 0.1}  192.0.2.20 > 192.0.2.30  480     call in
  ${at + 0.2}  192.0.2.30 > 192.0.2.20  ACK     call in`

testRule(expiredBeforeRefresh, {
  quiet: {
    'in time': ladder`${register(0)} ${register(50)}`,
    'a second late': ladder`${register(0)} ${register(61)}`,
    'the device was off': ladder`${register(0)} ${register(125)}`,
    'taken back in between': ladder`${register(0)} ${register(30, 0)} ${register(95)}`,
  },
  fires: {
    late: [ladder`${register(0)} ${register(75)}`, { grantedS: 60, lost: '' }, 'low'],
    'a call fails before the end': [ladder`${register(0)} ${call(40)} ${register(75)}`, { lost: '' }, 'low'],
    'a call fails in the gap': [
      ladder`${register(0)} ${call(65)} ${register(75)}`,
      { lost: 'was answered with 480' },
      'high',
    ],
  },
  unproven: {
    'no times': [
      ladder`
        192.0.2.10 > 192.0.2.20  REGISTER  expires 60
        192.0.2.20 > 192.0.2.10  200`,
      'no-timestamps',
    ],
  },
})
