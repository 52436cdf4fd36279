import { answer, bye, byeOk, invite, ok, type Party, ringing } from './call-messages.ts'
import type { GeneratorOptions } from './generate.ts'

const SLOTS = 50
const TICK_MICROS = 20_000
const SLOT_MICROS = TICK_MICROS / SLOTS
/** 2026-01-05T09:00:00Z. */
const START_SECONDS = 1_767_603_600
const RTP_FRAME_BYTES = 42 + 172
const RTCP_TICKS = 250

/** A call's life in ticks of 20 ms. */
interface Timetable {
  readonly ringing: number
  readonly answer: number
  readonly ack: number
  readonly media: number
  readonly bye: number
  readonly byeOk: number
  readonly next: number
}
const WITH_MEDIA: Timetable = { ringing: 5, answer: 50, ack: 51, media: 52, bye: 1_052, byeOk: 1_053, next: 1_060 }
const SIP_ONLY: Timetable = { ringing: 1, answer: 2, ack: 3, media: 4, bye: 4, byeOk: 5, next: 6 }

interface RunningCall {
  readonly caller: Party
  readonly callee: Party
  readonly callId: string
  readonly startTick: number
  readonly streams: readonly [Stream, Stream]
}

interface Stream {
  readonly frame: Uint8Array
  readonly view: DataView
  readonly control: Uint8Array
  sequence: number
  rtpTimestamp: number
  sent: number
}

/** Endless pcap records (header and Ethernet frame) in order of time, each valid until the next is asked for. */
export function* createCalls(options: GeneratorOptions): Generator<Uint8Array> {
  const random = generatorOf(options.seed ?? 1)
  const timetable = options.sipOnly ? SIP_ONLY : WITH_MEDIA
  const record = new Uint8Array(4_096)
  const slots: (RunningCall | undefined)[] = new Array(SLOTS).fill(undefined)
  let calls = 0
  for (let tick = 0; ; tick++) {
    for (let slot = 0; slot < SLOTS; slot++) {
      const begin = Math.floor((slot * timetable.next) / SLOTS)
      if (tick < begin) continue
      const at = tick * TICK_MICROS + slot * SLOT_MICROS
      const call = slots[slot]
      if (call === undefined || tick - call.startTick >= timetable.next) {
        slots[slot] = openCall(++calls, tick, random() < (options.faulty ?? 0), random)
      }
      yield* step(slots[slot]!, tick, at)
    }
  }

  function* step(call: RunningCall, tick: number, at: number): Generator<Uint8Array> {
    const age = tick - call.startTick
    const message = messageAt(call, age, timetable)
    if (message !== undefined) yield writeUdp(record, at, message.from, message.to, message.text)
    if (options.sipOnly || age < timetable.media || age >= timetable.bye) return
    for (let i = 0; i < 2; i++) {
      const stream = call.streams[i]!
      const missing = random() < (options.loss ?? 0)
      advance(stream)
      const when = at + 20 + 150 * i + Math.floor(random() * 100)
      if (!missing) yield writeFrame(record, when, stream.frame)
      if ((age - timetable.media) % RTCP_TICKS === RTCP_TICKS - 1)
        yield writeFrame(record, when + 1, control(stream, when))
    }
  }
}

function openCall(number: number, startTick: number, faulty: boolean, random: () => number): RunningCall {
  const host = number % 200
  const port = 10_000 + (number % 10_000) * 4
  const caller: Party = {
    user: `+1202555${String(number % 10_000).padStart(4, '0')}`,
    address: `198.51.100.${1 + host}`,
    mediaAddress: faulty ? `10.20.${host}.5` : `198.51.100.${1 + host}`,
    mediaPort: port,
  }
  const callee: Party = {
    user: `+1303555${String((number * 7) % 10_000).padStart(4, '0')}`,
    address: '203.0.113.10',
    mediaAddress: '203.0.113.20',
    mediaPort: port + 2,
  }
  const ssrcs = [Math.floor(random() * 2 ** 32), Math.floor(random() * 2 ** 32)] as const
  return {
    caller,
    callee,
    callId: `${number.toString(36)}-${ssrcs[0].toString(36)}@${caller.address}`,
    startTick,
    streams: [
      openStream(caller.address, port, callee.mediaAddress, port + 2, ssrcs[0], ssrcs[1], random),
      openStream(callee.mediaAddress, port + 2, caller.mediaAddress, port, ssrcs[1], ssrcs[0], random),
    ],
  }
}

function messageAt(call: RunningCall, age: number, timetable: Timetable) {
  const { caller, callee, callId } = call
  switch (age) {
    case 0:
      return { from: caller.address, to: callee.address, text: invite(caller, callee, callId) }
    case timetable.ringing:
      return { from: callee.address, to: caller.address, text: ringing(caller, callee, callId) }
    case timetable.answer:
      return { from: callee.address, to: caller.address, text: answer(caller, callee, callId) }
    case timetable.ack:
      return { from: caller.address, to: callee.address, text: ok(caller, callee, callId) }
    case timetable.bye:
      return { from: caller.address, to: callee.address, text: bye(caller, callee, callId) }
    case timetable.byeOk:
      return { from: callee.address, to: caller.address, text: byeOk(caller, callee, callId) }
    default:
      return undefined
  }
}

