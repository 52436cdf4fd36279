import { describe, expect, test } from 'vitest'
import { refusalsOf } from '../../../src/diagnose/facts/refusals.ts'
import type { SignalingConversation } from '../../../src/diagnose/rule.ts'
import { conversationsOf, type Ladder, ladder } from '../../support/ladder.ts'
import { diagnosed } from '../../support/test-rule.ts'

const refusalsIn = (drawn: Ladder) =>
  conversationsOf(drawn)
    .filter((one): one is SignalingConversation => one.kind !== 'orphan-streams')
    .flatMap((one) => refusalsOf(one))
    .map(({ response, refused, passedOnAs }) => ({
      status: response.status,
      by: response.source?.address,
      refused,
      passedOnAs: passedOnAs?.status,
    }))

const TRANSLATED = ladder`
  10.0.0.5 > 10.0.0.1     INVITE
  10.0.0.1 > 203.0.113.7  INVITE forwarded
  203.0.113.7 > 10.0.0.1  503
  10.0.0.1 > 10.0.0.5     500`

describe('one request has one result', () => {
  test('seen on two hops, it is told by the one nearest its author', () => {
    const drawn = ladder`
      10.0.0.5 > 10.0.0.1     INVITE
      10.0.0.1 > 203.0.113.7  INVITE forwarded
      203.0.113.7 > 10.0.0.1  404
      10.0.0.1 > 10.0.0.5     404 forwarded`
    expect(refusalsIn(drawn)).toEqual([{ status: 404, by: '203.0.113.7', refused: 'call', passedOnAs: undefined }])
  })

  test('told to the client with another status, the deepest one counts', () => {
    expect(refusalsIn(TRANSLATED)).toEqual([{ status: 503, by: '203.0.113.7', refused: 'call', passedOnAs: 500 }])
    const { findings } = diagnosed(TRANSLATED)
    const told = findings.filter(({ rule }) => rule === 'signaling.response-5xx' || rule === 'signaling.call-failed')
    expect(told.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('The client was told 500 Server Internal Error in its place.'),
    ])
  })

  test('a server that waits for another branch speaks for itself', () => {
    const drawn = ladder`
      10.0.0.5 > 10.0.0.1     INVITE
      10.0.0.1 > 203.0.113.7  INVITE forwarded
      203.0.113.7 > 10.0.0.1  503
      10.0.0.1 > 203.0.113.8  INVITE forwarded
      10.0.0.1 > 10.0.0.5     408`
    expect(refusalsIn(drawn).map(({ status, by }) => `${status} by ${by}`)).toEqual([
      '503 by 203.0.113.7',
      '408 by 10.0.0.1',
    ])
  })

  test('branches of a fork each have theirs', () => {
    const drawn = ladder`
      10.0.0.5 > 10.0.0.1     INVITE
      10.0.0.1 > 203.0.113.7  INVITE forwarded
      10.0.0.1 > 203.0.113.8  INVITE forwarded
      203.0.113.7 > 10.0.0.1  480
      203.0.113.8 > 10.0.0.1  486
      10.0.0.1 > 10.0.0.5     486 forwarded`
    expect(refusalsIn(drawn).map(({ status }) => status)).toEqual([480, 486])
  })
})

test('a response whose request is missing may have refused a re-INVITE where a dialog is seen', () => {
  const alone = ladder`
    as raw
    10.0.0.5 > 203.0.113.7  INVITE cut 0
    203.0.113.7 > 10.0.0.5  488`
  const within = ladder`
    as raw
    10.0.0.5 > 203.0.113.7  INVITE cut 0
    203.0.113.7 > 10.0.0.5  488
    10.0.0.5 > 203.0.113.7  BYE tag to-main`
  expect(refusalsIn(alone).map(({ refused }) => refused)).toEqual(['call'])
  expect(refusalsIn(within).map(({ refused }) => refused)).toEqual(['unknown'])
})
