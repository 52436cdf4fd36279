import { stir436 } from '../../../../src/diagnose/rules/security/stir-436-438.ts'
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

testRule(stir436, {
  quiet: { 'a 403 about something else': refused(403), 'a change of a call that goes on': changed(438) },
  fires: {
    'the certificate cannot be fetched': [
      refused(436, '', 'header "Identity: a..b;info=<https://example.com/a.pem>"'),
      { certificate: 'https://example.com/a.pem', identities: 1 },
      'high',
    ],
    'a certificate nobody accepts': [refused(437), { status: 437 }, 'high'],
    'a signature that does not fit': [refused(438), { status: 438, identities: 0 }, 'high'],
    'a stale date': [refused(403, 'reason "Stale Date"'), { status: 403 }, 'high'],
    'a Reason of protocol STIR': [refused(403, 'header "Reason: STIR;cause=437"'), { status: 403 }, 'high'],
    'another try rings': [saved(438), {}, 'info'],
    'half of five calls': [many(5, 3, 438), {}, 'critical'],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
