import { prackMissing } from '../../../../src/diagnose/rules/prack/missing.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (rest: string) => ladder`
  0     192.0.2.5 > 192.0.2.7  INVITE header "Supported: 100rel"
  1     192.0.2.7 > 192.0.2.5  183 reliable header "RSeq: 7"
  ${rest}`
const AGAIN = `
  1.5   192.0.2.7 > 192.0.2.5  183 again
  2.5   192.0.2.7 > 192.0.2.5  183 again
  4.5   192.0.2.7 > 192.0.2.5  183 again`
const prack = (rack: string, status: number) => `
  1.1   192.0.2.5 > 192.0.2.7  PRACK header "RAck: ${rack}"
  1.2   192.0.2.7 > 192.0.2.5  ${status} PRACK`

testRule(prackMissing, {
  quiet: {
    'a PRACK': call(`${prack('7 1 INVITE', 200)}
      2     192.0.2.7 > 192.0.2.5  200 INVITE`),
    'a PRACK after three repetitions': call(`${AGAIN}
      4.6   192.0.2.5 > 192.0.2.7  PRACK header "RAck: 7 1 INVITE"
      4.7   192.0.2.7 > 192.0.2.5  200 PRACK`),
    'a PRACK of something else that is accepted': call(`${prack('1 2 INVITE', 200)}
      2     192.0.2.7 > 192.0.2.5  200 INVITE`),
    'an ordinary provisional, sent again': ladder`
      0     192.0.2.5 > 192.0.2.7  INVITE
      1     192.0.2.7 > 192.0.2.5  183
      1.5   192.0.2.7 > 192.0.2.5  183 again
      2.5   192.0.2.7 > 192.0.2.5  183 again
      4.5   192.0.2.7 > 192.0.2.5  183 again`,
    'two repetitions and an answer': call(`
      1.5   192.0.2.7 > 192.0.2.5  183 again
      2.5   192.0.2.7 > 192.0.2.5  183 again
      3     192.0.2.7 > 192.0.2.5  200 INVITE`),
  },
  fires: {
    'three repetitions': [call(AGAIN), { how: 'never', rseq: 7, status: 183, sends: 4 }, 'high'],
    'and the call fails': [
      call(`${AGAIN}
        33    192.0.2.7 > 192.0.2.5  504 INVITE`),
      { how: 'never' },
      'critical',
    ],
    'and the call is answered all the same': [
      call(`${AGAIN}
        6     192.0.2.7 > 192.0.2.5  200 INVITE`),
      { how: 'never' },
      'medium',
    ],
    'a PRACK of something else': [call(prack('8 1 INVITE', 481)), { how: 'wrong-rack', rack: '8 1 INVITE' }, 'high'],
    'a PRACK that is not known': [call(prack('7 1 INVITE', 481)), { how: 'unknown' }, 'high'],
  },
  unproven: {
    'the input ends right after it': [call(''), 'ends-mid-dialog'],
  },
})
