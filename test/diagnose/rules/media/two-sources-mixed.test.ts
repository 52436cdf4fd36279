import { twoSourcesMixed } from '../../../../src/diagnose/rules/media/two-sources-mixed.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(twoSourcesMixed, {
  quiet: {
    'one source': mediaCall(`${there('PCMU 300')}\n${back('PCMU 300')}`),
    'the ringing tone goes on for a moment': mediaCall(
      `${back('PCMU 500')}\n0.3 203.0.113.9:7000 > 192.0.2.10:4000 rtp PCMU 100`,
    ),
    'a handful of the other': mediaCall(
      `${back('PCMU 500')}\n3 203.0.113.9:7000 > 192.0.2.10:4000 rtp PCMU 20 every 100`,
    ),
    'around a re-INVITE': mediaCall(`
      ${back('PCMU 500')}
      5   192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
      5.1 198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU
      5.2 192.0.2.10 > 198.51.100.7 ACK
      4.5 203.0.113.9:7000 > 192.0.2.10:4000 rtp PCMU 100`),
    'music from another host while the callee is silent': mediaCall(`
      0.3   198.51.100.7:5000 > 192.0.2.10:4000 rtp PCMU 1000 pause 12000
      11    203.0.113.9:7000 > 192.0.2.10:4000 rtp PCMU 500`),
    'the same stream from another place': mediaCall(
      `${back('PCMU 500 ssrc 1')}\n3 203.0.113.9:7000 > 192.0.2.10:4000 rtp PCMU 300 ssrc 1`,
    ),
  },
  fires: {
    'a stranger talks into it': [
      mediaCall(`${back('PCMU 500')}\n3 203.0.113.9:7000 > 192.0.2.10:4000 rtp PCMU 300`),
      { target: '192.0.2.10:4000', sources: ['198.51.100.7:5000', '203.0.113.9:7000'], stranger: '203.0.113.9' },
      'high',
    ],
    'another port of the callee': [
      mediaCall(`${back('PCMU 500')}\n3 198.51.100.7:5020 > 192.0.2.10:4000 rtp PCMU 300`),
      { stranger: undefined },
      'high',
    ],
    'the receiver has latched to one': [
      mediaCall(`${back('PCMU 500 ssrc 1')}\n3 203.0.113.9:7000 > 192.0.2.10:4000 rtp PCMU 300
        8 192.0.2.10:4001 > 198.51.100.7:5001 rtcp rr about 1`),
      {},
      'low',
    ],
  },
  unproven: {
    'the input ends too early': [
      mediaCall(`${back('PCMU 500')}\n9 203.0.113.9:7000 > 192.0.2.10:4000 rtp PCMU 40`, { until: 0 }),
      'ends-mid-dialog',
    ],
  },
})
