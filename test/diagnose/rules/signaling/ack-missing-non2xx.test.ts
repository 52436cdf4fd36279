import { ackMissingNon2xx } from '../../../../src/diagnose/rules/signaling/ack-missing-non2xx.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

/** A refusal that is sent so many times. */
const refusals = (sends: number, ack = '', invite = '') =>
  ladderOf(`10.0.0.5 > 203.0.113.7 INVITE ${invite}
    ${Array.from({ length: sends }, (_, i) => `203.0.113.7 > 10.0.0.5 486 INVITE ${i > 0 ? 'again' : ''}`).join('\n')}
    ${ack}`)

testRule(ackMissingNon2xx, {
  quiet: {
    acknowledged: refusals(4, '10.0.0.5 > 203.0.113.7 ACK'),
    'a scanner never acknowledges': refusals(4, '', 'header "User-Agent: friendly-scanner"'),
    answered: ladder`
      10.0.0.5 > 203.0.113.7 INVITE
      203.0.113.7 > 10.0.0.5 200`,
  },
  fires: { 'four sends': [refusals(4), { status: 486, sends: 4 }, 'low'] },
  unproven: { 'three sends': [refusals(3), 'one-direction-only'] },
})
