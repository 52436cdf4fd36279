import { expect, test } from 'vitest'
import { createFlawLedger } from '../../src/correlate/flaw-ledger.ts'
import { createMetrics } from '../../src/correlate/metrics.ts'
import { createRecentKeys } from '../../src/correlate/recent-keys.ts'
import { callRecord } from '../../src/correlate/records.ts'
import { createTranscript } from '../../src/correlate/transcript.ts'
import type { Call } from '../../src/model/call.ts'
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
  expect(record.messages.slice(0, 2)).toEqual([
    {
      number: 1,
      at: LADDER_START,
      from: '10.0.0.5:5060',
      to: '10.0.0.9:5060',
      label: 'INVITE (SDP)',
      retransmission: false,
    },
    {
      number: 2,
      at: LADDER_START + 100_000,
      from: '10.0.0.9:5060',
      to: '10.0.0.5:5060',
      label: '401 Unauthorized',
      retransmission: false,
    },
  ])
})

test('a ladder without addresses is drawn from the messages, and says ? where they do not tell', () => {
  const [call] = callsOf(ladder`as raw\n10.0.0.5 > 10.0.0.9 INVITE\n10.0.0.9 > 10.0.0.5 486`)
  expect(callRecord(call!).messages.map(({ from, to }) => `${from} ${to}`)).toEqual([
    '10.0.0.5:5060 10.0.0.9',
    '? 10.0.0.5:5060',
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
    talkTimeMs: 10_000,
    sessionRequestDelayMs: (1300 + 500 + 1000) / 3,
  })
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
