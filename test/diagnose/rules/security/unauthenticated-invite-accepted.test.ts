import { unauthenticatedInviteAccepted } from '../../../../src/diagnose/rules/security/unauthenticated-invite-accepted.ts'
import { many, type Try, tries } from '../../../support/attempts.ts'
import { withOptions } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (more: Partial<Try> = {}): Try => ({ method: 'INVITE', user: '2025550147', answers: [180, 200], ...more })
const trunks = (...list: string[]) => ({ policy: { trunks: list } })
const refused = (count: number): readonly Try[] => many(count, () => call({ answers: [403] }))

testRule(unauthenticatedInviteAccepted, {
  quiet: {
    'a declared trunk': withOptions(tries([call()]), trunks('198.51.100.0/24')),
    'a call towards a trunk': withOptions(tries([call({ to: '192.0.2.9' })]), trunks('192.0.2.9')),
    'a user that logs in': tries([call({ answers: [407] }), call({ credentials: true })]),
    'a private network': tries([call({ from: '10.0.0.5' })]),
    'an extension': tries([call({ user: '100' })]),
  },
  fires: {
    'none of the declared trunks': [
      withOptions(tries([call()]), trunks('192.0.2.9')),
      { source: '198.51.100.66', number: '2025550147' },
      'high',
    ],
    'a scanner that calls abroad': [
      tries([call({ user: '+252615550100', more: 'header "User-Agent: sipvicious"' })]),
      { number: '+252615550100' },
      'critical',
    ],
    'refused three times before': [tries([...refused(3), call()]), { why: 'It was refused 3 times before' }, 'high'],
  },
  unproven: {
    'nobody says who it is': [tries([call()]), 'one-direction-only'],
    'refused twice before': [tries([...refused(2), call()]), 'one-direction-only'],
  },
})
