import type { Micros } from '../../src/model/time.ts'
import { type LadderLine, mistake, Words } from './ladder-lines.ts'
import type { createPacketWriter, Packet } from './ladder-packets.ts'
import { codecOf } from './ladder-sdp.ts'

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

/** The packets of an `rtp`, `rtcp` or `icmp` line. */
export function mediaPackets(line: LadderLine, at: Micros, writer: Writer): Packet[] {
  const words = new Words(line)
  const kind = words.next('rtp, rtcp or icmp')
  if (kind === 'icmp') return [icmp(line, words, at, writer)]
  if (line.source?.port === undefined || line.destination?.port === undefined)
    throw mistake(line, `${kind} needs ports`)
  const source = { address: line.source.address, port: line.source.port }
  const destination = { address: line.destination.address, port: line.destination.port }
  const way = `${source.address}:${source.port & ~1}>${destination.address}:${destination.port & ~1}`
  const payloads =
    kind === 'rtp' ? rtp(line, words, way) : rtcp(line, words, way, `${way.split('>')[1]}>${way.split('>')[0]}`)
  return payloads.map(({ afterUs, bytes, dscp }) => writer.udp(at + afterUs, source, destination, bytes, dscp))
}

interface Payload {
  readonly afterUs: number
  readonly bytes: Uint8Array
  readonly dscp: number
}

/** `CODEC N [lost N] [every MS] [jitter MS] [ssrc N] [seq N] [dscp N]`; lost packets are spread evenly and not sent. */
function rtp(line: LadderLine, words: Words, way: string): Payload[] {
  const codec = codecOf(line, words.next('the codec'))
  const packets = words.number('the number of packets')
  const said: Record<string, number> = { lost: 0, every: 20, jitter: 0, ssrc: ssrcOf(way), seq: 100, dscp: 0 }
  while (words.peek() !== undefined) {
    const name = words.next('')
    if (name === 'packets') continue
    if (!(name in said)) throw mistake(line, `"${name}" is not one of ${Object.keys(said).join(', ')}`)
    said[name] = words.number(name)
  }
  const { lost = 0, every = 20, jitter = 0, ssrc = 0, seq = 0, dscp = 0 } = said
  if (lost > Math.max(0, packets - 2)) throw mistake(line, 'the first and last packet must arrive')
  const step = Math.round((codec.clockRateHz * every) / 1000)
  const octets = codec.payloadType === 18 ? every : codec.payloadType === 3 ? 33 : 8 * every
  const missing = new Set(Array.from({ length: lost }, (_, i) => 1 + Math.floor(((i + 0.5) * (packets - 2)) / lost)))
  const sent: Payload[] = []
  for (let i = 0; i < packets; i++) {
    if (missing.has(i)) continue
    const bytes = Buffer.alloc(12 + octets, 0xd5)
    bytes[0] = 0x80
    bytes[1] = codec.payloadType | (i === 0 ? 0x80 : 0)
    bytes.writeUInt16BE((seq + i) & 0xffff, 2)
    bytes.writeUInt32BE((1000 + i * step) >>> 0, 4)
    bytes.writeUInt32BE(ssrc >>> 0, 8)
    sent.push({ afterUs: Math.round((i * every + (i % 2) * jitter) * 1000), bytes, dscp })
  }
  return sent
}

/** `sr|rr|bye [lost N of 256] [total N] [jitter TICKS]`: the report block is about the opposite direction. */
function rtcp(line: LadderLine, words: Words, own: string, other: string): Payload[] {
  const what = words.next('sr, rr or bye')
  const type = { sr: 200, rr: 201, bye: 203 }[what]
  if (type === undefined) throw mistake(line, `"${what}" is not sr, rr or bye`)
  const said: Record<string, number> = { lost: 0, total: 0, jitter: 0 }
  while (words.peek() !== undefined) {
    const name = words.next('')
    if (!(name in said)) throw mistake(line, `"${name}" is not one of ${Object.keys(said).join(', ')}`)
    said[name] = words.number(name)
  }
  if (type === 203) {
    const bye = Buffer.alloc(16)
    bye.set([0x80, 201, 0, 1], 0)
    bye.writeUInt32BE(ssrcOf(own), 4)
    bye.set([0x81, 203, 0, 1], 8)
    bye.writeUInt32BE(ssrcOf(own), 12)
    return [{ afterUs: 0, bytes: bye, dscp: 0 }]
  }
  const fixed = type === 200 ? 28 : 8
  const report = Buffer.alloc(fixed + 24)
  report.set([0x81, type, 0, report.length / 4 - 1], 0)
  report.writeUInt32BE(ssrcOf(own), 4)
  report.writeUInt32BE(ssrcOf(other), fixed)
  report[fixed + 4] = said.lost!
  report.writeIntBE(said.total!, fixed + 5, 3)
  report.writeUInt32BE(said.jitter!, fixed + 12)
  return [{ afterUs: 0, bytes: report, dscp: 0 }]
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
