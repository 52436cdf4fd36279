import { portMismatch } from '../../../../src/diagnose/rules/media/port-mismatch.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(portMismatch, {
  quiet: {
    'to the declared port': mediaCall(`${there('PCMU 300')}\n${back('PCMU 300')}`),
    'to where the other side sends from': mediaCall(`
      0.3 192.0.2.10:4000 > 198.51.100.7:5020 rtp PCMU 300
      0.3 198.51.100.7:5020 > 192.0.2.10:4000 rtp PCMU 300`),
    'to the RTCP port': mediaCall('0.3 192.0.2.10:4000 > 198.51.100.7:5001 rtp PCMU 300'),
    'a few packets': mediaCall('0.3 192.0.2.10:4000 > 198.51.100.7:5020 rtp PCMU 20'),
    'to another host': mediaCall('0.3 192.0.2.10:4000 > 198.51.100.99:5020 rtp PCMU 300'),
    'to the port before a re-INVITE': mediaCall(`
      ${there('PCMU 300')}
      3   192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
      3.1 198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5020 PCMU
      3.2 192.0.2.10 > 198.51.100.7 ACK`),
  },
  fires: {
    'nothing arrives where it should': [
      mediaCall('0.3 192.0.2.10:4000 > 198.51.100.7:5020 rtp PCMU 300'),
      { sentTo: '198.51.100.7:5020', declared: '198.51.100.7:5000', packets: 300, elsewhere: false },
      'high',
    ],
    'from a port nobody knows either': [
      mediaCall('0.3 192.0.2.10:4444 > 198.51.100.7:5020 rtp PCMU 300'),
      { elsewhere: false },
      'high',
    ],
    'other packets arrive': [
      mediaCall(`${there('PCMU 300')}\n0.3 192.0.2.10:4000 > 198.51.100.7:5020 rtp PCMU 300`),
      { elsewhere: true },
      'low',
    ],
  },
  unproven: {
    'a few packets at the end of the input': [
      mediaCall('0.3 192.0.2.10:4000 > 198.51.100.7:5020 rtp PCMU 20', { until: 0 }),
      'ends-mid-dialog',
    ],
  },
})
