import { answerDiffersFromEarly } from '../../../../src/diagnose/rules/sdp/answer-differs-from-early.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (early: string, answer: string, rest = '') => ladder`
  0   203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU,PCMA
  0.5 203.0.113.7 > 203.0.113.1  183  ${early}
  3   203.0.113.7 > 203.0.113.1  200  ${answer}
  3.1 203.0.113.1 > 203.0.113.7  ACK
  ${rest}`
const MOVED = ['tag a sdp audio 203.0.113.7:5000 PCMU', 'tag a sdp audio 203.0.113.8:5000 PCMU'] as const

testRule(answerDiffersFromEarly, {
  quiet: {
    'the same': call('tag a sdp audio 203.0.113.7:5000 PCMU', 'tag a sdp audio 203.0.113.7:5000 PCMU'),
    'another branch of a fork': call('tag a sdp audio 203.0.113.7:5000 PCMU', 'tag b sdp audio 203.0.113.8:5000 PCMU'),
    'a reliable provisional': call('tag a reliable sdp audio 203.0.113.7:5000 PCMU', MOVED[1]),
  },
  fires: {
    'another address, no media captured': [
      call(...MOVED),
      { early: 183, what: 'address', before: '203.0.113.7:5000', after: '203.0.113.8:5000' },
      'low',
    ],
    'other codecs': [
      call('tag a sdp audio 203.0.113.7:5000 PCMU', 'tag a sdp audio 203.0.113.7:5000 PCMA'),
      { what: 'codecs', before: 'PCMU', after: 'PCMA' },
      'low',
    ],
    'another protection': [
      call('tag a sdp audio 203.0.113.7:5000 PCMU', 'tag a sdp audio 203.0.113.7:5000 PCMU profile RTP/SAVP'),
      { what: 'protection' },
      'low',
    ],
    'the caller stays with the old address': [
      call(...MOVED, '1 203.0.113.1:4000 > 203.0.113.7:5000 rtp PCMU 500'),
      { what: 'address' },
      'high',
    ],
    'media reaches one side only': [
      call(...MOVED, '3.2 203.0.113.1:4000 > 203.0.113.8:5000 rtp PCMU 500'),
      { what: 'address' },
      'medium',
    ],
    'media works': [
      call(
        ...MOVED,
        `3.2 203.0.113.1:4000 > 203.0.113.8:5000 rtp PCMU 500
         3.2 203.0.113.8:5000 > 203.0.113.1:4000 rtp PCMU 500`,
      ),
      { what: 'address' },
      'low',
    ],
  },
  unproven: {
    'the answer is cut': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
        203.0.113.7 > 203.0.113.1  183     tag a sdp audio 203.0.113.7:5000 PCMU
        203.0.113.7 > 203.0.113.1  200     tag a header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.7\\ns=-\\nc=IN IP4 203.0.113.7\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
