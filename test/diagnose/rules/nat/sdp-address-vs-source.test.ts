import { sdpAddressVsSource } from '../../../../src/diagnose/rules/nat/sdp-address-vs-source.ts'
import { withoutFirst } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const BEHIND_NAT = (rtp: string) => ladder`
  0   203.0.113.9 > 198.51.100.7 INVITE sdp audio 192.168.1.50:4000 PCMU
  0.1 198.51.100.7 > 203.0.113.9 200    sdp audio 198.51.100.7:5000 PCMU
  0.2 203.0.113.9 > 198.51.100.7 ACK
  ${rtp}
  20  203.0.113.9 > 198.51.100.7 BYE`

testRule(sdpAddressVsSource, {
  quiet: {
    'from where it declared': mediaCall(`${there('PCMU 300')}\n${back('PCMU 300')}`),
    'a few packets': mediaCall('0.3 203.0.113.9:31744 > 198.51.100.7:5000 rtp PCMU 20'),
    'ICE agrees on places by itself': mediaCall('0.3 203.0.113.9:31744 > 198.51.100.7:5000 rtp PCMU 300', {
      offer: 'PCMU line "a=candidate:1 1 UDP 2130706431 192.0.2.10 4000 typ host"',
      answer: 'PCMU',
    }),
  },
  fires: {
    'behind a NAT, and nothing comes back': [
      BEHIND_NAT('0.3 203.0.113.9:31744 > 198.51.100.7:5000 rtp PCMU 300'),
      { party: 'caller', kind: 'address', source: '203.0.113.9:31744', declared: '192.168.1.50:4000' },
      'high',
    ],
    'the input ends when the media has just begun': [
      ladder`
        0   203.0.113.9 > 198.51.100.7 INVITE sdp audio 192.168.1.50:4000 PCMU
        0.1 198.51.100.7 > 203.0.113.9 200    sdp audio 198.51.100.7:5000 PCMU
        0.2 203.0.113.9 > 198.51.100.7 ACK
        0.3 203.0.113.9:31744 > 198.51.100.7:5000 rtp PCMU 60
        0.9 198.51.100.7:5000 > 203.0.113.9:31744 rtp PCMU 20`,
      {},
      'medium',
    ],
    'the other side latches': [
      BEHIND_NAT(`0.3 203.0.113.9:31744 > 198.51.100.7:5000 rtp PCMU 300
        0.3 198.51.100.7:5000 > 203.0.113.9:31744 rtp PCMU 300`),
      { party: 'caller', kind: 'address' },
      'info',
    ],
    'another port, and what comes back is heard': [
      mediaCall(
        '0.3 192.0.2.10:4020 > 198.51.100.7:5000 rtp PCMU 300\n0.3 198.51.100.7:5000 > 192.0.2.10:4000 rtp PCMU 300',
      ),
      { kind: 'port' },
      'info',
    ],
  },
  unproven: {
    'it began before the input, and what was agreed then is not known': [
      withoutFirst(
        mediaCall(`
          0.3 192.0.2.10:4020 > 198.51.100.7:5000 rtp PCMU 300
          9   192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
          9.1 198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU
          9.2 192.0.2.10 > 198.51.100.7 ACK`),
        1,
      ),
      'starts-mid-dialog',
    ],
    'a few packets at the end of the input': [
      mediaCall('0.3 203.0.113.9:31744 > 198.51.100.7:5000 rtp PCMU 20', { until: 0 }),
      'ends-mid-dialog',
    ],
  },
})
