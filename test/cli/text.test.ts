import { expect, test } from 'vitest'
import { readText } from '../../src/cli/text.ts'
import type { InputSummary } from '../../src/model/events.ts'

const CAPTURE: InputSummary = {
  kind: 'capture',
  format: 'pcap',
  bytes: 1_000,
  packets: 1_246,
  messages: 40,
  calls: 4,
  firstAt: 0,
  lastAt: 1,
  flaws: [],
}

test.each([
  [
    { clockDifferenceUs: 1_204_049, delayUs: 350 },
    'the clock of the second is 1,204.0 ms ahead (give or take 0.4 ms).',
  ],
  [
    { clockDifferenceUs: -5_000, delayUs: undefined },
    'the clock of the second is 5.0 ms behind (the way there included).',
  ],
])('two taps that saw the same are named with their clocks: %o', (times, told) => {
  const pair = { points: ['interface 0', 'interface 1'], messages: 12, ...times } as const
  const seen = '12 messages were seen at two places, interface 0 and interface 1'
  expect(readText({ ...CAPTURE, capturePoints: [pair] })).toEqual([`${seen}: ${told}`])
  const untimed = { ...pair, messages: 1, clockDifferenceUs: undefined, delayUs: undefined }
  expect(readText({ ...CAPTURE, capturePoints: [untimed] })).toEqual([
    '1 message was seen at two places, interface 0 and interface 1.',
  ])
})

test('a capture says what its packets carried, in one line', () => {
  const traffic = [
    { protocol: 'SIP', packets: 40 },
    { protocol: 'RTP', packets: 1_204 },
    { protocol: 'not recognised', packets: 2 },
  ] as const
  expect(readText({ ...CAPTURE, traffic })).toEqual(['Packets: 40 SIP, 1,204 RTP, 2 not recognised.'])
  expect(readText(CAPTURE)).toEqual([])
})
