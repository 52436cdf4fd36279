import { inflateRawSync, unzipSync } from 'node:zlib'
import { MICROS_PER_SECOND, type Micros } from '../../model/time.ts'
import { uint16, uint32 } from '../container/integers.ts'
import { looksLikeSip } from '../sip/wire.ts'

/** A packet that a capture agent sent on; overwritten by the next. */
export class HepPacket {
  /** Undefined where the agent gave none, in versions before 2 always. */
  at: Micros | undefined = undefined
  version: 4 | 6 = 4
  /** Source in words 0..3, destination in 4..7, as in `Packet`. */
  readonly addresses = new Int32Array(8)
  /** Source port in the upper, destination port in the lower 16 bits; signed. */
  ports = 0
  /** IANA protocol number; agents write 22 for TLS. */
  protocol = 0
  /** What the payload is: 1 SIP, 4 RTP, 5 RTCP, 100 a log line ... */
  payloadType = 0
  /** What the agent calls itself; 0 where it does not. */
  agent = 0
  bytes: Uint8Array = new Uint8Array(0)
  start = 0
  end = 0
  /** False when the capture cut the payload. */
  whole = true
}

/** What bytes are that might be HEP: not, read into the packet, or HEP that contradicts itself. */
export type HepOutcome = 'none' | 'read' | 'broken'

export const HEP_SIP = 1

const MAGIC = 0x48455033
const HEAD_BYTES = 6
/** Vendor (2) | type (2) | length of the whole chunk (2). */
const CHUNK_BYTES = 6
/** What a compressed payload may unpack to: no packet is longer. */
const MAX_UNPACKED_BYTES = 65_535
const AF_INET = 2
/** AF_INET6 of Linux, macOS and FreeBSD. */
const AF_INET6: ReadonlySet<number> = new Set([10, 30, 28])

/** Bytes of the HEP version 3 packet at `start`, for streams that carry one after the other; undefined where none begins. */
export function hepLength(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start < HEAD_BYTES || uint32(bytes, start, false) !== MAGIC) return undefined
  const length = uint16(bytes, start + 4, false)
  return length < HEAD_BYTES ? undefined : length
}

/**
 * The HEP packet (HEP3 network protocol specification, and versions 1 and 2 before it) that fills `start` to `wireEnd`, of
 * which the bytes to `end` are there. `near` is when it was captured. Names no port: lengths and contents must fit.
 */
export function decodeHep(
  bytes: Uint8Array,
  start: number,
  end: number,
  wireEnd: number,
  near: Micros,
  hep: HepPacket,
): HepOutcome {
  const first = bytes[start]
  if (first === 1 || first === 2) return decodeOld(bytes, start, end, wireEnd, near, hep) ? 'read' : 'none'
  if (end - start < HEAD_BYTES || uint32(bytes, start, false) !== MAGIC) return 'none'
  if (uint16(bytes, start + 4, false) !== wireEnd - start) return 'broken'
  return decodeChunks(bytes, start + HEAD_BYTES, end, wireEnd, hep) ? 'read' : 'broken'
}

/** `HEP3` | length of all (2) | chunks. The key an agent authenticates with is a chunk like any other, and is not read. */
function decodeChunks(bytes: Uint8Array, start: number, end: number, wireEnd: number, hep: HepPacket): boolean {
  hep.at = undefined
  hep.ports = 0
  hep.payloadType = 0
  hep.protocol = 0
  hep.agent = 0
  const seen = { source: false, destination: false, payload: false }
  let [seconds, micros] = [0, 0]
  let at = start
  while (at < end) {
    if (end - at < CHUNK_BYTES) return wireEnd > end && seen.payload
    const length = uint16(bytes, at + 4, false)
    if (length < CHUNK_BYTES || length > wireEnd - at) return false
    const body = at + CHUNK_BYTES
    const size = length - CHUNK_BYTES
    const isCut = length > end - at
    const isGeneric = uint16(bytes, at, false) === 0
    const type = isGeneric ? uint16(bytes, at + 2, false) : -1
    if (type === 0x0f || type === 0x10) {
      seen.payload = true
      if (type === 0x10 && (isCut || !unpack(bytes, body, body + size, hep))) return false
      if (type === 0x0f) setPayload(hep, bytes, body, Math.min(body + size, end), !isCut)
    } else if (isCut) return false
    else if (type === 0x02 && size === 1) hep.protocol = bytes[body]!
    else if (type === 0x03 || type === 0x05) seen.source = setAddress(hep, 0, bytes, body, size)
    else if (type === 0x04 || type === 0x06) seen.destination = setAddress(hep, 4, bytes, body, size)
    else if (type === 0x07 && size === 2) hep.ports = (hep.ports & 0xffff) | (uint16(bytes, body, false) << 16)
    else if (type === 0x08 && size === 2) hep.ports = (hep.ports & ~0xffff) | uint16(bytes, body, false)
    else if (type === 0x09 && size === 4) seconds = uint32(bytes, body, false)
    else if (type === 0x0a && size === 4) micros = uint32(bytes, body, false)
    else if (type === 0x0b && size === 1) hep.payloadType = bytes[body]!
    else if (type === 0x0c && size === 4) hep.agent = uint32(bytes, body, false)
    at += length
  }
  if (seconds > 0 && micros < MICROS_PER_SECOND) hep.at = seconds * MICROS_PER_SECOND + micros
  return seen.source && seen.destination && seen.payload
}

