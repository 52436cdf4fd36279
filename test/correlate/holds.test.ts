import { expect, test } from 'vitest'
import { holdsOf } from '../../src/correlate/holds.ts'
import type { Call } from '../../src/model/call.ts'
import { conversationsOf, LADDER_START, type Ladder, ladder } from '../support/ladder.ts'

const A = 'sdp audio 10.0.0.5:4000 PCMU'
const B = 'sdp audio 10.0.0.9:5000 PCMU'

/** `caller sendonly 10..20`: who, how, and the seconds from when until when. */
const told = (drawn: Ladder) =>
  holdsOf(conversationsOf(drawn).find((one) => one.kind === 'call') as Call).map(
    ({ by, how, from, until, resumed, initial }) => {
      const seconds = (at: number | undefined) => (at === undefined ? '?' : (at - LADDER_START) / 1_000_000)
      return `${initial ? 'initial ' : ''}${by} ${how} ${seconds(from)}..${seconds(until)}${resumed ? ' resumed' : ''}`
    },
  )

const call = `
  0    10.0.0.5 > 10.0.0.9  INVITE ${A}
  1    10.0.0.9 > 10.0.0.5  200 ${B}
  1.1  10.0.0.5 > 10.0.0.9  ACK`
const offered = (at: number, from: 'A' | 'B', offer: string, answer: string) => {
  const [a, b] = from === 'A' ? ['10.0.0.5', '10.0.0.9'] : ['10.0.0.9', '10.0.0.5']
  const [own, other] = from === 'A' ? [A, B] : [B, A]
  return `
  ${at}    ${a} > ${b}  INVITE ${offer.startsWith('sdp') ? offer : `${own} ${offer}`}
  ${at + 1} ${b} > ${a}  200 ${other} ${answer}
  ${at + 1.1} ${a} > ${b}  ACK`
}

test.each<[string, Ladder, string[]]>([
  ['no hold', ladder`${call}`, []],
  [
    'held and taken back',
    ladder`${call}${offered(9, 'A', 'sendonly', 'recvonly')}${offered(19, 'A', '', '')}`,
    ['caller sendonly 10..20 resumed'],
  ],
  [
    'held by the callee, until the call ends',
    ladder`${call}${offered(9, 'B', 'inactive', 'inactive')}\n30 10.0.0.9 > 10.0.0.5 BYE`,
    ['callee inactive 10..30'],
  ],
  [
    'still held when the input ends',
    ladder`${call}${offered(9, 'A', 'sendonly', 'recvonly')}`,
    ['caller sendonly 10..?'],
  ],
  ['the old way', ladder`${call}${offered(9, 'A', 'sdp audio 0.0.0.0:4000 PCMU', '')}`, ['caller zero-address 10..?']],
  [
    'both, one after the other',
    ladder`${call}${offered(9, 'A', 'sendonly', 'recvonly')}${offered(19, 'B', 'inactive', 'inactive')}`,
    ['caller sendonly 10..?', 'callee inactive 20..?'],
  ],
  [
    'refused, it did not happen',
    ladder`${call}\n9 10.0.0.5 > 10.0.0.9 INVITE ${A} sendonly\n9.1 10.0.0.9 > 10.0.0.5 488`,
    [],
  ],
  [
    'from the start it is one-way rather than a hold',
    ladder`0 10.0.0.5 > 10.0.0.9 INVITE ${A} sendonly\n1 10.0.0.9 > 10.0.0.5 200 ${B} recvonly`,
    ['initial caller sendonly 1..?'],
  ],
  [
    'once, though a proxy was captured on both sides',
    ladder`
      0    10.0.0.5 > 10.0.0.1  INVITE ${A}
      0.1  10.0.0.1 > 10.0.0.9  INVITE forwarded
      1    10.0.0.9 > 10.0.0.1  200 ${B}
      1.1  10.0.0.1 > 10.0.0.5  200 forwarded
      9    10.0.0.5 > 10.0.0.1  INVITE ${A} sendonly
      9.1  10.0.0.1 > 10.0.0.9  INVITE forwarded
      10   10.0.0.9 > 10.0.0.1  200 ${B} recvonly
      10.1 10.0.0.1 > 10.0.0.5  200 forwarded`,
    ['caller sendonly 10.1..?'],
  ],
])('%s', (_, drawn, expected) => {
  expect(told(drawn)).toEqual(expected)
})
