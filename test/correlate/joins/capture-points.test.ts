import { describe, expect, test } from 'vitest'
import type { Call } from '../../../src/model/call.ts'
import {
  enhancedPacket,
  ethernet,
  interfaceBlock,
  ip,
  join,
  sectionHeader,
  udp,
  type WrittenFrame,
  writePcap,
} from '../../support/capture-writer.ts'
import { correlated, type Ladder, ladder } from '../../support/ladder.ts'
import { hep3 } from '../../support/tunnel-writer.ts'

const SECOND = 1_000_000
const healthy = ladder`
  0     10.0.0.5 > 10.9.0.9  INVITE sdp audio 10.0.0.5:4000 PCMU
  0.1   10.9.0.9 > 10.0.0.5  100
  0.2   10.9.0.9 > 10.0.0.5  180
  2     10.9.0.9 > 10.0.0.5  200 sdp audio 10.9.0.9:4002 PCMU
  2.1   10.0.0.5 > 10.9.0.9  ACK
  7     10.0.0.5 > 10.9.0.9  BYE
  7.1   10.9.0.9 > 10.0.0.5  200 BYE`

/** The frames of a drawn capture. */
function framesOf({ bytes }: Ladder): WrittenFrame[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const frames: WrittenFrame[] = []
  for (let at = 24; at < bytes.length; ) {
    const length = view.getUint32(at + 8, true)
    const time = view.getUint32(at, true) * SECOND + view.getUint32(at + 4, true)
    frames.push({ at: time, bytes: new Uint8Array(bytes.subarray(at + 16, at + 16 + length)) })
    at += 16 + length
  }
  return frames
}

const isFromCaller = ({ bytes }: WrittenFrame): boolean => bytes[14 + 12 + 1] === 0
const changed = (frame: WrittenFrame, offset: number, change: (value: number) => number): WrittenFrame => {
  const bytes = frame.bytes.slice()
  bytes[14 + offset] = change(bytes[14 + offset]!)
  return { ...frame, bytes }
}
const hopsLeft = (frame: WrittenFrame, less: number) => changed(frame, 8, (ttl) => ttl - less)
const withoutId = (frame: WrittenFrame) =>
  changed(
    changed(frame, 4, () => 0),
    5,
    () => 0,
  )

/** What a tap near the caller and one near the callee see, 20 ms from each other; the second clock is ahead. */
function twoTaps(drawn: Ladder, ahead: number, way = 20_000): readonly [WrittenFrame[], WrittenFrame[]] {
  const frames = framesOf(drawn)
  const near = frames.map((frame) => ({ ...frame, at: frame.at + (isFromCaller(frame) ? 0 : way) }))
  const far = frames.map((frame) => ({ ...frame, at: frame.at + ahead + (isFromCaller(frame) ? way : 0) }))
  return [near, far]
}

const inOrder = (frames: readonly WrittenFrame[]) => [...frames].sort((a, b) => a.at - b.at)
const merged = (...taps: readonly (readonly WrittenFrame[])[]): Ladder => ({
  bytes: writePcap(inOrder(taps.flat())),
  options: healthy.options,
})
const mergedByInterface = (...taps: readonly (readonly WrittenFrame[])[]): Ladder => ({
  bytes: join(
    sectionHeader(),
    ...taps.map(() => interfaceBlock(1)),
    ...inOrder(taps.flatMap((frames, index) => frames.map((frame) => ({ ...frame, interface: index })))).map((frame) =>
      enhancedPacket(frame),
    ),
  ),
  options: healthy.options,
})

const callsIn = (drawn: Ladder): readonly Call[] => correlated(drawn).conversations.filter((one) => one.kind === 'call')

/** How often each transaction was sent, and how many copies there are of it. */
const shapeOf = (drawn: Ladder) =>
  callsIn(drawn).map(({ outcome, transactions }) => ({
    outcome,
    transactions: transactions.map(({ method, requests, finals, acks, copies }) => ({
      method,
      sent: [requests.length, finals.length, acks.length],
      copies: copies.length,
    })),
  }))

const once = [
  {
    outcome: 'answered',
    transactions: [
      { method: 'INVITE', sent: [1, 1, 1], copies: 5 },
      { method: 'BYE', sent: [1, 1, 0], copies: 2 },
    ],
  },
]

