import { describe, expect, test } from 'vitest'
import { dialogHistoriesOf } from '../../src/correlate/dialog-histories.ts'
import { sessionTimingOf } from '../../src/correlate/session-timers.ts'
import type { Call } from '../../src/model/call.ts'
import type { SessionTiming } from '../../src/model/dialog.ts'
import { conversationsOf, LADDER_START, type Ladder, ladder } from '../support/ladder.ts'

function timingIn(drawn: Ladder): SessionTiming | undefined {
  const call = conversationsOf(drawn).find((one) => one.kind === 'call') as Call
  return sessionTimingOf(dialogHistoriesOf(call)[0]!)
}

const SDP = 'sdp audio 10.0.0.5:4000 PCMU'
const call = (expires: string) => `
  0    10.0.0.5 > 10.0.0.9  INVITE ${SDP}
  1    10.0.0.9 > 10.0.0.5  200 sdp audio 10.0.0.9:5000 PCMU header "Session-Expires: ${expires}"
  1.1  10.0.0.5 > 10.0.0.9  ACK`
const seconds = (at: number | undefined) => (at === undefined ? undefined : (at - LADDER_START) / 1_000_000)

test('none where no 2xx settles one', () => {
  expect(
    timingIn(ladder`0 10.0.0.5 > 10.0.0.9 INVITE header "Session-Expires: 1800"\n1 10.0.0.9 > 10.0.0.5 200`),
  ).toBeUndefined()
})

test('interval, refresher and when it runs out', () => {
  expect(timingIn(ladder`${call('1800;refresher=uac')}`)).toMatchObject({
    current: { intervalS: 1800, refresher: 'caller' },
  })
  expect(timingIn(ladder`${call('90;refresher=uas')}`)).toMatchObject({
    current: { intervalS: 90, refresher: 'callee' },
  })
  expect(timingIn(ladder`${call('90')}`)!.current!.refresher).toBeUndefined()
  expect(seconds(timingIn(ladder`${call('90;refresher=uac')}`)!.expiresAt)).toBe(91)
})

test('a refresh settles it anew, roles as of its own request; a refused one does not', () => {
  const timing = timingIn(ladder`${call('90;refresher=uas')}
    45   10.0.0.9 > 10.0.0.5  UPDATE
    45.1 10.0.0.5 > 10.0.0.9  200 UPDATE header "Session-Expires: 120;refresher=uac"
    90   10.0.0.9 > 10.0.0.5  INVITE sdp audio 10.0.0.9:5000 PCMU
    90.1 10.0.0.5 > 10.0.0.9  481`)!
  expect(timing.current).toMatchObject({ intervalS: 120, refresher: 'callee' })
  expect(seconds(timing.expiresAt)).toBeCloseTo(165.1)
  expect(timing.refreshes.map(({ by, succeeded, final }) => [by, succeeded, final?.status])).toEqual([
    ['callee', true, 200],
    ['callee', false, 481],
  ])
})

test('a 2xx without one takes it off', () => {
  const timing = timingIn(
    ladder`${call('90;refresher=uac')}\n45 10.0.0.5 > 10.0.0.9 UPDATE\n45.1 10.0.0.9 > 10.0.0.5 200 UPDATE`,
  )!
  expect([timing.current, timing.expiresAt]).toEqual([undefined, undefined])
  expect(timing.agreements).toHaveLength(1)
})

test('an UPDATE before the answer is no refresh', () => {
  const timing = timingIn(ladder`
    0    10.0.0.5 > 10.0.0.9  INVITE
    1    10.0.0.9 > 10.0.0.5  180
    1.1  10.0.0.5 > 10.0.0.9  UPDATE
    1.2  10.0.0.9 > 10.0.0.5  200 UPDATE
    2    10.0.0.9 > 10.0.0.5  200 INVITE header "Session-Expires: 90;refresher=uac"`)!
  expect(timing.refreshes).toEqual([])
})

describe('nothing but a refresh', () => {
  const refreshed = (request: string) =>
    timingIn(ladder`${call('90;refresher=uac')}\n45 10.0.0.5 > 10.0.0.9 ${request}`)!.refreshes[0]!.sameMedia
  const version = (number: number) =>
    `line "a=x" body "application/sdp" "v=0\\no=- 1 ${number} IN IP4 10.0.0.5\\ns=-\\nc=IN IP4 10.0.0.5\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`

  test.each([
    ['UPDATE', true],
    ['INVITE', true],
    [`INVITE ${SDP}`, true],
    [`INVITE ${version(99)}`, false],
  ])('%s: %s', (request, expected) => {
    expect(refreshed(request.replace(/ line "a=x"/, ''))).toBe(expected)
  })
})

test.each([
  [89, true],
  [61, true],
  [57, false],
  [20, false],
])('a BYE %s s after the answer, of an interval of 90: ran out %s', (after, expected) => {
  const timing = timingIn(ladder`${call('90;refresher=uac')}\n${1 + after} 10.0.0.9 > 10.0.0.5 BYE`)!
  expect(timing.expired).toBe(expected)
})
