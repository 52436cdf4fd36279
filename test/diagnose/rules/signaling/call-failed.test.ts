import { expect, test } from 'vitest'
import type { AnyRule } from '../../../../src/diagnose/rule.ts'
import { callFailed } from '../../../../src/diagnose/rules/signaling/call-failed.ts'
import { type Ladder, ladder } from '../../../support/ladder.ts'
import { diagnosed, testRule } from '../../../support/test-rule.ts'

const refused = (status: number, more = '') => ladder`
  10.0.0.5 > 203.0.113.7  INVITE
  203.0.113.7 > 10.0.0.5  100
  203.0.113.7 > 10.0.0.5  ${status} ${more}
  10.0.0.5 > 203.0.113.7  ACK`

/** A final response whose request is not in the input. */
const alone = (status: number) => ladder`
  as raw
  10.0.0.5 > 203.0.113.7  INVITE  cut 0
  203.0.113.7 > 10.0.0.5  ${status}`

testRule(callFailed, {
  quiet: {
    answered: refused(200),
    'a first challenge': refused(401),
    'cancelled by the caller': ladder`
      10.0.0.5 > 203.0.113.7  INVITE
      203.0.113.7 > 10.0.0.5  180
      10.0.0.5 > 203.0.113.7  CANCEL
      203.0.113.7 > 10.0.0.5  200 CANCEL
      203.0.113.7 > 10.0.0.5  487 INVITE`,
    'a later branch answers': ladder`
      10.0.0.5 > 203.0.113.7  INVITE
      203.0.113.7 > 10.0.0.5  404
      10.0.0.5 > 203.0.113.7  ACK
      10.0.0.5 > 203.0.113.8  INVITE initial
      203.0.113.8 > 10.0.0.5  200`,
    'no response at all has a rule of its own': ladder`
      0   10.0.0.5 > 203.0.113.7  INVITE
      0.5 10.0.0.5 > 203.0.113.7  INVITE again
      1.5 10.0.0.5 > 203.0.113.7  INVITE again
      3.5 10.0.0.5 > 203.0.113.7  INVITE again
      60  10.0.0.5 > 203.0.113.8  OPTIONS`,
    'a re-INVITE is refused': ladder`
      10.0.0.5 > 203.0.113.7  INVITE
      203.0.113.7 > 10.0.0.5  200
      10.0.0.5 > 203.0.113.7  ACK
      10.0.0.5 > 203.0.113.7  INVITE
      203.0.113.7 > 10.0.0.5  488`,
    'a challenge that stands alone': alone(401),
  },
  fires: {
    forbidden: [refused(403), { status: 403, kind: 'fault' }, 'high'],
    'unknown number': [refused(404), { status: 404, kind: 'address' }, 'high'],
    'unknown number, says the far network': [
      refused(404, 'header "Reason: Q.850;cause=1"'),
      { q850: 1, kind: 'address' },
      'medium',
    ],
    busy: [refused(486), { status: 486, kind: 'user' }, 'info'],
    'not there': [refused(480), { kind: 'user' }, 'info'],
    'not there for a network fault': [refused(480, 'header "Reason: Q.850;cause=38"'), { q850: 38 }, 'medium'],
    'a timeout without ringing': [refused(408), { kind: 'fault' }, 'high'],
    'a timeout after ringing': [
      ladder`
        10.0.0.5 > 203.0.113.7  INVITE
        203.0.113.7 > 10.0.0.5  180
        203.0.113.7 > 10.0.0.5  408`,
      { kind: 'user', rang: true },
      'info',
    ],
    declined: [refused(603), { kind: 'user' }, 'info'],
    'a scanner is refused': [
      ladder`
        198.51.100.66 > 203.0.113.7  INVITE  header "User-Agent: friendly-scanner"
        203.0.113.7 > 198.51.100.66  403`,
      { status: 403, kind: 'scanned' },
      'low',
    ],
    redirected: [refused(302), { kind: 'redirected' }, 'info'],
    'a refusal whose INVITE is not in the input': [alone(488), { status: 488, target: undefined }, 'medium'],
    'busy, and its INVITE is not in the input': [alone(486), { kind: 'user', target: undefined }, 'info'],
  },
  unproven: {
    'no final response yet': [ladder`10.0.0.5 > 203.0.113.7  INVITE`, 'ends-mid-dialog'],
    'the input begins within the call': [
      ladder`
        10.0.0.5 > 203.0.113.7  INVITE tag to-1
        203.0.113.7 > 10.0.0.5  100`,
      'starts-mid-dialog',
    ],
    'a refusal that stands alone, and then the dialog goes on': [
      ladder`
        as raw
        10.0.0.5 > 203.0.113.7  INVITE cut 0
        203.0.113.7 > 10.0.0.5  488
        10.0.0.5 > 203.0.113.7  BYE tag to-main`,
      'starts-mid-dialog',
    ],
  },
})

test('a refusal without its INVITE is less certain, and says so', () => {
  const of = (drawn: Ladder) => diagnosed(drawn, [callFailed as unknown as AnyRule]).findings[0]!
  expect(of(refused(488)).confidence).toBe(0.95)
  expect(of(alone(488))).toMatchObject({
    confidence: 0.7,
    detail: expect.stringContaining('An INVITE that is not in the input was answered with 488'),
    severityReason: expect.stringContaining('its INVITE was not seen'),
  })
})
