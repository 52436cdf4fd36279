import { response423 } from '../../../../src/diagnose/rules/reg/response-423.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

/** A refused expiry of 60 s, and what follows. */
const series = (...next: readonly string[]) =>
  ladderOf(`0 10.0.0.5 > 203.0.113.7 REGISTER expires 60
    0.1 203.0.113.7 > 10.0.0.5 423 header "Min-Expires: 300"
    ${next.join('\n')}`)

testRule(response423, {
  quiet: {
    accepted: ladder`
      10.0.0.5 > 203.0.113.7 REGISTER
      203.0.113.7 > 10.0.0.5 200`,
  },
  fires: {
    'the next one is accepted': [
      series('10.0.0.5 > 203.0.113.7 REGISTER expires 300', '203.0.113.7 > 10.0.0.5 200'),
      { next: 'accepted', askedS: 60, minimumS: 300 },
      'info',
    ],
    'the next one asks for enough': [
      series('10.0.0.5 > 203.0.113.7 REGISTER expires 300', '203.0.113.7 > 10.0.0.5 403'),
      { next: 'raised' },
      'low',
    ],
    'the next one asks for too little': [
      series('10.0.0.5 > 203.0.113.7 REGISTER expires 299', '203.0.113.7 > 10.0.0.5 423'),
      { next: 'same' },
      'high',
    ],
    'none follows within 32 s': [series('32.2 10.0.0.9 > 203.0.113.7 OPTIONS'), { next: 'nothing' }, 'high'],
    'the input ends soon after': [series('31 10.0.0.9 > 203.0.113.7 OPTIONS'), { next: 'nothing' }, 'low'],
  },
})
