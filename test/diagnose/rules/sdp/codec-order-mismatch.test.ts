import { codecOrderMismatch } from '../../../../src/diagnose/rules/sdp/codec-order-mismatch.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (offered: string, answered: string, rtp = '') => ladder`
  0   203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 ${offered}
  0.1 203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 ${answered}
  0.2 203.0.113.1 > 203.0.113.7  ACK
  ${rtp}`

const sends = (there: string, back: string) => `
  0.3 203.0.113.1:4000 > 203.0.113.7:5000 rtp ${there} 100
  0.3 203.0.113.7:5000 > 203.0.113.1:4000 rtp ${back} 100`

testRule(codecOrderMismatch, {
  quiet: {
    'the same order': call('PCMU,PCMA', 'PCMU,PCMA'),
    'one codec is left': call('PCMU,PCMA', 'PCMA'),
    'the first of the offer is not among the common ones': call('G729,PCMU,PCMA', 'PCMU,PCMA'),
  },
  fires: {
    'another first codec': [call('PCMA,PCMU', 'PCMU,PCMA'), { preferred: 'PCMA', answered: 'PCMU' }, 'info'],
    'another codec each way': [call('PCMA,PCMU', 'PCMU,PCMA', sends('PCMU', 'PCMA')), {}, 'low'],
    'one of them was not listed by its receiver': [
      call('PCMA,PCMU', 'PCMU,PCMA', sends('G722', 'PCMA')),
      { preferred: 'PCMA' },
      'medium',
    ],
    'the same codec both ways': [call('PCMA,PCMU', 'PCMU,PCMA', sends('PCMU', 'PCMU')), {}, 'info'],
  },
  unproven: {
    'the answer is cut': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
        203.0.113.7 > 203.0.113.1  200     header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.7\\ns=-\\nc=IN IP4 203.0.113.7\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
