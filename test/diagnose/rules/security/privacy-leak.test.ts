import { privacyLeak } from '../../../../src/diagnose/rules/security/privacy-leak.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const invite = (headers: string) => ladder`203.0.113.1 > 203.0.113.7  INVITE  ${headers}`
const NAMED = 'header "From: <sip:+14155550100@example.com>;tag=1"'
const HIDDEN = 'header "From: <sip:anonymous@anonymous.invalid>;tag=1"'
const ASSERTED = 'header "P-Asserted-Identity: <sip:+14155550100@example.com>"'

testRule(privacyLeak, {
  quiet: {
    'an asserted identity for the trunk': invite(`header "Privacy: id" ${HIDDEN} ${ASSERTED}`),
    'no privacy wanted': invite(`header "Privacy: none" ${NAMED}`),
    'id, and another From': invite(`header "Privacy: id" header "From: <sip:main@example.com>;tag=1" ${ASSERTED}`),
  },
  fires: {
    'full privacy': [invite(`header "Privacy: full" ${NAMED}`), { asked: 'full', leaks: '+14155550100' }, 'medium'],
    'the asserted number in From': [
      invite(`header "Privacy: id" ${NAMED} ${ASSERTED}`),
      { asked: 'id', leaks: '+14155550100' },
      'medium',
    ],
  },
  unproven: {
    'no From in the log': [invite('header "Privacy: full" without From'), 'message-cut'],
  },
})
