import { expect, test } from 'vitest'
import { createFlawLedger } from '../../src/correlate/flaw-ledger.ts'
import { createMetrics } from '../../src/correlate/metrics.ts'
import { createRecentKeys } from '../../src/correlate/recent-keys.ts'
import { callRecord } from '../../src/correlate/records.ts'
import { createTranscript } from '../../src/correlate/transcript.ts'
import type { Call } from '../../src/model/call.ts'
import type { StreamRecord } from '../../src/model/events.ts'
import { conversationsOf, correlated, LADDER_START, type Ladder, ladder, ladderOf } from '../support/ladder.ts'

const callsOf = (drawn: Ladder): Call[] => conversationsOf(drawn).filter((one) => one.kind === 'call')

const answered = `
  0    10.0.0.5 > 10.0.0.9  INVITE sdp audio 10.0.0.5:4000 PCMU
  0.1  10.0.0.9 > 10.0.0.5  401
  0.2  10.0.0.5 > 10.0.0.9  ACK
  0.3  10.0.0.5 > 10.0.0.9  INVITE sdp audio 10.0.0.5:4000 PCMU
  0.4  10.0.0.9 > 10.0.0.5  100
  1.3  10.0.0.9 > 10.0.0.5  180
  3    10.0.0.9 > 10.0.0.5  200 sdp audio 10.0.0.9:5000 PCMU
  3.1  10.0.0.5 > 10.0.0.9  ACK
  4    10.0.0.9:5000 > 10.0.0.5:4000  rtp PCMU 101 lost 10
  13   10.0.0.9 > 10.0.0.5  BYE
  13.1 10.0.0.5 > 10.0.0.9  200`

test('the record of an answered call', () => {
  const record = callRecord(callsOf(ladderOf(answered))[0]!)
  expect(record).toMatchObject({
    number: 1,
    callIds: ['main-call@ladder.example'],
    outcome: 'answered',
    status: 200,
    startedAt: LADDER_START,
    answeredAt: LADDER_START + 3_000_000,
    endedAt: LADDER_START + 13_000_000,
    sessionRequestDelayMs: 1300,
    talkTimeMs: 10_000,
    streams: [1],
  })
  expect(record.legs).toEqual([
    {
      callId: 'main-call@ladder.example',
      joinedBy: 'Call-ID',
      confidence: 1,
      dialogs: [
        {
          fromTag: 'from-main-call',
          toTag: 'to-main',
          state: 'terminated',
          confirmedAt: LADDER_START + 3_000_000,
          startsBefore: false,
          cut: false,
          end: { kind: 'bye', by: 'callee', at: LADDER_START + 13_000_000, message: 9 },
        },
      ],
    },
  ])
  expect(record.offerAnswers).toMatchObject([
    { offeredBy: 'caller', from: '10.0.0.5:5060', to: '10.0.0.9:5060', offer: 1, state: 'rejected', rejectedWith: 401 },
    {
      offer: 4,
      answer: 7,
      state: 'answered',
      media: [
        {
          kind: 'audio',
          offer: { address: '10.0.0.5', port: 4000, profile: 'RTP/AVP', codecs: ['PCMU'], direction: 'sendrecv' },
          answer: { address: '10.0.0.9', port: 5000, codecs: ['PCMU'] },
        },
      ],
    },
  ])
  expect(record.media).toMatchObject([{ stream: 1, by: 'callee', sinceAnswerMs: 1000 }])
})

test('a record is bounded however much a call holds', () => {
  const forks = Array.from({ length: 80 }, (_, i) => `10.0.0.9 > 10.0.0.5 180 tag t${i}`).join('\n')
  const codecs = 'PCMU,PCMA,G722,G729,GSM,telephone-event'
  const lines = Array.from({ length: 30 }, (_, i) => `audio 10.0.0.5:${4000 + 2 * i} ${codecs}`).join(' and ')
  const offers = Array.from({ length: 120 }, () => `10.0.0.5 > 10.0.0.9 INVITE sdp ${lines}`).join('\n')
  const record = callRecord(callsOf(ladderOf(`10.0.0.5 > 10.0.0.9 INVITE sdp ${lines}\n${forks}\n${offers}`))[0]!)
  expect(record.legs[0]?.dialogs).toHaveLength(50)
  expect(record.offerAnswers).toHaveLength(100)
  expect(record.offerAnswers[0]?.media).toHaveLength(20)
})

