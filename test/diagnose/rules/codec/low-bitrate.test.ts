import { lowBitrate } from '../../../../src/diagnose/rules/codec/low-bitrate.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (offered: string, answered: string, more = '', invite = '') => ladder`
  192.0.2.5 > 192.0.2.7  INVITE ${invite} sdp audio 192.0.2.5:4000 ${offered}
  192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 ${answered} ${more}`

testRule(lowBitrate, {
  quiet: {
    'G.711': call('PCMU', 'PCMU'),
    'only offered': call('G729,PCMU', 'PCMU'),
    'AMR in any mode': call('AMR', 'AMR'),
    'AMR held to its best': call('AMR', 'AMR line "a=fmtp:98 mode-set=7"'),
  },
  fires: {
    'G.729': [call('G729,PCMU', 'G729'), { codec: 'G729', machine: false }, 'low'],
    'G.723.1': [call('G723', 'G723'), { codec: 'G723' }, 'low'],
    'AMR held to its lowest modes': [call('AMR', 'AMR line "a=fmtp:98 mode-set=0,2,4"'), { codec: 'AMR' }, 'low'],
    'with a voice agent': [call('G729', 'G729', 'header "Server: LiveKit"'), { machine: true }, 'medium'],
    'for a recording': [call('G729', 'G729', '', 'header "Require: siprec"'), { machine: true }, 'medium'],
  },
  unproven: {
    'the codec is not named': [
      ladder`
        192.0.2.5 > 192.0.2.7  INVITE body "application/sdp" "v=0\\no=- 1 1 IN IP4 192.0.2.5\\ns=-\\nc=IN IP4 192.0.2.5\\nt=0 0\\nm=audio 4000 RTP/AVP 99\\n"
        192.0.2.7 > 192.0.2.5  200 body "application/sdp" "v=0\\no=- 1 1 IN IP4 192.0.2.7\\ns=-\\nc=IN IP4 192.0.2.7\\nt=0 0\\nm=audio 5000 RTP/AVP 99\\n"`,
      'message-cut',
    ],
  },
})
