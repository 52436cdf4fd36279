import { mosLow } from '../../../../src/diagnose/rules/media/mos-low.ts'
import { ladder, withFacts } from '../../../support/ladder.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const RINGING = ladder`
  0    192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
  0.1  198.51.100.7 > 192.0.2.10 183    sdp audio 198.51.100.7:5000 PCMU
  0.3013 198.51.100.7:5000 > 192.0.2.10:4000 rtp PCMU 900 lost 300
  20   198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU
  20.1 192.0.2.10 > 198.51.100.7 ACK`

const HELD = `
  0.5 192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU sendonly
  0.6 198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU recvonly
  0.7 192.0.2.10 > 198.51.100.7 ACK
  ${there('PCMU 1000 lost 200', 0.8013)}`

testRule(mosLow, {
  quiet: {
    'nothing lost': mediaCall(`${there('PCMU 600')}\n${back('PCMU 600')}`),
    'too short to rate': mediaCall(there('PCMU 400 lost 120')),
    'lost in the ringing tone, over by the answer': RINGING,
    'a codec that nobody calls good, unharmed': mediaCall(there('PCMU 600', 0.3013), { offer: 'GSM,PCMU' }),
    'lost on hold': mediaCall(HELD),
  },
  fires: {
    'a little below good': [
      mediaCall(there('PCMU 1000 lost 49')),
      { codec: 'PCMU', scale: 'NB', spoilt: 'loss' },
      'low',
    ],
    'some are dissatisfied': [mediaCall(there('PCMU 1000 lost 70')), { direction: 'from caller to callee' }, 'medium'],
    'many are': [mediaCall(back('PCMU 1000 lost 140')), { direction: 'from callee to caller' }, 'high'],
    'nobody understands': [mediaCall(there('PCMU 1000 lost 500')), {}, 'critical'],
    'a codec that nobody has rated is medium at most': [
      ladder`0.3013 192.0.2.10:4000 > 198.51.100.7:5000 rtp PCMU@5 1000 lost 500`,
      {},
      'medium',
    ],
    'the codec takes nearly all of it': [mediaCall(there('GSM 1000'), { offer: 'GSM' }), { spoilt: 'codec' }, 'info'],
  },
  unproven: {
    'the capture lost packets itself': [
      withFacts(mediaCall(there('PCMU 1000 lost 140')), { droppedPackets: 7 }),
      'capture-drops',
    ],
    'the input ends too early': [mediaCall(there('PCMU 300 lost 90'), { until: 0 }), 'ends-mid-dialog'],
  },
})
