import {
  bigEndian,
  ethernet,
  ip,
  join,
  TCP,
  tcp,
  text,
  UDP,
  udp,
  type WrittenFrame,
  writePcap,
} from './capture-writer.ts'
import { LADDER_START, type Ladder } from './ladder.ts'

/** A packet that a ladder cannot draw, at that second of it. */
export interface DrawnPacket {
  readonly seconds: number
  readonly bytes: Uint8Array
}

type Place = readonly [address: string, port: number]

/** A drawn capture with more packets in it, in order of time; without one these alone. */
export function withPackets(drawn: Ladder | undefined, packets: readonly DrawnPacket[]): Ladder {
  const frames = drawn ? framesIn(drawn.bytes) : []
  const more = packets.map(({ seconds, bytes }) => ({
    at: LADDER_START + Math.round(seconds * 1_000_000),
    bytes: ethernet(bytes),
  }))
  return {
    bytes: writePcap([...frames, ...more].sort((a, b) => a.at - b.at)),
    options: drawn?.options ?? { issue: undefined, endpoints: undefined, analysedAt: LADDER_START },
  }
}

/** A drawn capture that begins so many packets later. */
export const withoutFirst = (drawn: Ladder, count: number): Ladder => ({
  ...drawn,
  bytes: writePcap(framesIn(drawn.bytes).slice(count)),
})

/** The frames of a little-endian classic capture in microseconds, as ladders give. */
function framesIn(bytes: Uint8Array): WrittenFrame[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const frames: WrittenFrame[] = []
  for (let at = 24; at < bytes.length; ) {
    const length = view.getUint32(at + 8, true)
    const seconds = view.getUint32(at, true)
    frames.push({
      at: seconds * 1_000_000 + view.getUint32(at + 4, true),
      bytes: bytes.slice(at + 16, at + 16 + length),
    })
    at += 16 + length
  }
  return frames
}

let ids = 1

export function datagram(
  seconds: number,
  [from, source]: Place,
  [to, destination]: Place,
  payload: Uint8Array,
): DrawnPacket {
  const bytes = ip(udp(payload, [source, destination]), {
    source: from,
    destination: to,
    protocol: UDP,
    id: 20_000 + ids++,
  })
  return { seconds, bytes }
}

/** The first `octets` of a datagram, as a fragment that others should follow. */
export function firstFragment(
  seconds: number,
  [from, source]: Place,
  [to, destination]: Place,
  payload: Uint8Array,
  octets: number,
): DrawnPacket {
  const whole = udp(payload, [source, destination])
  const shape = { source: from, destination: to, protocol: UDP, id: 30_000 + ids++, more: true, offset: 0 }
  return { seconds, bytes: ip(whole.subarray(0, octets), shape) }
}

export interface SegmentShape {
  readonly flags?: number
  readonly sequence?: number
  readonly content?: string
  readonly window?: number
}

export const SYN = 0x02
export const SYN_ACK = 0x12
export const ACK = 0x10
export const PUSH = 0x18
export const RST = 0x04
export const FIN = 0x11

export function segment(
  seconds: number,
  [from, source]: Place,
  [to, destination]: Place,
  { flags = PUSH, sequence = 1_000, content = '', window = 65_535 }: SegmentShape = {},
): DrawnPacket {
  const bytes = tcp(text(content), [source, destination], sequence, flags)
  bytes.set(bigEndian(window), 14)
  return { seconds, bytes: ip(bytes, { source: from, destination: to, protocol: TCP, id: 40_000 + ids++ }) }
}

const labels = (name: string): Uint8Array =>
  join(...name.split('.').map((label) => join(Uint8Array.of(label.length), text(label))), Uint8Array.of(0))

export const DNS_TYPES = { A: 1, AAAA: 28, SRV: 33, NAPTR: 35 } as const

/** A question to a name server (RFC 1035 §4.1). */
export const dnsQuery = (id: number, name: string, type: keyof typeof DNS_TYPES): Uint8Array =>
  join(bigEndian(id, 0x0100, 1, 0, 0, 0), labels(name), bigEndian(DNS_TYPES[type], 1))

/** The answer to it: a code, and SRV targets or addresses. */
export function dnsAnswer(
  id: number,
  name: string,
  type: keyof typeof DNS_TYPES,
  code: number,
  records: readonly (readonly [priority: number, port: number, target: string] | readonly [address: string])[] = [],
): Uint8Array {
  const answers = records.map((record) => {
    const data =
      record.length === 3
        ? join(bigEndian(record[0], 10, record[1]), labels(record[2]))
        : Uint8Array.from(record[0].split('.').map(Number))
    return join(Uint8Array.of(0xc0, 12), bigEndian(DNS_TYPES[type], 1, 0, 60, data.length), data)
  })
  const head = bigEndian(id, 0x8180 | code, 1, records.length, 0, 0)
  return join(head, labels(name), bigEndian(DNS_TYPES[type], 1), ...answers)
}
