import { transcodingDetected } from '../../../../src/diagnose/rules/codec/transcoding-detected.ts'
import { type Ladder, ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const SESSION = 'header "Session-ID: 0123456789abcdef0123456789abcdef;remote=fedcba9876543210fedcba9876543210"'

/** A call through a B2BUA, with the answer of each leg. */
const through = (near: string, far: string, rest = ''): Ladder => ladder`
  0    10.0.0.5 > 10.0.0.1 INVITE call a ${SESSION} sdp audio 10.0.0.5:4000 PCMU,PCMA,G722,G729,GSM
  0.1  10.0.0.1 > 10.0.0.9 INVITE call b ${SESSION} sdp audio 10.0.0.1:4002 PCMU,PCMA,G722,G729,GSM
  1    10.0.0.9 > 10.0.0.1 200 call b ${far === '' ? '' : `sdp audio 10.0.0.9:5000 ${far}`}
  1.1  10.0.0.1 > 10.0.0.9 ACK call b
  1.2  10.0.0.1 > 10.0.0.5 200 call a ${near === '' ? '' : `sdp audio 10.0.0.1:5002 ${near}`}
  1.3  10.0.0.5 > 10.0.0.1 ACK call a
  ${rest}
  20   10.0.0.5 > 10.0.0.1 BYE call a
  20.1 10.0.0.1 > 10.0.0.5 200 BYE call a
  20.2 10.0.0.1 > 10.0.0.9 BYE call b
  20.3 10.0.0.9 > 10.0.0.1 200 BYE call b`

testRule(transcodingDetected, {
  quiet: {
    'the same on both legs': through('PCMU', 'PCMU'),
    'the two laws of G.711': through('PCMU', 'PCMA'),
    'a codec in common, and no media captured': through('G722,PCMU', 'PCMU'),
    'one leg only': ladder`
      10.0.0.5 > 10.0.0.1 INVITE sdp audio 10.0.0.5:4000 PCMU
      10.0.0.1 > 10.0.0.5 200 sdp audio 10.0.0.1:5002 PCMU`,
  },
  fires: {
    'a compressed leg and one of G.711': [through('G729', 'PCMU'), { codecs: ['G729', 'PCMU'], impairment: 11 }, 'low'],
    'a codec in common, and the media shows another': [
      through(
        'G722,PCMU',
        'PCMU',
        `2 10.0.0.5:4000 > 10.0.0.1:5002 rtp G722 300
         2 10.0.0.1:4002 > 10.0.0.9:5000 rtp PCMU 300`,
      ),
      { codecs: ['G722', 'PCMU'], impairment: undefined },
      'low',
    ],
    'three codecs, one after the other': [
      ladder`
        0    10.0.0.5 > 10.0.0.1 INVITE call a ${SESSION} sdp audio 10.0.0.5:4000 PCMU,G722,G729
        0.1  10.0.0.1 > 10.0.0.9 INVITE call b ${SESSION} sdp audio 10.0.0.1:4002 PCMU,G722,G729
        0.2  10.0.0.9 > 10.0.0.7 INVITE call c ${SESSION} sdp audio 10.0.0.9:4004 PCMU,G722,G729
        1    10.0.0.7 > 10.0.0.9 200 call c sdp audio 10.0.0.7:5000 G729
        1.1  10.0.0.9 > 10.0.0.7 ACK call c
        1.2  10.0.0.9 > 10.0.0.1 200 call b sdp audio 10.0.0.9:5002 G722
        1.3  10.0.0.1 > 10.0.0.9 ACK call b
        1.4  10.0.0.1 > 10.0.0.5 200 call a sdp audio 10.0.0.1:5004 PCMU
        1.5  10.0.0.5 > 10.0.0.1 ACK call a`,
      { codecs: ['PCMU', 'G722', 'G729'] },
      'medium',
    ],
    'two compressed ones': [through('G729', 'GSM'), { codecs: ['G729', 'GSM'], impairment: 31 }, 'medium'],
  },
  unproven: {
    'no descriptions': [
      ladder`
        0    10.0.0.5 > 10.0.0.1 INVITE call a ${SESSION}
        0.1  10.0.0.1 > 10.0.0.9 INVITE call b ${SESSION}
        1    10.0.0.9 > 10.0.0.1 200 call b
        1.1  10.0.0.1 > 10.0.0.9 ACK call b
        1.2  10.0.0.1 > 10.0.0.5 200 call a
        1.3  10.0.0.5 > 10.0.0.1 ACK call a`,
      'sdp-absent',
    ],
  },
})
