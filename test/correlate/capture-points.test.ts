import { expect, test } from 'vitest'
import { finalOf, hasSucceeded, hopsOf, passagesOf } from '../../src/correlate/capture-points.ts'
import type { Call } from '../../src/model/call.ts'
import { conversationsOf, type Ladder, ladder } from '../support/ladder.ts'

const passages = (drawn: Ladder) =>
  passagesOf((conversationsOf(drawn).find((one) => one.kind === 'call') as Call).transactions)

/** `INVITE 10.0.0.5 forwarded 10.0.0.1 = 486`: who sent it on each hop, and its result. */
const told = (drawn: Ladder) =>
  passages(drawn).map((passage) => {
    const { method, near, further } = passage
    const behind = further.map(({ kind, transaction }) => `${kind} ${transaction.request.source?.address}`)
    return [method, near.request.source?.address, ...behind, `= ${finalOf(passage)?.status}`].join(' ')
  })

test('each request of a call seen once', () => {
  const drawn = ladder`
    10.0.0.5 > 10.0.0.9  INVITE
    10.0.0.9 > 10.0.0.5  407
    10.0.0.5 > 10.0.0.9  ACK
    10.0.0.5 > 10.0.0.9  INVITE
    10.0.0.9 > 10.0.0.5  200`
  expect(told(drawn)).toEqual(['INVITE 10.0.0.5 = 407', 'INVITE 10.0.0.5 = 200'])
})

test('one request on its way through a proxy that forks is one, with the result its maker got', () => {
  const drawn = ladder`
    10.0.0.5 > 10.0.0.1  INVITE
    10.0.0.1 > 10.0.0.8  INVITE forwarded
    10.0.0.1 > 10.0.0.9  INVITE forwarded
    10.0.0.8 > 10.0.0.1  503
    10.0.0.9 > 10.0.0.1  200
    10.0.0.1 > 10.0.0.5  200 forwarded
    10.0.0.5 > 10.0.0.1  BYE
    10.0.0.1 > 10.0.0.9  BYE forwarded`
  expect(told(drawn)).toEqual([
    'INVITE 10.0.0.5 forwarded 10.0.0.1 forwarded 10.0.0.1 = 200',
    'BYE 10.0.0.5 forwarded 10.0.0.1 = undefined',
  ])
  expect(passages(drawn).map((one) => [hopsOf(one).length, hasSucceeded(one)])).toEqual([
    [3, true],
    [2, false],
  ])
})

test('the nearest hop is that with the fewest Vias, though it was seen last', () => {
  const drawn = ladder`
    10.0.0.5 > 10.0.0.1  INVITE branch z9hG4bKa cseq 1 header "Via: SIP/2.0/UDP 10.0.0.3;branch=z9hG4bKa, SIP/2.0/UDP 10.0.0.4;branch=z9hG4bKb"
    10.0.0.4 > 10.0.0.3  INVITE branch z9hG4bKb cseq 1`
  expect(told(drawn)).toEqual(['INVITE 10.0.0.4 forwarded 10.0.0.5 = undefined'])
})

test('the same message on both sides of a NAT', () => {
  const via = 'header "Via: SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bKx;rport"'
  const drawn = ladder`
    10.0.0.5 > 203.0.113.7      INVITE ${via} cseq 1
    198.51.100.1 > 203.0.113.7  INVITE ${via} cseq 1 header "From: <sip:alice@10.0.0.5>;tag=from-main-call"`
  expect(told(drawn)).toEqual(['INVITE 10.0.0.5 translated 198.51.100.1 = undefined'])
})
