import { noSymmetricRtp } from '../../../../src/diagnose/rules/nat/no-symmetric-rtp.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (declared: string, rtp: string, bye = '20 203.0.113.9 > 198.51.100.7 BYE') => ladder`
  0   203.0.113.9 > 198.51.100.7 INVITE sdp audio ${declared || '192.168.1.50:4000'} PCMU
  0.1 198.51.100.7 > 203.0.113.9 200    sdp audio 198.51.100.7:5000 PCMU
  0.2 203.0.113.9 > 198.51.100.7 ACK
  0.3 203.0.113.9:4000 > 198.51.100.7:5000 rtp PCMU 300
  ${rtp}
  ${bye}`

/** The side behind the NAT learns its public address. */
const MENDED = `
  2   203.0.113.9 > 198.51.100.7 INVITE sdp audio 203.0.113.9:4000 PCMU
  2.1 198.51.100.7 > 203.0.113.9 200    sdp audio 198.51.100.7:5000 PCMU
  2.2 203.0.113.9 > 198.51.100.7 ACK`

testRule(noSymmetricRtp, {
  quiet: {
    symmetric: call('', '0.3 198.51.100.7:5000 > 203.0.113.9:4000 rtp PCMU 300'),
    'the other side is not behind a NAT': call(
      '203.0.113.9:4000',
      '0.3 198.51.100.7:5020 > 203.0.113.9:4000 rtp PCMU 300',
    ),
  },
  fires: {
    'another port towards a NAT, and media works': [
      call('', `${MENDED}\n2.3 198.51.100.7:5020 > 203.0.113.9:4000 rtp PCMU 300`),
      { party: 'callee', source: '198.51.100.7:5020', declared: '198.51.100.7:5000' },
      'low',
    ],
    'another port towards a NAT, to the private address': [
      call('', '0.3 198.51.100.7:5020 > 192.168.1.50:4000 rtp PCMU 300'),
      { party: 'callee' },
      'medium',
    ],
  },
  unproven: {
    'a few packets at the end of the input': [
      call('', '0.3 198.51.100.7:5020 > 192.168.1.50:4000 rtp PCMU 20', ''),
      'ends-mid-dialog',
    ],
  },
})
