import { describe, expect, test } from 'vitest'
import { callFacts, callStreams } from '../../src/correlate/call-facts.ts'
import type { Call } from '../../src/model/call.ts'
import type { CallFacts } from '../../src/model/call-facts.ts'
import { conversationsOf, ladderOf } from '../support/ladder.ts'

const callIn = (text: string): Call => conversationsOf(ladderOf(text)).find((one) => one.kind === 'call')!
const factsOf = (text: string): CallFacts => callFacts(callIn(text))

const A = '192.0.2.1'
const B = '192.0.2.2'
const P = '192.0.2.9'
const [toB, toA] = [`${A} > ${B}`, `${B} > ${A}`]

/** An answered call, from the INVITE at `at` on. */
const answered = (at = 0): string => `
  ${at}        ${toB}  INVITE sdp audio ${A}:4000 PCMU
  ${at + 1}    ${toA}  180
  ${at + 4}    ${toA}  200 sdp audio ${B}:5000 PCMU
  ${at + 4.1}  ${toB}  ACK`

describe('delays', () => {
  test.each<[string, string, Partial<CallFacts>]>([
    [
      'of a plain call',
      `${answered()}
       10    ${toA}  BYE
       10.2  ${toB}  200`,
      {
        sessionRequestDelay: { ms: 1000, failed: false },
        postDialDelay: { ms: 1000, sinceLastTryMs: 1000, status: 180, description: false },
        ringTimeMs: 3000,
        setupTimeMs: 4000,
        talkTime: { ms: 6000, estimated: false },
        sessionDisconnectDelayMs: 200,
        forks: 1,
        cut: { begin: false, end: false },
      },
    ],
    [
      'of a call that was challenged twice: from its first INVITE, and from the one let in',
      `0    ${toB}  INVITE
       0.1  ${toA}  407
       0.2  ${toB}  ACK
       0.3  ${toB}  INVITE
       0.4  ${toA}  401
       0.5  ${toB}  ACK
       ${answered(0.6)}`,
      {
        sessionRequestDelay: { ms: 1600, failed: false },
        postDialDelay: { ms: 1600, sinceLastTryMs: 1000, status: 180, description: false },
        failovers: 0,
      },
    ],
    [
      'with early media, and no ringing',
      `0  ${toB}  INVITE sdp audio ${A}:4000 PCMU
       2  ${toA}  183 sdp audio ${B}:5000 PCMU
       5  ${toA}  200 sdp audio ${B}:5000 PCMU`,
      {
        postDialDelay: { ms: 2000, sinceLastTryMs: 2000, status: 183, description: true },
        ringTimeMs: undefined,
        setupTimeMs: 5000,
      },
    ],
    [
      'of a refused call: the failed session request delay',
      `0    ${toB}  INVITE
       0.1  ${toA}  100
       0.7  ${toA}  503`,
      { sessionRequestDelay: { ms: 700, failed: true }, postDialDelay: undefined, setupTimeMs: undefined, forks: 0 },
    ],
    [
      'of a call that rang and was busy then: it was heard of before it failed, and failed',
      `0  ${toB}  INVITE
       1  ${toA}  180
       4  ${toA}  486`,
      { sessionRequestDelay: { ms: 1000, failed: true }, ringTimeMs: 3000 },
    ],
    [
      'of a call that was given up while it rang',
      `0    ${toB}  INVITE
       1    ${toA}  180
       9    ${toB}  CANCEL
       9.1  ${toA}  200 CANCEL
       9.1  ${toA}  487 INVITE`,
      { ringTimeMs: 8000, talkTime: undefined },
    ],
    [
      'seen from a proxy: what the caller saw',
      `0    ${A} > ${P}  INVITE
       0.1  ${P} > ${B}  INVITE forwarded
       1    ${B} > ${P}  180
       1.5  ${P} > ${A}  180 forwarded
       3    ${B} > ${P}  200
       3.5  ${P} > ${A}  200 forwarded`,
      { sessionRequestDelay: { ms: 1500, failed: false }, ringTimeMs: 2000, setupTimeMs: 3500 },
    ],
  ])('%s', (_, text, facts) => expect(factsOf(text)).toMatchObject(facts))

  test('are not known without times', () => {
    const facts = factsOf(`${toB} INVITE\n${toA} 180\n${toA} 200\n${toB} ACK\n${toB} BYE`)
    expect(facts).toMatchObject({ sessionRequestDelay: undefined, postDialDelay: undefined, talkTime: undefined })
    expect(facts.release).toMatchObject({ how: 'bye', by: 'caller', at: undefined })
  })
})

