import { describe, expect, test } from 'vitest'
import { rtp } from '../support/capture-writer.ts'
import { LADDER_START, ladder } from '../support/ladder.ts'
import { createPacketWriter, type Packet, pcapOf } from '../support/ladder-packets.ts'
import type { Sent } from '../support/rtp-bench.ts'
import { arrivalsOf, beforePath, createNoise, type RtpPath } from '../support/rtp-path.ts'
import { framesOf } from '../support/taps.ts'
import { analysed } from './joined.ts'

// Calls whose media goes through paths with known faults, through the whole analysis: what is measured is what was done to it.

const SECONDS = 60
const PACKETS = SECONDS * 50
const CALLER = { address: '198.51.100.4', port: 4_000, transport: 'UDP' } as const
const CALLEE = { address: '203.0.113.7', port: 5_000, transport: 'UDP' } as const
const MEDIA_AT = LADDER_START + 1_000_000

const SIGNALLING = ladder`
  0    198.51.100.4 > 203.0.113.7 INVITE sdp audio 198.51.100.4:4000 PCMU,telephone-event
  0.1  203.0.113.7 > 198.51.100.4 180
  0.8  203.0.113.7 > 198.51.100.4 200 sdp audio 203.0.113.7:5000 PCMU,telephone-event
  0.9  198.51.100.4 > 203.0.113.7 ACK
  62   198.51.100.4 > 203.0.113.7 BYE
  62.1 203.0.113.7 > 198.51.100.4 200`

type End = 'caller' | 'callee'

/** The call as a tap beside one end records it: what that end sends is whole yet, what it gets has come along its path. */
function captureOf(paths: Readonly<Record<End, RtpPath>>, tap: End): Uint8Array {
  const writer = createPacketWriter()
  const signalling = framesOf(SIGNALLING.bytes).map(({ at, bytes }): Packet => ({ at, bytes: bytes.subarray(14) }))
  const media = (['caller', 'callee'] as const).flatMap((by) => {
    const [from, to] = by === 'caller' ? [CALLER, CALLEE] : [CALLEE, CALLER]
    const ssrc = by === 'caller' ? 0x11111111 : 0x22222222
    return seenAt(paths, tap, by).map((sent) => ({
      at: MEDIA_AT + Math.round(sent.ms * 1_000),
      write: (at: number) => writer.udp(at, from, to, rtp({ ssrc, ...sent })),
    }))
  })
  const written = media.sort((a, b) => a.at - b.at).map(({ at, write }) => write(at))
  return pcapOf([...signalling, ...written].sort((a, b) => a.at - b.at))
}

const seenAt = (paths: Readonly<Record<End, RtpPath>>, tap: End, by: End): readonly Sent[] =>
  arrivalsOf(tap === by ? beforePath(paths[by]) : paths[by])

/** The streams of both directions as the analysis measured them. */
function measured(paths: Readonly<Record<End, RtpPath>>, tap: End) {
  const { calls, streams } = analysed(captureOf(paths, tap))
  expect(calls).toHaveLength(1)
  expect(streams).toHaveLength(2)
  const by = (end: End) => streams.find(({ place, call }) => call === 1 && place?.by === end)!
  return { caller: by('caller'), callee: by('callee') }
}

/** Runs of losses by their length, 10 and more together, counted from what the path drops. */
function lossRunsOf({ packets, lost }: RtpPath): { readonly runs: readonly number[]; readonly longest: number } {
  const all = Array.from({ length: packets }, (_, i) => (lost?.(i) ? 'x' : '.')).join('')
  const lengths = [...all.matchAll(/x+/g)].map(([run]) => run.length)
  return {
    runs: Array.from({ length: 10 }, (_, i) => lengths.filter((length) => Math.min(length, 10) === i + 1).length),
    longest: Math.max(0, ...lengths),
  }
}

/** Interarrival jitter by the formula of RFC 3550 A.8, without the rounding of its integers. */
function jitterOf(arrived: readonly Sent[]): { readonly mean: number; readonly max: number } {
  let jitter = 0
  let total = 0
  let max = 0
  for (const [i, sent] of arrived.slice(1).entries()) {
    const last = arrived[i]!
    const ticks = (sent.rtpTimestamp - last.rtpTimestamp) | 0
    jitter += (Math.abs(sent.ms - last.ms - ticks / 8) - jitter) / 16
    total += jitter
    max = Math.max(max, jitter)
  }
  return { mean: total / (arrived.length - 1), max }
}

