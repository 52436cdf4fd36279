import { dscpMissing } from '../../../../src/diagnose/rules/media/dscp-missing.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (rtp: string, codec = 'PCMU', far = '10.0.0.9') => ladder`
  0   10.0.0.5 > ${far} INVITE sdp audio 10.0.0.5:4000 ${codec}
  0.1 ${far} > 10.0.0.5 200    sdp audio ${far}:5000 ${codec}
  0.2 10.0.0.5 > ${far} ACK
  0.3013 10.0.0.5:4000 > ${far}:5000 rtp ${rtp}
  20  10.0.0.5 > ${far} BYE`

testRule(dscpMissing, {
  quiet: {
    marked: call('PCMU 300 dscp 46'),
    pictures: call('H264 300', 'H264'),
  },
  fires: {
    'not marked': [call('PCMU 300'), { marks: [0], inside: true }, 'low'],
    'marked as something else': [call('PCMU 300 dscp 34'), { marks: [34] }, 'low'],
    'and packets are lost': [call('PCMU 300 lost 30'), {}, 'medium'],
    'on the internet': [call('PCMU 300', 'PCMU', '203.0.113.9'), { inside: false }, 'info'],
  },
  unproven: { 'too few packets': [call('PCMU 60'), 'ends-mid-dialog'] },
})
