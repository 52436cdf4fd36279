import { response403 } from '../../../../src/diagnose/rules/signaling/response-403.ts'
import { type Ladder, ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const refused = (status: number, more = '', invite = '') => ladder`
  10.0.0.5 > 203.0.113.7  INVITE  ${invite}
  203.0.113.7 > 10.0.0.5  100
  203.0.113.7 > 10.0.0.5  ${status} ${more}
  10.0.0.5 > 203.0.113.7  ACK`

const register = (status: number) => ladder`
  10.0.0.5 > 203.0.113.7  REGISTER
  203.0.113.7 > 10.0.0.5  ${status}`

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

/** A response whose INVITE is not in the input. */
const alone = (status: number) => ladder`
  as raw
  10.0.0.5 > 203.0.113.7  INVITE  cut 0
  203.0.113.7 > 10.0.0.5  ${status}`

testRule(response403, {
  quiet: {
    'another refusal': refused(404),
    'a change of a call that goes on': changed(403),
    'a stale signature': refused(403, 'reason "Stale Date"'),
    'a signature that was refused': refused(403, 'header "Reason: STIR;cause=438"'),
  },
  fires: {
    'before any challenge': [refused(403), { phase: 'unasked' }, 'high'],
    'with credentials': [
      refused(403, '', 'header "Authorization: Digest username=alice, realm=pbx, nonce=a, uri=sip:x, response=00"'),
      { phase: 'with-credentials' },
      'high',
    ],
    'a challenge that was not answered': [
      ladder`
        10.0.0.5 > 203.0.113.7  REGISTER
        203.0.113.7 > 10.0.0.5  401
        10.0.0.5 > 203.0.113.7  REGISTER
        203.0.113.7 > 10.0.0.5  403`,
      { phase: 'without-credentials' },
      'high',
    ],
    'a registration': [register(403), { method: 'REGISTER' }, 'high'],
    'its INVITE is not in the input': [alone(403), { phase: 'unseen' }, 'medium'],
    'a message': [
      ladder`
        10.0.0.5 > 203.0.113.7  MESSAGE
        203.0.113.7 > 10.0.0.5  403`,
      { method: 'MESSAGE' },
      'low',
    ],
    'a scanner': [refused(403, '', 'header "User-Agent: friendly-scanner"'), { kind: 'scanned' }, 'low'],
    'another target rings': [saved(403), { kind: 'step' }, 'info'],
    'all of five calls': [many(5, 5, 403), {}, 'critical'],
    'four of five calls': [many(5, 4, 403), {}, 'high'],
    'all of four: too few to tell': [many(4, 4, 403), {}, 'high'],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
