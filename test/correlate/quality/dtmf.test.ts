import { describe, expect, test } from 'vitest'
import { dtmfOf, maskedDtmf } from '../../../src/correlate/quality/dtmf.ts'
import type { Call } from '../../../src/model/call.ts'
import type { ToneEvent } from '../../../src/model/dtmf.ts'
import { conversationsOf, ladderOf } from '../../support/ladder.ts'

/** A call with these INFOs, and a stream of each side. */
function callOf(infos = ''): Call {
  const [call] = conversationsOf(
    ladderOf(`
    0    10.0.0.5 > 10.0.0.9   INVITE sdp audio 10.0.0.5:4000 PCMU,telephone-event
    1    10.0.0.9 > 10.0.0.5   200 sdp audio 10.0.0.9:5000 PCMU,telephone-event
    1.1  10.0.0.5 > 10.0.0.9   ACK
    1.2  10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 100
    1.2  10.0.0.9:5000 > 10.0.0.5:4000 rtp PCMU 100
    ${infos}
    9    10.0.0.5 > 10.0.0.9   BYE
    9.1  10.0.0.9 > 10.0.0.5   200`),
  )
  return call as Call
}

const tone = (event: number, at: number, endPackets = 3): ToneEvent => ({
  ...{ event, at, frame: 1, rtpTimestamp: 0, durationMs: 100, volumeDb: 10, packets: 8, endPackets, marked: true },
})

/** The first stream of the caller, with these events in it. */
function pressed(call: Call, tones: readonly ToneEvent[]): Call {
  const mine = call.streams.find(({ source }) => source.port === 4_000)!
  return { ...call, streams: call.streams.map((stream) => (stream === mine ? { ...stream, tones } : stream)) }
}

const INFO = (type: string, text: string) => `
    3    10.0.0.5 > 10.0.0.9   INFO body "${type}" "${text}"
    3.1  10.0.0.9 > 10.0.0.5   200`

describe('what was dialled', () => {
  test('by telephone events, in order, with who pressed them', () => {
    const call = callOf()
    const at = call.answer!.at!
    const digits = dtmfOf(pressed(call, [tone(1, at + 3), tone(11, at + 9), tone(16, at + 12), tone(40, at + 20)]))
    expect(digits.map(({ by, means, digit, durationMs }) => [by, means, digit, durationMs])).toEqual([
      ['caller', 'rtp', '1', 100],
      ['caller', 'rtp', '#', 100],
      ['caller', 'rtp', '!', 100],
      ['caller', 'rtp', '?', 100],
    ])
  })

  test.each([
    ['application/dtmf-relay', 'Signal=5\\nDuration=160', '5', 160],
    ['application/dtmf-relay', 'Signal=10', '*', undefined],
    ['application/dtmf', '7', '7', undefined],
    ['application/vnd.example.dtmf', 'Signal=3', '3', undefined],
    ['audio/telephone-event', 'Signal=9\\nDuration=250', '9', 250],
    ['audio/telephone-event', '8', '8', undefined],
  ])('by INFO with %s', (type, text, digit, durationMs) => {
    const call = callOf(INFO(type, text))
    expect(dtmfOf(call)).toMatchObject([
      { by: 'caller', means: 'info', digit, durationMs, tone: undefined, message: 4 },
    ])
  })

  test.each([
    ['application/media_control+xml', '<media_control/>'],
    ['application/dtmf-relay', 'nothing'],
  ])('not by INFO with %s', (type, text) => {
    expect(dtmfOf(callOf(INFO(type, text)))).toEqual([])
  })

  test('a call in which nothing was pressed', () => {
    expect(dtmfOf(callOf())).toEqual([])
  })
})

describe('masked', () => {
  test('how many and when, by side and means; which ones does not show', () => {
    const call = callOf(INFO('application/dtmf', '7'))
    const at = call.answer!.at!
    const [rtp, info] = maskedDtmf(dtmfOf(pressed(call, [tone(4, at + 1), tone(2, at + 2, 0), tone(9, at + 3)])))
    expect(rtp).toEqual({ by: 'caller', means: 'rtp', digits: 3, firstAt: at + 1, lastAt: at + 3, unended: 1 })
    expect(info).toMatchObject({ by: 'caller', means: 'info', digits: 1, unended: 0 })
  })
})
