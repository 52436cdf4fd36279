import { optionsFlood } from '../../../../src/diagnose/rules/security/options-flood.ts'
import { many, type Try, tries } from '../../../support/attempts.ts'
import { withOptions } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const ping = (i: number, more: Partial<Try> = {}): Try => ({
  ...{ method: 'OPTIONS', user: '100', at: i * 0.5, answers: [404] },
  ...more,
})
testRule(optionsFlood, {
  quiet: {
    '99 within a minute': tries(many(99, (i) => ping(i, { at: i * 0.6 }))),
    'keepalives to 30 targets': tries(
      many(60, (i) =>
        ping(i, { to: `192.0.2.${1 + (i % 30)}`, at: (i % 30) * 0.1 + (i < 30 ? 0 : 25), answers: [200] }),
      ),
    ),
    'a registrar that pings its phones': tries([
      { from: '203.0.113.9', to: '198.51.100.66', user: 'alice', at: 0, answers: [200] },
      ...many(40, (i) => ping(i, { to: `192.0.2.${1 + i}`, at: 1 + i, answers: [200] })),
    ]),
    'a declared trunk': withOptions(tries(many(120, (i) => ping(i))), { policy: { trunks: ['198.51.100.0/24'] } }),
    'monitoring within a private network': tries(
      many(30, (i) => ping(i, { from: '10.0.0.5', to: `10.0.0.${10 + i}`, answers: [200] })),
    ),
  },
  fires: {
    'a hundred within a minute': [tries(many(110, (i) => ping(i))), { source: '198.51.100.66', targets: 1 }, 'medium'],
    'twenty targets': [tries(many(20, (i) => ping(i, { to: `192.0.2.${1 + i}` }))), { targets: 20 }, 'medium'],
    'others are answered half as fast meanwhile': [
      tries([
        ...many(120, (i) => ping(i, { at: 100 + i * 0.4 })),
        ...many(12, (i) => ({ from: '192.0.2.9', user: `9${i}`, at: i, answers: [200] })),
        ...many(12, (i) => ({ from: '192.0.2.9', user: `8${i}`, at: 105 + i, answers: [200], delay: 0.4 })),
      ]),
      { targets: 1 },
      'high',
    ],
  },
  unproven: {
    'without times': [
      tries(
        many(20, (i) => ping(i, { at: -1 })),
        'as text',
      ),
      'no-timestamps',
    ],
  },
})
