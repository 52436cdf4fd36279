import { dropAtSessionInterval } from '../../../../src/diagnose/rules/dialog/drop-at-session-interval.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (endsAt: number, { told = '', bye = '', rest = '', from = '192.0.2.7', to = '192.0.2.5' } = {}) => ladder`
  0     192.0.2.5 > 192.0.2.7  INVITE
  1     192.0.2.7 > 192.0.2.5  200 ${told}
  1.1   192.0.2.5 > 192.0.2.7  ACK
  ${rest}
  ${endsAt}   ${from} > ${to}  BYE ${bye}
  ${endsAt}.1 ${to} > ${from}  200`
const TIMER = 'header "Session-Expires: 400;refresher=uac"'
const CALLER = { from: '192.0.2.5', to: '192.0.2.7' }

/** Calls answered after a second, each ended by the callee so long after. */
const calls = (...seconds: readonly number[]) =>
  ladder`${seconds
    .map(
      (lasted, i) => `
  ${i * 10}       192.0.2.5 > 192.0.2.7  INVITE call c${i}
  ${i * 10 + 1}   192.0.2.7 > 192.0.2.5  200 call c${i}
  ${i * 10 + 1}.1 192.0.2.5 > 192.0.2.7  ACK call c${i}
  ${i * 10 + 1 + lasted}   192.0.2.7 > 192.0.2.5  BYE call c${i}
  ${i * 10 + 1 + lasted}.1 192.0.2.5 > 192.0.2.7  200 BYE call c${i}`,
    )
    .sort()
    .join('')}`

testRule(dropAtSessionInterval, {
  quiet: {
    'a call that ends at another time': call(351, { told: TIMER }),
    'more than 5 s from it': call(407, { told: TIMER }),
    'the user hung up': call(401, { told: TIMER, bye: 'header "Reason: Q.850;cause=16"' }),
    'the side that refreshes hangs up before the end': call(369, { told: TIMER, ...CALLER }),
    'half an interval and 32 s, with nothing that failed': call(233, { told: TIMER }),
    'refreshed since': call(401, {
      told: TIMER,
      rest: `
        201   192.0.2.5 > 192.0.2.7  UPDATE
        201.1 192.0.2.7 > 192.0.2.5  200 ${TIMER}`,
    }),
    'two calls of ten minutes': calls(600, 601),
    'three calls of times nobody sets': calls(200, 201, 202, 203, 204),
  },
  fires: {
    'at the end of the interval': [call(401, { told: TIMER }), { what: 'interval', intervalS: 400 }, 'high'],
    '5 s beside it': [call(406, { told: TIMER }), { what: 'interval' }, 'high'],
    'when the side that sees no refresh gives up': [
      call(369, { told: TIMER }),
      { what: 'expiry', by: 'callee' },
      'high',
    ],
    'the BYE says so': [
      call(369, { told: TIMER, ...CALLER, bye: 'header "Reason: SIP;cause=408"' }),
      { what: 'expiry', by: 'caller' },
      'high',
    ],
    '32 s after a refresh that failed': [
      call(233, {
        told: TIMER,
        ...CALLER,
        rest: `
          201   192.0.2.5 > 192.0.2.7  UPDATE
          233   192.0.2.7 > 192.0.2.5  408`,
      }),
      { what: 'lost-refresh' },
      'high',
    ],
    'five calls of ten minutes': [calls(600, 601, 602, 603, 599), { what: 'duration', intervalS: undefined }, 'high'],
    'three of five calls of fifteen minutes': [calls(900, 20, 932, 944, 50), { what: 'duration' }, 'high'],
  },
  unproven: {
    'the times are not known': [
      ladder`
        192.0.2.5 > 192.0.2.7  INVITE
        192.0.2.7 > 192.0.2.5  200 ${TIMER}
        192.0.2.5 > 192.0.2.7  ACK
        192.0.2.7 > 192.0.2.5  BYE`,
      'no-timestamps',
    ],
  },
})
