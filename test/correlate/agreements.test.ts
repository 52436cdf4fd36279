import { describe, expect, test } from 'vitest'
import { agreementsOf } from '../../src/correlate/agreements.ts'
import type { Call } from '../../src/model/call.ts'
import { conversationsOf, LADDER_START, type Ladder, ladder } from '../support/ladder.ts'

const callOf = (drawn: Ladder): Call => conversationsOf(drawn).find((one) => one.kind === 'call') as Call
/** So many seconds after the beginning. */
const inForce = (call: Call, seconds: number) => {
  const at = LADDER_START + seconds * 1_000_000
  return agreementsOf(call).filter(({ from, until }) => from! <= at && (until === undefined || at < until))
}

const A = 'sdp audio 10.0.0.5:4000 PCMU,PCMA'
const B = 'sdp audio 10.0.0.9:5000 PCMU'

describe('what is in force', () => {
  const drawn = ladder`
    0    10.0.0.5 > 10.0.0.9  INVITE ${A}
    1    10.0.0.9 > 10.0.0.5  183 ${B}
    3    10.0.0.9 > 10.0.0.5  200 ${B}
    3.1  10.0.0.5 > 10.0.0.9  ACK
    10   10.0.0.9 > 10.0.0.5  INVITE ${B} sendonly
    10.1 10.0.0.5 > 10.0.0.9  200 ${A} recvonly
    10.2 10.0.0.9 > 10.0.0.5  ACK
    20   10.0.0.5 > 10.0.0.9  INVITE ${A}
    20.1 10.0.0.9 > 10.0.0.5  488
    30   10.0.0.5 > 10.0.0.9  BYE`

  test('each from its answer until the next, a refused one never', () => {
    expect(
      agreementsOf(callOf(drawn)).map(({ preview, from, until }) => [
        preview,
        (from! - LADDER_START) / 1e6,
        (until! - LADDER_START) / 1e6,
      ]),
    ).toEqual([
      [false, 3, 10.1],
      [false, 10.1, 30],
    ])
  })

  test.each([
    [2.9, []],
    [3, [1]],
    [10.05, [1]],
    [25, [5]],
    [31, []],
  ])('at %s s the offer of message %j', (at, expected) => {
    expect(inForce(callOf(drawn), at).map(({ exchange }) => exchange.offer.message.number)).toEqual(expected)
  })

  test('each fork has its own; the one in a provisional is a preview until another fork is answered', () => {
    const call = callOf(ladder`
      0  10.0.0.5 > 10.0.0.9  INVITE ${A}
      1  10.0.0.9 > 10.0.0.5  183 tag one sdp audio 10.0.0.8:6000 PCMU
      3  10.0.0.9 > 10.0.0.5  200 tag two ${B}`)
    expect(call.offerAnswers.map(({ state, answererTag }) => `${state} ${answererTag}`)).toEqual([
      'answered two',
      'preview one',
    ])
    expect(inForce(call, 2).map(({ exchange }) => exchange.answererTag)).toEqual(['one'])
    expect(inForce(call, 4).map(({ exchange }) => exchange.answererTag)).toEqual(['two'])
  })

  test('a device that changes its tag between 183 and 200 is no fork', () => {
    const { offerAnswers } = callOf(ladder`
      10.0.0.5 > 10.0.0.9 INVITE ${A}
      10.0.0.9 > 10.0.0.5 183 tag one ${B}
      10.0.0.9 > 10.0.0.5 200 tag two ${B}`)
    expect(offerAnswers.map(({ state }) => state)).toEqual(['answered'])
  })

  test('each hop has its own', () => {
    const call = callOf(ladder`
      0    10.0.0.5 > 10.0.0.1  INVITE ${A}
      0.1  10.0.0.1 > 10.0.0.9  INVITE forwarded sdp audio 10.0.0.1:7000 PCMU
      1    10.0.0.9 > 10.0.0.1  200 ${B}
      1.1  10.0.0.1 > 10.0.0.5  200 forwarded sdp audio 10.0.0.1:7002 PCMU`)
    expect(inForce(call, 2)).toHaveLength(2)
  })
})