test('a ladder without addresses is drawn from what the messages tell', () => {
  const [call] = callsOf(ladder`as raw\n10.0.0.5 > 10.0.0.9 INVITE\n10.0.0.9 > 10.0.0.5 486`)
  expect(callRecord(call!).messages.map(({ from, to }) => `${from} ${to}`)).toEqual([
    '10.0.0.5:5060 10.0.0.9',
    '10.0.0.9 10.0.0.5:5060',
  ])
})

test('metrics over calls and streams', () => {
  const metrics = createMetrics()
  expect(metrics.metrics()).toBeUndefined()
  const drawn = ladderOf(
    `${answered}\n20 10.0.0.5 > 10.0.0.9 INVITE call b\n20.5 10.0.0.9 > 10.0.0.5 503\n30 10.0.0.5 > 10.0.0.9 INVITE call c\n31 10.0.0.9 > 10.0.0.5 486`,
  )
  for (const call of callsOf(drawn)) metrics.call(call)
  for (const stream of correlated(drawn).closed) metrics.stream(stream)
  expect(metrics.metrics()).toMatchObject({
    calls: 3,
    answered: 1,
    failed: 1,
    rtpStreams: 1,
    packets: 91,
    lost: 10,
    lossPercent: 1000 / 101,
    jitterMsMax: 0,
    asrPercent: 100 / 3,
    nerPercent: 200 / 3,
    postDialDelayMs: 1300,
    setupTimeMs: 3000,
    talkTimeMs: 10_000,
    sessionRequestDelayMs: (1300 + 500 + 1000) / 3,
  })
})

test('quality is added up by scale: figures of two scales are never mixed', () => {
  const metrics = createMetrics()
  const [stream] = correlated(ladderOf(answered)).closed
  const rated = (scale: 'NB' | 'WB', rFactor: number, mos: number): StreamRecord => {
    const scores = { scale, rFactor, mosListening: mos + 0.1, mosConversational: mos }
    return { ...stream!, quality: { ...stream!.quality!, ...scores } }
  }
  for (const one of [rated('NB', 90, 4.3), rated('WB', 110, 4.4), rated('NB', 60, 3.1)]) metrics.stream(one)
  metrics.stream({ ...stream!, quality: undefined })
  const [narrow, wide, ...rest] = metrics.metrics()!.quality
  expect(rest).toEqual([])
  expect(narrow).toMatchObject({ scale: 'NB', streams: 2, rFactorMean: 75, rFactorWorst: 60 })
  expect(narrow?.mosConversationalMean).toBeCloseTo(3.7, 10)
  expect(narrow?.mosConversationalWorst).toBe(3.1)
  expect(narrow?.mosListeningWorst).toBeCloseTo(3.2, 10)
  expect(wide).toMatchObject({ scale: 'WB', streams: 1, rFactorMean: 110, rFactorWorst: 110 })
})

test('flaws are counted, with the first example', () => {
  const { complain, flaws } = createFlawLedger()
  complain('snaplen-cut')
  complain('snaplen-cut', 'x'.repeat(300), { kind: 'frame', number: 7 })
  complain('snaplen-cut', 'later', { kind: 'frame', number: 8 })
  expect(flaws()).toEqual([
    { kind: 'snaplen-cut', count: 3, example: 'x'.repeat(200), where: { kind: 'frame', number: 7 } },
  ])
})

test('keys used up get a number, each kind for itself', () => {
  const keys = createRecentKeys(2)
  expect(keys.keyFor('call', 'a')).toBe('call:a')
  keys.release('call', 'a')
  expect(keys.keyFor('call', 'a')).toBe('call:a#2')
  expect(keys.keyFor('exchange', 'a')).toBe('exchange:a')
  keys.release('call', 'a')
  expect(keys.keyFor('call', 'a')).toBe('call:a#3')
  keys.release('call', 'b')
  keys.release('call', 'c')
  expect(keys.keyFor('call', 'a')).toBe('call:a')
})

test('a transcript holds whole messages, in order, and counts the rest', () => {
  const messages = callsOf(ladderOf(answered))[0]!.messages
  const transcript = createTranscript(messages[0]!.raw.length + messages[1]!.raw.length)
  for (const message of messages) transcript.add(message)
  expect(transcript.messages().map(({ text }) => text)).toEqual(messages.slice(0, 2).map(({ raw }) => raw))
  expect(transcript.omitted()).toBe(messages.length - 2)
})
