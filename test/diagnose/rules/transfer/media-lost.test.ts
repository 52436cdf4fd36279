import { mediaLost } from '../../../../src/diagnose/rules/transfer/media-lost.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (offer: string, rest: string, ends = 30) => ladder`
  0     192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU
  1     192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU
  1.1   192.0.2.5 > 192.0.2.7  ACK
  1.2   192.0.2.5:4000 > 192.0.2.7:5000 rtp PCMU 400
  1.2   192.0.2.7:5000 > 192.0.2.5:4000 rtp PCMU 400
  9     192.0.2.7 > 192.0.2.5  INVITE sdp audio ${offer}
  9.1   192.0.2.5 > 192.0.2.7  200 sdp audio 192.0.2.5:4000 PCMU
  9.2   192.0.2.7 > 192.0.2.5  ACK
  ${rest}
  ${ends}   192.0.2.5 > 192.0.2.7  BYE
  ${ends}.1 192.0.2.7 > 192.0.2.5  200`
const forth = '10 192.0.2.5:4000 > 192.0.2.7:6000 rtp PCMU 400'
const back = '10 192.0.2.7:6000 > 192.0.2.5:4000 rtp PCMU 400'

testRule(mediaLost, {
  quiet: {
    'heard both ways': call('192.0.2.7:6000 PCMU', `${forth}\n${back}`),
    'nothing moves': call('192.0.2.7:5000 PCMU', ''),
    'on hold': call('192.0.2.7:6000 PCMU sendonly', ''),
    'the call ends at once': call('192.0.2.7:6000 PCMU', '', 13),
  },
  fires: {
    'nothing comes at all': [
      call('192.0.2.7:6000 PCMU', ''),
      { why: 're-INVITE', towards: ['192.0.2.7:6000', '192.0.2.5:4000'] },
      'high',
    ],
    'one direction is lost': [call('192.0.2.7:6000 PCMU', back), { towards: ['192.0.2.7:6000'] }, 'high'],
    'after a REFER': [
      ladder`
        0     192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU
        1     192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU
        1.1   192.0.2.5 > 192.0.2.7  ACK
        1.2   192.0.2.5:4000 > 192.0.2.7:5000 rtp PCMU 300
        1.2   192.0.2.7:5000 > 192.0.2.5:4000 rtp PCMU 300
        8     192.0.2.5 > 192.0.2.7  REFER header "Refer-To: <sip:carol@example.com>"
        8.1   192.0.2.7 > 192.0.2.5  202
        9     192.0.2.7 > 192.0.2.5  INVITE sdp audio 192.0.2.7:6000 PCMU
        9.1   192.0.2.5 > 192.0.2.7  200 INVITE sdp audio 192.0.2.5:4000 PCMU
        9.2   192.0.2.7 > 192.0.2.5  ACK
        30    192.0.2.5 > 192.0.2.7  BYE`,
      { why: 'transfer' },
      'high',
    ],
  },
  unproven: {
    'a PBX, at which the capture was made, has two phones send straight to each other': [
      ladder`
        0     192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU
        0.1   192.0.2.7 > 192.0.2.9  INVITE call b sdp audio 192.0.2.7:6000 PCMU
        1     192.0.2.9 > 192.0.2.7  200 call b sdp audio 192.0.2.9:7000 PCMU
        1     192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU
        1.1   192.0.2.5 > 192.0.2.7  ACK
        1.1   192.0.2.7 > 192.0.2.9  ACK call b
        1.2   192.0.2.5:4000 > 192.0.2.7:5000 rtp PCMU 200
        1.2   192.0.2.7:5000 > 192.0.2.5:4000 rtp PCMU 200
        1.2   192.0.2.7:6000 > 192.0.2.9:7000 rtp PCMU 200
        1.2   192.0.2.9:7000 > 192.0.2.7:6000 rtp PCMU 200
        5     192.0.2.7 > 192.0.2.5  INVITE sdp audio 192.0.2.9:7000 PCMU
        5.1   192.0.2.5 > 192.0.2.7  200 INVITE sdp audio 192.0.2.5:4000 PCMU
        5.2   192.0.2.7 > 192.0.2.5  ACK
        5     192.0.2.7 > 192.0.2.9  INVITE call b sdp audio 192.0.2.5:4000 PCMU
        5.1   192.0.2.9 > 192.0.2.7  200 INVITE call b sdp audio 192.0.2.9:7000 PCMU
        5.2   192.0.2.7 > 192.0.2.9  ACK call b
        40    192.0.2.5 > 192.0.2.7  BYE
        40.1  192.0.2.7 > 192.0.2.5  200
        40    192.0.2.7 > 192.0.2.9  BYE call b
        40.1  192.0.2.9 > 192.0.2.7  200 call b`,
      'no-rtp-in-capture',
    ],
    'it goes to a place no media was captured of': [call('203.0.113.9:6000 PCMU', ''), 'no-rtp-in-capture'],
  },
})
