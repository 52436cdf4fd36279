import ipaddr from 'ipaddr.js'
import type { Micros } from '../../src/model/time.ts'

/** A frame to be written into a capture. */
export interface WrittenFrame {
  readonly at: Micros
  readonly bytes: Uint8Array
  /** Length on the wire where the frame is cut; else its own. */
  readonly originalLength?: number
  /** pcapng: index of the interface, 0 unless said. */
  readonly interface?: number
}

export interface PcapShape {
  readonly littleEndian?: boolean
  readonly nanoseconds?: boolean
  readonly linkType?: number
  readonly snapLength?: number
}

/** Place for integers in one byte order. */
function writer(length: number, littleEndian: boolean) {
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  return {
    bytes,
    u16: (at: number, value: number) => view.setUint16(at, value, littleEndian),
    u32: (at: number, value: number) => view.setUint32(at, value, littleEndian),
  }
}

export const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))
export const text = (content: string): Uint8Array => new TextEncoder().encode(content)

/** A classic pcap file. */
export function writePcap(frames: readonly WrittenFrame[], shape: PcapShape = {}): Uint8Array {
  const { littleEndian = true, nanoseconds = false, linkType = 1, snapLength = 262_144 } = shape
  const head = writer(24, littleEndian)
  head.u32(0, nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4)
  head.u16(4, 2)
  head.u16(6, 4)
  head.u32(16, snapLength)
  head.u32(20, linkType)
  const records = frames.map(({ at, bytes, originalLength }) => {
    const record = writer(16, littleEndian)
    record.u32(0, Math.floor(at / 1_000_000))
    record.u32(4, (at % 1_000_000) * (nanoseconds ? 1_000 : 1))
    record.u32(8, bytes.length)
    record.u32(12, originalLength ?? bytes.length)
    return join(record.bytes, bytes)
  })
  return join(head.bytes, ...records)
}

/** One pcapng block: type, length, body filled up to 32 bits, length. */
export function pcapngBlock(type: number, body: Uint8Array, littleEndian = true): Uint8Array {
  const length = 12 + body.length + (-body.length & 3)
  const block = writer(length, littleEndian)
  block.u32(0, type)
  block.u32(4, length)
  block.bytes.set(body, 8)
  block.u32(length - 4, length)
  return block.bytes
}

export function sectionHeader(littleEndian = true): Uint8Array {
  const body = writer(16, littleEndian)
  body.u32(0, 0x1a2b3c4d)
  body.u16(4, 1)
  body.bytes.fill(0xff, 8, 16)
  return pcapngBlock(0x0a0d0d0a, body.bytes, littleEndian)
}

/** `tsresol` as the option's octet: 6 is microseconds, 9 nanoseconds, with bit 7 a power of two. */
export function interfaceBlock(
  linkType: number,
  { tsresol, littleEndian = true, snapLength = 0 }: InterfaceShape = {},
) {
  const body = writer(8, littleEndian)
  body.u16(0, linkType)
  body.u32(4, snapLength)
  if (tsresol === undefined) return pcapngBlock(1, body.bytes, littleEndian)
  const option = writer(12, littleEndian)
  option.u16(0, 9)
  option.u16(2, 1)
  option.bytes[4] = tsresol
  return pcapngBlock(1, join(body.bytes, option.bytes), littleEndian)
}

interface InterfaceShape {
  readonly tsresol?: number
  readonly littleEndian?: boolean
  readonly snapLength?: number
}

/** An Enhanced Packet Block; `units` is the time in the interface's own resolution. */
export function enhancedPacket(frame: WrittenFrame, units: bigint = BigInt(frame.at), littleEndian = true): Uint8Array {
  const body = writer(20, littleEndian)
  body.u32(0, frame.interface ?? 0)
  body.u32(4, Number(units >> 32n))
  body.u32(8, Number(units & 0xffffffffn))
  body.u32(12, frame.bytes.length)
  body.u32(16, frame.originalLength ?? frame.bytes.length)
  return pcapngBlock(6, join(body.bytes, frame.bytes), littleEndian)
}

export function simplePacket(bytes: Uint8Array, littleEndian = true): Uint8Array {
  const body = writer(4, littleEndian)
  body.u32(0, bytes.length)
  return pcapngBlock(3, join(body.bytes, bytes), littleEndian)
}

/** A pcapng file of one section and one interface. */
export function writePcapng(frames: readonly WrittenFrame[], { littleEndian = true, linkType = 1 }: PcapShape = {}) {
  return join(
    sectionHeader(littleEndian),
    interfaceBlock(linkType, { littleEndian }),
    ...frames.map((frame) => enhancedPacket(frame, BigInt(frame.at), littleEndian)),
  )
}

const bigEndian = (...values: readonly number[]): Uint8Array =>
  new Uint8Array(values.flatMap((value) => [(value >> 8) & 0xff, value & 0xff]))

const etherType = (ip: Uint8Array): number => (ip[0]! >> 4 === 6 ? 0x86dd : 0x0800)

