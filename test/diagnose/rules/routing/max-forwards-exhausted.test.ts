import { expect, test } from 'vitest'
import type { AnyRule } from '../../../../src/diagnose/rule.ts'
import { maxForwardsExhausted } from '../../../../src/diagnose/rules/routing/max-forwards-exhausted.ts'
import { ladder } from '../../../support/ladder.ts'
import { diagnosed, testRule } from '../../../support/test-rule.ts'

const left = (hops: number) => `header "Max-Forwards: ${hops}"`

testRule(maxForwardsExhausted, {
  quiet: {
    'hops to spare': ladder`192.0.2.10 > 192.0.2.20  INVITE`,
    'four left': ladder`
      192.0.2.10 > 192.0.2.20  INVITE  ${left(4)} header "Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK-1" header "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK-0"`,
    'a CANCEL that a proxy makes': ladder`
      192.0.2.20 > 192.0.2.30  INVITE  ${left(69)} header "Via: SIP/2.0/UDP 192.0.2.20;branch=z9hG4bK-1" header "Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK-0"
      192.0.2.20 > 192.0.2.30  CANCEL  ${left(69)}`,
    'OPTIONS for the neighbour': ladder`192.0.2.10 > 192.0.2.20  OPTIONS  ${left(0)}`,
    'one less behind a proxy': ladder`
      192.0.2.10 > 192.0.2.20  INVITE
      192.0.2.20 > 192.0.2.30  INVITE  forwarded`,
  },
  fires: {
    'nothing left': [ladder`192.0.2.10 > 192.0.2.20  INVITE  ${left(0)}`, { left: 0, what: 'exhausted' }, 'high'],
    'nothing left, and 483': [
      ladder`
        192.0.2.10 > 192.0.2.20  INVITE  ${left(0)}
        192.0.2.20 > 192.0.2.10  483`,
      { left: 0 },
      'high',
    ],
    'a 483 on a way that is not seen': [
      ladder`
        192.0.2.10 > 192.0.2.20  INVITE
        192.0.2.20 > 192.0.2.10  483`,
      { left: 70 },
      'high',
    ],
    'three left': [ladder`192.0.2.10 > 192.0.2.20  INVITE  ${left(3)}`, { left: 3, what: 'few' }, 'medium'],
    'three left, and answered': [
      ladder`
        192.0.2.10 > 192.0.2.20  INVITE  ${left(3)}
        192.0.2.20 > 192.0.2.10  200`,
      { left: 3 },
      'low',
    ],
    'an unusual beginning': [
      ladder`192.0.2.10 > 192.0.2.20  INVITE  ${left(30)}`,
      { left: 30, what: 'unusual' },
      'info',
    ],
  },
  unproven: {
    'cut before the header': [
      ladder`
        0    192.0.2.10 > 192.0.2.20  INVITE  without Max-Forwards cut 205
        0.1  192.0.2.20 > 192.0.2.10  180
        1    192.0.2.10 > 192.0.2.20  UPDATE`,
      'message-cut',
    ],
  },
})

test.each([
  [0, 'The INVITE was refused with 483: Max-Forwards 0.'],
  [1, 'The INVITE was refused with 483: Max-Forwards 1.'],
  [70, 'The INVITE was refused with 483, yet had Max-Forwards 70 here: it ran out further on.'],
])('a 483 to a request with %i hops says where they ran out', (hops, detail) => {
  const { findings } = diagnosed(
    ladder`
      192.0.2.10 > 192.0.2.20  INVITE  ${left(hops)}
      192.0.2.20 > 192.0.2.10  483`,
    [maxForwardsExhausted as unknown as AnyRule],
  )
  expect(findings.map((finding) => finding.detail)).toEqual([detail])
})
