import { expect, test } from 'vitest'
import { AskedKeeper } from '../../src/diagnose/attempts.ts'
import { conversationsOf, ladder } from '../support/ladder.ts'

const CALLS = ladder`
  0    10.0.0.5 > 203.0.113.7 INVITE call a
  0.1  203.0.113.7 > 10.0.0.5 407 call a
  0.2  10.0.0.5 > 203.0.113.7 ACK call a
  0.3  10.0.0.5 > 203.0.113.7 INVITE call a initial
  0.8  10.0.0.5 > 203.0.113.7 INVITE call a again
  3    203.0.113.7 > 10.0.0.5 180 call a
  0.9  10.0.0.5 > 203.0.113.7 INVITE call b
  0.95 203.0.113.7 > 10.0.0.5 503 call b
  9    10.0.0.8 > 203.0.113.7 REGISTER to sip:bob@203.0.113.7
  9.1  203.0.113.7 > 10.0.0.8 403`

const HOST = { calls: 2, progressed: 1, turnedAway: 1, requests: 4, resent: 1, slow: 1, peakPerSecond: 2 }

test('what a host and a user were asked', () => {
  const keeper = new AskedKeeper()
  for (const conversation of conversationsOf(CALLS)) keeper.take(conversation)
  expect(keeper.read().get('203.0.113.7')).toMatchObject(HOST)
  expect(keeper.read().get('to bob@203.0.113.7')).toMatchObject({
    calls: 2,
    progressed: 1,
    registers: 1,
    registered: 0,
  })
})

test('a later snapshot of a conversation replaces the earlier one', () => {
  const keeper = new AskedKeeper()
  for (const conversation of conversationsOf(CALLS)) {
    keeper.take({ ...conversation, final: false })
    keeper.take({ ...conversation, final: false })
    keeper.take(conversation)
  }
  expect(keeper.read().get('203.0.113.7')).toMatchObject(HOST)
})
