import { widebandLost } from '../../../../src/diagnose/rules/codec/wideband-lost.ts'
import { type Ladder, ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const SESSION = 'header "Session-ID: 0123456789abcdef0123456789abcdef;remote=fedcba9876543210fedcba9876543210"'

const through = (near: string, far: string, to = '10.0.0.9', uri = 'sip:bob@10.0.0.9'): Ladder => ladder`
  0    10.0.0.5 > 10.0.0.1 INVITE call a ${SESSION} sdp audio 10.0.0.5:4000 opus,G722,PCMU
  0.1  10.0.0.1 > ${to} INVITE call b ${SESSION} uri ${uri} sdp audio 10.0.0.1:4002 opus,G722,PCMU
  1    ${to} > 10.0.0.1 200 call b sdp audio ${to}:5000 ${far}
  1.1  10.0.0.1 > ${to} ACK call b
  1.2  10.0.0.1 > 10.0.0.5 200 call a sdp audio 10.0.0.1:5002 ${near}
  1.3  10.0.0.5 > 10.0.0.1 ACK call a`

testRule(widebandLost, {
  quiet: {
    'wideband on both legs': through('opus', 'opus'),
    'two wideband codecs': through('opus', 'G722'),
    'G.711 on both': through('PCMU', 'PCMU'),
    'G.711 may have been used on both': through('G722,PCMU', 'PCMU'),
  },
  fires: {
    'Opus and G.711': [through('opus', 'PCMU'), { wide: 'opus/48000/2', narrow: 'PCMU', trunk: false }, 'low'],
    'a name at a public place': [
      through('G722', 'PCMU', '203.0.113.9', 'sip:bob@203.0.113.9'),
      { trunk: false },
      'low',
    ],
    'towards the telephone network': [
      through('G722', 'PCMU', '203.0.113.9', 'sip:+12025550123@203.0.113.9'),
      { wide: 'G722', trunk: true },
      'info',
    ],
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
