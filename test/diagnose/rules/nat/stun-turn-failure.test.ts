import { stunTurnFailure } from '../../../../src/diagnose/rules/nat/stun-turn-failure.ts'
import { datagram, withPackets } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { attribute, stun, textAttribute, xorAddress } from '../../../support/media-writer.ts'
import { testRule } from '../../../support/test-rule.ts'

const A = ['192.0.2.10', 4000] as const
const S = ['198.51.100.7', 3478] as const
const PEER = ['192.0.2.20', 5000] as const
const ask = (at: number, type: number, id: number, ...attributes: readonly Uint8Array[]) =>
  datagram(at, A, S, stun(type, id, ...attributes))
const fail = (at: number, type: number, id: number, code: number) =>
  datagram(at, S, A, stun(type, id, attribute(0x09, Uint8Array.of(0, 0, Math.floor(code / 100), code % 100))))
const BINDING = 0x0001
const ALLOCATE = 0x0003
const ALLOCATE_ERROR = 0x0113
/** The input goes on. */
const LATER = ladder`
  60   192.0.2.77 > 192.0.2.78  OPTIONS
  60.1 192.0.2.78 > 192.0.2.77  200`
const check = (at: number, id: number) => datagram(at, A, PEER, stun(BINDING, id, textAttribute(0x06, 'bbbb:aaaa')))

testRule(stunTurnFailure, {
  quiet: {
    answered: withPackets(LATER, [
      ask(0, BINDING, 1),
      datagram(0.1, S, A, stun(0x0101, 1, xorAddress(0x20, '203.0.113.9', 4000))),
    ]),
    'the first 401': withPackets(LATER, [
      ask(0, ALLOCATE, 1),
      fail(0.1, ALLOCATE_ERROR, 1, 401),
      ask(0.2, ALLOCATE, 2),
      datagram(0.3, S, A, stun(0x0103, 2, xorAddress(0x16, '203.0.113.9', 50_000, 2))),
    ]),
    'two requests without an answer': withPackets(LATER, [ask(0, BINDING, 1), ask(0.5, BINDING, 1)]),
    'checks between two clients': withPackets(LATER, [check(0, 1), check(1, 2), check(2, 3), check(3, 4)]),
    'no STUN': LATER,
  },
  fires: {
    'the server does not answer': [
      withPackets(LATER, [ask(0, BINDING, 1), ask(0.5, BINDING, 1), ask(1.5, BINDING, 1)]),
      { method: 'STUN Binding', code: undefined, count: 3, server: '198.51.100.7:3478' },
      'medium',
    ],
    'the quota is used up': [
      withPackets(LATER, [ask(0, ALLOCATE, 1), fail(0.1, ALLOCATE_ERROR, 1, 486)]),
      { method: 'TURN Allocate', code: 486 },
      'medium',
    ],
    'credentials are refused': [
      withPackets(LATER, [
        ask(0, ALLOCATE, 1),
        fail(0.1, ALLOCATE_ERROR, 1, 401),
        ask(0.2, ALLOCATE, 2),
        fail(0.3, ALLOCATE_ERROR, 2, 401),
      ]),
      { code: 401, count: 2 },
      'medium',
    ],
    'and the checks fail as well': [
      withPackets(LATER, [ask(0, ALLOCATE, 1), fail(0.1, ALLOCATE_ERROR, 1, 508), check(1, 5), check(2, 6)]),
      { code: 508 },
      'high',
    ],
  },
  unproven: {
    'the input ends': [
      withPackets(undefined, [ask(0, BINDING, 1), ask(0.5, BINDING, 1), ask(1.5, BINDING, 1)]),
      'ends-mid-dialog',
    ],
  },
})
