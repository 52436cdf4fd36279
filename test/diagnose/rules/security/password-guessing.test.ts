import { passwordGuessing } from '../../../../src/diagnose/rules/security/password-guessing.ts'
import { many, type Try, tries } from '../../../support/attempts.ts'
import { testRule } from '../../../support/test-rule.ts'

const guess = (i: number, more: Partial<Try> = {}): Try => ({
  ...{ user: 'alice', at: i * 0.2 + (i % 3) * 0.05, credentials: true, answers: [403] },
  ...more,
})

testRule(passwordGuessing, {
  quiet: {
    '29 rejected passwords': tries(many(29, (i) => guess(i, { method: 'INVITE' }))),
    '40 over five minutes': tries(many(40, (i) => guess(i, { method: 'INVITE', at: i * 8 + (i % 3) * 5 }))),
    'one device under one Call-ID': tries(many(40, (i) => guess(i))),
    'one device at a steady pace': tries(many(40, (i) => guess(i, { method: 'INVITE', at: i }))),
    'an office with one wrong password each': tries(
      many(40, (i) => guess(i, { from: `198.51.100.66:${20_000 + (i >> 1)}`, user: `${100 + (i >> 1)}` })),
    ),
    'users that log in': tries(many(40, (i) => guess(i, { user: `${100 + i}`, answers: [200] }))),
    'first challenges': tries(many(40, (i) => guess(i, { credentials: false, answers: [401] }))),
  },
  fires: {
    '30 within a minute': [
      tries(many(30, (i) => guess(i, { method: 'INVITE' }))),
      { failures: 30, users: 1, compromised: undefined },
      'high',
    ],
    'ten of a scanner': [
      tries(many(10, (i) => guess(i, { more: 'header "User-Agent: sipvicious"' }))),
      { failures: 10 },
      'high',
    ],
    'one gets in': [
      tries([
        ...many(35, (i) => guess(i, { user: `${100 + (i % 7)}` })),
        guess(40, { user: '103', at: 9, answers: [200] }),
      ]),
      { compromised: '103', users: 7 },
      'critical',
    ],
  },
  unproven: {
    'without times': [
      tries(
        many(30, (i) => guess(i, { at: -1 })),
        'as text',
      ),
      'no-timestamps',
    ],
  },
})
