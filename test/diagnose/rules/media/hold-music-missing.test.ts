import { holdMusicMissing } from '../../../../src/diagnose/rules/media/hold-music-missing.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

/** On hold from 5.2 s until `until`. */
const hold = (offer: string, answer: string, until = 17): string => `
  5.1  192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU ${offer}
  5.2  198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU ${answer}
  5.3  192.0.2.10 > 198.51.100.7 ACK
  ${until - 0.1}  192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
  ${until}  198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU
  ${until + 0.1}  192.0.2.10 > 198.51.100.7 ACK`

testRule(holdMusicMissing, {
  quiet: {
    music: mediaCall(`${there('PCMU 900')}\n${back('PCMU 250')}\n${hold('sendonly', 'recvonly')}`),
    'music of a server': mediaCall(
      `${there('PCMU 250')}\n5.3 203.0.113.9:7000 > 198.51.100.7:5000 rtp PCMU 600\n${hold('sendonly', 'recvonly')}`,
    ),
    'silent by design': mediaCall(`${there('PCMU 250')}\n${hold('inactive', 'inactive')}`),
    'a moment': mediaCall(`${there('PCMU 250')}\n${hold('sendonly', 'recvonly', 9)}`),
    'an announcement from the beginning': mediaCall(there('PCMU 100'), {
      offer: 'PCMU sendonly',
      answer: 'PCMU recvonly',
    }),
  },
  fires: {
    'nothing at all': [
      mediaCall(`${there('PCMU 250')}\n${back('PCMU 250')}\n${hold('sendonly', 'recvonly')}`),
      { by: 'caller', packets: 0 },
      'low',
    ],
    'it stops after a while': [
      mediaCall(`${there('PCMU 400')}\n${hold('sendonly', 'recvonly')}`),
      { by: 'caller' },
      'low',
    ],
  },
  unproven: {
    'the holding side was never heard': [
      mediaCall(`${back('PCMU 250')}\n${hold('sendonly', 'recvonly')}`),
      'no-rtp-in-capture',
    ],
  },
})
