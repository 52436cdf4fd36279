import { describe, expect, test } from 'vitest'
import { ladderOf as rowsOf } from '../../src/correlate/ladder-rows.ts'
import type { Call } from '../../src/model/call.ts'
import { conversationsOf, ladderOf } from '../support/ladder.ts'

const drawn = (text: string) => rowsOf(conversationsOf(ladderOf(text)).find((one): one is Call => one.kind === 'call')!)
const [A, B, P] = ['192.0.2.1', '192.0.2.2', '192.0.2.9']

test('a row says who sent what to whom, and which it repeats', () => {
  const { lanes, rows } = drawn(`
    0    ${A}:5070 > ${B}  INVITE over UDP
    0.5  ${A}:5070 > ${B}  INVITE again
    1    ${B} > ${A}:5070  486 reason "Busy"`)
  expect(lanes).toEqual([
    { name: A, address: A },
    { name: B, address: B },
  ])
  expect(rows).toMatchObject([
    { number: 1, from: `${A}:5070`, fromLane: 0, toLane: 1, transport: 'UDP', method: 'INVITE', cseq: 1, leg: 0 },
    { number: 2, retransmission: true, retransmissionOf: 1, copy: false },
    { number: 3, fromLane: 1, toLane: 0, method: 'INVITE', status: 486, reason: 'Busy', retransmission: false },
  ])
})

test('lanes are hosts, in the order they appear', () => {
  const { lanes, rows } = drawn(`${A} > ${P} INVITE\n${P} > ${B} INVITE forwarded\n${B}:5080 > ${P} 180`)
  expect(lanes.map(({ name }) => name)).toEqual([A, P, B])
  expect(rows.map(({ fromLane, toLane }) => [fromLane, toLane])).toEqual([
    [0, 1],
    [1, 2],
    [2, 1],
  ])
})

test('ports of one host that talk to each other have a lane each', () => {
  const { lanes } = drawn(
    `${A} > ${P}:5060 INVITE\n${P}:5060 > ${P}:5080 INVITE forwarded\n${P}:5080 > ${B} INVITE forwarded`,
  )
  expect(lanes.map(({ name }) => name)).toEqual([A, `${P}:5060`, `${P}:5080`, B])
})

describe('a summary', () => {
  const last = (text: string) => drawn(text).rows.at(-1)!.summary
  const start = `${A} > ${B} INVITE`
  test.each([
    [`${A} > ${B} INVITE uri sip:bob@example.com`, 'sip:bob@example.com'],
    [
      `${A} > ${B} INVITE uri sip:bob@example.com sdp audio ${A}:4000 PCMU,PCMA,G722,G729,GSM sendonly`,
      `sip:bob@example.com; audio ${A}:4000 PCMU PCMA G722 G729 … sendonly`,
    ],
    [`${start}\n${B} > ${A} 200 sdp audio ${B}:0 PCMU and video ${B}:6000 VP8`, `audio refused, video ${B}:6000 VP8`],
    [`${start}\n${B} > ${A} 180`, ''],
    [`${start}\n${B} > ${A} 302 header "Contact: <sip:bob@198.51.100.7>"`, 'to sip:bob@198.51.100.7'],
    [`${start}\n${B} > ${A} 407 header "Proxy-Authenticate: Digest realm=pbx, nonce=abc"`, 'realm pbx'],
    [`${start}\n${B} > ${A} 503 header "Reason: Q.850;cause=34"`, 'Q.850 34 no circuit available'],
    [
      `${start}\n${B} > ${A} 200\n${A} > ${B} ACK\n${A} > ${B} BYE header "Reason: SIP;cause=200"`,
      'SIP 200 call completed elsewhere',
    ],
    [
      `${start}\n${B} > ${A} 200\n${A} > ${B} REFER header "Refer-To: <sip:carol@example.com>"`,
      'to <sip:carol@example.com>',
    ],
  ])('of %s', (text, summary) => expect(last(text)).toBe(summary))

  test('is cut', () => {
    const long = last(`${A} > ${B} INVITE uri sip:${'x'.repeat(300)}@example.com sdp audio ${A}:4000 PCMU`)
    expect(long).toHaveLength(160)
    expect(long.endsWith('…')).toBe(true)
  })
})

test('there are at most 500 rows', () => {
  const many = Array.from({ length: 600 }, () => `${A} > ${B} INFO`).join('\n')
  expect(drawn(`${A} > ${B} INVITE\n${B} > ${A} 200\n${many}`).rows).toHaveLength(500)
})
