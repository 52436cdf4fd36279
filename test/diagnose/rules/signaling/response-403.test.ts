import { response403 } from '../../../../src/diagnose/rules/signaling/response-403.ts'
import { ladder } from '../../../support/ladder.ts'
import { changed, many, PENDING, refused, register, saved } from '../../../support/refusals.ts'
import { testRule } from '../../../support/test-rule.ts'

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
