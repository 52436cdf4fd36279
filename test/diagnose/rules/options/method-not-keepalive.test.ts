import { methodNotKeepalive } from '../../../../src/diagnose/rules/options/method-not-keepalive.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const pings = (count: number, every: number, to: string, status = 200) =>
  ladderOf(
    Array.from({ length: count }, (_, i) => {
      const asked = `${i * every} 10.0.0.5 > ${to} OPTIONS call p${i}`
      return status === 0 ? asked : `${asked}\n${i * every + 0.05} ${to} > 10.0.0.5 ${status} call p${i}`
    }).join('\n'),
  )

testRule(methodNotKeepalive, {
  quiet: { 'two of them': pings(2, 30, '203.0.113.9'), 'no pings': ladder`0 10.0.0.5 > 203.0.113.9 INVITE` },
  fires: {
    'one every half minute': [
      pings(4, 30, '203.0.113.9'),
      {
        ...{ from: '10.0.0.5', to: '203.0.113.9', count: 4, cadenceMs: 30_000, answers: ['200 (4)'] },
        ...{ lastFailure: undefined, pace: undefined },
      },
      'info',
    ],
    'each five seconds is not too many': [pings(4, 5, '203.0.113.9'), { pace: undefined }, 'info'],
    'too many': [pings(4, 4, '203.0.113.9'), { pace: 'fast', cadenceMs: 4000 }, 'low'],
    'two minutes is not too rare': [pings(3, 120, '203.0.113.9'), { pace: undefined }, 'info'],
    'too rare for a translator': [pings(3, 121, '203.0.113.9'), { pace: 'slow' }, 'low'],
    'rare, but no translator is on the way': [pings(3, 300, '10.0.0.9'), { pace: undefined }, 'info'],
    'the last failure': [pings(3, 30, '203.0.113.9', 503), { lastFailure: 503, answers: ['503 (3)'] }, 'info'],
    'nobody answers': [pings(3, 30, '203.0.113.9', 0), { answers: ['none (3)'] }, 'info'],
  },
})