describe('the same call seen at two capture points', () => {
  const ahead = 3_200_000
  const [near, far] = twoTaps(healthy, ahead)
  const sighted = (frames: readonly WrittenFrame[], fromCaller: number, fromCallee: number) =>
    frames.map((frame) => hopsLeft(frame, isFromCaller(frame) ? fromCaller : fromCallee))

  const cases: Record<string, readonly [drawn: Ladder, points: readonly [string, string]]> = {
    'told apart by interface': [mergedByInterface(near, far), ['interface 0', 'interface 1']],
    'told apart by the hops the packets have left': [
      merged(sighted(near, 1, 5), sighted(far, 4, 2)),
      ['near 10.0.0.5', 'near 10.9.0.9'],
    ],
    'told apart by nothing, but each message comes twice': [merged(near, far), ['first', 'second']],
    'of stacks that write no IP identification': [merged(near.map(withoutId), far.map(withoutId)), ['first', 'second']],
  }
  test.each(Object.entries(cases))('%s', (_, [drawn, points]) => {
    expect(shapeOf(drawn)).toEqual(once)
    expect(correlated(drawn).facts.capturePoints).toEqual([
      { points, messages: 7, clockDifferenceUs: ahead, delayUs: 20_000 },
    ])
  })

  test('a second clock that is behind', () => {
    const [first, second] = twoTaps(healthy, -ahead)
    const drawn = mergedByInterface(first, second)
    expect(shapeOf(drawn)).toEqual(once)
    expect(correlated(drawn).facts.capturePoints).toMatchObject([{ clockDifferenceUs: -ahead, delayUs: 20_000 }])
  })

  test('two agents that send the same messages to a collector', () => {
    const payloadOf = ({ bytes }: WrittenFrame) => bytes.slice(14 + 28)
    const told = (frame: WrittenFrame, agent: number): WrittenFrame => {
      const [source, destination] = isFromCaller(frame) ? ['10.0.0.5', '10.9.0.9'] : ['10.9.0.9', '10.0.0.5']
      const packet = hep3(payloadOf(frame), { source, destination, ports: [5060, 5060], at: frame.at, agent })
      const carrier = { source: '192.0.2.10', destination: '192.0.2.20' }
      return { at: frame.at, bytes: ethernet(ip(udp(packet, [40_000, 9060]), carrier)) }
    }
    const drawn = merged(
      near.map((frame) => told(frame, 101)),
      far.map((frame) => told(frame, 102)),
    )
    expect(shapeOf(drawn)).toEqual(once)
    expect(correlated(drawn).facts.capturePoints).toMatchObject([
      { points: ['capture agent 101', 'capture agent 102'].reverse(), clockDifferenceUs: -ahead },
    ])
  })

  test('an agent that tells of TCP that the capture holds itself', () => {
    const native = ladder`
      0    10.0.0.5 > 10.9.0.9  INVITE over TCP
      0.1  10.9.0.9 > 10.0.0.5  486 over TCP
      0.2  10.0.0.5 > 10.9.0.9  ACK over TCP`
    const frames = framesOf(native)
    const told = frames.map((frame): WrittenFrame => {
      const [source, destination] = isFromCaller(frame) ? ['10.0.0.5', '10.9.0.9'] : ['10.9.0.9', '10.0.0.5']
      const shape = { source, destination, ports: [5060, 5060], protocol: 6, at: frame.at + 3_000 } as const
      const packet = hep3(frame.bytes.slice(14 + 40), shape)
      const carrier = { source: '192.0.2.10', destination: '192.0.2.20' }
      return { at: frame.at + 4_000, bytes: ethernet(ip(udp(packet, [40_000, 9060]), carrier)) }
    })
    expect(shapeOf(merged(frames, told))).toMatchObject([
      { outcome: 'busy', transactions: [{ method: 'INVITE', sent: [1, 1, 1], copies: 3 }] },
    ])
  })

  test('a second clock an hour ahead: the call is over before it comes again', () => {
    const drawn = mergedByInterface(...twoTaps(healthy, 3600 * SECOND))
    expect(callsIn(drawn)).toMatchObject([{ number: 1, outcome: 'answered', messages: { length: 7 } }])
    expect(correlated(drawn).facts.capturePoints).toEqual([
      { points: ['first', 'second'], messages: 1, clockDifferenceUs: 3600 * SECOND + 20_000, delayUs: undefined },
    ])
  })

  test('the logs of both programs, pasted one behind the other', () => {
    const invite = [
      'INVITE sip:bob@10.9.0.9 SIP/2.0',
      'Via: SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bK-1',
      'From: <sip:alice@10.0.0.5>;tag=a',
      'To: <sip:bob@10.9.0.9>',
      'Call-ID: one@ladder.example',
      'CSeq: 1 INVITE',
      'Content-Length: 0',
    ].join('\r\n')
    const log = (line: string) => `${line}\r\n${invite}\r\n\r\n`
    const bytes = Buffer.from(
      log('<--- Transmitting SIP request (271 bytes) to UDP:10.9.0.9:5060 --->') +
        log('<--- Received SIP request (271 bytes) from UDP:10.0.0.5:5060 --->'),
    )
    expect(shapeOf({ bytes, options: healthy.options })).toMatchObject([
      { transactions: [{ method: 'INVITE', sent: [1, 0, 0], copies: 1 }] },
    ])
  })
})

describe('what is sent again is no copy', () => {
  test('an INVITE that nobody answers, at its timers', () => {
    const drawn = ladder`
      0    10.0.0.5 > 10.9.0.9  INVITE
      0.5  10.0.0.5 > 10.9.0.9  INVITE again
      1.5  10.0.0.5 > 10.9.0.9  INVITE again
      3.5  10.0.0.5 > 10.9.0.9  INVITE again`
    expect(shapeOf(drawn)).toMatchObject([{ transactions: [{ sent: [4, 0, 0], copies: 0 }] }])
  })

  test('a call of which everything is lost and sent again once, as T1 has it', () => {
    const [first] = twoTaps(healthy, 0)
    const again = first.map((frame) => withoutId({ ...frame, at: frame.at + 500_000 }))
    const [call] = callsIn(merged(first.map(withoutId), again))
    expect(call!.transactions.every(({ copies }) => copies.length === 0)).toBe(true)
  })

  test('retransmissions among copies', () => {
    const lossy = ladder`
      0     10.0.0.5 > 10.9.0.9  INVITE
      0.5   10.0.0.5 > 10.9.0.9  INVITE again
      0.6   10.9.0.9 > 10.0.0.5  180
      2     10.9.0.9 > 10.0.0.5  200
      2.1   10.0.0.5 > 10.9.0.9  ACK
      7     10.0.0.5 > 10.9.0.9  BYE
      7.1   10.9.0.9 > 10.0.0.5  200 BYE`
    expect(shapeOf(mergedByInterface(...twoTaps(lossy, 3_200_000)))).toMatchObject([
      { transactions: [{ method: 'INVITE', sent: [2, 1, 1], copies: 5 }, { method: 'BYE' }] },
    ])
  })
})