describe('a call that was not seen whole', () => {
  test('begins before the input', () => {
    const facts = factsOf(`0 ${toB} INVITE tag x\n0.1 ${toA} 200\n5 ${toA} BYE\n5.1 ${toB} 200`)
    expect(facts).toMatchObject({ cut: { begin: true, end: false }, setupTimeMs: undefined, attempts: [] })
  })

  test('goes on after it, and its talk time is estimated by its media', () => {
    const facts = factsOf(`${answered()}
      5  ${B}:5000 > ${A}:4000  rtp PCMU 101`)
    expect(facts).toMatchObject({ cut: { begin: false, end: true }, release: undefined })
    expect(facts.talkTime).toEqual({ ms: 3000, estimated: true })
  })

  test('without media nothing is estimated', () => {
    expect(factsOf(answered())).toMatchObject({ talkTime: undefined, cut: { begin: false, end: true } })
  })
})

describe('attempts', () => {
  const tries = (text: string) =>
    factsOf(text).attempts.map(({ to, result, status }) => `${to.split(':')[0]} ${result} ${status ?? ''}`.trim())

  test('of a challenge are rounds, not failovers', () => {
    const text = `0 ${toB} INVITE\n0.1 ${toA} 401\n0.2 ${toB} ACK\n0.3 ${toB} INVITE\n1 ${toA} 200`
    expect(tries(text)).toEqual([`${B} challenged 401`, `${B} answered 200`])
    expect(factsOf(text)).toMatchObject({ failovers: 0 })
  })

  test('at another place after a failure and after silence are failovers', () => {
    const text = `
      0    ${A} > 192.0.2.11  INVITE
      0.5  192.0.2.11 > ${A}  503
      1    ${A} > 192.0.2.12  INVITE
      9    ${A} > 192.0.2.13  INVITE
      9.5  192.0.2.13 > ${A}  200`
    expect(tries(text)).toEqual(['192.0.2.11 refused 503', '192.0.2.12 unanswered', '192.0.2.13 answered 200'])
    expect(factsOf(text).failovers).toBe(2)
  })

  test('of a proxy that tries the next are its own', () => {
    const text = `
      0    ${A} > ${P}  INVITE
      0.1  ${P} > 192.0.2.11  INVITE forwarded
      0.2  192.0.2.11 > ${P}  503
      0.3  ${P} > 192.0.2.12  INVITE forwarded
      0.4  192.0.2.12 > ${P}  200
      0.5  ${P} > ${A}  200 forwarded`
    expect(tries(text)).toEqual([`${P} answered 200`, '192.0.2.11 refused 503', '192.0.2.12 answered 200'])
    expect(factsOf(text).failovers).toBe(1)
  })

  test('at several places at once are no failover', () => {
    const text = `
      0    ${A} > ${P}  INVITE
      0.1  ${P} > 192.0.2.11  INVITE forwarded
      0.1  ${P} > 192.0.2.12  INVITE forwarded
      0.4  192.0.2.11 > ${P}  180
      0.5  192.0.2.12 > ${P}  200`
    expect(factsOf(text).failovers).toBe(0)
  })

  test('that are redirected name where to', () => {
    const text = `
      0    ${toB}  INVITE
      0.1  ${toA}  302 header "Contact: <sip:bob@198.51.100.7>, <sip:bob@198.51.100.8>"
      0.2  ${toB}  ACK
      0.3  ${A} > 198.51.100.7  INVITE uri sip:bob@198.51.100.7
      1    198.51.100.7 > ${A}  200`
    expect(factsOf(text)).toMatchObject({
      redirects: [{ message: 2, status: 302, to: ['sip:bob@198.51.100.7', 'sip:bob@198.51.100.8'] }],
      failovers: 0,
    })
  })

  test('are listed up to a cap', () => {
    const lines = Array.from({ length: 60 }, (_, i) => `${i} ${A} > 192.0.2.${100 + i} INVITE`)
    const facts = factsOf(lines.join('\n'))
    expect(facts.attempts).toHaveLength(50)
    expect(facts.failovers).toBe(59)
  })
})

