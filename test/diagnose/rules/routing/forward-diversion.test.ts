import { forwardDiversion } from '../../../../src/diagnose/rules/routing/forward-diversion.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const diversion = (user: string, rest = 'reason=unconditional') =>
  `header "Diversion: <sip:${user}@192.0.2.10>;${rest}"`
const call = (...users: readonly string[]) =>
  ladder`192.0.2.10 > 192.0.2.20  INVITE  ${users.map((user) => diversion(user)).join(' ')}`

testRule(forwardDiversion, {
  quiet: {
    'not forwarded': ladder`192.0.2.10 > 192.0.2.20  INVITE`,
    'History-Info that lists the way': ladder`
      192.0.2.10 > 192.0.2.20  INVITE  header "History-Info: <sip:bob@example.com>;index=1, <sip:bob@192.0.2.20>;index=1.1"`,
  },
  fires: {
    once: [call('9180'), { count: 1, chain: [{ user: '9180', reason: 'unconditional' }] }, 'info'],
    'four times': [call('1', '2', '3', '4'), { count: 4 }, 'info'],
    'five times': [call('1', '2', '3', '4', '5'), { count: 5 }, 'medium'],
    'by its counter': [ladder`192.0.2.10 > 192.0.2.20  INVITE  ${diversion('1', 'counter=5')}`, { count: 5 }, 'medium'],
    'in a ring': [call('9180', '9181', '9180'), { repeated: '9180' }, 'medium'],
    'History-Info with a cause': [
      ladder`
        192.0.2.10 > 192.0.2.20  INVITE  header "History-Info: <sip:bob@example.com?Reason=SIP%3Bcause%3D486>;index=1, <sip:carol@example.com>;index=2"`,
      { count: 1, chain: [{ user: 'bob', reason: 'busy' }] },
      'info',
    ],
  },
  unproven: {
    'the INVITE is cut behind an entry that says nothing': [
      ladder`0 192.0.2.10 > 192.0.2.20  INVITE  header "History-Info: <sip:bob@example.com>;index=1" cut 320`,
      'message-cut',
    ],
  },
})
