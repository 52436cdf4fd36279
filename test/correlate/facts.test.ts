import { expect, test } from 'vitest'
import { CAPS } from '../../src/correlate/caps.ts'
import { createFlawLedger } from '../../src/correlate/flaw-ledger.ts'
import { createIntake } from '../../src/correlate/intake.ts'
import { correlated, type Ladder, ladder, withOptions } from '../support/ladder.ts'

const endpointsOf = (drawn: Ladder) =>
  correlated(drawn).facts.endpoints.map(({ endpoint, label, product }) => [endpoint.address, label, product])

test('endpoints in order of appearance, with their labels and the product they claim', () => {
  const drawn = ladder`
    endpoints "Phone,Carrier"
    10.0.0.5 > 203.0.113.7  INVITE header "User-Agent: Yealink T46"
    203.0.113.7 > 10.0.0.5  180 header "Server: kamailio"
    203.0.113.7 > 198.51.100.4  INVITE call other`
  expect(endpointsOf(drawn)).toEqual([
    ['10.0.0.5', 'Phone', 'Yealink T46'],
    ['203.0.113.7', 'Carrier', 'kamailio'],
    ['198.51.100.4', undefined, undefined],
  ])
})

test('without addresses, by Via, Request-URI and Contact', () => {
  const drawn = withOptions(
    ladder`
    as raw
    10.0.0.5 > 203.0.113.7  INVITE
    203.0.113.7 > 10.0.0.5  200 header "Server: kamailio"`,
    { endpoints: ['Phone', 'Carrier'] },
  )
  expect(endpointsOf(drawn)).toEqual([
    ['10.0.0.5', 'Phone', undefined],
    ['203.0.113.7', 'Carrier', 'kamailio'],
  ])
})

test.each<[string, boolean, Ladder]>([
  ['a capture', true, ladder`0 10.0.0.5 > 10.0.0.9 OPTIONS\n1 10.0.0.9 > 10.0.0.5 200`],
  ['a second back', true, ladder`as text\n1 10.0.0.5 > 10.0.0.9 OPTIONS\n0.5 10.0.0.9 > 10.0.0.5 200`],
  ['more than a second back', false, ladder`as text\n2 10.0.0.5 > 10.0.0.9 OPTIONS\n0.5 10.0.0.9 > 10.0.0.5 200`],
  ['no times', false, ladder`10.0.0.5 > 10.0.0.9 OPTIONS\n10.0.0.9 > 10.0.0.5 200`],
  ['every other one', false, ladder`as text\n2 10.0.0.5 > 10.0.0.9 OPTIONS\n10.0.0.9 > 10.0.0.5 200`],
])('timing of %s: %s', (_, timed, drawn) => {
  expect(correlated(drawn).facts.timed).toBe(timed)
})

test('counts messages, packets and media, and names the RTP hosts and their peers', () => {
  const { facts } = correlated(ladder`
    0  10.0.0.5 > 10.0.0.9  INVITE sdp audio 10.0.0.5:4000 PCMU
    1  10.0.0.9:5000 > 10.0.0.5:4000  rtp PCMU 60
    2  10.0.0.9:5001 > 10.0.0.5:4001  rtcp sr`)
  expect(facts).toMatchObject({
    kind: 'capture',
    messages: 1,
    packets: 62,
    rtpPackets: 60,
    rtcpPackets: 1,
    ended: true,
  })
  expect(facts.rtpPeers).toEqual(
    new Map([
      ['10.0.0.9', new Set(['10.0.0.5'])],
      ['10.0.0.5', new Set(['10.0.0.9'])],
    ]),
  )
  expect(facts.lastAt! - facts.firstAt!).toBe(2_180_000)
})

test('users beyond those whose credentials are remembered are counted as a flaw', () => {
  const request = (user: number) =>
    `OPTIONS sip:b@10.0.0.9 SIP/2.0\r\nFrom: <sip:${user}@10.0.0.9>;tag=a\r\nCall-ID: ${user}\r\nAuthorization: Digest\r\n\r\n`
  const ledger = createFlawLedger()
  const intake = createIntake('text', ledger.complain)
  const users = Array.from({ length: CAPS.credentialUsers + 2 }, (_, user) => request(user))
  intake.push(Buffer.from(users.join('')))
  intake.end()
  expect(ledger.flaws()).toContainEqual(expect.objectContaining({ kind: 'attempts-capped', count: 2 }))
})
