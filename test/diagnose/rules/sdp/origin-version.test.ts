import { originVersion } from '../../../../src/diagnose/rules/sdp/origin-version.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const body = (origin: string, port: number) =>
  `body "application/sdp" "v=0\\no=- ${origin} IN IP4 203.0.113.1\\ns=-\\nc=IN IP4 203.0.113.1\\nt=0 0\\nm=audio ${port} RTP/AVP 0\\n"`
const call = (first: readonly [string, number], second: readonly [string, number]) => ladder`
  203.0.113.1 > 203.0.113.7  INVITE  ${body(...first)}
  203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU
  203.0.113.1 > 203.0.113.7  ACK
  203.0.113.1 > 203.0.113.7  INVITE  ${body(...second)}
  203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU
  203.0.113.1 > 203.0.113.7  ACK`

testRule(originVersion, {
  quiet: {
    'the same again': call(['7 1', 4000], ['7 1', 4000]),
    'one higher': call(['7 1', 4000], ['7 2', 4002]),
    'a proxy sends the call back to the host it came from, with another port for its relay': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  ${body('7 1', 4000)}
      203.0.113.7 > 203.0.113.1  INVITE  forwarded ${body('7 1', 30000)}
      203.0.113.1 > 203.0.113.7  200     sdp audio 203.0.113.1:5000 PCMU
      203.0.113.7 > 203.0.113.1  200     forwarded
      203.0.113.1 > 203.0.113.7  ACK
      203.0.113.7 > 203.0.113.1  ACK     forwarded
      203.0.113.1 > 203.0.113.7  INVITE  ${body('7 2', 4002)}
      203.0.113.7 > 203.0.113.1  INVITE  forwarded ${body('7 2', 30002)}`,
    'a relay behind the sender takes another port': ladder`
      203.0.113.1 > 203.0.113.5  INVITE  ${body('7 1', 4000)}
      203.0.113.5 > 203.0.113.7  INVITE  forwarded ${body('7 1', 30000)}
      203.0.113.7 > 203.0.113.5  200     sdp audio 203.0.113.7:5000 PCMU
      203.0.113.5 > 203.0.113.1  200     forwarded
      203.0.113.1 > 203.0.113.5  ACK
      203.0.113.5 > 203.0.113.7  ACK     forwarded
      203.0.113.1 > 203.0.113.5  INVITE  ${body('7 1', 4000)}
      203.0.113.5 > 203.0.113.7  INVITE  forwarded ${body('7 1', 30002)}
      203.0.113.7 > 203.0.113.5  200     sdp audio 203.0.113.7:5000 PCMU
      203.0.113.5 > 203.0.113.1  200     forwarded`,
    'a version that is no number': call(['7 x', 4000], ['7 x', 4002]),
  },
  fires: {
    'changed under the same version': [
      call(['7 1', 4000], ['7 1', 4002]),
      { party: 'caller', before: '7 1', after: '7 1', how: 'same' },
      'low',
    ],
    lower: [call(['7 2', 4000], ['7 1', 4002]), { how: 'back' }, 'low'],
    'much higher': [call(['7 1', 4000], ['7 9', 4002]), { how: 'jump' }, 'info'],
    'another session': [call(['7 1', 4000], ['8 1', 4002]), { how: 'session' }, 'info'],
    'beyond 2^53': [call(['7 18446744073709551615', 4000], ['7 18446744073709551615', 4002]), { how: 'same' }, 'low'],
  },
  unproven: {
    'the later one is cut': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  ${body('7 1', 4000)}
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU
        203.0.113.1 > 203.0.113.7  ACK
        203.0.113.1 > 203.0.113.7  INVITE  header "Content-Length: 900" ${body('7 1', 4002)}`,
      'message-cut',
    ],
  },
})
