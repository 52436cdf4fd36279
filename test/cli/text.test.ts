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

test('a capture says what its packets carried, in one line', () => {
  const traffic = [
    { protocol: 'SIP', packets: 40 },
    { protocol: 'RTP', packets: 1_204 },
    { protocol: 'not recognised', packets: 2 },
  ] as const
  expect(readText({ ...CAPTURE, traffic })).toEqual(['Packets: 40 SIP, 1,204 RTP, 2 not recognised.'])
  expect(readText(CAPTURE)).toEqual([])
})
