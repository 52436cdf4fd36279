import { tollFraudProbe } from '../../../../src/diagnose/rules/security/toll-fraud-probe.ts'
import { type Try, tries } from '../../../support/attempts.ts'
import { withOptions } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const probe = (user: string, more: Partial<Try> = {}): Try => ({ method: 'INVITE', user, answers: [403], ...more })
const ODD = '900441904960123'

testRule(tollFraudProbe, {
  quiet: {
    'a number abroad that is refused': tries([probe('00441904960123')]),
    'North America’s way out of an office': tries([probe('9011441904960123')]),
    'a customer that logs in': tries([probe(ODD, { answers: [407] }), probe(ODD, { credentials: true })]),
    'a host that registered': tries([{ user: 'alice', answers: [200] }, probe(ODD)]),
    'a phone of the private network': tries([probe(ODD, { from: '10.0.0.5' })]),
    'a declared trunk': withOptions(tries([probe(ODD)]), { policy: { trunks: ['198.51.100.0/24'] } }),
    'a server error': tries([probe(ODD, { answers: [503] })]),
  },
  fires: {
    'one call behind 900': [tries([probe(ODD)]), { probes: 1, numbers: [ODD] }, 'low'],
    'a scanner': [tries([probe('00441904960123', { more: 'header "User-Agent: sipvicious"' })]), { probes: 1 }, 'low'],
    'three forms of one number': [
      tries([probe('00441904960123'), probe('011441904960123'), probe('441904960123')]),
      { probes: 3 },
      'medium',
    ],
  },
  unproven: {
    'silence at the end of the input': [tries([probe(ODD, { answers: [] })]), 'ends-mid-dialog'],
  },
})
