import { response413 } from '../../../../src/diagnose/rules/signaling/response-413-513.ts'
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

testRule(response413, {
  quiet: { 'another refusal': refused(400), 'a change of a call that goes on': changed(513) },
  fires: {
    'the message': [refused(513), { status: 513, transport: 'UDP' }, 'critical'],
    'the body': [refused(413, '', 'sdp audio 10.0.0.5:4000 PCMU'), { status: 413 }, 'critical'],
    'a registration': [register(513), { method: 'REGISTER' }, 'high'],
    'another try rings': [saved(513), { kind: 'step' }, 'info'],
    'a message': [
      ladder`
        10.0.0.5 > 203.0.113.7  MESSAGE
        203.0.113.7 > 10.0.0.5  513`,
      {},
      'low',
    ],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
