import { ptimeNonstandard } from '../../../../src/diagnose/rules/sdp/ptime-nonstandard.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const offer = (codecs: string, more: string) => ladder`
  203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 ${codecs} ${more}`

testRule(ptimeNonstandard, {
  quiet: {
    ...Object.fromEntries([10, 20, 30, 40, 60].map((ms) => [`${ms} ms`, offer('PCMU', `ptime ${ms}`)])),
    'no ptime': offer('PCMU', ''),
    'several codecs offered, one of which has longer frames': offer('PCMU,iLBC', 'ptime 20'),
    'a refused line': ladder`203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:0 PCMU ptime 25`,
  },
  fires: {
    unusual: [offer('PCMU', 'ptime 25'), { ptimeMs: 25, fault: { kind: 'unusual' } }, 'low'],
    'no whole frames of the chosen codec, and the call fails': [
      offer('G729', 'ptime 25'),
      { fault: { kind: 'frames', codec: 'G729', frameMs: 10 } },
      'medium',
    ],
    'no whole frames, but the call is answered': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU,iLBC
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:4000 iLBC ptime 20`,
      { fault: { kind: 'frames', codec: 'iLBC', frameMs: 30 } },
      'low',
    ],
    'longer than its own maximum': [
      offer('PCMU', 'ptime 40 maxptime 20'),
      { fault: { kind: 'max', maxptimeMs: 20 } },
      'low',
    ],
  },
  unproven: {
    'the description is cut before a=ptime': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.1\\ns=-\\nc=IN IP4 203.0.113.1\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
