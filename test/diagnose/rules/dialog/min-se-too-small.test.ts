import { minSeTooSmall } from '../../../../src/diagnose/rules/dialog/min-se-too-small.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const invite = (...headers: readonly string[]) =>
  ladder`192.0.2.5 > 192.0.2.7  INVITE ${headers.map((one) => `header "${one}"`).join(' ')}`

testRule(minSeTooSmall, {
  quiet: {
    'the least there may be': invite('Session-Expires: 90', 'Min-SE: 90'),
    'the usual': invite('Session-Expires: 1800;refresher=uas', 'Min-SE: 120'),
    'nothing that can be read': invite('Session-Expires: soon'),
  },
  fires: {
    'an interval below 90 s': [
      invite('Session-Expires: 89;refresher=uac'),
      { name: 'Session-Expires', seconds: 89, minimumS: 90 },
      'low',
    ],
    'a minimum below 90 s': [invite('Session-Expires: 1800', 'Min-SE: 60'), { name: 'Min-SE', seconds: 60 }, 'low'],
    'below its own minimum': [
      invite('Session-Expires: 100', 'Min-SE: 180'),
      { name: 'Session-Expires', seconds: 100, minimumS: 180 },
      'low',
    ],
  },
})
