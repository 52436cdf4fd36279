import { response420 } from '../../../../src/diagnose/rules/signaling/response-416-420-421.ts'
import { ladder } from '../../../support/ladder.ts'
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

const PENDING = ladder`
  10.0.0.5 > 203.0.113.7  INVITE
  203.0.113.7 > 10.0.0.5  100`

const register = (status: number) => ladder`
  10.0.0.5 > 203.0.113.7  REGISTER
  203.0.113.7 > 10.0.0.5  ${status}`

/** A change of a call that goes on. */
const changed = (status: number, method = 'INVITE') => ladder`
  10.0.0.5 > 203.0.113.7  INVITE
  203.0.113.7 > 10.0.0.5  200
  10.0.0.5 > 203.0.113.7  ACK
  10.0.0.5 > 203.0.113.7  ${method}
  203.0.113.7 > 10.0.0.5  ${status}`

testRule(response420, {
  quiet: { 'another refusal': refused(400), 'a change of a call that goes on': changed(420) },
  fires: {
    'an extension it does not have': [
      refused(420, 'header "Unsupported: 100rel"', 'header "Require: 100rel"'),
      { named: '100rel' },
      'high',
    ],
    'an extension it insists on': [refused(421, 'header "Require: timer"'), { named: 'timer' }, 'high'],
    'a scheme': [refused(416, '', 'uri tel:+15551234567'), { named: 'tel: URIs' }, 'high'],
    'a registration': [register(420), { method: 'REGISTER', named: '' }, 'high'],
    'the retry rings': [saved(420, 'header "Unsupported: 100rel"'), { kind: 'step' }, 'info'],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
