import type { Micros } from '../../src/model/time.ts'
import { type LadderLine, mistake, Words } from './ladder-lines.ts'
import type { createPacketWriter, Packet } from './ladder-packets.ts'
import { codecOf } from './ladder-sdp.ts'
import { encoded } from './ladder-sound.ts'
import { talkOctets } from './ladder-talk.ts'
import { faxPackets, toneEvents } from './ladder-tones.ts'

type Writer = ReturnType<typeof createPacketWriter>

const ICMP: Record<string, { type: number; code: number }> = {
  'net-unreachable': { type: 3, code: 0 },
  'host-unreachable': { type: 3, code: 1 },
  'port-unreachable': { type: 3, code: 3 },
  'admin-prohibited': { type: 3, code: 13 },
  'ttl-exceeded': { type: 11, code: 0 },
}
const ICMP6: typeof ICMP = {
  'net-unreachable': { type: 1, code: 0 },
  'admin-prohibited': { type: 1, code: 1 },
  'host-unreachable': { type: 1, code: 3 },
  'port-unreachable': { type: 1, code: 4 },
  'ttl-exceeded': { type: 3, code: 0 },
}

/** A number that stays the same for the same way, as an SSRC. */
function ssrcOf(text: string): number {
  let hash = 2166136261
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619)
  return hash >>> 0
}

/** The packets of an `rtp`, `rtcp`, `dtmf`, `t38` or `icmp` line. */
export function mediaPackets(line: LadderLine, at: Micros, writer: Writer): Packet[] {
  const words = new Words(line)
  const kind = words.next('rtp, rtcp, dtmf, t38 or icmp')
  if (kind === 'icmp') return [icmp(line, words, at, writer)]
  if (line.source?.port === undefined || line.destination?.port === undefined)
    throw mistake(line, `${kind} needs ports`)
  const source = { address: line.source.address, port: line.source.port }
  const destination = { address: line.destination.address, port: line.destination.port }
  const way = `${source.address}:${source.port & ~1}>${destination.address}:${destination.port & ~1}`
  if (kind === 'dtmf' || kind === 't38') {
    const sent = kind === 't38' ? faxPackets(line, words) : toneEvents(line, words, ssrcOf(`${way} dtmf`))
    return sent.map(({ afterUs, bytes }) => writer.udp(at + afterUs, source, destination, bytes))
  }
  const payloads: readonly Payload[] =
    kind === 'rtp' ? rtp(line, words, way) : rtcp(line, words, way, `${way.split('>')[1]}>${way.split('>')[0]}`)
  return payloads.map(({ afterUs, bytes, dscp, ttl }) =>
    writer.udp(at + afterUs, source, destination, bytes, dscp, ttl),
  )
}

interface Payload {
  readonly afterUs: number
  readonly bytes: Uint8Array
  readonly dscp: number
  readonly ttl?: number
}

/** What may be said of the packets of an `rtp` line, as it is when nothing is said; see `ladder`. */
const RTP = {
  ...{ lost: 0, run: 0, every: 20, jitter: 0, seq: 100, stamp: 1000, dscp: 0, ttl: 64, octets: 0, step: 0 },
  ...{ again: 0, swap: 0, clump: 1, drift: 0, pause: 0, coarse: 0, fill: 0xd5, hum: -1, marker: 1, hold: 0 },
  ...{ voice: 1, gain: 0, hiss: 0 },
}

