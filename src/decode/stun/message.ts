import { crc32 } from 'node:zlib'
import type { Endpoint } from '../../model/endpoint.ts'
import type { StunAttributes, StunMessage, StunMethod } from '../../model/stun.ts'
import { uint16, uint32 } from '../container/integers.ts'
import { addressText } from '../network/address.ts'

const HEADER_BYTES = 20
const COOKIE = 0x2112a442
/** "the XOR'ed ... value 0x5354554e" (RFC 8489 §14.7). */
const FINGERPRINT_XOR = 0x5354554e
/** Attributes read of one message; a datagram of the usual size holds fewer. Chosen by us. */
const MAX_ATTRIBUTES = 64
/** A text attribute is at most 763 bytes (RFC 8489 §14.3). */
const MAX_TEXT_BYTES = 763

const METHODS: ReadonlyMap<number, StunMethod> = new Map([
  [0x001, 'binding'],
  [0x002, 'shared-secret'],
  [0x003, 'allocate'],
  [0x004, 'refresh'],
  [0x006, 'send'],
  [0x007, 'data'],
  [0x008, 'create-permission'],
  [0x009, 'channel-bind'],
] as const)

const CLASSES = ['request', 'indication', 'success', 'error'] as const

/** What a STUN message says, and where in the bytes it carries a datagram for or from a peer. */
export interface StunBody extends Pick<StunMessage, 'class' | 'method' | 'transactionId' | 'classic' | 'attributes'> {
  /** Where the value of XOR-PEER-ADDRESS begins, -1 without one. */
  readonly peerAt: number
  /** Bounds of DATA (RFC 8656 §18.4). */
  readonly data: { readonly start: number; readonly end: number } | undefined
}

/**
 * Whether a STUN message stands between `start` and `end`: the magic cookie, or a method and class of RFC 3489, and a
 * length that is that of the datagram, which ends at `wireEnd`; the capture may have cut it at `end`.
 *
 *     0 0 | class and method, 14 bits | length | magic cookie 0x2112A442 | transaction ID, 96 bits | attributes
 */
export function isStun(bytes: Uint8Array, start: number, end: number, wireEnd: number): boolean {
  if (end - start < HEADER_BYTES || bytes[start]! > 3) return false
  if (HEADER_BYTES + uint16(bytes, start + 2, false) !== wireEnd - start) return false
  return uint32(bytes, start + 4, false) === COOKIE || isClassic(bytes, start, end)
}

/** Binding and Shared Secret, request, response and error (RFC 3489 §11.1), with attributes that fill it exactly. */
function isClassic(bytes: Uint8Array, start: number, end: number): boolean {
  const type = uint16(bytes, start, false)
  if ((type & ~0x0113) !== 0 || (type & 3) === 0 || (type & 3) === 3 || (type & 0x0110) === 0x0010) return false
  let at = start + HEADER_BYTES
  while (end - at >= 4) {
    const attribute = uint16(bytes, at, false)
    if (attribute === 0 || (attribute > 0x000b && attribute < 0x8000)) return false
    at += 4 + padded(uint16(bytes, at + 2, false))
  }
  return at === end
}

const padded = (length: number): number => (length + 3) & ~3

/** The message, undefined where `isStun` is false. Attributes that do not fit, and all behind them, are left out. */
export function decodeStun(bytes: Uint8Array, start: number, end: number, wireEnd: number): StunBody | undefined {
  if (!isStun(bytes, start, end, wireEnd)) return undefined
  const type = uint16(bytes, start, false)
  const classic = uint32(bytes, start + 4, false) !== COOKIE
  const method = (type & 0x000f) | ((type >> 1) & 0x0070) | ((type >> 2) & 0x0f80)
  const reader = createAttributeReader(bytes, start)
  // Attributes are filled up to 32 bits (RFC 8489 §14), but for those of Microsoft's TURN before it was a standard.
  const filled = (uint16(bytes, start + 2, false) & 3) === 0
  let at = start + HEADER_BYTES
  for (let count = 0; count < MAX_ATTRIBUTES && end - at >= 4; count++) {
    const length = uint16(bytes, at + 2, false)
    if (at + 4 + length > end) break
    reader.read(uint16(bytes, at, false), at + 4, length)
    at += 4 + (filled ? padded(length) : length)
  }
  return {
    class: CLASSES[((type >> 7) & 2) | ((type >> 4) & 1)]!,
    method: METHODS.get(method) ?? 'other',
    transactionId: Buffer.from(bytes.subarray(start + (classic ? 4 : 8), start + HEADER_BYTES)).toString('hex'),
    classic,
    attributes: reader.attributes,
    peerAt: reader.peerAt(),
    data: reader.data(),
  }
}

type Writable<T> = { -readonly [key in keyof T]: T[key] }

