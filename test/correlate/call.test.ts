import { describe, expect, test } from 'vitest'
import type { Call } from '../../src/model/call.ts'
import { conversationsOf, type Ladder, ladder } from '../support/ladder.ts'

function callOf(drawn: Ladder): Call {
  const call = conversationsOf(drawn).find((one) => one.kind === 'call')
  if (!call) throw new Error('no call')
  return call
}

describe('dialogs', () => {
  const states = (drawn: Ladder) => callOf(drawn).legs[0]!.dialogs.map(({ toTag, state }) => `${toTag} ${state}`)

  test('early with a tagged provisional, confirmed with the 2xx, terminated with the BYE', () => {
    const early = `
      0   10.0.0.5 > 10.0.0.9  INVITE
      1   10.0.0.9 > 10.0.0.5  180`
    const confirmed = `${early}
      2   10.0.0.9 > 10.0.0.5  200
      2.1 10.0.0.5 > 10.0.0.9  ACK`
    expect(states(ladder`${early}`)).toEqual(['to-main early'])
    expect(states(ladder`${confirmed}`)).toEqual(['to-main confirmed'])
    expect(states(ladder`${confirmed}\n 3 10.0.0.9 > 10.0.0.5 BYE`)).toEqual(['to-main terminated'])
    expect(callOf(ladder`${confirmed}`).legs[0]!.dialogs[0]!.confirmedAt).toBe(callOf(ladder`${confirmed}`).answer!.at)
  })

  test('one for each fork', () => {
    const drawn = ladder`
      10.0.0.5 > 10.0.0.9  INVITE
      10.0.0.9 > 10.0.0.5  180 tag one
      10.0.0.9 > 10.0.0.5  180 tag two
      10.0.0.9 > 10.0.0.5  200 tag two`
    expect(states(drawn)).toEqual(['one terminated', 'two confirmed'])
  })

  test('none from a failed INVITE and its ACK', () => {
    expect(
      states(ladder`
      10.0.0.5 > 10.0.0.9  INVITE
      10.0.0.9 > 10.0.0.5  486
      10.0.0.5 > 10.0.0.9  ACK`),
    ).toEqual([])
  })

  test('met in its middle it is confirmed, at an unknown time', () => {
    const drawn = ladder`
      0  10.0.0.5 > 10.0.0.9  INVITE header "To: <sip:bob@10.0.0.9>;tag=b"
      1  10.0.0.9 > 10.0.0.5  200`
    const { legs, invite, answer, outcome } = callOf(drawn)
    expect(legs[0]!.dialogs).toMatchObject([{ state: 'confirmed', confirmedAt: undefined }])
    expect(invite).toBeUndefined()
    expect(answer?.status).toBe(200)
    expect(outcome).toBe('answered')
  })
})

