import { wrongPayloadType } from '../../../../src/diagnose/rules/media/wrong-payload-type.ts'
import { withoutFirst } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(wrongPayloadType, {
  quiet: {
    'as declared': mediaCall(there('PCMU 300')),
    'comfort noise': mediaCall(`${there('PCMU 300')}\n${there('CN 20 octets 1 seq 400 stamp 49000', 6.3013)}`),
    'a handful': mediaCall(`${there('PCMU 300')}\n${there('PCMA 9 seq 400 stamp 49000', 6.3013)}`),
    'before the answer': ladder`
      0    192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
      0.1  198.51.100.7 > 192.0.2.10 183    sdp audio 198.51.100.7:5000 PCMU
      0.3  192.0.2.10:4000 > 198.51.100.7:5000 rtp PCMA 100
      10   198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU
      10.1 192.0.2.10 > 198.51.100.7 ACK
      10.2 192.0.2.10:4000 > 198.51.100.7:5000 rtp PCMU 100 seq 300 stamp 90000`,
    'telephone events under the number of the sender': mediaCall(
      `${there('PCMU 300')}\n6.4 192.0.2.10:4000 > 198.51.100.7:5000 dtmf 12345 payload 97`,
      { offer: 'PCMU,telephone-event@97', answer: 'PCMU' },
    ),
    'agreed by a later re-INVITE': mediaCall(`
      ${there('PCMU 300')}
      6   192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMA
      6.1 198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMA
      6.2 192.0.2.10 > 198.51.100.7 ACK
      ${there('PCMA 300 seq 400 stamp 49000', 6.3013)}`),
  },
  fires: {
    'another codec all the way': [
      mediaCall(there('PCMA 300')),
      { payloadType: 8, packets: 300, direction: 'from caller to callee', under: undefined },
      'critical',
    ],
    'another codec now and then': [
      mediaCall(`${there('PCMU 300')}\n${there('PCMA 100 seq 400 stamp 49000', 6.3013)}`),
      { payloadType: 8, packets: 100, of: 400 },
      'high',
    ],
    'the number of the sender, and audio works': [
      mediaCall(`${there('iLBC@97 300 octets 38')}\n${back('iLBC@97 300 octets 38')}`, {
        offer: 'iLBC@97',
        answer: 'iLBC@98',
      }),
      { payloadType: 97, under: 98 },
      'low',
    ],
    'the number of the sender, and nothing comes back': [
      mediaCall(there('iLBC@97 300 octets 38'), { offer: 'iLBC@97', answer: 'iLBC@98' }),
      { under: 98 },
      'critical',
    ],
  },
  unproven: {
    'it began before the input, and what was agreed then is not known': [
      withoutFirst(
        mediaCall(
          `0.3 192.0.2.10:4000 > 198.51.100.7:5000 rtp G722 300
          9   192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
          9.1 198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU
          9.2 192.0.2.10 > 198.51.100.7 ACK`,
          { offer: 'G722' },
        ),
        1,
      ),
      'starts-mid-dialog',
    ],
    'a description of the receiver is cut': [
      mediaCall(`${there('PCMA 300')}\n4 198.51.100.7 > 192.0.2.10 INVITE sdp audio 198.51.100.7:5000 PCMA cut 360`),
      'message-cut',
    ],
  },
})
