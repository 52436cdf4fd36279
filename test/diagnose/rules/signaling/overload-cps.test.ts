import { overloadCps } from '../../../../src/diagnose/rules/signaling/overload-cps.ts'
import { ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

/** So many calls, that many seconds apart; the last ones are turned away. */
const calls = (count: number, turnedAway: number, apart: number | undefined) =>
  ladderOf(
    Array.from({ length: count }, (_, i) => {
      const at = (offset: number) => (apart === undefined ? '' : (i * apart + offset).toFixed(3))
      return `${at(0)} 10.0.0.5 > 203.0.113.7 INVITE call c${i}
        ${at(0.01)} 203.0.113.7 > 10.0.0.5 ${i < count - turnedAway ? 200 : 503} call c${i}`
    }).join('\n'),
  )

testRule(overloadCps, {
  quiet: {
    'fast, and all are taken': calls(30, 0, 0.02),
    'few are turned away': calls(40, 7, 0.02),
    '29 within a second': calls(29, 10, 0.02),
    'slow, and many are turned away': calls(30, 20, 0.5),
  },
  fires: {
    'many at once, and a fifth is turned away': [
      calls(35, 7, 0.02),
      { perSecond: 35, turnedAway: 7, calls: 35 },
      'medium',
    ],
  },
  unproven: { 'text without times': [calls(30, 10, undefined), 'no-timestamps'] },
})
