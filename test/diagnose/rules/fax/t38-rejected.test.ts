import { t38Rejected } from '../../../../src/diagnose/rules/fax/t38-rejected.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (codec: string, answer: string, rest = '') => ladder`
  0    192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 ${codec}
  1    192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 ${codec}
  1.1  192.0.2.5 > 192.0.2.7  ACK
  5    192.0.2.7 > 192.0.2.5  INVITE sdp image 192.0.2.7:5100 t38
  5.1  192.0.2.5 > 192.0.2.7  ${answer}
  5.2  192.0.2.7 > 192.0.2.5  ACK
  ${rest}`
const bye = (at: number) => `
  ${at}   192.0.2.5 > 192.0.2.7  BYE
  ${at}.1 192.0.2.7 > 192.0.2.5  200`
const reinvite = (sdp: string) => `
  7    192.0.2.7 > 192.0.2.5  INVITE ${sdp} 192.0.2.7:5100 `

testRule(t38Rejected, {
  quiet: {
    accepted: call('PCMU', '200 sdp image 192.0.2.5:4100 t38', bye(60)),
    'refused for another reason': call('PCMU', '491', bye(60)),
    'audio refused': ladder`
      192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU
      192.0.2.7 > 192.0.2.5  488`,
  },
  fires: {
    'the call goes on in G.711': [
      call('PCMU', '488', bye(60)),
      { by: 'callee', codec: 'PCMU', result: '488 Not Acceptable Here' },
      'info',
    ],
    'the call ends right after it': [call('PCMU', '488', bye(10)), { by: 'callee' }, 'high'],
    'the call ends soon, and is heard in G.711 until then': [
      call('PCMU', '488', `2 192.0.2.5:4000 > 192.0.2.7:5000 rtp PCMU 400 ${bye(10)}`),
      { codec: 'PCMU' },
      'medium',
    ],
    'it stays on a compressed codec': [call('G729', '488', bye(60)), { codec: 'G729' }, 'high'],
    'it changes to G.711': [
      call(
        'G729',
        '488',
        `${reinvite('sdp audio')}PCMA
        7.1  192.0.2.5 > 192.0.2.7  200 sdp audio 192.0.2.5:4000 PCMA
        7.2  192.0.2.7 > 192.0.2.5  ACK ${bye(60)}`,
      ),
      { codec: 'G729' },
      'info',
    ],
    'another try is accepted': [
      call(
        'G729',
        '415',
        `${reinvite('sdp image')}t38
        7.1  192.0.2.5 > 192.0.2.7  200 sdp image 192.0.2.5:4100 t38
        7.2  192.0.2.7 > 192.0.2.5  ACK ${bye(60)}`,
      ),
      { result: '415 Unsupported Media Type' },
      'info',
    ],
    'the input ends': [call('PCMU', '606'), { codec: 'PCMU' }, 'medium'],
  },
  unproven: {
    'the call began before the input': [
      ladder`
        0    192.0.2.7 > 192.0.2.5  INVITE tag to-main sdp image 192.0.2.7:5100 t38
        0.1  192.0.2.5 > 192.0.2.7  488`,
      'starts-mid-dialog',
    ],
  },
})
