import { holdResume } from '../../../../src/diagnose/rules/sdp/hold-resume.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (rest: string, first = '') => ladder`
  0     192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU ${first}
  1     192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU
  1.1   192.0.2.5 > 192.0.2.7  ACK
  ${rest}`
const offer = (at: number, direction: string, answer: string) => `
  ${at}   192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU ${direction}
  ${at}.1 192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU ${answer}
  ${at}.2 192.0.2.5 > 192.0.2.7  ACK`
const bye = `
  30    192.0.2.5 > 192.0.2.7  BYE
  30.1  192.0.2.7 > 192.0.2.5  200`

testRule(holdResume, {
  quiet: {
    'no hold': call(offer(5, 'sendrecv', 'sendrecv') + bye),
    'one-way from the beginning': call(offer(5, 'sendonly', 'recvonly') + bye, 'sendonly'),
  },
  fires: {
    'on hold and back': [
      call(offer(5, 'sendonly', 'recvonly') + offer(15, 'sendrecv', 'sendrecv') + bye),
      { holds: [{ by: 'caller', how: 'sendonly', seconds: 10, resumed: true, music: undefined }] },
      'info',
    ],
    'to the end, with music': [
      call(`${offer(5, 'sendonly', 'recvonly')}
        6 192.0.2.5:4000 > 192.0.2.7:5000 rtp PCMU 500 ${bye}`),
      { holds: [{ by: 'caller', how: 'sendonly', seconds: 24.9, resumed: false, music: true }] },
      'info',
    ],
    'without music': [
      call(`
        1.2 192.0.2.5:4000 > 192.0.2.7:5000 rtp PCMU 180 ${offer(5, 'inactive', 'inactive')} ${bye}`),
      { holds: [{ by: 'caller', how: 'inactive', seconds: 24.9, resumed: false, music: false }] },
      'info',
    ],
  },
  unproven: {
    'an offer is cut': [
      ladder`
        192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU
        192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU
        192.0.2.5 > 192.0.2.7  ACK
        192.0.2.5 > 192.0.2.7  INVITE header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 192.0.2.5\\ns=-\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"
        192.0.2.7 > 192.0.2.5  488`,
      'message-cut',
    ],
  },
})
