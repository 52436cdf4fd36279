import { directionBlocksAudio } from '../../../../src/diagnose/rules/sdp/direction-blocks-audio.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const begun = `
  0   203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
  0.1 203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU
  0.2 203.0.113.1 > 203.0.113.7  ACK`
const held = `${begun}
  10   203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU sendonly
  10.1 203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU recvonly
  10.2 203.0.113.1 > 203.0.113.7  ACK`
const resumed = (answer: string) => `${held}
  20   203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU sendrecv
  20.1 203.0.113.7 > 203.0.113.1  200     ${answer}
  20.2 203.0.113.1 > 203.0.113.7  ACK`
const end = `
  40   203.0.113.7 > 203.0.113.1  INFO
  40.1 203.0.113.1 > 203.0.113.7  200
  41   203.0.113.1 > 203.0.113.7  BYE
  41.1 203.0.113.7 > 203.0.113.1  200`
const first = (answer: string, rest = '') => ladder`
  203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
  203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU ${answer}
  203.0.113.1 > 203.0.113.7  ACK
  ${rest}`

testRule(directionBlocksAudio, {
  quiet: {
    'two-way from the start': first(''),
    'an announcement': first('sendonly'),
    'opened later': first(
      'inactive',
      `203.0.113.7 > 203.0.113.1  INVITE  sdp audio 203.0.113.7:5000 PCMU sendrecv
       203.0.113.1 > 203.0.113.7  200     sdp audio 203.0.113.1:4000 PCMU sendrecv`,
    ),
    'a resume that is accepted': ladder`${resumed('sdp audio 203.0.113.7:5000 PCMU sendrecv')}${end}`,
    'a call that stays on hold': ladder`${held}${end}`,
    'a recorder': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  header "Require: siprec" sdp audio 203.0.113.1:4000 PCMU
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU recvonly`,
    'a conference that only listens': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
      203.0.113.7 > 203.0.113.1  200     header "Contact: <sip:conf@203.0.113.7>;isfocus" sdp audio 203.0.113.7:5000 PCMU recvonly`,
  },
  fires: {
    'inactive from the start': [first('inactive'), { how: 'start', answered: 'inactive' }, 'high'],
    'the callee never sends': [first('recvonly'), { how: 'start', answered: 'recvonly' }, 'high'],
    'a resume answered by inactive': [
      ladder`${resumed('sdp audio 203.0.113.7:5000 PCMU inactive')}${end}`,
      { how: 'resume', answered: 'inactive' },
      'high',
    ],
    'a resume answered by port 0': [
      ladder`${resumed('sdp audio 203.0.113.7:0 PCMU')}${end}`,
      { how: 'resume', answered: 'port 0' },
      'high',
    ],
    'music still comes': [
      ladder`${resumed('sdp audio 203.0.113.7:5000 PCMU recvonly')}${end}
        20.5 203.0.113.7:5000 > 203.0.113.1:4000 rtp PCMU 500`,
      { how: 'resume' },
      'low',
    ],
    'the call ends right there': [
      ladder`${resumed('sdp audio 203.0.113.7:5000 PCMU inactive')}
        21   203.0.113.1 > 203.0.113.7  BYE
        21.1 203.0.113.7 > 203.0.113.1  200`,
      { how: 'resume' },
      'info',
    ],
  },
  unproven: {
    'the answer is cut': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
        203.0.113.7 > 203.0.113.1  200     header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.7\\ns=-\\nc=IN IP4 203.0.113.7\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