describe('offers and answers', () => {
  const A = 'sdp audio 10.0.0.5:4000 PCMU,PCMA'
  const B = 'sdp audio 10.0.0.9:5000 PCMU'
  /** State, who carries offer and answer, and the m-lines paired. */
  const told = (drawn: Ladder) =>
    callOf(drawn).offerAnswers.map(({ state, offer, answer, media }) => {
      const name = (message: Call['messages'][number] | undefined) =>
        message && (message.kind === 'request' ? message.method : `${message.status}`)
      return `${state} ${name(offer.message)}/${name(answer?.message) ?? '-'} ${media.map((m) => (m.answer ? 'pair' : 'lone')).join()}`
    })

  test.each<[string, Ladder, string[]]>([
    [
      'INVITE and 2xx',
      ladder`10.0.0.5 > 10.0.0.9 INVITE ${A}\n10.0.0.9 > 10.0.0.5 200 ${B}`,
      ['answered INVITE/200 pair'],
    ],
    ['nothing yet', ladder`10.0.0.5 > 10.0.0.9 INVITE ${A}`, ['pending INVITE/- lone']],
    [
      'a preview in an unreliable 183',
      ladder`10.0.0.5 > 10.0.0.9 INVITE ${A}\n10.0.0.9 > 10.0.0.5 183 ${B}`,
      ['preview INVITE/183 pair'],
    ],
    [
      'the 2xx stands in for its preview',
      ladder`10.0.0.5 > 10.0.0.9 INVITE ${A}\n10.0.0.9 > 10.0.0.5 183 ${B}\n10.0.0.9 > 10.0.0.5 200 ${B}`,
      ['answered INVITE/200 pair'],
    ],
    [
      'a reliable 183 answers',
      ladder`10.0.0.5 > 10.0.0.9 INVITE ${A}\n10.0.0.9 > 10.0.0.5 183 reliable ${B}\n10.0.0.5 > 10.0.0.9 PRACK\n10.0.0.9 > 10.0.0.5 200 PRACK`,
      ['answered INVITE/183 pair'],
    ],
    [
      'late offer in the 2xx, answer in the ACK',
      ladder`10.0.0.5 > 10.0.0.9 INVITE\n10.0.0.9 > 10.0.0.5 200 ${B}\n10.0.0.5 > 10.0.0.9 ACK ${A}`,
      ['answered 200/ACK pair'],
    ],
    [
      'late offer in a reliable 183, answer in the PRACK',
      ladder`10.0.0.5 > 10.0.0.9 INVITE\n10.0.0.9 > 10.0.0.5 183 reliable ${B}\n10.0.0.5 > 10.0.0.9 PRACK ${A}`,
      ['answered 183/PRACK pair'],
    ],
    [
      'refused',
      ladder`10.0.0.5 > 10.0.0.9 INVITE ${A}\n10.0.0.9 > 10.0.0.5 183 ${B}\n10.0.0.9 > 10.0.0.5 488`,
      ['rejected INVITE/- lone'],
    ],
    [
      're-INVITE and UPDATE',
      ladder`
      10.0.0.5 > 10.0.0.9 INVITE ${A}
      10.0.0.9 > 10.0.0.5 200 ${B}
      10.0.0.5 > 10.0.0.9 ACK
      10.0.0.9 > 10.0.0.5 INVITE ${B} sendonly
      10.0.0.5 > 10.0.0.9 200 ${A} recvonly
      10.0.0.9 > 10.0.0.5 ACK
      10.0.0.5 > 10.0.0.9 UPDATE ${A}
      10.0.0.9 > 10.0.0.5 200 ${B}`,
      ['answered INVITE/200 pair', 'answered INVITE/200 pair', 'answered UPDATE/200 pair'],
    ],
    [
      'an m-line without its answer',
      ladder`10.0.0.5 > 10.0.0.9 INVITE ${A} and video 10.0.0.5:4002 H264\n10.0.0.9 > 10.0.0.5 200 ${B}`,
      ['answered INVITE/200 pair,lone'],
    ],
    [
      'hop by hop',
      ladder`10.0.0.5 > 10.0.0.1 INVITE ${A}\n10.0.0.1 > 10.0.0.9 INVITE forwarded\n10.0.0.9 > 10.0.0.1 200 ${B}`,
      ['pending INVITE/- lone', 'answered INVITE/200 pair'],
    ],
  ])('%s', (_, drawn, expected) => {
    expect(told(drawn)).toEqual(expected)
  })
})