/** Ethernet, with 802.1Q tags of these VLANs. */
export const ethernet = (ip: Uint8Array, vlans: readonly number[] = []): Uint8Array =>
  join(new Uint8Array(12), ...vlans.map((vlan) => bigEndian(0x8100, vlan)), bigEndian(etherType(ip)), ip)

export const linuxSll = (ip: Uint8Array): Uint8Array => join(new Uint8Array(14), bigEndian(etherType(ip)), ip)
export const linuxSll2 = (ip: Uint8Array): Uint8Array => join(bigEndian(etherType(ip)), new Uint8Array(18), ip)

/** BSD loopback with that address family, in either byte order. */
export function nullLink(ip: Uint8Array, family: number, littleEndian = true): Uint8Array {
  const head = writer(4, littleEndian)
  head.u32(0, family)
  return join(head.bytes, ip)
}

export interface IpShape {
  readonly source: string
  readonly destination: string
  readonly protocol?: number
  readonly id?: number
  readonly dscp?: number
  readonly ttl?: number
  /** Fragment offset in bytes, a multiple of eight. */
  readonly offset?: number
  readonly more?: boolean
  readonly options?: Uint8Array
  /** A total or payload length that lies. */
  readonly length?: number
}

export const UDP = 17
export const TCP = 6

export function ip(payload: Uint8Array, shape: IpShape): Uint8Array {
  return shape.source.includes(':') ? ipv6(payload, shape) : ipv4(payload, shape)
}

function ipv4(payload: Uint8Array, shape: IpShape): Uint8Array {
  const options = shape.options ?? new Uint8Array(0)
  const head = writer(20, false)
  head.bytes[0] = 0x45 + options.length / 4
  head.bytes[1] = (shape.dscp ?? 0) << 2
  head.u16(2, shape.length ?? 20 + options.length + payload.length)
  head.u16(4, shape.id ?? 1)
  head.u16(6, (shape.more === true ? 0x2000 : 0) | ((shape.offset ?? 0) >> 3))
  head.bytes[8] = shape.ttl ?? 64
  head.bytes[9] = shape.protocol ?? UDP
  head.bytes.set(ipaddr.parse(shape.source).toByteArray(), 12)
  head.bytes.set(ipaddr.parse(shape.destination).toByteArray(), 16)
  return join(head.bytes, options, payload)
}

function ipv6(payload: Uint8Array, shape: IpShape): Uint8Array {
  const fragmented = shape.offset !== undefined || shape.more !== undefined
  const protocol = shape.protocol ?? UDP
  const fragment = writer(8, false)
  fragment.bytes[0] = protocol
  fragment.u16(2, (shape.offset ?? 0) | (shape.more === true ? 1 : 0))
  fragment.u32(4, shape.id ?? 1)
  const inside = fragmented ? join(fragment.bytes, payload) : payload
  const head = writer(40, false)
  head.u16(0, 0x6000 | ((shape.dscp ?? 0) << 6))
  head.u16(4, shape.length ?? inside.length)
  head.bytes[6] = fragmented ? 44 : protocol
  head.bytes[7] = shape.ttl ?? 64
  head.bytes.set(ipaddr.parse(shape.source).toByteArray(), 8)
  head.bytes.set(ipaddr.parse(shape.destination).toByteArray(), 24)
  return join(head.bytes, inside)
}

/** A UDP datagram; `length` lies where it is given. */
export function udp(payload: Uint8Array, ports: readonly [number, number], length = 8 + payload.length): Uint8Array {
  return join(bigEndian(ports[0], ports[1], length, 0), payload)
}

export function tcp(payload: Uint8Array, ports: readonly [number, number], sequence: number, flags = 0x18): Uint8Array {
  const head = writer(20, false)
  head.u16(0, ports[0])
  head.u16(2, ports[1])
  head.u32(4, sequence)
  head.bytes[12] = 5 << 4
  head.bytes[13] = flags
  return join(head.bytes, payload)
}

export interface RtpShape {
  readonly sequence: number
  readonly rtpTimestamp: number
  readonly ssrc: number
  readonly payloadType?: number
  readonly marker?: boolean
  readonly payload?: Uint8Array
}

export function rtp(shape: RtpShape): Uint8Array {
  const head = writer(12, false)
  head.bytes[0] = 0x80
  head.bytes[1] = (shape.marker === true ? 0x80 : 0) | (shape.payloadType ?? 0)
  head.u16(2, shape.sequence & 0xffff)
  head.u32(4, shape.rtpTimestamp >>> 0)
  head.u32(8, shape.ssrc)
  return join(head.bytes, shape.payload ?? new Uint8Array(160))
}

/** One RTCP packet: header with `count`, then 32-bit words. */
export function rtcp(packetType: number, count: number, ...words: readonly number[]): Uint8Array {
  const packet = writer(4 + 4 * words.length, false)
  packet.u16(0, ((0x80 | count) << 8) | packetType)
  packet.u16(2, words.length)
  for (const [i, word] of words.entries()) packet.u32(4 + 4 * i, word >>> 0)
  return packet.bytes
}
