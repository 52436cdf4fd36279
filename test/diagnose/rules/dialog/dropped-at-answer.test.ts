import { droppedAtAnswer } from '../../../../src/diagnose/rules/dialog/dropped-at-answer.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (reason: string, at = 1.5, rest = '', name = 'main') => `
  0     192.0.2.5 > 192.0.2.7  INVITE call ${name}
  1     192.0.2.7 > 192.0.2.5  200 call ${name}
  1.1   192.0.2.5 > 192.0.2.7  ACK call ${name}
  ${rest}
  ${at} 192.0.2.5 > 192.0.2.7  BYE call ${name} header "Reason: ${reason}"`

testRule(droppedAtAnswer, {
  quiet: {
    'normal clearing': ladder`${call('Q.850;cause=16')}`,
    'call completed elsewhere': ladder`${call('SIP;cause=200')}`,
    'normal, unspecified': ladder`${call('Q.850;cause=31')}`,
    'later than 5 s': ladder`${call('Q.850;cause=47', 6.5)}`,
    'after a transfer': ladder`${call('SIP;cause=500', 1.8, '1.2 192.0.2.5 > 192.0.2.7 REFER header "Refer-To: <sip:carol@example.com>"')}`,
    'a fork that lost': ladder`
      0   192.0.2.5 > 192.0.2.7  INVITE
      1   192.0.2.7 > 192.0.2.5  200 tag a
      1.1 192.0.2.5 > 192.0.2.7  ACK tag a
      1.2 192.0.2.7 > 192.0.2.5  200 INVITE tag b
      1.3 192.0.2.5 > 192.0.2.7  ACK tag b
      1.4 192.0.2.5 > 192.0.2.7  BYE tag b header "Reason: SIP;cause=487"`,
  },
  fires: {
    'no resource': [
      ladder`${call('Q.850;cause=47')}`,
      { by: 'caller', protocol: 'Q.850', cause: 47, afterMs: 500 },
      'high',
    ],
    'a status': [ladder`${call('SIP;cause=488')}`, { protocol: 'SIP', cause: 488 }, 'high'],
    'at 5 s': [ladder`${call('Q.850;cause=38', 6)}`, { cause: 38, afterMs: 5000 }, 'high'],
    twice: [ladder`${call('Q.850;cause=47')}${call('Q.850;cause=47', 1.5, '', 'other')}`, { cause: 47 }, 'critical'],
    'text without times, where nothing lies between': [
      ladder`
        192.0.2.5 > 192.0.2.7  INVITE
        192.0.2.7 > 192.0.2.5  200
        192.0.2.5 > 192.0.2.7  ACK
        192.0.2.5 > 192.0.2.7  BYE header "Reason: Q.850;cause=47"`,
      { afterMs: undefined },
      'high',
    ],
  },
  unproven: {
    'something lies between, and times are not known': [
      ladder`
        192.0.2.5 > 192.0.2.7  INVITE
        192.0.2.7 > 192.0.2.5  200
        192.0.2.5 > 192.0.2.7  ACK
        192.0.2.5 > 192.0.2.7  INFO
        192.0.2.7 > 192.0.2.5  200
        192.0.2.5 > 192.0.2.7  BYE header "Reason: Q.850;cause=47"`,
      'no-timestamps',
    ],
    'the INVITE is not in the input': [
      ladder`
        as raw
        192.0.2.5 > 192.0.2.7  INVITE cut 0
        192.0.2.7 > 192.0.2.5  200
        192.0.2.5 > 192.0.2.7  ACK
        192.0.2.5 > 192.0.2.7  BYE header "Reason: Q.850;cause=47"`,
      'starts-mid-dialog',
    ],
  },
})
