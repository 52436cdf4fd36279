import { ringingAfterProgress } from '../../../../src/diagnose/rules/early/180-after-183.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const SDP = 'sdp audio 192.0.2.7:5000 PCMU'
const call = (first: string, second: string, rest = '') => ladder`
  0     192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU
  1     192.0.2.7 > 192.0.2.5  ${first}
  2     192.0.2.7 > 192.0.2.5  ${second}
  ${rest}`

testRule(ringingAfterProgress, {
  quiet: {
    'the 180 comes first': call('180', `183 ${SDP}`),
    'the 180 has a description too': call(`183 ${SDP}`, `180 ${SDP}`),
    'the 183 has none': call('183', '180'),
    'another fork': call(`183 tag a ${SDP}`, '180 tag b'),
  },
  fires: {
    'a bare 180 afterwards': [call(`183 ${SDP}`, '180'), { heard: false }, 'info'],
    'the audio ends before': [
      call(`183 ${SDP}`, '180', '1.1 192.0.2.7:5000 > 192.0.2.5:4000 rtp PCMU 20'),
      { heard: false },
      'info',
    ],
    'and the audio goes on': [
      call(`183 ${SDP}`, '180', '1.1 192.0.2.7:5000 > 192.0.2.5:4000 rtp PCMU 200'),
      { heard: true },
      'low',
    ],
  },
  unproven: {
    'the 180 is cut': [call(`183 ${SDP}`, '180 cut 260'), 'message-cut'],
  },
})
