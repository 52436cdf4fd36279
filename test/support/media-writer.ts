import { crc32 } from 'node:zlib'
import ipaddr from 'ipaddr.js'
import { join } from './capture-writer.ts'

const bigEndian = (bytes: number, value: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** (bytes - 1 - i)) % 256)

export const u8 = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)
export const u16 = (value: number): Uint8Array => bigEndian(2, value)
export const u24 = (value: number): Uint8Array => bigEndian(3, value)
export const u32 = (value: number): Uint8Array => bigEndian(4, value)
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

const COOKIE = u32(0x2112a442)

/** A STUN attribute, filled up to 32 bits. */
export const attribute = (type: number, value: Uint8Array): Uint8Array =>
  join(u16(type), u16(value.length), value, new Uint8Array(-value.length & 3))

export const textAttribute = (type: number, value: string): Uint8Array => attribute(type, utf8(value))

const transactionOf = (id: number): Uint8Array => join(new Uint8Array(8), u32(id))

/** XOR'ed with the cookie and the transaction ID. */
export function xorAddress(type: number, address: string, port: number, id = 1): Uint8Array {
  const octets = Uint8Array.from(ipaddr.parse(address).toByteArray())
  const mask = join(COOKIE, transactionOf(id))
  const hidden = octets.map((octet, i) => octet ^ mask[i]!)
  return attribute(type, join(u8(0, octets.length === 4 ? 1 : 2), u16(port ^ 0x2112), hidden))
}

/** A STUN message of that type with transaction ID `id`. */
export function stun(type: number, id = 1, ...attributes: readonly Uint8Array[]): Uint8Array {
  const body = join(...attributes)
  return join(u16(type), u16(body.length), COOKIE, transactionOf(id), body)
}

/** The same with a FINGERPRINT behind it. */
export function fingerprinted(type: number, id: number, ...attributes: readonly Uint8Array[]): Uint8Array {
  const message = stun(type, id, ...attributes)
  const longer = join(message.subarray(0, 2), u16(message.length - 20 + 8), message.subarray(4))
  return join(longer, attribute(0x8028, u32((crc32(longer) ^ 0x5354554e) >>> 0)))
}

export const channelData = (channel: number, data: Uint8Array, padding = 0): Uint8Array =>
  join(u16(channel), u16(data.length), data, new Uint8Array(padding))

/** A DTLS record, DTLS 1.2 unless said. */
export const dtlsRecord = (type: number, epoch: number, fragment: Uint8Array, version = 0xfefd): Uint8Array =>
  join(u8(type), u16(version), u16(epoch), new Uint8Array(6), u16(fragment.length), fragment)

/** A DTLS handshake message, or the part of it from `offset` that is `length` long. */
export function dtlsHandshake(
  type: number,
  number: number,
  body: Uint8Array,
  offset = 0,
  length = body.length,
): Uint8Array {
  const part = body.subarray(offset, offset + length)
  return join(u8(type), u24(body.length), u16(number), u24(offset), u24(part.length), part)
}

const vector = (lengthBytes: 1 | 2 | 3, body: Uint8Array): Uint8Array => join(bigEndian(lengthBytes, body.length), body)
const extension = (type: number, body: Uint8Array): Uint8Array => join(u16(type), vector(2, body))
const srtpExtension = (profiles: readonly number[]): Uint8Array =>
  extension(14, join(vector(2, join(...profiles.map(u16))), u8(0)))

export interface HelloShape {
  readonly cookie?: string
  readonly suites?: readonly number[]
  readonly profiles?: readonly number[]
  /** supported_versions. */
  readonly versions?: readonly number[]
}

export const clientHello = ({ cookie = '', suites = [0xc02b], profiles = [1], versions = [] }: HelloShape = {}) =>
  join(
    u16(0xfefd),
    new Uint8Array(32).fill(7),
    vector(1, new Uint8Array(0)),
    vector(1, utf8(cookie)),
    vector(2, join(...suites.map(u16))),
    vector(1, u8(0)),
    vector(
      2,
      join(
        profiles.length > 0 ? srtpExtension(profiles) : new Uint8Array(0),
        versions.length > 0 ? extension(43, vector(1, join(...versions.map(u16)))) : new Uint8Array(0),
      ),
    ),
  )

export const serverHello = (suite = 0xc02b, profile = 1): Uint8Array =>
  join(
    u16(0xfefd),
    new Uint8Array(32).fill(8),
    vector(1, new Uint8Array(0)),
    u16(suite),
    u8(0),
    vector(2, srtpExtension([profile])),
  )

/** A Certificate message of one certificate. */
export const certificate = (der: Uint8Array): Uint8Array => vector(3, vector(3, der))

/** A UDPTL packet with redundancy, the latest earlier IFP first. */
export const udptl = (sequence: number, primary: Uint8Array, ...earlier: readonly Uint8Array[]): Uint8Array =>
  join(u16(sequence), vector(1, primary), u8(0, earlier.length), ...earlier.map((one) => vector(1, one)))

/** A UDPTL packet with parity. */
export const udptlFec = (sequence: number, primary: Uint8Array, ...parity: readonly Uint8Array[]): Uint8Array =>
  join(u16(sequence), vector(1, primary), u8(0x80, 1, 3, parity.length), ...parity.map((one) => vector(1, one)))