/** Reads attributes one by one; of one that stands twice the first counts (RFC 8489 §14). */
function createAttributeReader(bytes: Uint8Array, start: number) {
  const attributes: Writable<StunAttributes> = {
    mapped: undefined,
    relayed: undefined,
    peer: undefined,
    channel: undefined,
    username: undefined,
    realm: undefined,
    software: undefined,
    priority: undefined,
    useCandidate: false,
    role: undefined,
    error: undefined,
    fingerprint: undefined,
  }
  let peerAt = -1
  let data: StunBody['data']
  const text = (at: number, length: number) => textOf(bytes, at, at + Math.min(length, MAX_TEXT_BYTES))
  const word = (at: number, length: number) => (length === 4 ? uint32(bytes, at, false) : undefined)
  const address = (at: number, length: number) => xoredEndpoint(bytes, at, length, start)

  const read = (type: number, at: number, length: number): void => {
    switch (type) {
      case 0x0001:
        attributes.mapped ??= plainEndpoint(bytes, at, length)
        return
      case 0x0020:
      case 0x8020: // Of the drafts before RFC 5389, which old servers still send.
        attributes.mapped = address(at, length) ?? attributes.mapped
        return
      case 0x0012:
        if (peerAt < 0 && addressLength(bytes, at, length) > 0) peerAt = at
        attributes.peer ??= address(at, length)
        return
      case 0x0016:
        attributes.relayed ??= address(at, length)
        return
      case 0x0013:
        data ??= { start: at, end: at + length }
        return
      case 0x000c:
        attributes.channel ??= length === 4 ? uint16(bytes, at, false) : undefined
        return
      case 0x0006:
        attributes.username ??= text(at, length)
        return
      case 0x0014:
        attributes.realm ??= text(at, length)
        return
      case 0x8022:
        attributes.software ??= text(at, length)
        return
      case 0x0024:
        attributes.priority ??= word(at, length)
        return
      case 0x0025:
        attributes.useCandidate = true
        return
      case 0x8029:
        attributes.role ??= 'controlled'
        return
      case 0x802a:
        attributes.role ??= 'controlling'
        return
      case 0x0009:
        // Reserved, 21 bits; class, the hundreds, 3 bits; number, 8 bits; reason phrase (RFC 8489 §14.8).
        if (length < 4) return
        attributes.error ??= {
          code: (bytes[at + 2]! & 7) * 100 + bytes[at + 3]!,
          reason: text(at + 4, length - 4),
        }
        return
      case 0x8028:
        attributes.fingerprint ??= length === 4 && isFingerprint(bytes, start, at)
    }
  }
  return { attributes: attributes as StunAttributes, read, peerAt: () => peerAt, data: () => data }
}

/** CRC-32 of the message up to the attribute, which stands last (RFC 8489 §14.7). */
function isFingerprint(bytes: Uint8Array, start: number, at: number): boolean {
  const stated = uint32(bytes, at, false)
  return (crc32(bytes.subarray(start, at - 4)) ^ FINGERPRINT_XOR) >>> 0 === stated
}

/** 4 or 16 for a whole address attribute (RFC 8489 §14.1): zero, family, port, address. */
function addressLength(bytes: Uint8Array, at: number, length: number): number {
  if (length === 8 && bytes[at + 1] === 1) return 4
  return length === 20 && bytes[at + 1] === 2 ? 16 : 0
}

function plainEndpoint(bytes: Uint8Array, at: number, length: number): Endpoint | undefined {
  const octets = addressLength(bytes, at, length)
  if (octets === 0) return undefined
  const words = new Int32Array(4)
  fillWords(words, 0, bytes, at + 4, octets)
  return { address: addressText(words, 0), port: uint16(bytes, at + 2, false) }
}

function xoredEndpoint(bytes: Uint8Array, at: number, length: number, message: number): Endpoint | undefined {
  if (addressLength(bytes, at, length) === 0) return undefined
  const words = new Int32Array(4)
  const port = xoredAddress(words, 0, bytes, at, message)
  return { address: addressText(words, 0), port }
}

/**
 * Writes the address of an XOR'ed attribute whose value begins at `at` as packed words (see `network/address.ts`) and
 * returns its port. `message` is where the STUN message begins: its cookie and transaction ID are the mask (RFC 8489 §14.2).
 */
export function xoredAddress(words: Int32Array, into: number, bytes: Uint8Array, at: number, message: number): number {
  const octets = bytes[at + 1] === 2 ? 16 : 4
  fillWords(words, into, bytes, at + 4, octets)
  if (octets === 4) words[into + 3] = words[into + 3]! ^ COOKIE
  else for (let i = 0; i < 4; i++) words[into + i] = words[into + i]! ^ uint32(bytes, message + 4 + 4 * i, false)
  return uint16(bytes, at + 2, false) ^ (COOKIE >>> 16)
}

function fillWords(words: Int32Array, into: number, bytes: Uint8Array, at: number, octets: number): void {
  if (octets === 4) {
    words[into] = 0
    words[into + 1] = 0
    words[into + 2] = 0xffff
    words[into + 3] = uint32(bytes, at, false)
    return
  }
  for (let i = 0; i < 4; i++) words[into + i] = uint32(bytes, at + 4 * i, false)
}

/** UTF-8, its padding of spaces and zeroes left out: RFC 5769 itself pads so. */
const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.subarray(start, end))
    .toString('utf8')
    .replace(/[\0 ]+$/, '')
