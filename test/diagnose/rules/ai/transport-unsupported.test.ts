import { transportUnsupported } from '../../../../src/diagnose/rules/ai/transport-unsupported.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const OPENAI = 'uri sip:proj_x@sip.api.openai.com;transport=tls'
const ELEVENLABS = 'uri sip:+12025550100@sip.rtc.elevenlabs.io:5060'
const INVITE = '192.0.2.10 > 203.0.113.9 INVITE'
const refused = (uri: string, status: number, over = '') => ladder`
  0   ${INVITE} ${uri} ${over}
  0.1 203.0.113.9 > 192.0.2.10 ${status}
  0.2 192.0.2.10 > 203.0.113.9 ACK`
const silent = (times: readonly number[]) => ladder`
  ${times.map((at) => `${at} ${INVITE} ${OPENAI} ${at > 0 ? 'again' : ''}`).join('\n')}
  40 192.0.2.30 > 203.0.113.9 OPTIONS`

testRule(transportUnsupported, {
  quiet: {
    'over TLS': ladder`
      as text
      192.0.2.10 > 203.0.113.9 INVITE ${OPENAI} over TLS
      203.0.113.9 > 192.0.2.10 403`,
    'over TCP where that will do': refused(ELEVENLABS, 403, 'over TCP'),
    'a platform that takes UDP': refused('uri sip:+12025550100@x.sip.livekit.cloud', 403),
    'refused for another reason': refused(OPENAI, 404),
    answered: refused(OPENAI, 200),
    'no platform': refused('uri sip:bob@example.com;transport=tls', 403),
  },
  fires: {
    'OpenAI over UDP': [
      refused(OPENAI, 403),
      { agent: 'OpenAI Realtime', used: 'UDP', wanted: ['TLS'], status: 403 },
      'high',
    ],
    'without SRTP': [refused(OPENAI, 488), { status: 488 }, 'high'],
    'ElevenLabs over UDP': [refused(ELEVENLABS, 403), { wanted: ['TCP', 'TLS'] }, 'high'],
    'nobody answers': [silent([0, 0.5, 1.5, 3.5]), { status: undefined, sends: 4 }, 'high'],
    'another platform that asks for TLS by its address': [
      refused('uri sip:+12025550100@x.sip.livekit.cloud;transport=tls', 403),
      { agent: 'LiveKit', wanted: ['TLS'] },
      'high',
    ],
    'and then over TLS': [
      ladder`
        as text
        0   192.0.2.10 > 203.0.113.9 INVITE ${OPENAI}
        0.1 203.0.113.9 > 192.0.2.10 403
        0.2 192.0.2.10 > 203.0.113.9 ACK
        1   192.0.2.10 > 203.0.113.9 INVITE ${OPENAI} over TLS
        1.1 203.0.113.9 > 192.0.2.10 200`,
      { status: 403 },
      'info',
    ],
  },
  unproven: { 'sent once, and the input ends': [silent([0]), 'ends-mid-dialog'] },
})
