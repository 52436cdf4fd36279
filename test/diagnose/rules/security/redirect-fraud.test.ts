import { redirectFraud } from '../../../../src/diagnose/rules/security/redirect-fraud.ts'
import { ladder, ladderOf, withOptions } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const moved = (target: string, caller = '+12025550101') => `
  198.51.100.5 > 203.0.113.7  INVITE  from sip:${caller}@example.com to sip:+12025550147@example.com uri sip:+12025550147@203.0.113.7
  203.0.113.7 > 198.51.100.5  302     header "Contact: <sip:${target}@203.0.113.9>"
  198.51.100.5 > 203.0.113.7  ACK`
const others = Array.from(
  { length: 10 },
  (_, i) => `
  192.0.2.9 > 203.0.113.7  INVITE  call other-${i} uri sip:202555${1000 + i}@203.0.113.7
  203.0.113.7 > 192.0.2.9  486     call other-${i}`,
).join('')

testRule(redirectFraud, {
  quiet: {
    'within the country': ladderOf(moved('+13035550123')),
    'to a country that costs the usual, with few calls to compare': ladderOf(moved('+442079460010')),
    'to the country of the caller': ladderOf(moved('+37167550100', '+37167550199')),
    'to an extension': ladderOf(moved('4711')),
  },
  fires: {
    'to a costly range': [ladderOf(moved('+252615550100')), { means: '3xx', number: '+252615550100' }, 'medium'],
    'to a premium number of the policy': [
      withOptions(ladderOf(moved('+442079460010')), { policy: { premiumNumbers: ['4420'] } }),
      { why: 'the policy lists it as a premium number' },
    ],
    'to a country that no other call is about': [
      ladderOf(others + moved('+442079460010')),
      { why: 'none of 11 other calls is about that country' },
    ],
    'by transfer': [
      ladder`
        198.51.100.5 > 203.0.113.7  INVITE  from sip:+12025550101@example.com to sip:+12025550147@example.com
        203.0.113.7 > 198.51.100.5  200
        198.51.100.5 > 203.0.113.7  ACK
        203.0.113.7 > 198.51.100.5  REFER   header "Refer-To: <sip:+252615550100@203.0.113.9>"
        198.51.100.5 > 203.0.113.7  202`,
      { means: 'REFER' },
    ],
  },
  unproven: {
    'extensions alone, nothing to compare with': [
      ladder`
        198.51.100.5 > 203.0.113.7  INVITE  from sip:100@example.com to sip:101@example.com uri sip:101@203.0.113.7
        203.0.113.7 > 198.51.100.5  302     header "Contact: <sip:+37167550100@203.0.113.9>"`,
      'single-leg',
    ],
  },
})
