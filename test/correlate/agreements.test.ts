import { describe, expect, test } from 'vitest'
import { agreementsAt, agreementsOf, negotiatedMedia } from '../../src/correlate/agreements.ts'
import type { Call } from '../../src/model/call.ts'
import { conversationsOf, LADDER_START, type Ladder, ladder } from '../support/ladder.ts'

const callOf = (drawn: Ladder): Call => conversationsOf(drawn).find((one) => one.kind === 'call') as Call
const second = (at: number) => LADDER_START + at * 1_000_000

const A = 'sdp audio 10.0.0.5:4000 PCMU,PCMA'
const B = 'sdp audio 10.0.0.9:5000 PCMU'

describe('what is in force', () => {
  const drawn = ladder`
    0    10.0.0.5 > 10.0.0.9  INVITE ${A}
    1    10.0.0.9 > 10.0.0.5  183 ${B}
    3    10.0.0.9 > 10.0.0.5  200 ${B}
    3.1  10.0.0.5 > 10.0.0.9  ACK
    10   10.0.0.9 > 10.0.0.5  INVITE ${B} sendonly
    10.1 10.0.0.5 > 10.0.0.9  200 ${A} recvonly
    10.2 10.0.0.9 > 10.0.0.5  ACK
    20   10.0.0.5 > 10.0.0.9  INVITE ${A}
    20.1 10.0.0.9 > 10.0.0.5  488
    30   10.0.0.5 > 10.0.0.9  BYE`

  test('each from its answer until the next, a refused one never', () => {
    expect(
      agreementsOf(callOf(drawn)).map(({ preview, from, until }) => [
        preview,
        (from! - LADDER_START) / 1e6,
        (until! - LADDER_START) / 1e6,
      ]),
    ).toEqual([
      [false, 3, 10.1],
      [false, 10.1, 30],
    ])
  })

  test.each([
    [2.9, []],
    [3, [1]],
    [10.05, [1]],
    [25, [5]],
    [31, []],
  ])('at %s s the offer of message %j', (at, expected) => {
    expect(agreementsAt(callOf(drawn), second(at)).map(({ exchange }) => exchange.offer.message.number)).toEqual(
      expected,
    )
  })

  test('each fork has its own; the one in a provisional is a preview until another fork is answered', () => {
    const call = callOf(ladder`
      0  10.0.0.5 > 10.0.0.9  INVITE ${A}
      1  10.0.0.9 > 10.0.0.5  183 tag one sdp audio 10.0.0.8:6000 PCMU
      3  10.0.0.9 > 10.0.0.5  200 tag two ${B}`)
    expect(call.offerAnswers.map(({ state, answererTag }) => `${state} ${answererTag}`)).toEqual([
      'answered two',
      'preview one',
    ])
    expect(agreementsAt(call, second(2)).map(({ exchange }) => exchange.answererTag)).toEqual(['one'])
    expect(agreementsAt(call, second(4)).map(({ exchange }) => exchange.answererTag)).toEqual(['two'])
  })

  test('a device that changes its tag between 183 and 200 is no fork', () => {
    const { offerAnswers } = callOf(ladder`
      10.0.0.5 > 10.0.0.9 INVITE ${A}
      10.0.0.9 > 10.0.0.5 183 tag one ${B}
      10.0.0.9 > 10.0.0.5 200 tag two ${B}`)
    expect(offerAnswers.map(({ state }) => state)).toEqual(['answered'])
  })

  test('each hop has its own', () => {
    const call = callOf(ladder`
      0    10.0.0.5 > 10.0.0.1  INVITE ${A}
      0.1  10.0.0.1 > 10.0.0.9  INVITE forwarded sdp audio 10.0.0.1:7000 PCMU
      1    10.0.0.9 > 10.0.0.1  200 ${B}
      1.1  10.0.0.1 > 10.0.0.5  200 forwarded sdp audio 10.0.0.1:7002 PCMU`)
    expect(agreementsAt(call, second(2))).toHaveLength(2)
  })
})

describe('an m-line that both sides have', () => {
  const pair = (offer: string, answer: string) =>
    negotiatedMedia(
      callOf(ladder`10.0.0.5 > 10.0.0.9 INVITE ${offer}\n10.0.0.9 > 10.0.0.5 200 ${answer}`).offerAnswers[0]!,
    )
  const typesOf = (codecs: readonly { payloadType: number; encoding: string | undefined }[]) =>
    codecs.map(({ payloadType, encoding }) => `${payloadType} ${encoding}`)

  test('what a side declares binds what is sent to it', () => {
    const sdp = (host: string, port: number, types: string, opus: number, ptime: number) => {
      const lines = [
        'v=0',
        `o=- 1 1 IN IP4 ${host}`,
        's=-',
        `c=IN IP4 ${host}`,
        't=0 0',
        `m=audio ${port} RTP/AVP ${types}`,
      ]
      return `body "application/sdp" "${[...lines, `a=rtpmap:${opus} opus/48000/2`, `a=ptime:${ptime}`, ''].join('\\n')}"`
    }
    const [audio] = pair(sdp('10.0.0.5', 4000, '0 101 8', 101, 30), sdp('10.0.0.9', 5000, '111 8', 111, 20))
    expect(typesOf(audio!.toOfferer.codecs)).toEqual(['101 opus', '8 PCMA'])
    expect(typesOf(audio!.toAnswerer.codecs)).toEqual(['111 opus', '8 PCMA'])
    expect(audio!.toOfferer).toMatchObject({
      address: '10.0.0.5',
      port: 4000,
      rtcpPort: 4001,
      ptimeMs: 30,
      flows: true,
    })
    expect(audio!.toAnswerer).toMatchObject({ address: '10.0.0.9', port: 5000, ptimeMs: 20, flows: true })
  })

  test.each([
    [A, B, true, true],
    [`${A} sendonly`, `${B} recvonly`, false, true],
    [`${A} inactive`, `${B} inactive`, false, false],
    [A, `${B} sendonly`, true, false],
    [A, 'sdp audio 10.0.0.9:0 PCMU', false, false],
    ['sdp audio 0.0.0.0:4000 PCMU', B, false, true],
  ])('%s with %s: to the offerer %s, to the answerer %s', (offer, answer, toOfferer, toAnswerer) => {
    const [audio] = pair(offer, answer)
    expect([audio!.toOfferer.flows, audio!.toAnswerer.flows]).toEqual([toOfferer, toAnswerer])
  })

  test('none where the answer has no such line, or there is no answer', () => {
    expect(pair(`${A} and video 10.0.0.5:4002 H264`, B).map(({ index, kind }) => [index, kind])).toEqual([[0, 'audio']])
    expect(negotiatedMedia(callOf(ladder`10.0.0.5 > 10.0.0.9 INVITE ${A}`).offerAnswers[0]!)).toEqual([])
  })
})
