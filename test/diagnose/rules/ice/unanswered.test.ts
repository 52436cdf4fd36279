import { iceUnanswered } from '../../../../src/diagnose/rules/ice/unanswered.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const ICE = 'line "a=ice-ufrag:F7gI" line "a=candidate:1 1 udp 2130706431 192.0.2.10 4000 typ host"'
const call = (offer: string, answer: string, status = 200) => ladder`
  0    192.0.2.10 > 192.0.2.20  INVITE  sdp audio 192.0.2.10:4000 PCMU ${offer}
  1    192.0.2.20 > 192.0.2.10  ${status}  ${status === 200 ? `sdp audio 192.0.2.20:5000 PCMU ${answer}` : ''}`

testRule(iceUnanswered, {
  quiet: {
    'ICE on neither side': call('', ''),
    'ICE on both sides': call(ICE, ICE),
    refused: call(ICE, '', 488),
  },
  fires: {
    'the answer has none': [call(ICE, ''), { candidates: 1 }, 'info'],
  },
  unproven: {
    'the answer is cut': [call(ICE, 'cut 340'), 'message-cut'],
  },
})
