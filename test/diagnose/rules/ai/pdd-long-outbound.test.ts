import { expect } from 'vitest'
import { pddLongOutbound } from '../../../../src/diagnose/rules/ai/pdd-long-outbound.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (ringsAt: number, agent = 'header "User-Agent: LiveKit"') => ladder`
  0 192.0.2.10 > 198.51.100.7 INVITE ${agent}
  0.1 198.51.100.7 > 192.0.2.10 100
  ${ringsAt} 198.51.100.7 > 192.0.2.10 180
  ${ringsAt + 4} 198.51.100.7 > 192.0.2.10 200`

/** The agent sends from 0.3 s on, speaks from 0.5 s on for so long, and is answered at 3 s. */
const early = (spokenS: number) => ladder`
  0      192.0.2.10 > 198.51.100.7 INVITE header "User-Agent: LiveKit" sdp audio 192.0.2.10:4000 PCMU
  0.2    198.51.100.7 > 192.0.2.10 183    sdp audio 198.51.100.7:5000 PCMU
  0.3013 192.0.2.10:4000 > 198.51.100.7:5000 rtp PCMU 400 talk 0.2-${0.2 + spokenS},4-6
  0.3017 198.51.100.7:5000 > 192.0.2.10:4000 rtp PCMU 400 talk 3-4
  3      198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU
  3.1    192.0.2.10 > 198.51.100.7 ACK
  9      192.0.2.10 > 198.51.100.7 BYE
  9.1    198.51.100.7 > 192.0.2.10 200 BYE`

testRule(pddLongOutbound, {
  quiet: {
    'rings in time': call(4),
    'a person calls': call(5, ''),
    'somebody calls the agent': ladder`
      0 192.0.2.10 > 198.51.100.7 INVITE
      5 198.51.100.7 > 192.0.2.10 180 header "Server: LiveKit"
      6 198.51.100.7 > 192.0.2.10 200 header "Server: LiveKit"`,
    'a click before the answer': early(0.3),
    'a challenge took the time': ladder`
      0   192.0.2.10 > 198.51.100.7 INVITE header "User-Agent: LiveKit"
      3   198.51.100.7 > 192.0.2.10 407 header "Proxy-Authenticate: Digest realm=x, nonce=y"
      3.1 192.0.2.10 > 198.51.100.7 ACK
      3.2 192.0.2.10 > 198.51.100.7 INVITE header "User-Agent: LiveKit"
      6   198.51.100.7 > 192.0.2.10 180`,
  },
  fires: {
    'over four seconds': [call(4.5), { agent: 'LiveKit', delayMs: 4_500, status: 180 }, 'medium'],
    'it speaks before the answer': [early(1), { kind: 'spoken', spokenMs: expect.closeTo(1_000, -2) }, 'medium'],
    'as the issue says': [
      ladder`
        issue "outbound AI calls ring late"
        0 192.0.2.10 > 198.51.100.7 INVITE
        5 198.51.100.7 > 192.0.2.10 183`,
      { agent: 'the voice agent', status: 183 },
      'medium',
    ],
  },
  unproven: {
    'no times': [
      ladder`
        192.0.2.10 > 198.51.100.7 INVITE header "User-Agent: LiveKit"
        198.51.100.7 > 192.0.2.10 180`,
      'no-timestamps',
    ],
  },
})
