import { expect, test } from 'vitest'
import { retransmissionsOf } from '../../src/correlate/resends.ts'
import type { Call, Transaction } from '../../src/model/call.ts'
import { conversationsOf, type Ladder, ladder } from '../support/ladder.ts'

function callOf(drawn: Ladder): Call {
  const call = conversationsOf(drawn).find((one) => one.kind === 'call')
  if (!call) throw new Error('no call')
  return call
}

/** `INVITE x2 180 | 200 ack` */
const lineOf = ({ method, requests, provisionals, finals, acks, cancel }: Transaction): string =>
  [
    requests.length > 1 ? `${method} x${requests.length}` : method,
    ...provisionals.map(({ status }) => status),
    ...finals.map(({ status }) => status),
    ...acks.map(() => 'ack'),
    ...(cancel ? ['cancelled'] : []),
  ].join(' ')

const cases: Record<string, [Ladder, string[]]> = {
  'a call from end to end': [
    ladder`
      10.0.0.5 > 10.0.0.9  INVITE
      10.0.0.9 > 10.0.0.5  100
      10.0.0.9 > 10.0.0.5  180
      10.0.0.9 > 10.0.0.5  200
      10.0.0.5 > 10.0.0.9  ACK
      10.0.0.9 > 10.0.0.5  BYE
      10.0.0.5 > 10.0.0.9  200`,
    ['INVITE 100 180 200 ack', 'BYE 200'],
  ],
  'repeated requests and responses': [
    ladder`
      0    10.0.0.5 > 10.0.0.9  INVITE
      0.5  10.0.0.5 > 10.0.0.9  INVITE again
      0.6  10.0.0.9 > 10.0.0.5  486
      1.1  10.0.0.9 > 10.0.0.5  486 again
      1.2  10.0.0.5 > 10.0.0.9  ACK`,
    ['INVITE x2 486 486 ack'],
  ],
  'a challenge, and the second try with its own branch': [
    ladder`
      10.0.0.5 > 10.0.0.9  INVITE
      10.0.0.9 > 10.0.0.5  407
      10.0.0.5 > 10.0.0.9  ACK
      10.0.0.5 > 10.0.0.9  INVITE header "Proxy-Authorization: Digest username=alice"
      10.0.0.9 > 10.0.0.5  200
      10.0.0.5 > 10.0.0.9  ACK`,
    ['INVITE 407 ack', 'INVITE 200 ack'],
  ],
  'one request on two hops': [
    ladder`
      10.0.0.5 > 10.0.0.1  INVITE
      10.0.0.1 > 10.0.0.9  INVITE forwarded
      10.0.0.9 > 10.0.0.1  200
      10.0.0.1 > 10.0.0.5  200 forwarded
      10.0.0.5 > 10.0.0.1  ACK
      10.0.0.1 > 10.0.0.9  ACK forwarded`,
    ['INVITE 200 ack', 'INVITE 200 ack'],
  ],
  'one branch on two ways, as a tap on both sides of a NAT sees it': [
    ladder`
      10.0.0.5 > 203.0.113.7      INVITE branch z9hG4bKx
      198.51.100.1 > 203.0.113.7  INVITE call other branch z9hG4bKx header "Call-ID: main-call@ladder.example" header "From: <sip:alice@10.0.0.5>;tag=from-main-call" header "Via: SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bKx;rport"
      203.0.113.7 > 198.51.100.1  486 call other
      203.0.113.7 > 10.0.0.5      486 call main`,
    ['INVITE 486', 'INVITE 486'],
  ],
  'a CANCEL is its own and its INVITE’s': [
    ladder`
      10.0.0.5 > 10.0.0.9  INVITE
      10.0.0.9 > 10.0.0.5  180
      10.0.0.5 > 10.0.0.9  CANCEL
      10.0.0.9 > 10.0.0.5  200 CANCEL
      10.0.0.9 > 10.0.0.5  487 INVITE
      10.0.0.5 > 10.0.0.9  ACK`,
    ['INVITE 180 487 ack cancelled', 'CANCEL 200'],
  ],
  'without the magic cookie, by Call-ID, CSeq and From tag': [
    ladder`
      10.0.0.5 > 10.0.0.9  INVITE branch 1
      10.0.0.9 > 10.0.0.5  486
      10.0.0.5 > 10.0.0.9  ACK
      10.0.0.5 > 10.0.0.9  INVITE branch 1
      10.0.0.9 > 10.0.0.5  200
      10.0.0.5 > 10.0.0.9  ACK branch 1`,
    ['INVITE 486 ack', 'INVITE 200 ack'],
  ],
  'without the magic cookie the To tag tells a request from another': [
    ladder`
      10.0.0.5 > 10.0.0.9  INVITE branch 1 cseq 1
      10.0.0.5 > 10.0.0.9  INVITE branch 1 cseq 1 header "To: <sip:bob@10.0.0.9>;tag=b"`,
    ['INVITE', 'INVITE'],
  ],
  'without addresses, by the top Via': [
    ladder`
      as raw
      10.0.0.5 > 10.0.0.1  INVITE
      10.0.0.1 > 10.0.0.9  INVITE forwarded
      10.0.0.9 > 10.0.0.1  404
      10.0.0.1 > 10.0.0.5  404 forwarded`,
    ['INVITE 404', 'INVITE 404'],
  ],
  'a spiral is no retransmission': [
    ladder`
      10.0.0.5 > 10.0.0.9  INVITE branch z9hG4bKy uri sip:one@10.0.0.9
      10.0.0.5 > 10.0.0.9  INVITE branch z9hG4bKy uri sip:two@10.0.0.9 cseq 1`,
    ['INVITE', 'INVITE'],
  ],
  'a repetition cut short by pasting is still one': [
    ladder`
      as raw
      10.0.0.5 > 10.0.0.9  INVITE branch z9hG4bKz cseq 1 sdp audio 10.0.0.5:4000 PCMU ptime 20
      10.0.0.5 > 10.0.0.9  INVITE branch z9hG4bKz cseq 1 sdp audio 10.0.0.5:4000 PCMU`,
    ['INVITE x2'],
  ],
  'another body on the same branch is another request in a capture': [
    ladder`
      0  10.0.0.5 > 10.0.0.9  INVITE branch z9hG4bKz cseq 1 sdp audio 10.0.0.5:4000 PCMU
      1  10.0.0.5 > 10.0.0.9  INVITE branch z9hG4bKz cseq 1 sdp audio 10.0.0.5:4002 PCMU`,
    ['INVITE', 'INVITE'],
  ],
  'a response that nobody asked for is in none': [
    ladder`as raw\n10.0.0.5 > 10.0.0.9 INVITE cseq 7\n10.0.0.9 > 10.0.0.5 200 header "CSeq: 8 INVITE"`,
    ['INVITE'],
  ],
}