test('forks are To tags that rang or answered', () => {
  const text = `
    0    ${toB}  INVITE
    0.5  ${toA}  100
    1    ${toA}  180 tag x
    1    ${toA}  180 tag y
    1    ${toA}  180 tag x
    2    ${toA}  200 tag z`
  expect(factsOf(text).forks).toBe(3)
})

test('retransmissions of requests, responses and ACKs are counted', () => {
  const text = `
    0    ${toB}  INVITE
    0.5  ${toB}  INVITE again
    1.5  ${toA}  200
    2    ${toA}  200 again
    2.1  ${toB}  ACK
    3    ${toA}  200 again
    3.1  ${toB}  ACK again`
  expect(factsOf(text).retransmissions).toBe(4)
})

describe('time on hold', () => {
  const hold = (at: number, direction: string) => `
    ${at}        ${toB}  INVITE tag t1 sdp audio ${A}:4000 PCMU ${direction}
    ${at + 0.1}  ${toA}  200 sdp audio ${B}:5000 PCMU ${direction === 'sendonly' ? 'recvonly' : ''}
    ${at + 0.2}  ${toB}  ACK`
  const call = `
    0    ${toB}  INVITE sdp audio ${A}:4000 PCMU
    1    ${toA}  200 tag t1 sdp audio ${B}:5000 PCMU
    1.1  ${toB}  ACK`
  test.each<[string, string, number | undefined]>([
    ['never held', '20 192.0.2.2 > 192.0.2.1 BYE', undefined],
    ['held and resumed', `${hold(10, 'sendonly')}${hold(14, '')}\n20 ${toA} BYE`, 4000],
    ['held twice', `${hold(4, 'sendonly')}${hold(6, '')}${hold(10, 'sendonly')}${hold(14, '')}\n20 ${toA} BYE`, 6000],
    ['held to the end', `${hold(10, 'sendonly')}\n20.1 ${toA} BYE\n20.2 ${toB} 200`, 10_000],
  ])('%s', (_, rest, ms) => expect(factsOf(`${call}${rest.includes('\n') ? rest : `\n${rest}`}`).holdTimeMs).toBe(ms))
})

describe('media', () => {
  const call = `${answered()}
    2.5  ${B}:5000 > ${A}:4000  rtp PCMU 50
    4.5  ${A}:4000 > ${B}:5000  rtp PCMU 50
    9    ${toA}  BYE`

  test('of each side, by codec', () => {
    expect(factsOf(call)).toMatchObject({
      codecs: [
        { by: 'caller', kind: 'audio', codec: 'PCMU', seen: 'media' },
        { by: 'callee', kind: 'audio', codec: 'PCMU', seen: 'media' },
      ],
    })
  })

  test('where none was seen, by the answer', () => {
    const facts = factsOf(`
      0  ${toB}  INVITE sdp audio ${A}:4000 telephone-event,PCMU,PCMA
      1  ${toA}  200 sdp audio ${B}:5000 telephone-event,PCMA`)
    expect(facts.codecs).toEqual([
      { by: 'caller', kind: 'audio', codec: 'PCMA', seen: 'answer' },
      { by: 'callee', kind: 'audio', codec: 'PCMA', seen: 'answer' },
    ])
  })

  test('of each stream, who sent it on which line', () => {
    expect(callStreams(callIn(call))).toMatchObject([
      { stream: 1, by: 'callee', kind: 'audio', line: 0, codec: 'PCMU', sinceAnswerMs: -1500, ringback: true },
      { stream: 2, by: 'caller', kind: 'audio', line: 0, codec: 'PCMU', sinceAnswerMs: 500, ringback: false },
    ])
  })
})
