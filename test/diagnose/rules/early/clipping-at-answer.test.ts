import { clippingAtAnswer } from '../../../../src/diagnose/rules/early/clipping-at-answer.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (rest: string, more = '', offered = 'sdp audio 192.0.2.5:4000 PCMU') => ladder`
  0     192.0.2.5 > 192.0.2.7  INVITE ${offered}
  1     192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU ${more}
  1.1   192.0.2.5 > 192.0.2.7  ACK
  1.2   192.0.2.5:4000 > 192.0.2.7:5000 rtp PCMU 400
  ${rest}
  20    192.0.2.5 > 192.0.2.7  BYE
  20.1  192.0.2.7 > 192.0.2.5  200`
const heard = (at: number) => `${at} 192.0.2.7:5000 > 192.0.2.5:4000 rtp PCMU 400`

testRule(clippingAtAnswer, {
  quiet: {
    'half a second': call(heard(1.5)),
    'early media that goes on': call('0.5 192.0.2.7:5000 > 192.0.2.5:4000 rtp PCMU 800'),
    'the callee only listens': call(heard(5), 'recvonly'),
    'the caller only sends': call(heard(5), 'recvonly', 'sdp audio 192.0.2.5:4000 PCMU sendonly'),
    'a re-INVITE comes between': call(`
      1.5   192.0.2.7 > 192.0.2.5  INVITE sdp audio 192.0.2.7:5000 PCMU
      1.6   192.0.2.5 > 192.0.2.7  200 sdp audio 192.0.2.5:4000 PCMU
      1.7   192.0.2.7 > 192.0.2.5  ACK
      ${heard(4)}`),
  },
  fires: {
    'up to a second': [call(heard(1.9)), { gapMs: 900, from: '192.0.2.7:5000' }, 'low'],
    'more than a second': [call(heard(2.5)), { gapMs: 1500 }, 'medium'],
    'more than two': [call(heard(3.5)), { gapMs: 2500 }, 'high'],
  },
  unproven: {
    'the callee is not in the capture': [call(''), 'no-rtp-in-capture'],
  },
})
