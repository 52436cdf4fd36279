import { rtpAfterBye } from '../../../../src/diagnose/rules/media/rtp-after-bye.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(rtpAfterBye, {
  quiet: {
    'ends with the BYE': mediaCall(`${there('PCMU 300')}\n30 203.0.113.9 > 203.0.113.8 OPTIONS`, { until: 7 }),
    'two seconds are on the way': mediaCall(`${there('PCMU 400')}\n30 203.0.113.9 > 203.0.113.8 OPTIONS`, { until: 7 }),
    'a transferred call': mediaCall(
      `
      3 192.0.2.10 > 198.51.100.7 REFER header "Refer-To: <sip:carol@example.com>"
      3.1 198.51.100.7 > 192.0.2.10 202 REFER
      ${there('PCMU 900')}`,
      { until: 7 },
    ),
  },
  fires: {
    'five seconds': [mediaCall(there('PCMU 600'), { until: 7 }), { party: 'caller' }, 'low'],
    'a quarter of a minute': [
      mediaCall(
        `${back('PCMU 1100')}
7 192.0.2.10 > 198.51.100.7 BYE`,
        { until: 0 },
      ),
      { party: 'callee' },
      'medium',
    ],
  },
  unproven: {
    'the input ends with the call': [mediaCall(there('PCMU 300'), { until: 7 }), 'ends-mid-dialog'],
  },
})
