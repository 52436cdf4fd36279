import { response480 } from '../../../../src/diagnose/rules/signaling/response-480.ts'
import { type Ladder, ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const refused = (status: number, more = '', invite = '') => ladder`
  10.0.0.5 > 203.0.113.7  INVITE  ${invite}
  203.0.113.7 > 10.0.0.5  100
  203.0.113.7 > 10.0.0.5  ${status} ${more}
  10.0.0.5 > 203.0.113.7  ACK`

/** Refused, and then another target rings. */
const saved = (status: number, more = '') => ladder`
  10.0.0.5 > 203.0.113.7  INVITE
  203.0.113.7 > 10.0.0.5  ${status} ${more}
  10.0.0.5 > 203.0.113.7  ACK
  10.0.0.5 > 203.0.113.8  INVITE initial
  203.0.113.8 > 10.0.0.5  180`

/** So many calls to one peer, the first of which end with that status; the others are answered. */
const many = (calls: number, failing: number, status: number, more = ''): Ladder =>
  ladderOf(
    Array.from({ length: calls }, (_, i) =>
      i < failing
        ? `10.0.0.5 > 203.0.113.7 INVITE call c${i}
           203.0.113.7 > 10.0.0.5 ${status} call c${i} ${more}
           10.0.0.5 > 203.0.113.7 ACK call c${i}`
        : `10.0.0.5 > 203.0.113.7 INVITE call c${i}
           203.0.113.7 > 10.0.0.5 200 call c${i}
           10.0.0.5 > 203.0.113.7 ACK call c${i}`,
    ).join('\n'),
  )

const PENDING = ladder`
  10.0.0.5 > 203.0.113.7  INVITE
  203.0.113.7 > 10.0.0.5  100`

/** A change of a call that goes on. */
const changed = (status: number, method = 'INVITE') => ladder`
  10.0.0.5 > 203.0.113.7  INVITE
  203.0.113.7 > 10.0.0.5  200
  10.0.0.5 > 203.0.113.7  ACK
  10.0.0.5 > 203.0.113.7  ${method}
  203.0.113.7 > 10.0.0.5  ${status}`

testRule(response480, {
  quiet: { 'another refusal': refused(404), 'a change of a call that goes on': changed(480) },
  fires: {
    'not there': [refused(480), { kind: 'user' }, 'info'],
    'a fault of the network': [refused(480, 'header "Reason: Q.850;cause=34"'), { kind: 'fault' }, 'medium'],
    'no answer, says the network': [refused(480, 'header "Reason: Q.850;cause=33"'), { kind: 'user' }, 'info'],
    'half of the calls to one user': [many(6, 3, 480), {}, 'medium'],
    'two of six': [many(6, 2, 480), {}, 'info'],
    'half of four: too few to tell': [many(4, 2, 480), {}, 'info'],
    'the user never registers': [
      ladder`
        10.0.0.8 > 203.0.113.7  REGISTER to sip:bob@203.0.113.7
        203.0.113.7 > 10.0.0.8  403
        10.0.0.5 > 203.0.113.7  INVITE
        203.0.113.7 > 10.0.0.5  480`,
      {},
      'medium',
    ],
    'the user is registered': [
      ladder`
        10.0.0.8 > 203.0.113.7  REGISTER to sip:bob@203.0.113.7
        203.0.113.7 > 10.0.0.8  200
        10.0.0.5 > 203.0.113.7  INVITE
        203.0.113.7 > 10.0.0.5  480`,
      {},
      'info',
    ],
    'another target rings': [saved(480), {}, 'info'],
    'a message': [
      ladder`
        10.0.0.5 > 203.0.113.7  MESSAGE
        203.0.113.7 > 10.0.0.5  480`,
      { method: 'MESSAGE' },
      'low',
    ],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
