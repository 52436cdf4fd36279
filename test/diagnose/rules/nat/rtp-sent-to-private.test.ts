import { rtpSentToPrivate } from '../../../../src/diagnose/rules/nat/rtp-sent-to-private.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (rtp: string, more = '') => ladder`
  0   203.0.113.9 > 198.51.100.7 INVITE sdp audio 192.168.1.50:4000 PCMU
  0.1 198.51.100.7 > 203.0.113.9 200    sdp audio 198.51.100.7:5000 PCMU
  0.2 203.0.113.9 > 198.51.100.7 ACK
  0.3 198.51.100.7:5000 > 192.168.1.50:4000 rtp PCMU ${rtp}
  ${more}
  20  203.0.113.9 > 198.51.100.7 BYE`

testRule(rtpSentToPrivate, {
  quiet: {
    'a private host that is there itself': ladder`
      0.3 203.0.113.7:5000 > 192.168.1.50:4000 rtp PCMU 300
      0.3 192.168.1.50:4000 > 203.0.113.7:5000 rtp PCMU 300`,
    'signalling of the private host is there': call('300', '0.05 192.168.1.50 > 198.51.100.9 OPTIONS'),
    'a few packets': call('9'),
    'between private hosts': ladder`0.3 10.0.0.1:5000 > 192.168.1.50:4000 rtp PCMU 300`,
  },
  fires: {
    'beside the sender': [
      call('300'),
      { source: '198.51.100.7:5000', target: '192.168.1.50:4000', packets: 300, refused: false },
      'critical',
    ],
    'routers say so': [
      call(
        '300 ttl 57',
        '1 198.51.100.1 > 198.51.100.7 icmp net-unreachable for 198.51.100.7:5000 > 192.168.1.50:4000',
      ),
      { refused: true },
      'critical',
    ],
  },
  unproven: {
    'far from the sender, as behind a port forwarding': [call('300 ttl 57'), 'one-direction-only'],
  },
})