function setPayload(hep: HepPacket, bytes: Uint8Array, start: number, end: number, whole: boolean): void {
  hep.bytes = bytes
  hep.start = start
  hep.end = end
  hep.whole = whole
}

/** False where it is neither gzip, zlib nor bare deflate, or unpacks to more than a packet. */
function unpack(bytes: Uint8Array, start: number, end: number, hep: HepPacket): boolean {
  const packed = bytes.subarray(start, end)
  for (const inflate of [unzipSync, inflateRawSync]) {
    try {
      const unpacked = inflate(packed, { maxOutputLength: MAX_UNPACKED_BYTES })
      setPayload(hep, new Uint8Array(unpacked.buffer, unpacked.byteOffset, unpacked.length), 0, unpacked.length, true)
      return true
    } catch {
      // Not of this form: the other one is tried.
    }
  }
  return false
}

/** Source at word 0 or destination at word 4; false for a length that no address has. */
function setAddress(hep: HepPacket, word: 0 | 4, bytes: Uint8Array, at: number, size: number): boolean {
  const { addresses } = hep
  if (size === 4) {
    hep.version = 4
    addresses[word] = 0
    addresses[word + 1] = 0
    addresses[word + 2] = 0xffff
    addresses[word + 3] = uint32(bytes, at, false)
    return true
  }
  if (size !== 16) return false
  hep.version = 6
  for (let i = 0; i < 4; i++) addresses[word + i] = uint32(bytes, at + 4 * i, false)
  return true
}

/**
 * Versions 1 and 2: version (1) | length (1) | family (1) | protocol (1) | ports (4) | source | destination, and in version 2
 * seconds (4) | microseconds (4) | agent (2), with or without two octets of filling, in the byte order of the agent. Agents
 * disagree on what the length counts, so it is not looked at; that the payload is SIP settles it.
 */
function decodeOld(
  bytes: Uint8Array,
  start: number,
  end: number,
  wireEnd: number,
  near: Micros,
  hep: HepPacket,
): boolean {
  const family = bytes[start + 2]!
  const size = family === AF_INET ? 4 : AF_INET6.has(family) ? 16 : 0
  const behind = start + 8 + 2 * size
  if (size === 0 || behind >= end) return false
  const payload = bytes[start] === 1 ? behind : [behind + 12, behind + 10].find((at) => looksLikeSip(bytes, at, end))
  if (payload === undefined || !looksLikeSip(bytes, payload, end)) return false
  hep.protocol = bytes[start + 3]!
  hep.ports = uint32(bytes, start + 4, false) | 0
  setAddress(hep, 0, bytes, start + 8, size)
  setAddress(hep, 4, bytes, start + 8 + size, size)
  hep.payloadType = HEP_SIP
  hep.agent = 0
  hep.at = payload === behind ? undefined : oldTime(bytes, behind, near)
  setPayload(hep, bytes, payload, end, end >= wireEnd)
  return true
}

/** Of the two byte orders the one nearer to when the packet was captured. */
function oldTime(bytes: Uint8Array, at: number, near: Micros): Micros | undefined {
  const times = [true, false]
    .map((littleEndian) => [uint32(bytes, at, littleEndian), uint32(bytes, at + 4, littleEndian)] as const)
    .filter(([seconds, micros]) => seconds > 0 && micros < MICROS_PER_SECOND)
    .map(([seconds, micros]) => seconds * MICROS_PER_SECOND + micros)
  return times.sort((a, b) => Math.abs(a - near) - Math.abs(b - near))[0]
}
