import { callFailed } from '../../../../src/diagnose/rules/signaling/call-failed.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const refused = (status: number, more = '') => ladder`
  10.0.0.5 > 203.0.113.7  INVITE
  203.0.113.7 > 10.0.0.5  100
  203.0.113.7 > 10.0.0.5  ${status} ${more}
  10.0.0.5 > 203.0.113.7  ACK`

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
    'no final yet': ladder`10.0.0.5 > 203.0.113.7  INVITE`,
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
      { status: 403 },
      'low',
    ],
  },
})
