import { spoofedCallerid } from '../../../../src/diagnose/rules/security/spoofed-callerid.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url')
const identity = (attest: string) =>
  `header "Identity: ${part({ alg: 'ES256', typ: 'passport', ppt: 'shaken', x5u: 'https://certs.example.com/a.pem' })}.${part({ attest, orig: { tn: '12025550100' }, dest: { tn: ['12025550199'] }, iat: 1776364200, origid: '123e4567-e89b-12d3-a456-426655440000' })}.c2lnbmF0dXJl;info=<https://certs.example.com/a.pem>;alg=ES256;ppt=shaken"`
const call = (from: string, to: string, more = '') =>
  ladder`203.0.113.1 > 203.0.113.7  INVITE  header "From: <sip:${from}@example.com>;tag=1" header "To: <sip:${to}@example.com>" ${more}`
const FAILED = ';verstat=TN-Validation-Failed'

testRule(spoofedCallerid, {
  quiet: {
    'an ordinary call': call('+12025550100', '+13125550199'),
    'the check failed, and nothing else': call(`+12025550100${FAILED}`, '+13125550199'),
    'a weak signature, and nothing else': call('+12025550100', '+13125550199', identity('C')),
    'a full signature and a neighbour': call('+12025550100', '+12025550199', identity('A')),
  },
  fires: {
    'a neighbour that nobody vouches for': [call('+12025550100', '+12025550199', identity('C')), {}, 'low'],
    'and its check failed': [
      call(`+12025550100${FAILED}`, '+13125550199', identity('C')),
      { caller: '12025550100' },
      'medium',
    ],
    'a number that cannot call': [call(`+10000000000${FAILED}`.replace('+1', ''), '+13125550199'), {}, 'medium'],
  },
  unproven: {
    'the INVITE is cut': [ladder`0 203.0.113.1 > 203.0.113.7  INVITE  cut 262`, 'message-cut'],
  },
})
