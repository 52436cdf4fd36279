import { endpointUnidentified } from '../../../../src/diagnose/rules/auth/endpoint-unidentified.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const line = (words: string) =>
  `log "[2026-04-16 18:30:00] NOTICE[1234]: res_pjsip/pjsip_distributor.c:673 log_failed_request: Request 'REGISTER' from '<sip:alice@192.0.2.10>' failed for '198.51.100.4:5060' (callid: 1) - ${words}"`
const refused = `
  198.51.100.4 > 203.0.113.7  REGISTER
  203.0.113.7 > 198.51.100.4  403`

testRule(endpointUnidentified, {
  quiet: { 'another line': ladder`${line('Something else')}${refused}` },
  fires: {
    'no endpoint': [
      ladder`
        ${line('No matching endpoint found')}${refused}`,
      { cause: 'endpoint', words: 'No matching endpoint found' },
      'high',
    ],
    'the password': [
      ladder`
        ${line('Failed to authenticate')}${refused}`,
      { cause: 'password' },
      'high',
    ],
    'all went well with everybody else': [
      ladder`
        ${line('No matching endpoint found')}
        198.51.100.4 > 203.0.113.7  REGISTER
        203.0.113.7 > 198.51.100.4  200`,
      { cause: 'endpoint' },
      'low',
    ],
  },
})
