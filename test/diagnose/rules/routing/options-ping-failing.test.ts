import { optionsPingFailing } from '../../../../src/diagnose/rules/routing/options-ping-failing.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

/** One OPTIONS every 30 s; a letter each: `a` answered, `5` with 503, `4` with 404, `-` not at all. */
const pings = (outcomes: string, rest = '') => ladder`
  ${[...outcomes]
    .map((one, i) => {
      const at = 30 * i
      const status = { a: 200, '5': 503, '4': 404 }[one]
      return `
        ${at} 192.0.2.10 > 192.0.2.20  OPTIONS  call p${i}
        ${status === undefined ? '' : `${at + 0.1} 192.0.2.20 > 192.0.2.10  ${status}`}`
    })
    .join('')}
  ${30 * outcomes.length + 60} 192.0.2.77 > 192.0.2.78  OPTIONS  call last
  ${30 * outcomes.length + 60.1} 192.0.2.78 > 192.0.2.77  200  OPTIONS call last
  ${rest}`

testRule(optionsPingFailing, {
  quiet: {
    'all answered': pings('aaaa'),
    'two lost': pings('a--a--a'),
    'another answer shows that it is alive': pings('4444'),
    'a scanner': ladder`
      0  192.0.2.10 > 192.0.2.20  OPTIONS  call a header "User-Agent: friendly-scanner"
      1  192.0.2.10 > 192.0.2.20  OPTIONS  call b
      2  192.0.2.10 > 192.0.2.20  OPTIONS  call c
      90 192.0.2.77 > 192.0.2.78  OPTIONS  call last
      90.1 192.0.2.78 > 192.0.2.77  200`,
  },
  fires: {
    'three in a row get no answer': [
      pings('a---'),
      { from: '192.0.2.10', to: '192.0.2.20', run: 3, count: 4, back: false },
      'medium',
    ],
    'or 503': [pings('5-5'), { run: 3, status: 503 }, 'medium'],
    'later it is back': [pings('---a'), { back: true }, 'medium'],
    'calls are turned away': [
      pings(
        '---',
        `200   192.0.2.5 > 192.0.2.10  INVITE  call x
         200.1 192.0.2.10 > 192.0.2.5  503     call x`,
      ),
      { run: 3 },
      'high',
    ],
    'calls are offered all the same': [
      pings(
        '---',
        `200   192.0.2.5 > 192.0.2.10   INVITE  call x
         200.1 192.0.2.10 > 192.0.2.20  INVITE  call x forwarded
         200.2 192.0.2.20 > 192.0.2.10  503     call x
         200.3 192.0.2.10 > 192.0.2.5   503     call x forwarded`,
      ),
      { run: 3 },
      'medium',
    ],
  },
  unproven: {
    'the input ends too soon': [
      ladder`
        0  192.0.2.10 > 192.0.2.20  OPTIONS  call a
        5  192.0.2.10 > 192.0.2.20  OPTIONS  call b
        10 192.0.2.10 > 192.0.2.20  OPTIONS  call c`,
      'ends-mid-dialog',
    ],
  },
})
