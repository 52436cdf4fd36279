import { expect, test } from 'vitest'
import { createFlawLedger } from '../../src/correlate/flaw-ledger.ts'
import { createPings } from '../../src/correlate/pings.ts'
import type { Complain } from '../../src/model/flaw.ts'
import { conversationsOf, ladder, ladderOf } from '../support/ladder.ts'

function pingsOf(drawn: ReturnType<typeof ladder>, complain: Complain = () => {}) {
  const pings = createPings(complain)
  for (const conversation of conversationsOf(drawn)) pings.add(conversation)
  return pings.list()
}

test('each way is counted by itself, with its first and last and what came back', () => {
  const list = pingsOf(ladder`
    0    10.0.0.5 > 10.0.0.9 OPTIONS call a
    0.1  10.0.0.9 > 10.0.0.5 200 call a
    30   10.0.0.5 > 10.0.0.9 OPTIONS call b
    30.1 10.0.0.9 > 10.0.0.5 503 call b
    60   10.0.0.5 > 10.0.0.9 OPTIONS call c
    60.1 10.0.0.9 > 10.0.0.5 200 call c
    90   10.0.0.5 > 10.0.0.9 OPTIONS call d
    91   10.0.0.9 > 10.0.0.5 OPTIONS call e`)
  expect(list.map(({ from, to, count }) => ({ from, to, count }))).toEqual([
    { from: '10.0.0.5', to: '10.0.0.9', count: 4 },
    { from: '10.0.0.9', to: '10.0.0.5', count: 1 },
  ])
  const [there] = list
  expect([there!.first.number, there!.last.number]).toEqual([1, 7])
  expect([...there!.statuses]).toEqual([
    [200, 2],
    [503, 1],
  ])
  expect(there).toMatchObject({ unanswered: 1, lastFinal: { number: 6 }, lastFailure: { number: 4 } })
})

test('other requests are none, and a request sent again is one', () => {
  expect(
    pingsOf(ladder`
      0   10.0.0.5 > 10.0.0.9 OPTIONS
      0.5 10.0.0.5 > 10.0.0.9 OPTIONS again
      1   10.0.0.5 > 10.0.0.9 REGISTER`),
  ).toMatchObject([{ count: 1, unanswered: 1 }])
})

test('only so many ways are kept, and the others counted', () => {
  const many = Array.from({ length: 1_010 }, (_, i) => `10.0.${i >> 8}.${i & 255} > 192.0.2.1 OPTIONS call c${i}`)
  const ledger = createFlawLedger()
  expect(pingsOf(ladderOf(many.join('\n')), ledger.complain)).toHaveLength(1_000)
  expect(ledger.flaws()).toMatchObject([{ kind: 'peers-capped', count: 10 }])
})

test('what came of each, in the order they were sent', () => {
  const [series] = pingsOf(ladder`
    0    192.0.2.10 > 192.0.2.20  OPTIONS  call a
    0.1  192.0.2.20 > 192.0.2.10  404
    30   192.0.2.10 > 192.0.2.20  OPTIONS  call b
    30.5 192.0.2.10 > 192.0.2.20  OPTIONS  call b again
    60   192.0.2.10 > 192.0.2.20  OPTIONS  call c
    60.1 192.0.2.20 > 192.0.2.10  503`)
  expect(series?.outcomes.map(({ kind, sends }) => `${kind} ${sends}`)).toEqual(['alive 1', 'silent 2', 'failed 1'])
})
