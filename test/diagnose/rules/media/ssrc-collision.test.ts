import { ssrcCollision } from '../../../../src/diagnose/rules/media/ssrc-collision.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(ssrcCollision, {
  quiet: {
    'each its own': mediaCall(`${there('PCMU 300 ssrc 1')}\n${back('PCMU 300 ssrc 2')}`),
    'sent back as it came': mediaCall(`${there('PCMU 300 ssrc 1')}\n${back('PCMU 300 ssrc 1', 0.4)}`),
    'one while the other pauses': mediaCall(`${there('PCMU 300 ssrc 1 pause 10000')}\n${back('PCMU 200 ssrc 1', 5)}`),
    'one after the other': mediaCall(`${there('PCMU 300 ssrc 1')}\n${back('PCMU 200 ssrc 1', 10)}`),
  },
  fires: {
    'both ways': [
      mediaCall(`${there('PCMU 300 ssrc 1')}\n${back('PCMU 200 ssrc 1')}`),
      { ssrc: '0x00000001', sources: ['192.0.2.10:4000', '198.51.100.7:5000'], secure: false },
      'low',
    ],
    'with SRTP': [
      mediaCall(`${there('PCMU 300 ssrc 1 octets 170')}\n${back('PCMU 200 ssrc 1 octets 170')}`, {
        offer: 'PCMU profile RTP/SAVP',
      }),
      { secure: true },
      'medium',
    ],
  },
  unproven: {
    'a few packets at the end of the input': [
      mediaCall(`${there('PCMU 300 ssrc 1', 0.3)}\n${back('PCMU 2 ssrc 1 every 400', 0.4)}`, { until: 0 }),
      'ends-mid-dialog',
    ],
  },
})
