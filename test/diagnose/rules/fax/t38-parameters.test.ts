import { t38Parameters } from '../../../../src/diagnose/rules/fax/t38-parameters.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const lines = (all: readonly string[]) => all.map((one) => `line "a=T38Fax${one}"`).join(' ')
const call = (offered: readonly string[], answered: readonly string[], rest = '') => ladder`
  0    192.0.2.5 > 192.0.2.7  INVITE sdp image 192.0.2.5:4100 t38 ${lines(offered)}
  1    192.0.2.7 > 192.0.2.5  200 sdp image 192.0.2.7:5100 t38 ${lines(answered)}
  1.1  192.0.2.5 > 192.0.2.7  ACK
  ${rest}`
const TCF = 'RateManagement:transferredTCF'
const FAX = '2 192.0.2.5:4100 > 192.0.2.7:5100 t38 50'

testRule(t38Parameters, {
  quiet: {
    'the same': call([TCF, 'Version:0'], [TCF, 'Version:0']),
    'a lower version': call(['Version:3'], ['Version:0']),
    'rates and buffers of its own': call(['MaxBuffer:2000'], ['MaxBuffer:200']),
    'uncorrected, and nothing is lost': call([], [], FAX),
    'lost, and corrected': call(['UdpEC:t38UDPRedundancy'], ['UdpEC:t38UDPRedundancy'], `${FAX} lost 5`),
    'an option that is off': call([], ['FillBitRemoval:0']),
    'a datagram of one frame': call(['MaxDatagram:72'], ['MaxDatagram:400']),
    'the fax line is refused': ladder`
      192.0.2.5 > 192.0.2.7  INVITE sdp image 192.0.2.5:4100 t38 ${lines(['Version:0'])}
      192.0.2.7 > 192.0.2.5  200 sdp image 192.0.2.7:0 t38 ${lines(['Version:3'])}`,
  },
  fires: {
    'rate management differs': [
      call([TCF], ['RateManagement:somethingElse']),
      { what: 'management', offered: 'transferredTCF', answered: 'somethingElse' },
      'high',
    ],
    'the training is not transferred': [call([TCF], ['RateManagement:localTCF']), { what: 'local-tcf' }, 'high'],
    'a higher version': [
      call(['Version:0'], ['Version:3']),
      { what: 'version', offered: '0', answered: '3' },
      'medium',
    ],
    'uncorrected, and packets are lost': [
      call([], ['UdpEC:t38UDPNoEC'], `${FAX} lost 5`),
      { what: 'no-correction' },
      'medium',
    ],
    'datagrams too small': [call(['MaxDatagram:71'], []), { what: 'datagram', offered: '71' }, 'low'],
    'an option nobody offered': [call([], ['FillBitRemoval']), { what: 'unoffered', answered: 'on' }, 'low'],
  },
  unproven: {
    'the answer is cut': [
      ladder`
        192.0.2.5 > 192.0.2.7  INVITE sdp image 192.0.2.5:4100 t38 ${lines([TCF])}
        192.0.2.7 > 192.0.2.5  200 header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 192.0.2.7\\ns=-\\nc=IN IP4 192.0.2.7\\nt=0 0\\nm=image 5100 udptl t38\\n"`,
      'message-cut',
    ],
  },
})
