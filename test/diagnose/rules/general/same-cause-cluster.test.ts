import { sameCauseCluster } from '../../../../src/diagnose/rules/general/same-cause-cluster.ts'
import { many, tries } from '../../../support/attempts.ts'
import { testRule } from '../../../support/test-rule.ts'

const calls = (statuses: readonly number[], more = '', at = 1) =>
  tries(
    many(statuses.length, (i) => ({
      ...{ from: '192.0.2.9', method: 'INVITE', user: `+1202555${1000 + i}`, at: at * i, more },
      answers: statuses[i] === 0 ? [] : [statuses[i]!],
    })),
    at < 0 ? 'as text' : '',
  )

testRule(sameCauseCluster, {
  quiet: {
    'four failures': calls([503, 503, 503, 503, 200]),
    'all different': calls([503, 500, 488, 404, 403]),
    'busy and declined': calls([486, 486, 486, 603, 480, 487]),
    'what a scanner is refused': calls([403, 403, 403, 403, 403], 'header "User-Agent: sipvicious"'),
  },
  fires: {
    'three of five': [calls([503, 503, 503, 404, 488]), { status: 503, alike: 3, failures: 5 }, 'info'],
    silence: [calls([0, 0, 0, 0, 0, 486], '', 40), { status: 0, alike: 5 }, 'info'],
  },
  unproven: { 'silence at the end of the input': [calls([0, 0, 0, 0, 0]), 'ends-mid-dialog'] },
})
