import { methodMixed } from '../../../../src/diagnose/rules/dtmf/method-mixed.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (rest: string) => ladder`
  0    192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU,telephone-event
  1    192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU,telephone-event
  1.1  192.0.2.5 > 192.0.2.7  ACK
  1.2  192.0.2.5:4000 > 192.0.2.7:5000 rtp PCMU 200
  ${rest}`
const info = (at: number, digit: string, from = '192.0.2.5', to = '192.0.2.7') => `
  ${at} ${from} > ${to}  INFO body "application/dtmf-relay" "Signal=${digit}\\nDuration=160"`
const event = (digits: string) => `
  2    192.0.2.5:4000 > 192.0.2.7:5000 dtmf ${digits}`

testRule(methodMixed, {
  quiet: {
    'another digit': call(event('1') + info(2.1, '2')),
    later: call(event('1') + info(2.3, '1')),
    'the other side': call(event('1') + info(2.1, '1', '192.0.2.7', '192.0.2.5')),
    'by INFO alone': call(info(2.1, '1')),
  },
  fires: {
    'the same digit': [call(event('1') + info(2.2, '1')), { by: 'caller', pairs: 1 }, 'medium'],
    'two digits': [call(event('12') + info(2.05, '1') + info(2.35, '2')), { pairs: 2 }, 'medium'],
  },
  unproven: {
    'the media is encrypted': [
      ladder`
        0    192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 opus,telephone-event profile RTP/SAVP
        1    192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 opus,telephone-event profile RTP/SAVP
        1.1  192.0.2.5 > 192.0.2.7  ACK
        1.2  192.0.2.5:4000 > 192.0.2.7:5000 rtp opus 200
        ${info(2.1, '1')}`,
      'encrypted',
    ],
  },
})
