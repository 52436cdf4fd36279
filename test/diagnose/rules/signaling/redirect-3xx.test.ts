import { redirect3xx } from '../../../../src/diagnose/rules/signaling/redirect-3xx.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { PENDING } from '../../../support/refusals.ts'
import { testRule } from '../../../support/test-rule.ts'

const redirected = (...next: readonly string[]) =>
  ladderOf(`0 10.0.0.5 > 203.0.113.7 INVITE
    0.1 203.0.113.7 > 10.0.0.5 302 header "Contact: <sip:a@203.0.113.8>;q=0.5, <sip:b@203.0.113.9>;q=0.8"
    0.2 10.0.0.5 > 203.0.113.7 ACK
    ${next.join('\n')}`)

testRule(redirect3xx, {
  quiet: {
    'another refusal': ladder`
      10.0.0.5 > 203.0.113.7  INVITE
      203.0.113.7 > 10.0.0.5  486`,
    'a redirected registration': ladder`
      10.0.0.5 > 203.0.113.7  REGISTER
      203.0.113.7 > 10.0.0.5  302`,
  },
  fires: {
    'another place is tried': [
      redirected('0.3 10.0.0.5 > 203.0.113.9 INVITE initial', '0.4 203.0.113.9 > 10.0.0.5 486'),
      { next: 'followed', targets: ['sip:b@203.0.113.9', 'sip:a@203.0.113.8'] },
      'info',
    ],
    'another place answers': [
      redirected('0.3 10.0.0.5 > 203.0.113.9 INVITE initial', '0.4 203.0.113.9 > 10.0.0.5 200'),
      { next: 'answered' },
      'info',
    ],
    'nobody tries the new place': [redirected('32.2 10.0.0.5 > 203.0.113.7 OPTIONS'), { next: 'ignored' }, 'high'],
    'the new place is tried under another Call-ID': [
      redirected('0.3 10.0.0.5 > 203.0.113.9 INVITE call other uri sip:b@203.0.113.9', '33 203.0.113.9 > 10.0.0.5 200'),
      { next: 'ignored' },
      'info',
    ],
    'the input ends soon after': [redirected('31 10.0.0.5 > 203.0.113.7 OPTIONS'), { next: 'unknown' }, 'info'],
    'text without times': [
      ladder`
        10.0.0.5 > 203.0.113.7  INVITE
        203.0.113.7 > 10.0.0.5  302`,
      { next: 'unknown', targets: [] },
      'info',
    ],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
