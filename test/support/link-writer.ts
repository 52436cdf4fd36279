import { bigEndian, join } from './capture-writer.ts'

/** Frames of the rarer link layers around an IP packet. */

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)
const etherType = (ip: Uint8Array): number => (ip[0]! >> 4 === 6 ? 0x86dd : 0x0800)
const little16 = (value: number): Uint8Array => bytes(value & 0xff, value >> 8)
const little32 = (value: number): Uint8Array =>
  bytes(value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24)

export const macs = new Uint8Array(12)

/** An Ethernet frame of that type. */
export const ethernetOf = (type: number, contents: Uint8Array): Uint8Array => join(macs, bigEndian(type), contents)

export const snap = (ip: Uint8Array): Uint8Array => join(bytes(0xaa, 0xaa, 3, 0, 0, 0), bigEndian(etherType(ip)), ip)

/** 802.3 with a length, LLC and SNAP. */
export const ieee8023 = (ip: Uint8Array): Uint8Array => ethernetOf(ip.length + 8, snap(ip))

/** A stack of MPLS labels. */
export const mpls = (labels: readonly number[], contents: Uint8Array): Uint8Array =>
  join(
    ...labels.map((label, i) =>
      bytes(label >> 12, (label >> 4) & 0xff, ((label & 0xf) << 4) | (i === labels.length - 1 ? 1 : 0), 64),
    ),
    contents,
  )

export const pppoe = (ip: Uint8Array): Uint8Array =>
  join(bytes(0x11, 0, 0, 1), bigEndian(ip.length + 2, etherType(ip) === 0x0800 ? 0x21 : 0x57), ip)

export const ppp = (ip: Uint8Array, head: readonly number[] = [0xff, 3]): Uint8Array =>
  join(Uint8Array.from(head), bigEndian(etherType(ip) === 0x0800 ? 0x21 : 0x57), ip)

export const ciscoHdlc = (ip: Uint8Array): Uint8Array => join(bytes(0x0f, 0), bigEndian(etherType(ip)), ip)

export interface WirelessShape {
  readonly qos?: boolean
  readonly fourAddresses?: boolean
  readonly htControl?: boolean
  readonly padded?: boolean
  /** Added to the two octets of frame control, and to the first of QoS control. */
  readonly flags?: number
  readonly subtype?: number
  readonly aggregate?: boolean
  readonly fragment?: number
}

/** An 802.11 data frame. */
export function wireless(ip: Uint8Array, shape: WirelessShape = {}): Uint8Array {
  const { qos = false, fourAddresses = false, htControl = false, padded = false, aggregate = false } = shape
  const flags = (shape.flags ?? 1) | (fourAddresses ? 3 : 0) | (htControl ? 0x80 : 0)
  const header = join(
    bytes(0x08 | (qos ? 0x80 : 0) | (shape.subtype ?? 0), flags),
    new Uint8Array(20),
    little16(shape.fragment ?? 0),
    new Uint8Array(fourAddresses ? 6 : 0),
    qos ? bytes(aggregate ? 0x80 : 0, 0) : new Uint8Array(0),
    new Uint8Array(htControl ? 4 : 0),
  )
  return join(header, new Uint8Array(padded ? -header.length & 3 : 0), snap(ip))
}

/** Radiotap with the time, the flags and as many further words of fields. */
export function radiotap(frame: Uint8Array, flags = 0, moreWords = 0): Uint8Array {
  const words = Array.from({ length: moreWords + 1 }, (_, i) =>
    little32((i === 0 ? 3 : 0) | (i < moreWords ? 0x80000000 : 0)),
  )
  const fieldsAt = 4 + 4 * words.length
  const head = join(
    bytes(0, 0),
    new Uint8Array(2),
    ...words,
    new Uint8Array(-fieldsAt & 7),
    new Uint8Array(8),
    bytes(flags),
  )
  head.set(little16(head.length), 2)
  return join(head, frame)
}

/** A Prism header of 144 bytes, little endian, or an AVS header of 64. */
export const prism = (frame: Uint8Array): Uint8Array => join(little32(0x44), little32(144), new Uint8Array(136), frame)
export const avs = (frame: Uint8Array): Uint8Array =>
  join(bytes(0x80, 0x21, 0x10, 0x01, 0, 0, 0, 64), new Uint8Array(56), frame)

/** The log of Linux' packet filter: a prefix, then the packet. */
export function nflog(ip: Uint8Array, littleEndian = true): Uint8Array {
  const attribute = (type: number, value: Uint8Array): Uint8Array => {
    const head = littleEndian ? join(little16(value.length + 4), little16(type)) : bigEndian(value.length + 4, type)
    return join(head, value, new Uint8Array(-value.length & 3))
  }
  return join(bytes(ip[0]! >> 4 === 6 ? 10 : 2, 0, 0, 5), attribute(10, bytes(65, 66, 0)), attribute(9, ip))
}

export const pflog = (ip: Uint8Array): Uint8Array => join(bytes(61, ip[0]! >> 4 === 6 ? 24 : 2), new Uint8Array(62), ip)
export const enc = (ip: Uint8Array): Uint8Array => join(little32(2), new Uint8Array(8), ip)

/** Endace's record of that type, with as many extension headers. */
export const erf = (type: number, contents: Uint8Array, extensions = 0): Uint8Array =>
  join(
    new Uint8Array(8),
    bytes(type | (extensions > 0 ? 0x80 : 0), 4),
    bigEndian(16 + 8 * extensions + contents.length, 0, contents.length),
    ...Array.from({ length: extensions }, (_, i) => bytes(i < extensions - 1 ? 0x80 : 0, 0, 0, 0, 0, 0, 0, 0)),
    contents,
  )

export const ppi = (linkType: number, frame: Uint8Array): Uint8Array =>
  join(bytes(0, 0), little16(8), little32(linkType), frame)
export const pktap = (linkType: number, frame: Uint8Array): Uint8Array =>
  join(little32(108), little32(1), little32(linkType), new Uint8Array(96), frame)