const CLEAN: RtpPath = { packets: PACKETS, sequence: 7, rtpTimestamp: 800 }
const inRun = (i: number, at: number, length: number): boolean => i >= at && i < at + length

const noise = createNoise(11)
const shaken = Array.from({ length: PACKETS }, () => 18 * noise())
const dropped = Array.from({ length: PACKETS }, () => noise() < 0.03)

const PATHS: Readonly<Record<string, RtpPath>> = {
  'single losses': { ...CLEAN, lost: (i) => i > 0 && i % 100 === 0 && i < PACKETS - 1 },
  'random losses': { ...CLEAN, lost: (i) => dropped[i]! && i > 0 && i < PACKETS - 1 },
  bursts: {
    ...CLEAN,
    sequence: 65_500,
    lost: (i) => inRun(i, 200, 2) || inRun(i, 900, 5) || inRun(i, 1_500, 9) || inRun(i, 2_000, 40),
  },
  jitter: { ...CLEAN, delayMs: (i) => 40 + shaken[i]! },
  'a slow clock': { ...CLEAN, slowPpm: 120, rtpTimestamp: 2 ** 32 - 100_000 },
  'a fast clock': { ...CLEAN, slowPpm: -75 },
  'a slow clock behind a queue': { ...CLEAN, slowPpm: 60, delayMs: (i) => (i % 7 === 0 ? 20 : 20 + shaken[i]!) },
  reordering: { ...CLEAN, delayMs: (i) => (i % 250 === 100 ? 47 : 0) },
  duplication: { ...CLEAN, copyMs: (i) => (i % 300 === 10 ? 13 : undefined) },
  'all of it': {
    ...CLEAN,
    sequence: 64_000,
    slowPpm: 30,
    lost: (i) => inRun(i, 400, 3) || inRun(i, 2_300, 12) || i === 1_111,
    delayMs: (i) => (i % 400 === 150 ? 65 : 5 + shaken[i]! / 3),
    copyMs: (i) => (i % 500 === 20 ? 11 : undefined),
  },
}

describe.each(Object.entries(PATHS))('%s', (_, path) => {
  const behind = arrivalsOf(path)
  const numbers = behind.map(({ sequence }) => (sequence - (path.sequence ?? 0)) & 0xffff)
  const firsts = numbers.map((number, i) => numbers.indexOf(number) === i)
  const lost = path.packets - new Set(numbers).size
  const duplicates = behind.length - new Set(numbers).size
  const reordered = numbers.filter((number, i) => firsts[i] && numbers.slice(0, i).some((one) => one > number)).length
  const { runs, longest } = lossRunsOf(path)

  test.each<[tap: End, impaired: End]>([
    ['callee', 'caller'],
    ['caller', 'callee'],
  ])('tapped at the %s, what the %s sends has come along it', (tap, impaired) => {
    const stream = measured({ caller: path, callee: path }, tap)[impaired]
    expect(stream).toMatchObject({
      expected: path.packets,
      packets: behind.length,
      ...{ lost, duplicates, reordered, lossRuns: runs, longestLossRun: longest },
      segments: 1,
    })
    expect(stream.lossPercent).toBeCloseTo((100 * lost) / path.packets, 6)
    expect(Math.abs(stream.clockSkew!.ppm - (path.slowPpm ?? 0))).toBeLessThan(1)
    if (duplicates === 0 && reordered === 0) {
      const { mean, max } = jitterOf(behind)
      expect(Math.abs(stream.jitterMs!.mean - mean)).toBeLessThan(0.5)
      expect(Math.abs(stream.jitterMs!.max - max)).toBeLessThan(0.5)
    }
  })

  test.each<End>(['caller', 'callee'])('tapped at the %s, what that end sends has met nothing yet', (tap) => {
    const stream = measured({ caller: path, callee: path }, tap)[tap]
    expect(stream).toMatchObject({ expected: path.packets, packets: path.packets })
    expect(stream).toMatchObject({ lost: 0, duplicates: 0, reordered: 0, longestLossRun: 0, bursts: undefined })
    expect(stream.jitterMs!.max).toBeLessThan(0.5)
    expect(Math.abs(stream.clockSkew!.ppm - (path.slowPpm ?? 0))).toBeLessThan(1)
  })

  test('only one way is bad: the other is not touched', () => {
    const { caller, callee } = measured({ caller: path, callee: CLEAN }, 'callee')
    expect(caller).toMatchObject({ lost, duplicates, reordered })
    expect(callee).toMatchObject({ lost: 0, duplicates: 0, reordered: 0, packets: PACKETS })
    expect(callee.quality!.mosListening).toBeGreaterThan(4)
  })
})
