import { expect, test } from 'vitest'
import { reliableProvisionalsOf } from '../../src/correlate/reliable-provisionals.ts'
import type { Call } from '../../src/model/call.ts'
import { conversationsOf, type Ladder, ladder } from '../support/ladder.ts'

const told = (drawn: Ladder) =>
  reliableProvisionalsOf(conversationsOf(drawn).find((one) => one.kind === 'call') as Call).map(
    ({ rseq, sendings, prack }) =>
      `${sendings[0]!.status} rseq ${rseq} x${sendings.length} prack ${prack?.final?.status}`,
  )

test.each<[string, Ladder, string[]]>([
  ['an ordinary 183 is none', ladder`10.0.0.5 > 10.0.0.9 INVITE\n10.0.0.9 > 10.0.0.5 183`, []],
  [
    'with its PRACK',
    ladder`
      10.0.0.5 > 10.0.0.9  INVITE
      10.0.0.9 > 10.0.0.5  183 reliable
      10.0.0.5 > 10.0.0.9  PRACK
      10.0.0.9 > 10.0.0.5  200 PRACK`,
    ['183 rseq 1 x1 prack 200'],
  ],
  [
    'sent again until then',
    ladder`
      0    10.0.0.5 > 10.0.0.9  INVITE
      1    10.0.0.9 > 10.0.0.5  183 reliable
      1.5  10.0.0.9 > 10.0.0.5  183 again
      1.6  10.0.0.5 > 10.0.0.9  PRACK`,
    ['183 rseq 1 x2 prack undefined'],
  ],
  [
    'a PRACK for another',
    ladder`
      10.0.0.5 > 10.0.0.9  INVITE
      10.0.0.9 > 10.0.0.5  183 reliable
      10.0.0.5 > 10.0.0.9  PRACK header "RAck: 2 1 INVITE"
      10.0.0.9 > 10.0.0.5  200 PRACK`,
    ['183 rseq 1 x1 prack undefined'],
  ],
  [
    'of two forks each its own',
    ladder`
      10.0.0.5 > 10.0.0.9  INVITE
      10.0.0.9 > 10.0.0.5  183 tag one reliable
      10.0.0.9 > 10.0.0.5  180 INVITE tag two reliable
      10.0.0.5 > 10.0.0.9  PRACK
      10.0.0.9 > 10.0.0.5  481 PRACK`,
    ['183 rseq 1 x1 prack undefined', '180 rseq 1 x1 prack 481'],
  ],
])('%s', (_, drawn, expected) => {
  expect(told(drawn)).toEqual(expected)
})