describe('outcome', () => {
  test.each<[Call['outcome'], number | undefined, Ladder]>([
    ['answered', undefined, ladder`10.0.0.5 > 10.0.0.9 INVITE\n10.0.0.9 > 10.0.0.5 200`],
    [
      'answered',
      undefined,
      ladder`10.0.0.5 > 10.0.0.9 INVITE\n10.0.0.9 > 10.0.0.5 503\n10.0.0.5 > 10.0.0.8 INVITE\n10.0.0.8 > 10.0.0.5 200`,
    ],
    ['busy', 486, ladder`10.0.0.5 > 10.0.0.9 INVITE\n10.0.0.9 > 10.0.0.5 486`],
    ['rejected', 403, ladder`10.0.0.5 > 10.0.0.9 INVITE\n10.0.0.9 > 10.0.0.5 403`],
    ['redirected', 302, ladder`10.0.0.5 > 10.0.0.9 INVITE\n10.0.0.9 > 10.0.0.5 302`],
    [
      'failed',
      488,
      ladder`10.0.0.5 > 10.0.0.9 INVITE\n10.0.0.9 > 10.0.0.5 401\n10.0.0.5 > 10.0.0.9 ACK\n10.0.0.5 > 10.0.0.9 INVITE\n10.0.0.9 > 10.0.0.5 488`,
    ],
    ['timed-out', 408, ladder`10.0.0.5 > 10.0.0.9 INVITE\n10.0.0.9 > 10.0.0.5 408`],
    ['cancelled', 487, ladder`10.0.0.5 > 10.0.0.9 INVITE\n10.0.0.5 > 10.0.0.9 CANCEL\n10.0.0.9 > 10.0.0.5 487 INVITE`],
    ['cancelled', undefined, ladder`10.0.0.5 > 10.0.0.9 INVITE\n10.0.0.9 > 10.0.0.5 180\n10.0.0.5 > 10.0.0.9 CANCEL`],
    [
      'timed-out',
      undefined,
      ladder`0 10.0.0.5 > 10.0.0.9 INVITE\n0.5 10.0.0.5 > 10.0.0.9 INVITE again\n1.5 10.0.0.5 > 10.0.0.9 INVITE again\n3.5 10.0.0.5 > 10.0.0.9 INVITE again`,
    ],
    ['timed-out', undefined, ladder`0 10.0.0.5 > 10.0.0.9 INVITE\n40 10.0.0.5 > 10.0.0.8 OPTIONS`],
    ['unknown', undefined, ladder`0 10.0.0.5 > 10.0.0.9 INVITE\n31 10.0.0.5 > 10.0.0.8 OPTIONS`],
    // A 100 takes timer B off; no proxy waits longer than timer C for what comes next.
    [
      'unknown',
      undefined,
      ladder`0 10.0.0.5 > 10.0.0.9 INVITE\n1 10.0.0.9 > 10.0.0.5 100\n179 10.0.0.5 > 10.0.0.8 OPTIONS`,
    ],
    [
      'timed-out',
      undefined,
      ladder`0 10.0.0.5 > 10.0.0.9 INVITE\n1 10.0.0.9 > 10.0.0.5 100\n181 10.0.0.5 > 10.0.0.8 OPTIONS`,
    ],
    [
      'unknown',
      undefined,
      ladder`0 10.0.0.5 > 10.0.0.9 INVITE\n1 10.0.0.9 > 10.0.0.5 180\n40 10.0.0.5 > 10.0.0.8 OPTIONS`,
    ],
    // The caller's own hop decides, not the branch that failed before another was tried.
    [
      'busy',
      486,
      ladder`10.0.0.5 > 10.0.0.1 INVITE\n10.0.0.1 > 10.0.0.9 INVITE forwarded\n10.0.0.9 > 10.0.0.1 503\n10.0.0.1 > 10.0.0.5 486`,
    ],
    // What is being tried again has not failed yet.
    [
      'unknown',
      undefined,
      ladder`0 10.0.0.5 > 10.0.0.9 INVITE\n0.1 10.0.0.9 > 10.0.0.5 407\n0.2 10.0.0.5 > 10.0.0.9 ACK\n0.3 10.0.0.5 > 10.0.0.9 INVITE\n1 10.0.0.9 > 10.0.0.5 180`,
    ],
    [
      'unknown',
      undefined,
      ladder`10.0.0.5 > 10.0.0.1 INVITE\n10.0.0.1 > 10.0.0.9 INVITE forwarded\n10.0.0.9 > 10.0.0.1 486\n10.0.0.1 > 10.0.0.8 INVITE forwarded\n10.0.0.8 > 10.0.0.1 180`,
    ],
    [
      'failed',
      407,
      ladder`0 10.0.0.5 > 10.0.0.9 INVITE\n0.1 10.0.0.9 > 10.0.0.5 407\n0.2 10.0.0.5 > 10.0.0.9 ACK\n0.3 10.0.0.5 > 10.0.0.9 INVITE\n40 10.0.0.5 > 10.0.0.8 OPTIONS`,
    ],
  ])('%s, %s', (outcome, status, drawn) => {
    const call = callOf(drawn)
    expect([call.outcome, call.failure?.status]).toEqual([outcome, status])
  })

  test('finds ACK, BYE and both names', () => {
    const call = callOf(ladder`
      10.0.0.5 > 10.0.0.9  INVITE from sip:100@pbx.example to "sip:200@pbx.example;user=phone"
      10.0.0.9 > 10.0.0.5  200
      10.0.0.5 > 10.0.0.9  ACK
      10.0.0.9 > 10.0.0.5  BYE
      10.0.0.5 > 10.0.0.9  481
      10.0.0.5 > 10.0.0.9  BYE`)
    expect([call.ack?.number, call.bye?.number, call.from, call.to]).toEqual([
      3,
      6,
      'sip:100@pbx.example',
      'sip:200@pbx.example;user=phone',
    ])
  })
})
