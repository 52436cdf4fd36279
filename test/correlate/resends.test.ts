import { describe, expect, test } from 'vitest'
import { createFlawLedger } from '../../src/correlate/flaw-ledger.ts'
import { createIntake } from '../../src/correlate/intake.ts'
import { resendsOf } from '../../src/correlate/resends.ts'
import type { Call, Transaction } from '../../src/model/call.ts'
import { conversationsOf, type Ladder, ladder } from '../support/ladder.ts'
import { mirrored, seenTwice } from '../support/taps.ts'

function transactionsOf(drawn: Ladder): readonly Transaction[] {
  const call = conversationsOf(drawn).find((one): one is Call => one.kind === 'call')
  if (!call) throw new Error('no call')
  return call.transactions
}

/** `INVITE timer 500`, the milliseconds since it was sent before. */
const told = (drawn: Ladder) =>
  transactionsOf(drawn).flatMap((transaction) =>
    resendsOf(transaction).map(({ message, kind, afterUs }) => {
      const name = message.kind === 'request' ? message.method : message.status
      return `${name} ${kind} ${afterUs === undefined ? '-' : afterUs / 1000}`
    }),
  )

const sends = (drawn: Ladder) =>
  transactionsOf(drawn).map(({ requests, finals, copies }) => [requests.length, finals.length, copies.length])

describe('why a message stands again', () => {
  test('nothing does in a plain call', () => {
    expect(told(ladder`10.0.0.5 > 10.0.0.9 INVITE\n10.0.0.9 > 10.0.0.5 180\n10.0.0.9 > 10.0.0.5 200`)).toEqual([])
  })

  test('an INVITE by timer, its 100 because of that, its 2xx by timer, and the ACK because of that', () => {
    const drawn = ladder`
      0     10.0.0.5 > 10.0.0.9  INVITE
      0.45  10.0.0.9 > 10.0.0.5  100
      0.5   10.0.0.5 > 10.0.0.9  INVITE again
      0.51  10.0.0.9 > 10.0.0.5  100 again
      2     10.0.0.9 > 10.0.0.5  200
      2.5   10.0.0.9 > 10.0.0.5  200 again
      2.6   10.0.0.5 > 10.0.0.9  ACK
      3.5   10.0.0.9 > 10.0.0.5  200 again
      3.6   10.0.0.5 > 10.0.0.9  ACK again`
    expect(told(drawn)).toEqual([
      'INVITE timer 500',
      '100 provoked 60',
      '200 timer 500',
      '200 timer 1000',
      'ACK provoked 1000',
    ])
  })

  test('a failure is repeated by timer, or at once when the INVITE was', () => {
    const drawn = ladder`
      0    10.0.0.5 > 10.0.0.9  INVITE
      0.1  10.0.0.9 > 10.0.0.5  486
      0.5  10.0.0.5 > 10.0.0.9  INVITE again
      0.52 10.0.0.9 > 10.0.0.5  486 again
      1.1  10.0.0.9 > 10.0.0.5  486 again`
    expect(told(drawn)).toEqual(['INVITE timer 500', '486 provoked 420', '486 timer 580'])
  })

  test('without times by their order', () => {
    const drawn = ladder`
      10.0.0.5 > 10.0.0.9  INVITE
      10.0.0.9 > 10.0.0.5  200
      10.0.0.5 > 10.0.0.9  BYE
      10.0.0.9 > 10.0.0.5  200 BYE
      10.0.0.5 > 10.0.0.9  BYE again
      10.0.0.9 > 10.0.0.5  200 BYE again`
    expect(told(drawn)).toEqual(['BYE timer -', '200 provoked -'])
  })
})

describe('seen again by another capture point', () => {
  const call = ladder`
    0    10.0.0.5 > 10.0.0.9  INVITE
    0.5  10.0.0.5 > 10.0.0.9  INVITE again
    0.6  10.0.0.9 > 10.0.0.5  200
    0.7  10.0.0.5 > 10.0.0.9  ACK`
  const with_ = (bytes: Uint8Array): Ladder => ({ ...call, bytes })

  test.each<[string, Uint8Array, number]>([
    ['a router further on', seenTwice(call.bytes, 20_000), 4],
    ['with clocks that differ by more than T1', seenTwice(call.bytes, 3_000_000), 4],
    ['by a mirror port that is slow', mirrored(call.bytes, 30_000), 4],
    ['by a mirror port, which the decoder knows', mirrored(call.bytes), 0],
  ])('%s: not sent again', (_, bytes, copies) => {
    const [invite] = transactionsOf(with_(bytes))
    expect([invite!.requests.length, invite!.finals.length, invite!.acks.length, invite!.copies.length]).toEqual([
      2,
      1,
      1,
      copies,
    ])
    expect(told(with_(bytes)).filter((one) => !one.includes('copy'))).toEqual(['INVITE timer 500'])
  })

  test('it stands once in its conversation, and is counted', () => {
    const ledger = createFlawLedger()
    const intake = createIntake('capture', ledger.complain)
    const batches = [...intake.push(seenTwice(call.bytes, 20_000)), ...intake.end()]
    const seen = batches.flatMap(({ conversations }) => conversations).at(-1) as Call
    expect(seen.messages.map(({ ttl }) => ttl)).toEqual([64, 64, 64, 64])
    expect(ledger.flaws()).toMatchObject([{ kind: 'capture-duplicate', count: 4 }])
  })

  test('a datagram of its own was sent again, however soon', () => {
    expect(sends(ladder`0 10.0.0.5 > 10.0.0.9 INVITE\n0.01 10.0.0.5 > 10.0.0.9 INVITE again`)).toEqual([[2, 0, 0]])
  })

  test.each([
    ['a text can by time', '0.1', '0.12', [1, 0, 1]],
    ['and what comes after T1 was sent again', '0.1', '0.6', [2, 0, 0]],
  ])('%s', (_, first, second, expected) => {
    const drawn = ladder`as text\n${first} 10.0.0.5 > 10.0.0.9 INVITE\n${second} 10.0.0.5 > 10.0.0.9 INVITE again`
    expect(sends(drawn)).toEqual([expected])
  })

  test('what was sent on is another transaction', () => {
    const drawn = ladder`
      0     10.0.0.5 > 10.0.0.1  INVITE
      0.02  10.0.0.1 > 10.0.0.9  INVITE forwarded`
    expect(sends(drawn)).toEqual([
      [1, 0, 0],
      [1, 0, 0],
    ])
  })
})
