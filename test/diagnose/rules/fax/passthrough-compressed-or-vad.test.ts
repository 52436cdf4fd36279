import { passthroughCompressedOrVad } from '../../../../src/diagnose/rules/fax/passthrough-compressed-or-vad.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (codec: string, answer: string, rest = '', line = '') => ladder`
  0    192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 ${codec} ${line}
  1    192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 ${codec}
  1.1  192.0.2.5 > 192.0.2.7  ACK
  5    192.0.2.7 > 192.0.2.5  INVITE sdp image 192.0.2.7:5100 t38
  5.1  192.0.2.5 > 192.0.2.7  ${answer}
  5.2  192.0.2.7 > 192.0.2.5  ACK
  ${rest}`
const BYE = `
  60   192.0.2.5 > 192.0.2.7  BYE
  60.1 192.0.2.7 > 192.0.2.5  200`

testRule(passthroughCompressedOrVad, {
  quiet: {
    'G.711': call('PCMU', '488', BYE),
    'T.38 was accepted': call('G729', '200 sdp image 192.0.2.5:4100 t38', BYE),
    'no fax': ladder`
      192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 G729
      192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 G729`,
    'comfort noise before the fax': call('PCMU,CN', '488', `2 192.0.2.5:4000 > 192.0.2.7:5000 rtp CN 20 ${BYE}`),
    'it changes to G.711': call(
      'G729',
      '488',
      `7    192.0.2.7 > 192.0.2.5  INVITE sdp audio 192.0.2.7:5000 PCMA
       7.1  192.0.2.5 > 192.0.2.7  200 sdp audio 192.0.2.5:4000 PCMA
       7.2  192.0.2.7 > 192.0.2.5  ACK ${BYE}`,
    ),
  },
  fires: {
    'a compressed codec': [call('G729', '488', BYE), { how: 'compressed', codec: 'G729' }, 'high'],
    'silence suppression': [
      call('PCMU', '488', BYE, 'line "a=silenceSupp:on - - - -"'),
      { how: 'silence-suppression' },
      'high',
    ],
    'comfort noise': [
      call(
        'PCMU,CN',
        '488',
        `2 192.0.2.5:4000 > 192.0.2.7:5000 rtp PCMU 400
         8 192.0.2.5:4000 > 192.0.2.7:5000 rtp CN 20 seq 500 ${BYE}`,
      ),
      { how: 'comfort-noise', codec: 'PCMU' },
      'high',
    ],
  },
  unproven: {
    'the input ends right after it': [call('G729', '488'), 'ends-mid-dialog'],
  },
})
