import ipaddr from 'ipaddr.js'
import { bigEndian, ethernet, join, text, uint64 } from './capture-writer.ts'

/** What tunnels and capture agents put around a packet, as UDP or IP payloads. */

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)
export const uint32 = (value: number): Uint8Array => uint64(BigInt(value), false).slice(4)

export const vxlan = (frame: Uint8Array, flags = 0x08): Uint8Array => join(bytes(flags, 0, 0, 0, 0, 0, 7, 0), frame)

/** `next`: 1 IPv4, 2 IPv6, 3 Ethernet. */
export const vxlanGpe = (contents: Uint8Array, next: number): Uint8Array =>
  join(bytes(0x0c, 0, 0, next, 0, 0, 7, 0), contents)

export const geneve = (contents: Uint8Array, type: number, optionWords = 0): Uint8Array =>
  join(bytes(optionWords, 0), bigEndian(type), bytes(0, 0, 7, 0), new Uint8Array(4 * optionWords), contents)

export interface GtpShape {
  readonly sequence?: boolean
  /** Words of each extension header. */
  readonly extensions?: readonly number[]
  readonly type?: number
  /** Added to the length, which then lies. */
  readonly off?: number
}

export function gtp(contents: Uint8Array, { sequence = false, extensions = [], type = 0xff, off = 0 }: GtpShape = {}) {
  const hasMore = sequence || extensions.length > 0
  const flags = 0x30 | (sequence ? 2 : 0) | (extensions.length > 0 ? 4 : 0)
  const options = hasMore ? bytes(0, 1, 0, extensions.length > 0 ? 0x85 : 0) : bytes()
  const headers = extensions.map((words, i) =>
    join(bytes(words), new Uint8Array(4 * words - 2), bytes(i < extensions.length - 1 ? 0xc0 : 0)),
  )
  const body = join(options, ...headers, contents)
  return join(bytes(flags, type), bigEndian(body.length + off), uint32(99), body)
}

/** A data message of L2TP with that PPP frame. */
export function l2tp(frame: Uint8Array, { length = false, sequence = false, offset = 0 } = {}): Uint8Array {
  const flags = 2 | (length ? 0x4000 : 0) | (sequence ? 0x0800 : 0) | (offset > 0 ? 0x0200 : 0)
  const rest = join(
    bigEndian(1, 2),
    sequence ? bigEndian(3, 4) : bytes(),
    offset > 0 ? join(bigEndian(offset), new Uint8Array(offset)) : bytes(),
    frame,
  )
  return join(bigEndian(flags), length ? bigEndian(rest.length + 4) : bytes(), rest)
}

/** `protocol`: 1 Ethernet, 18 an 802.11 frame ... The tags end with their own end unless said otherwise. */
export const tzsp = (protocol: number, frame: Uint8Array, tags: readonly number[] = [0, 10, 1, 0x20, 1]): Uint8Array =>
  join(bytes(1, 0), bigEndian(protocol), Uint8Array.from(tags), frame)

/** ERSPAN as GRE carries it, without the GRE header. */
export const erspan2 = (ip: Uint8Array): Uint8Array => join(bytes(0x10, 1, 0, 2, 0, 0, 0, 3), ethernet(ip))
export const erspan3 = (contents: Uint8Array, { platform = false, frameType = 0 } = {}): Uint8Array =>
  join(
    bytes(0x20, 1, 0, 2, 0, 0, 0, 9, 0, 0, frameType << 2, platform ? 1 : 0),
    new Uint8Array(platform ? 8 : 0),
    contents,
  )

const chunk = (type: number, value: Uint8Array, vendor = 0): Uint8Array =>
  join(bigEndian(vendor, type, 6 + value.length), value)

export interface HepShape {
  readonly source?: string
  readonly destination?: string
  readonly ports?: readonly [number, number]
  /** 17 UDP, 6 TCP, 22 TLS. */
  readonly protocol?: number
  readonly payloadType?: number
  readonly at?: number
  /** What the agent calls itself, 2001 unless said. */
  readonly agent?: number
  /** Payload chunk: 15, or 16 for a compressed one. */
  readonly payloadChunk?: number
  /** Added to the length of all, which then lies. */
  readonly off?: number
}

/** A HEP version 3 packet, with a vendor's chunk and an authentication key. */
export function hep3(payload: Uint8Array, shape: HepShape = {}): Uint8Array {
  const { source = '198.51.100.7', destination = '203.0.113.9', ports = [5060, 5080], protocol = 17 } = shape
  const { payloadType = 1, at = 1_776_000_000_250_000, payloadChunk = 15, agent = 2001, off = 0 } = shape
  const isSix = source.includes(':')
  const chunks = join(
    chunk(1, bytes(isSix ? 10 : 2)),
    chunk(2, bytes(protocol)),
    chunk(isSix ? 5 : 3, Uint8Array.from(ipaddr.parse(source).toByteArray())),
    chunk(isSix ? 6 : 4, Uint8Array.from(ipaddr.parse(destination).toByteArray())),
    chunk(7, bigEndian(ports[0])),
    chunk(8, bigEndian(ports[1])),
    chunk(9, uint32(Math.floor(at / 1_000_000))),
    chunk(10, uint32(at % 1_000_000)),
    chunk(11, bytes(payloadType)),
    chunk(12, uint32(agent)),
    chunk(14, text('the key of the agent')),
    chunk(2, text('of another vendor'), 7),
    chunk(payloadChunk, payload),
  )
  return join(text('HEP3'), bigEndian(6 + chunks.length + off), chunks)
}

/** HEP version 1 or 2; the time of version 2 is in the order of the agent's machine, with or without its filling. */
export function hepOld(
  payload: Uint8Array,
  version: 1 | 2,
  { littleEndian = true, filled = true, at = 0 } = {},
): Uint8Array {
  const time = new DataView(new ArrayBuffer(filled ? 12 : 10))
  time.setUint32(0, Math.floor(at / 1_000_000), littleEndian)
  time.setUint32(4, at % 1_000_000, littleEndian)
  return join(
    bytes(version, 16, 2, 17),
    bigEndian(5060, 5080),
    Uint8Array.from(ipaddr.parse('198.51.100.7').toByteArray()),
    Uint8Array.from(ipaddr.parse('203.0.113.9').toByteArray()),
    version === 2 ? new Uint8Array(time.buffer) : bytes(),
    payload,
  )
}