function openStream(
  from: string,
  fromPort: number,
  to: string,
  toPort: number,
  ssrc: number,
  otherSsrc: number,
  random: () => number,
): Stream {
  const frame = new Uint8Array(RTP_FRAME_BYTES)
  const view = new DataView(frame.buffer)
  writeHeaders(frame, from, fromPort, to, toPort, 172)
  view.setUint8(42, 0x80)
  view.setUint32(50, ssrc)
  for (let i = 54; i < RTP_FRAME_BYTES; i++) frame[i] = 0x7e + ((i * 7) & 3)
  return {
    frame,
    view,
    control: controlFrame(from, fromPort + 1, to, toPort + 1, ssrc, otherSsrc),
    sequence: Math.floor(random() * 65_536),
    rtpTimestamp: Math.floor(random() * 2 ** 32),
    sent: 0,
  }
}

/** A sender report with one report block, and a source description with a CNAME. */
function controlFrame(
  from: string,
  fromPort: number,
  to: string,
  toPort: number,
  ssrc: number,
  about: number,
): Uint8Array {
  const frame = new Uint8Array(42 + 52 + 20)
  const view = new DataView(frame.buffer)
  writeHeaders(frame, from, fromPort, to, toPort, 72)
  view.setUint32(42, 0x81c8000c)
  view.setUint32(46, ssrc)
  view.setUint32(70, about)
  view.setUint32(94, 0x81ca0004)
  view.setUint32(98, ssrc)
  frame.set(new TextEncoder().encode('\x01\x09bench@gen'), 102)
  return frame
}

function advance(stream: Stream): void {
  const { view } = stream
  view.setUint8(43, stream.sent === 0 ? 0x80 : 0)
  stream.sequence = (stream.sequence + 1) & 0xffff
  stream.rtpTimestamp = (stream.rtpTimestamp + 160) >>> 0
  stream.sent++
  view.setUint16(44, stream.sequence)
  view.setUint32(46, stream.rtpTimestamp)
  view.setUint16(18, stream.sent & 0xffff)
  setChecksum(stream.frame)
}

function control(stream: Stream, at: number): Uint8Array {
  const view = new DataView(stream.control.buffer)
  // NTP time: seconds since 1900 and their fraction (RFC 3550 §4).
  view.setUint32(50, START_SECONDS + 2_208_988_800 + Math.floor(at / 1_000_000))
  view.setUint32(54, Math.floor(((at % 1_000_000) / 1_000_000) * 2 ** 32))
  view.setUint32(58, stream.rtpTimestamp)
  view.setUint32(62, stream.sent)
  view.setUint32(66, stream.sent * 160)
  view.setUint16(18, (0x8000 + stream.sent) & 0xffff)
  setChecksum(stream.control)
  return stream.control
}

const encoder = new TextEncoder()
let messageId = 0

function writeUdp(record: Uint8Array, at: number, from: string, to: string, text: string): Uint8Array {
  const payload = encoder.encode(text)
  const length = 42 + payload.length
  writeHeaders(record.subarray(16), from, 5060, to, 5060, payload.length)
  messageId = (messageId + 1) & 0xffff
  new DataView(record.buffer).setUint16(16 + 18, messageId)
  setChecksum(record.subarray(16))
  record.set(payload, 16 + 42)
  return finish(record, at, length)
}

function writeFrame(record: Uint8Array, at: number, frame: Uint8Array): Uint8Array {
  record.set(frame, 16)
  return finish(record, at, frame.length)
}

function finish(record: Uint8Array, at: number, length: number): Uint8Array {
  const view = new DataView(record.buffer)
  view.setUint32(0, START_SECONDS + Math.floor(at / 1_000_000), true)
  view.setUint32(4, at % 1_000_000, true)
  view.setUint32(8, length, true)
  view.setUint32(12, length, true)
  return record.subarray(0, 16 + length)
}

function writeHeaders(
  frame: Uint8Array,
  from: string,
  fromPort: number,
  to: string,
  toPort: number,
  length: number,
): void {
  frame.fill(0, 0, 42)
  frame.set([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0xb8])
  const view = new DataView(frame.buffer, frame.byteOffset)
  view.setUint16(16, 28 + length)
  frame[22] = 63
  frame[23] = 17
  frame.set(from.split('.').map(Number), 26)
  frame.set(to.split('.').map(Number), 30)
  view.setUint16(34, fromPort)
  view.setUint16(36, toPort)
  view.setUint16(38, 8 + length)
}

function setChecksum(frame: Uint8Array): void {
  frame[24] = 0
  frame[25] = 0
  let sum = 0
  for (let i = 14; i < 34; i += 2) sum += (frame[i]! << 8) | frame[i + 1]!
  sum = (sum & 0xffff) + (sum >> 16)
  const checksum = ~((sum & 0xffff) + (sum >> 16)) & 0xffff
  frame[24] = checksum >> 8
  frame[25] = checksum & 0xff
}

/** mulberry32: 32 bits of state, the same numbers on every machine. */
function generatorOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
