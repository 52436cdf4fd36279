import { expect, test } from 'vitest'
import type { AnyRule } from '../../../../src/diagnose/rule.ts'
import { udpMessageTooLarge } from '../../../../src/diagnose/rules/transport/udp-message-too-large.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { diagnosed, testRule } from '../../../support/test-rule.ts'

/** An INVITE of so many octets: what is missing to them is filled up. */
const BASE = 305
const invite = (octets: number, over = 'UDP') =>
  `192.0.2.10 > 192.0.2.20  INVITE  over ${over} header "X-Fill: ${'x'.repeat(octets - BASE)}"`
const again = (at: number) => `${at}  192.0.2.10 > 192.0.2.20  INVITE  again`
const REPEATED = `${again(0.5)}\n${again(1.5)}`

testRule(udpMessageTooLarge, {
  quiet: {
    '1,300 octets': ladder`0 ${invite(1300)}`,
    'over TCP': ladder`0 ${invite(3000, 'TCP')}`,
    'a large response': ladder`
      0    192.0.2.10 > 192.0.2.20  INVITE
      0.1  192.0.2.20 > 192.0.2.10  200  header "X-Fill: ${'x'.repeat(2000)}"`,
  },
  fires: {
    '1,301 octets': [ladder`0 ${invite(1301)}`, { octets: 1301, answered: false }, 'medium'],
    'answered at once': [
      ladder`
        0    ${invite(2000)}
        0.1  192.0.2.20 > 192.0.2.10  200`,
      { octets: 2000, answered: true },
      'low',
    ],
    'fragmented and not answered': [ladder`0 ${invite(2000)}\n${REPEATED}`, { sends: 3 }, 'high'],
    'in one packet and not answered': [ladder`0 ${invite(1400)}\n${REPEATED}`, { sends: 3 }, 'medium'],
    'fragmented, and answered when repeated': [
      ladder`
        0    ${invite(2000)}
        ${again(0.5)}
        0.6  192.0.2.20 > 192.0.2.10  200`,
      { answered: true },
      'high',
    ],
  },
  unproven: {
    'a log does not tell how it went': [
      ladder`
        as raw
        ${invite(2000)}`,
      'one-direction-only',
    ],
  },
})

test('made-up methods are one fault, those that are known one each', () => {
  const large = (method: string) =>
    `192.0.2.10 > 192.0.2.20  ${method}  call ${method} header "X-Fill: ${'x'.repeat(2000)}"`
  const { findings } = diagnosed(
    ladderOf(`0 ${large('MESSAGE')}\n1 ${large('XQZ')}\n2 ${large('YQZ')}\n3 ${large('ZQZ')}`),
    [udpMessageTooLarge as unknown as AnyRule],
  )
  expect(findings.map(({ count }) => count).sort()).toEqual([1, 3])
})
