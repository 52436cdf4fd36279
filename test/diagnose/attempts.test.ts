import { expect, test } from 'vitest'
import { createFlawLedger } from '../../src/correlate/flaw-ledger.ts'
import { AskedKeeper } from '../../src/diagnose/attempts.ts'
import { HOSTS_CAP } from '../../src/diagnose/thresholds/caps.ts'
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
  const keeper = new AskedKeeper(() => {})
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
  const keeper = new AskedKeeper(() => {})
  for (const conversation of conversationsOf(CALLS)) {
    keeper.take({ ...conversation, final: false })
    keeper.take({ ...conversation, final: false })
    keeper.take(conversation)
  }
  expect(keeper.read().get('203.0.113.7')).toMatchObject(HOST)
})

test('hosts beyond the cap are counted as a flaw', () => {
  const ledger = createFlawLedger()
  const keeper = new AskedKeeper(ledger.complain)
  const [conversation] = conversationsOf(ladder`10.0.0.5 > 203.0.113.7 OPTIONS`)
  if (conversation?.kind !== 'exchange') throw new Error('no exchange')
  for (let host = 0; host < HOSTS_CAP + 2; host++) {
    const address = `10.${host >> 16}.${(host >> 8) & 255}.${host & 255}`
    const transactions = conversation.transactions.map((transaction) => {
      return { ...transaction, request: { ...transaction.request, destination: { address, port: 5060 } } }
    })
    keeper.take({ ...conversation, transactions })
  }
  expect(keeper.read().size).toBe(HOSTS_CAP)
  expect(ledger.flaws()).toMatchObject([{ kind: 'peers-capped', count: 2 }])
})
