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
  /** Alexey Kuznetsov's records, with eight bytes more. */
  readonly kuznetzov?: boolean
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
  const { littleEndian = true, nanoseconds = false, kuznetzov = false, linkType = 1, snapLength = 262_144 } = shape
  const head = writer(24, littleEndian)
  head.u32(0, kuznetzov ? 0xa1b2cd34 : nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4)
  head.u16(4, 2)
  head.u16(6, 4)
  head.u32(16, snapLength)
  head.u32(20, linkType)
  const records = frames.map(({ at, bytes, originalLength }) => {
    const record = writer(kuznetzov ? 24 : 16, littleEndian)
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

/** One option of a pcapng block: code, length, value filled up to 32 bits. */
export function pcapngOption(code: number, value: Uint8Array, littleEndian = true): Uint8Array {
  const head = writer(4, littleEndian)
  head.u16(0, code)
  head.u16(2, value.length)
  return join(head.bytes, value, new Uint8Array(-value.length & 3))
}

/** A 64-bit integer in that byte order. */
export function uint64(value: bigint, littleEndian = true): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value, littleEndian)
  return bytes
}

export interface InterfaceShape {
  /** The option's octet: 6 is microseconds, 9 nanoseconds, with bit 7 a power of two. */
  readonly tsresol?: number
  /** Seconds. */
  readonly tsoffset?: bigint
  readonly fcsBytes?: number
  readonly littleEndian?: boolean
  readonly snapLength?: number
}

export function interfaceBlock(linkType: number, shape: InterfaceShape = {}): Uint8Array {
  const { tsresol, tsoffset, fcsBytes, littleEndian = true, snapLength = 0 } = shape
  const body = writer(8, littleEndian)
  body.u16(0, linkType)
  body.u32(4, snapLength)
  const options = [
    tsresol === undefined ? [] : [pcapngOption(9, Uint8Array.of(tsresol), littleEndian)],
    fcsBytes === undefined ? [] : [pcapngOption(13, Uint8Array.of(fcsBytes), littleEndian)],
    tsoffset === undefined ? [] : [pcapngOption(14, uint64(tsoffset, littleEndian), littleEndian)],
  ].flat()
  const end = options.length === 0 ? [] : [pcapngOption(0, new Uint8Array(0), littleEndian)]
  return pcapngBlock(1, join(body.bytes, ...options, ...end), littleEndian)
}

/** Interface statistics with those counters of dropped packets. */
export function statisticsBlock(id: number, { ifDrop = 0n, osDrop = 0n }, littleEndian = true): Uint8Array {
  const body = writer(12, littleEndian)
  body.u32(0, id)
  const options = [pcapngOption(5, uint64(ifDrop, littleEndian), littleEndian)]
  if (osDrop > 0n) options.push(pcapngOption(7, uint64(osDrop, littleEndian), littleEndian))
  return pcapngBlock(5, join(body.bytes, ...options), littleEndian)
}

/** A Decryption Secrets Block. */
export function secretsBlock(kind: number, secrets: Uint8Array, littleEndian = true): Uint8Array {
  const body = writer(8, littleEndian)
  body.u32(0, kind)
  body.u32(4, secrets.length)
  return pcapngBlock(10, join(body.bytes, secrets), littleEndian)
}

/** An Enhanced Packet Block; `units` is the time in the interface's own resolution. */
export function enhancedPacket(
  frame: WrittenFrame,
  units: bigint = BigInt(frame.at),
  littleEndian = true,
  options: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const body = writer(20, littleEndian)
  body.u32(0, frame.interface ?? 0)
  body.u32(4, Number(units >> 32n))
  body.u32(8, Number(units & 0xffffffffn))
  body.u32(12, frame.bytes.length)
  body.u32(16, frame.originalLength ?? frame.bytes.length)
  const filling = new Uint8Array(-frame.bytes.length & 3)
  return pcapngBlock(6, join(body.bytes, frame.bytes, filling, options), littleEndian)
}

/** The old Packet Block, with a count of packets dropped before it. */
export function obsoletePacket(frame: WrittenFrame, drops: number): Uint8Array {
  const block = enhancedPacket({ ...frame, interface: (frame.interface ?? 0) | (drops << 16) })
  new DataView(block.buffer).setUint32(0, 2, true)
  return block
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

export const bigEndian = (...values: readonly number[]): Uint8Array =>
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
