import { response405 } from '../../../../src/diagnose/rules/routing/response-405-501.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const refused = (status: number, more = '', invite = '') => ladder`
  10.0.0.5 > 203.0.113.7  INVITE  ${invite}
  203.0.113.7 > 10.0.0.5  100
  203.0.113.7 > 10.0.0.5  ${status} ${more}
  10.0.0.5 > 203.0.113.7  ACK`

const register = (status: number) => ladder`
  10.0.0.5 > 203.0.113.7  REGISTER
  203.0.113.7 > 10.0.0.5  ${status}`

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

/** Refused, and then another target rings. */
const saved = (status: number, more = '') => ladder`
  10.0.0.5 > 203.0.113.7  INVITE
  203.0.113.7 > 10.0.0.5  ${status} ${more}
  10.0.0.5 > 203.0.113.7  ACK
  10.0.0.5 > 203.0.113.8  INVITE initial
  203.0.113.8 > 10.0.0.5  180`

testRule(response405, {
  quiet: { 'another refusal': refused(403), 'a change of a call that goes on': changed(405) },
  fires: {
    'a call': [refused(405), { method: 'INVITE' }, 'high'],
    'a call, not implemented': [refused(501), { status: 501 }, 'high'],
    'a registration': [register(405), { method: 'REGISTER' }, 'high'],
    'a subscription': [
      ladder`
        10.0.0.5 > 203.0.113.7  SUBSCRIBE
        203.0.113.7 > 10.0.0.5  405  header "Allow: INVITE, ACK, BYE"`,
      { method: 'SUBSCRIBE', allowed: 'INVITE, ACK, BYE' },
      'low',
    ],
    'INFO, which the call goes on without': [changed(405, 'INFO'), { method: 'INFO' }, 'info'],
    'another target rings': [saved(405), {}, 'info'],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
