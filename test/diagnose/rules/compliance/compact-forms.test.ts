import { compactForms } from '../../../../src/diagnose/rules/compliance/compact-forms.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(compactForms, {
  quiet: { 'long names': ladder`10.0.0.5 > 10.0.0.9 OPTIONS` },
  fires: {
    'one letter': [
      ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "k: 100rel" header "s: hello"`,
      { letters: ['k', 's'], twice: undefined },
      'info',
    ],
    'both forms, alike': [
      ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "l: 0"`,
      { twice: { name: 'content-length', values: ['0', '0'] } },
      'low',
    ],
    'both forms, at odds': [
      ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "l: 5" header "Content-Length: 0"`,
      { twice: { name: 'content-length', values: ['5', '0'] } },
      'medium',
    ],
  },
})