test.each(Object.entries(cases))('%s', (_, [drawn, expected]) => {
  expect(callOf(drawn).transactions.map(lineOf)).toEqual(expected)
})

test('names the hop by addresses, or by sent-by without them', () => {
  const drawing = '10.0.0.5 > 10.0.0.9  INVITE'
  expect(callOf(ladder`${drawing}`).transactions[0]!.hop).toBe('10.0.0.5:5060>10.0.0.9:5060')
  expect(callOf(ladder`as raw\n${drawing}`).transactions[0]!.hop).toBe('10.0.0.5:5060')
})

test('tells what was sent again', () => {
  const { transactions } = callOf(ladder`
    0    10.0.0.5 > 10.0.0.9  INVITE
    0.5  10.0.0.5 > 10.0.0.9  INVITE again
    1    10.0.0.9 > 10.0.0.5  180
    2    10.0.0.9 > 10.0.0.5  180 again
    3    10.0.0.9 > 10.0.0.5  200
    3.5  10.0.0.9 > 10.0.0.5  200 again
    4    10.0.0.5 > 10.0.0.9  ACK
    4.1  10.0.0.5 > 10.0.0.9  ACK again`)
  expect([...retransmissionsOf(transactions)].map(({ number }) => number).sort()).toEqual([2, 4, 6, 8])
})
