import { codecHurtsStt } from '../../../../src/diagnose/rules/ai/codec-hurts-stt.ts'
import { ladder } from '../../../support/ladder.ts'
import { mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const SERVER = 'header "Server: LiveKit"'
const answered = (answer: string, offer = answer, more = SERVER) => ladder`
  192.0.2.5 > 203.0.113.9 INVITE sdp audio 192.0.2.5:4000 ${offer}
  203.0.113.9 > 192.0.2.5 200 sdp audio 203.0.113.9:5000 ${answer} ${more}`

testRule(codecHurtsStt, {
  quiet: {
    'G.711': answered('PCMU'),
    'full-rate AMR': answered('AMR line "a=fmtp:98 mode-set=7"'),
    'only offered': answered('PCMU', 'G729,PCMU'),
    'nobody is a machine': answered('G729', 'G729', ''),
  },
  fires: {
    'G.729 to a platform': [answered('G729'), { codec: 'G729', agent: 'LiveKit', lossPercent: undefined }, 'medium'],
    iLBC: [answered('iLBC'), { codec: 'iLBC' }, 'medium'],
    'AMR held to low modes': [answered('AMR line "a=fmtp:98 mode-set=0,2,5"'), { codec: 'AMR' }, 'medium'],
    'the carrier’s hop behind a proxy': [
      ladder`
        192.0.2.5 > 192.0.2.1 INVITE sdp audio 192.0.2.5:4000 G729
        192.0.2.1 > 203.0.113.9 INVITE branch z9hG4bKb sdp audio 192.0.2.1:4002 PCMU
        203.0.113.9 > 192.0.2.1 200 sdp audio 203.0.113.9:5000 PCMU ${SERVER}
        192.0.2.1 > 192.0.2.5 200 sdp audio 192.0.2.1:5002 G729 ${SERVER}`,
      { codec: 'G729', other: 'PCMU' },
      'medium',
    ],
    'and packets are lost': [
      mediaCall(there('G729 500 lost 10'), { offer: 'G729', answer: `G729 ${SERVER}` }),
      { lossPercent: 2 },
      'high',
    ],
    'the packets of AMR show its mode': [
      mediaCall(there('AMR 500 octets 14'), {
        offer: 'AMR line "a=fmtp:98 octet-align=0"',
        answer: `AMR line "a=fmtp:98 octet-align=0" ${SERVER}`,
      }),
      { codec: 'AMR 4.75' },
      'medium',
    ],
  },
  unproven: {
    'the codec is not named': [
      ladder`
        192.0.2.5 > 192.0.2.7  INVITE body "application/sdp" "v=0\\no=- 1 1 IN IP4 192.0.2.5\\ns=-\\nc=IN IP4 192.0.2.5\\nt=0 0\\nm=audio 4000 RTP/AVP 99\\n"
        192.0.2.7 > 192.0.2.5  200 ${SERVER} body "application/sdp" "v=0\\no=- 1 1 IN IP4 192.0.2.7\\ns=-\\nc=IN IP4 192.0.2.7\\nt=0 0\\nm=audio 5000 RTP/AVP 99\\n"`,
      'message-cut',
    ],
  },
})