/** `CODEC N` and what else is said: the packets of one stream, lost ones left out. */
function rtp(line: LadderLine, words: Words, way: string): Payload[] {
  const codec = codecOf(line, words.next('the codec'))
  const packets = words.number('the number of packets')
  const said: Record<string, number> = { ...RTP, ssrc: ssrcOf(way) }
  let turns: string | undefined
  let sound: Uint8Array | undefined
  while (words.peek() !== undefined) {
    const name = words.next('')
    if (name === 'packets') continue
    if (name === 'sound') {
      sound = encoded(line, codec.rtpmap.split('/')[0]!, words.next('the sound'))
      continue
    }
    if (name === 'talk') {
      turns = words.next('the turns')
      continue
    }
    if (!(name in said)) throw mistake(line, `"${name}" is not one of ${Object.keys(said).join(', ')}`)
    said[name] = words.number(name)
  }
  const { lost, run, every, ssrc, seq, stamp, dscp, ttl } = said as typeof RTP & { ssrc: number }
  if (lost + run > Math.max(0, packets - 2)) throw mistake(line, 'the first and last packet must arrive')
  const step = said.step || Math.round((codec.clockRateHz * every) / 1000)
  const usual = codec.payloadType === 18 ? every : codec.payloadType === 3 ? 33 : 8 * every
  const missing = new Set(Array.from({ length: lost }, (_, i) => 1 + Math.floor(((i + 0.5) * (packets - 2)) / lost)))
  const middle = Math.floor(packets / 2)
  for (let i = 0; i < run; i++) missing.add(middle - i)
  const { voice, gain, hiss } = said as typeof RTP
  const talk =
    turns === undefined ? undefined : talkOctets(line, codec.payloadType, packets * every, { turns, voice, gain, hiss })
  const sent: Payload[] = []
  for (let i = 0; i < packets; i++) {
    if (missing.has(i)) continue
    const bytes = Buffer.alloc(12 + (said.octets || usual), said.fill)
    if (said.hum! >= 0) for (let octet = 13; octet < bytes.length; octet += 2) bytes[octet] = said.hum!
    if (talk) bytes.set(talk.subarray((i * talk.length) / packets, ((i + 1) * talk.length) / packets), 12)
    if (sound) bytes.set(sound.subarray(i * usual, (i + 1) * usual), 12)
    const pausedMs = i < middle ? 0 : said.pause!
    const ticks = i * step + Math.round((pausedMs * codec.clockRateHz) / 1000)
    bytes[0] = 0x80
    bytes[1] = codec.payloadType | ((i === 0 && said.marker !== 0) || (pausedMs > 0 && i === middle) ? 0x80 : 0)
    bytes.writeUInt16BE((seq + i) & 0xffff, 2)
    bytes.writeUInt32BE((stamp + ticks) >>> 0, 4)
    bytes.writeUInt32BE(ssrc >>> 0, 8)
    const packet = { afterUs: arrivalUs(i, every, pausedMs, said), bytes, dscp, ttl }
    sent.push(packet)
    if (i > 0 && i <= said.again!) sent.push({ ...packet, afterUs: packet.afterUs + 1_000 })
  }
  return sent
}

/** When the packet arrives, after the first. */
function arrivalUs(i: number, every: number, pausedMs: number, said: Record<string, number>): number {
  const { jitter = 0, swap = 0, clump = 1, drift = 0, coarse = 0, hold = 0 } = said
  const last = i - (i % clump) + clump - 1
  const inClump = clump > 1 ? last * every + (i % clump) * 0.1 : i * every
  const pair = Math.floor(i / 2)
  const swapped = pair > 0 && pair <= swap ? (i % 2 === 0 ? 1.5 * every : 0) : 0
  const ms = (inClump + pausedMs) * (1 + drift / 1_000_000) + (i % 2) * jitter + swapped + queuedMs(i, every, hold)
  return Math.round((coarse > 0 ? Math.ceil(ms / coarse) * coarse : ms) * 1000)
}

/** Each 20th packet is held up, and those behind it queue up: one leaves every quarter of a packet. */
function queuedMs(i: number, every: number, holdMs: number): number {
  return Math.max(0, holdMs - (i % 20) * every * 0.75)
}

const RTCP_TYPES: Readonly<Record<string, number>> = { sr: 200, rr: 201, bye: 203, xr: 207 }

/**
 * `sr|rr|bye|xr` and what else is said: the report block is about the opposite direction. `ntp` is the sender's clock in seconds,
 * `answers` that of the report that this one answers, `after` ms.
 */
