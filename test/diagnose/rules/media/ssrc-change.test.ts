import { ssrcChange } from '../../../../src/diagnose/rules/media/ssrc-change.ts'
import { ladder } from '../../../support/ladder.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(ssrcChange, {
  quiet: {
    'one source': mediaCall(there('PCMU 300')),
    'two at the same time': mediaCall(`${there('PCMU 300 ssrc 1')}\n${there('PCMU 300 ssrc 2', 0.5)}`),
  },
  fires: {
    'another goes on at once': [
      mediaCall(`${there('PCMU 300 ssrc 1')}\n${there('PCMU 300 ssrc 2', 6.33)}`),
      { from: '0x00000001', to: '0x00000002', changes: 1 },
      'info',
    ],
    'a gap, and nothing was agreed': [
      mediaCall(`${there('PCMU 300 ssrc 1')}\n${there('PCMU 300 ssrc 2', 6.9)}`),
      {},
      'medium',
    ],
    'a gap around a re-INVITE': [
      mediaCall(`${there('PCMU 300 ssrc 1')}\n${there('PCMU 300 ssrc 2', 6.9)}
        6.4  192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
        6.5  198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU
        6.6  192.0.2.10 > 198.51.100.7 ACK`),
      {},
      'info',
    ],
    'six of them': [
      mediaCall([0, 1, 2, 3, 4, 5, 6].map((i) => there(`PCMU 100 ssrc ${i + 1}`, 0.3013 + i * 2.02)).join('\n')),
      { changes: 6 },
      'medium',
    ],
    'SRTP that the receiver loses': [
      mediaCall(
        `${there('PCMU 300 ssrc 1 octets 170')}\n${there('PCMU 300 ssrc 2 octets 170', 6.33)}
          9 198.51.100.7:5001 > 192.0.2.10:4001 rtcp rr about 2 lost 200 total 90`,
        { offer: 'PCMU profile RTP/SAVP' },
      ),
      {},
      'high',
    ],
  },
  unproven: {
    'the ports served another call before': [
      ladder`
        0   192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU call first
        0.1 198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU call first
        0.2 192.0.2.10 > 198.51.100.7 ACK call first
        0.3 192.0.2.10:4000 > 198.51.100.7:5000 rtp PCMU 50 ssrc 1
        1.4 192.0.2.10 > 198.51.100.7 BYE call first
        1.5 198.51.100.7 > 192.0.2.10 200 BYE call first
        2   192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
        2.1 198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU
        2.2 192.0.2.10 > 198.51.100.7 ACK
        2.3 192.0.2.10:4000 > 198.51.100.7:5000 rtp PCMU 300 ssrc 2
        20  192.0.2.10 > 198.51.100.7 BYE`,
      'starts-mid-dialog',
    ],
  },
})
