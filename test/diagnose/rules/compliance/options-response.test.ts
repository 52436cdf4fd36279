import { optionsResponse } from '../../../../src/diagnose/rules/compliance/options-response.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(optionsResponse, {
  quiet: {
    'a peer that lives': ladder`
      10.0.0.5 > 10.0.0.9 OPTIONS
      10.0.0.9 > 10.0.0.5 404`,
    'it implements no OPTIONS, and lives': ladder`
      10.0.0.5 > 10.0.0.9 OPTIONS
      10.0.0.9 > 10.0.0.5 501`,
    'well again': ladder`
      10.0.0.5 > 10.0.0.9 OPTIONS
      10.0.0.9 > 10.0.0.5 503
      10.0.0.5 > 10.0.0.9 OPTIONS
      10.0.0.9 > 10.0.0.5 200`,
    'no OPTIONS': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 503`,
  },
  fires: {
    'out of service': [
      ladder`
        10.0.0.5 > 10.0.0.9 OPTIONS
        10.0.0.9 > 10.0.0.5 503`,
      { status: 503, reason: 'Service Unavailable', sender: '10.0.0.9' },
      'low',
    ],
    'nobody behind it': [
      ladder`
        10.0.0.5 > 10.0.0.9 OPTIONS
        10.0.0.9 > 10.0.0.5 408`,
      { status: 408 },
      'low',
    ],
  },
  unproven: { 'no answer in the input': [ladder`10.0.0.5 > 10.0.0.9 OPTIONS`, 'one-direction-only'] },
})