function rtcp(line: LadderLine, words: Words, own: string, other: string): Payload[] {
  const what = words.next('sr, rr, bye or xr')
  const type = RTCP_TYPES[what]
  if (type === undefined) throw mistake(line, `"${what}" is not sr, rr, bye or xr`)
  const said: Record<string, number> = {
    ...{ lost: 0, total: 0, jitter: 0, highest: 0, ntp: 0, answers: 0, after: 0, discarded: 0, trip: 0, sent: 0 },
    ...{ ssrc: ssrcOf(own), about: ssrcOf(other) },
  }
  while (words.peek() !== undefined) {
    const name = words.next('')
    if (!(name in said)) throw mistake(line, `"${name}" is not one of ${Object.keys(said).join(', ')}`)
    said[name] = words.number(name)
  }
  const bytes = what === 'bye' ? byeOf(said) : what === 'xr' ? voipMetricsOf(said) : reportOf(type, said)
  return [{ afterUs: 0, bytes, dscp: 0 }]
}

function byeOf(said: Record<string, number>): Buffer {
  const bye = Buffer.alloc(16)
  bye.set([0x80, 201, 0, 1], 0)
  bye.writeUInt32BE(said.ssrc!, 4)
  bye.set([0x81, 203, 0, 1], 8)
  bye.writeUInt32BE(said.ssrc!, 12)
  return bye
}

function reportOf(type: number, said: Record<string, number>): Buffer {
  const fixed = type === 200 ? 28 : 8
  const report = Buffer.alloc(fixed + 24)
  report.set([0x81, type, 0, report.length / 4 - 1], 0)
  report.writeUInt32BE(said.ssrc!, 4)
  if (type === 200 && said.ntp! > 0) writeNtp(report, said.ntp!)
  if (type === 200) report.writeUInt32BE(said.sent!, 20)
  report.writeUInt32BE(said.about!, fixed)
  report[fixed + 4] = said.lost!
  report.writeIntBE(said.total!, fixed + 5, 3)
  report.writeUInt32BE(said.highest!, fixed + 8)
  report.writeUInt32BE(said.jitter!, fixed + 12)
  if (said.answers! > 0) {
    const asked = Buffer.alloc(16)
    writeNtp(asked, said.answers!)
    report.set(asked.subarray(10, 14), fixed + 16)
    report.writeUInt32BE(Math.round((said.after! * 65_536) / 1000), fixed + 20)
  }
  return report
}

/** Seconds as an NTP timestamp, at its place in a sender report. */
function writeNtp(report: Buffer, seconds: number): void {
  report.writeUInt32BE(3_900_000_000 + Math.floor(seconds), 8)
  report.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), 12)
}

/** An extended report with VoIP metrics (RFC 3611 §4.7), behind the receiver report that has to come first. */
function voipMetricsOf(said: Record<string, number>): Buffer {
  const bytes = Buffer.alloc(8 + 8 + 36)
  bytes.set([0x80, 201, 0, 1], 0)
  bytes.writeUInt32BE(said.ssrc!, 4)
  bytes.set([0x80, 207, 0, 10], 8)
  bytes.writeUInt32BE(said.ssrc!, 12)
  bytes.set([7, 0, 0, 8], 16)
  bytes.writeUInt32BE(said.about!, 20)
  bytes.set([said.lost!, said.discarded!], 24)
  bytes.writeUInt16BE(said.trip!, 32)
  bytes.set([127, 127, 127, 16, 127, 127, 127, 127], 36)
  return bytes
}

/** `NAME [for SOURCE:PORT > DESTINATION:PORT]`; without `for`, about SIP the other way. */
function icmp(line: LadderLine, words: Words, at: Micros, writer: Writer): Packet {
  if (!line.source || !line.destination) throw mistake(line, 'icmp needs "from > to"')
  const name = words.next('the error')
  const error = (line.source.address.includes(':') ? ICMP6 : ICMP)[name]
  if (!error) throw mistake(line, `"${name}" is not one of ${Object.keys(ICMP).join(', ')}`)
  let [source, destination] = [line.destination, line.source]
  if (words.take('for')) {
    source = words.endpoint('the source of what failed')
    if (!words.take('>')) throw mistake(line, 'icmp ... for SOURCE > DESTINATION')
    destination = words.endpoint('the destination of what failed')
  }
  return writer.icmp(at, line.source.address, line.destination.address, {
    ...error,
    source: { address: source.address, port: source.port ?? 5060 },
    destination: { address: destination.address, port: destination.port ?? 5060 },
  })
}
