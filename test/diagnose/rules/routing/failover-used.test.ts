import { failoverUsed } from '../../../../src/diagnose/rules/routing/failover-used.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (lostAt: number, name = 'main', at = 0) => `
  ${at}            192.0.2.10 > 192.0.2.20  INVITE  call ${name}
  ${at + 0.1}      192.0.2.20 > 192.0.2.10  503
  ${at + 0.15}     192.0.2.10 > 192.0.2.20  ACK     call ${name}
  ${at + lostAt}   192.0.2.10 > 192.0.2.30  INVITE  call ${name} initial uri sip:bob@192.0.2.20
  ${at + lostAt + 1} 192.0.2.30 > 192.0.2.10  200     call ${name}`
const plain = (name: string, at: number) => `
  ${at}        192.0.2.10 > 192.0.2.20  INVITE  call ${name}
  ${at + 0.1}  192.0.2.20 > 192.0.2.10  200     call ${name}`
const many = (failing: number) =>
  Array.from({ length: 10 }, (_, i) => (i < failing ? call(1, `c${i}`, 10 * i) : plain(`c${i}`, 10 * i))).join('')

testRule(failoverUsed, {
  quiet: {
    'the first target answers': ladder`${plain('main', 0)}`,
    'credentials were missing': ladder`
      0    192.0.2.10 > 192.0.2.20  INVITE
      0.1  192.0.2.20 > 192.0.2.10  407
      0.2  192.0.2.10 > 192.0.2.20  INVITE  initial
      0.3  192.0.2.20 > 192.0.2.10  200`,
    'the second fails too': ladder`
      0    192.0.2.10 > 192.0.2.20  INVITE
      0.1  192.0.2.20 > 192.0.2.10  503
      0.2  192.0.2.10 > 192.0.2.30  INVITE  initial uri sip:bob@192.0.2.20
      0.3  192.0.2.30 > 192.0.2.10  503`,
  },
  fires: {
    'the first refuses': [
      ladder`${call(0.2)}`,
      { failed: '192.0.2.20 answered 503', worked: '192.0.2.30', tries: 1 },
      'info',
    ],
    'the first is silent, for long': [
      ladder`
        0    192.0.2.10 > 192.0.2.20  INVITE
        0.5  192.0.2.10 > 192.0.2.20  INVITE  again
        1.5  192.0.2.10 > 192.0.2.20  INVITE  again
        3.1  192.0.2.10 > 192.0.2.30  INVITE  initial uri sip:bob@192.0.2.20
        3.2  192.0.2.30 > 192.0.2.10  200`,
      { failed: '192.0.2.20 did not answer', lostMs: 3100 },
      'low',
    ],
    'a tenth of the calls': [ladder`${many(1)}`, { tries: 1 }, 'info'],
    'more than a tenth of the calls': [ladder`${many(2)}`, { tries: 1 }, 'medium'],
  },
  unproven: {
    'the call began before': [
      ladder`
        0    192.0.2.10 > 192.0.2.20  INVITE  tag x
        0.1  192.0.2.20 > 192.0.2.10  200
        0.2  192.0.2.10 > 192.0.2.20  INVITE  tag x
        0.3  192.0.2.20 > 192.0.2.10  200`,
      'starts-mid-dialog',
    ],
  },
})
