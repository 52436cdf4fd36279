import { bothAudioAndImage } from '../../../../src/diagnose/rules/fax/both-audio-and-image.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const BEGUN = `
  0    192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU
  1    192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU
  1.1  192.0.2.5 > 192.0.2.7  ACK`
const call = (audio: number, answer: string, rest = '') => ladder`${BEGUN}
  5    192.0.2.7 > 192.0.2.5  INVITE sdp audio 192.0.2.7:${audio} PCMU and image 192.0.2.7:5100 t38
  5.1  192.0.2.5 > 192.0.2.7  ${answer}
  5.2  192.0.2.7 > 192.0.2.5  ACK
  ${rest}`
const bye = (at: number) => `
  ${at}   192.0.2.5 > 192.0.2.7  BYE
  ${at}.1 192.0.2.7 > 192.0.2.5  200`
const accepted = (audio: number, image: number) =>
  `200 sdp audio 192.0.2.5:${audio} PCMU and image 192.0.2.5:${image} t38`

testRule(bothAudioAndImage, {
  quiet: {
    'audio with port 0': call(0, accepted(0, 4100), bye(60)),
    'both in the first INVITE': ladder`
      192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU and image 192.0.2.5:4100 t38
      192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU and image 192.0.2.7:0 t38`,
    'one side after the other': ladder`${BEGUN}
      5    192.0.2.7 > 192.0.2.5  INVITE sdp image 192.0.2.7:5100 t38
      5.1  192.0.2.5 > 192.0.2.7  200 sdp image 192.0.2.5:4100 t38
      5.2  192.0.2.7 > 192.0.2.5  ACK
      6    192.0.2.5 > 192.0.2.7  INVITE sdp image 192.0.2.5:4100 t38`,
  },
  fires: {
    'both are kept': [call(5000, accepted(4000, 4100), bye(60)), { how: 'both-lines', result: 'kept' }, 'medium'],
    'the answer chooses': [call(5000, accepted(0, 4100), bye(60)), { result: 'zeroed' }, 'info'],
    'the answer chooses, and the call ends': [call(5000, accepted(0, 4100), bye(14)), { result: 'zeroed' }, 'high'],
    refused: [call(5000, '488', bye(60)), { result: 'refused' }, 'high'],
    'no answer to it is seen': [
      ladder`${BEGUN}
        5    192.0.2.7 > 192.0.2.5  INVITE sdp audio 192.0.2.7:5000 PCMU and image 192.0.2.7:5100 t38`,
      { result: 'open' },
      'medium',
    ],
    'both sides at once': [
      ladder`${BEGUN}
        5    192.0.2.7 > 192.0.2.5  INVITE sdp image 192.0.2.7:5100 t38
        5.1  192.0.2.5 > 192.0.2.7  INVITE sdp image 192.0.2.5:4100 t38
        5.2  192.0.2.7 > 192.0.2.5  491
        5.3  192.0.2.5 > 192.0.2.7  491`,
      { how: 'both-sides', result: 'refused' },
      'medium',
    ],
  },
  unproven: {
    'the offer is cut': [
      ladder`
        192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU
        192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU
        192.0.2.5 > 192.0.2.7  ACK
        192.0.2.5 > 192.0.2.7  INVITE header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 192.0.2.5\\ns=-\\nc=IN IP4 192.0.2.5\\nt=0 0\\nm=image 4100 udptl t38\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
