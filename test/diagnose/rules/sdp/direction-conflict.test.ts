import { directionConflict } from '../../../../src/diagnose/rules/sdp/direction-conflict.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (offered: string, answered: string, rtp = '') => ladder`
  0   203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU ${offered}
  0.1 203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU ${answered}
  0.2 203.0.113.1 > 203.0.113.7  ACK
  ${rtp}`

testRule(directionConflict, {
  quiet: {
    'sendrecv takes any answer': call('sendrecv', 'recvonly'),
    'hold and its mirror': call('sendonly', 'recvonly'),
    'hold answered by inactive': call('sendonly', 'inactive'),
    'recvonly and its mirror': call('recvonly', 'sendonly'),
    'nothing said': call('', ''),
  },
  fires: {
    'both only send': [call('sendonly', 'sendonly'), { offered: 'sendonly', answered: 'sendonly' }, 'high'],
    'both only receive': [call('recvonly', 'recvonly'), { offered: 'recvonly' }, 'high'],
    'recvonly answered by sendrecv': [call('recvonly', 'sendrecv'), { answered: 'sendrecv' }, 'high'],
    'a hold that an old user agent answers': [
      call('sendonly', ''),
      { offered: 'sendonly', answered: 'sendrecv' },
      'low',
    ],
    'inactive answered by recvonly': [call('inactive', 'recvonly'), { offered: 'inactive' }, 'high'],
    'media flows all the same': [
      call(
        'recvonly',
        'sendrecv',
        `0.3 203.0.113.1:4000 > 203.0.113.7:5000 rtp PCMU 100
         0.3 203.0.113.7:5000 > 203.0.113.1:4000 rtp PCMU 100`,
      ),
      { offered: 'recvonly' },
      'low',
    ],
  },
  unproven: {
    'the answer is cut': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU sendonly
        203.0.113.7 > 203.0.113.1  200     header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.7\\ns=-\\nc=IN IP4 203.0.113.7\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
