import { narrowbandOnly } from '../../../../src/diagnose/rules/ai/narrowband-only.ts'
import { type Ladder, ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const SESSION = 'header "Session-ID: 0123456789abcdef0123456789abcdef;remote=fedcba9876543210fedcba9876543210"'
const AGENT = 'header "Server: Ultravox"'
const MEDIA = `2 10.0.0.5:4000 > 10.0.0.1:5002 rtp PCMU 100
  2.1 10.0.0.1:4002 > 10.0.0.9:5000 rtp PCMU 100`

interface Drawn {
  readonly offers?: readonly [string, string]
  readonly answers?: readonly [string, string]
  readonly server?: string
  readonly media?: string
  readonly uri?: string
  readonly from?: string
}

/** A caller, a server, and an agent behind it. */
const through = ({
  offers: [offered, on] = ['G722,PCMU', 'PCMU,G722'],
  answers: [near, far] = ['PCMU', 'PCMU,G722'],
  server = AGENT,
  media = MEDIA,
  uri = 'sip:bob@10.0.0.1',
  from = '10.0.0.5',
}: Drawn = {}): Ladder => ladder`
  0    ${from} > 10.0.0.1 INVITE call a ${SESSION} uri ${uri} sdp audio ${from}:4000 ${offered}
  0.1  10.0.0.1 > 10.0.0.9 INVITE call b ${SESSION} sdp audio 10.0.0.1:4002 ${on}
  1    10.0.0.9 > 10.0.0.1 200 call b ${server} sdp audio 10.0.0.9:5000 ${far}
  1.1  10.0.0.1 > 10.0.0.9 ACK call b
  1.2  10.0.0.1 > ${from} 200 call a sdp audio 10.0.0.1:5002 ${near}
  1.3  ${from} > 10.0.0.1 ACK call a
  ${media.replaceAll('10.0.0.5', from)}
  20   ${from} > 10.0.0.1 BYE call a
  20.1 10.0.0.1 > ${from} 200 BYE call a
  20.2 10.0.0.1 > 10.0.0.9 BYE call b
  20.3 10.0.0.9 > 10.0.0.1 200 BYE call b`

testRule(narrowbandOnly, {
  quiet: {
    'the caller has narrowband alone': through({ offers: ['PCMU', 'PCMU,G722'] }),
    'the agent has narrowband alone': through({ answers: ['PCMU', 'PCMU'] }),
    'one leg in wideband': through({ answers: ['G722', 'PCMU,G722'], media: MEDIA.replace('rtp PCMU', 'rtp G722') }),
    'no agent': through({ server: '' }),
  },
  fires: {
    'both ends have G.722': [
      through(),
      { agent: 'Ultravox', codecs: ['PCMU', 'PCMU'], offered: ['G722', 'G722'], trunk: false },
      'low',
    ],
    'a telephone number calls': [
      through({ uri: 'sip:+12025550123@203.0.113.1', from: '203.0.113.5' }),
      { trunk: true },
      'info',
    ],
  },
  unproven: {
    'what is used was not captured': [through({ media: '' }), 'no-rtp-in-capture'],
    'no descriptions': [
      ladder`
        0    10.0.0.5 > 10.0.0.1 INVITE call a ${SESSION}
        0.1  10.0.0.1 > 10.0.0.9 INVITE call b ${SESSION}
        1    10.0.0.9 > 10.0.0.1 200 call b ${AGENT}
        1.1  10.0.0.1 > 10.0.0.9 ACK call b
        1.2  10.0.0.1 > 10.0.0.5 200 call a
        1.3  10.0.0.5 > 10.0.0.1 ACK call a`,
      'sdp-absent',
    ],
  },
})
