import type { Complain } from '../../model/flaw.ts'
import { type Frame, MAX_FRAME_BYTES } from './frame.ts'
import { uint16, uint32 } from './integers.ts'
import {
  BYTE_ORDER_MAGIC,
  BYTE_ORDER_MAGIC_SWAPPED,
  DECRYPTION_SECRETS,
  ENHANCED_PACKET,
  INTERFACE_DESCRIPTION,
  INTERFACE_STATISTICS,
  isPacketBlock,
  OBSOLETE_PACKET,
  SECTION_HEADER,
  SIMPLE_PACKET,
} from './pcapng-blocks.ts'
import {
  type Interface,
  readDropsBetween,
  readInterface,
  readStatedDrops,
  unreadableInterface,
} from './pcapng-interfaces.ts'
import { findBlock, isPacketLength, LIKELY_BYTES } from './pcapng-search.ts'
import { DEFAULT_RESOLUTION, microsOf } from './pcapng-time.ts'
import type { UnitReader } from './spans.ts'

const MIN_BLOCK_BYTES = 12
/** Interface, time, captured and original length in front of a packet's bytes. */
const PACKET_FIELD_BYTES = 20
/** A frame of the largest size with generous options; longer blocks are skipped unread. */
const MAX_BLOCK_BYTES = 2 * MAX_FRAME_BYTES
/** A key log of some 20,000 sessions. Chosen by us. */
const MAX_SECRETS_BYTES = 4_194_304
/** No writer makes blocks of any kind longer than this: such a length is damage. Chosen by us. */
const MAX_SKIPPED_BYTES = 67_108_864
const MAX_INTERFACES = 4_096
/** The highest block type of the standard; others are custom, or of one vendor, and skipped by their length. */
const LAST_STANDARD_TYPE = DECRYPTION_SECRETS
/** The old Packet Block's count of drops where none was kept. */
const DROPS_UNKNOWN = 0xffff

/** Takes the bytes of a Decryption Secrets Block (pcapng §4.7): its kind is `TLS_KEY_LOG` or another. They are lent for the call. */
export type SecretsSink = (kind: number, bytes: Uint8Array) => void

/** `TLSK`: lines in the format of NSS key logs. */
export const TLS_KEY_LOG = 0x544c534b

export interface PcapngReader extends UnitReader {
  /** Packets that the capturing machine counted as dropped so far. */
  droppedPackets(): number
}

/**
 * pcapng (draft-ietf-opsawg-pcapng): sections in either byte order, several interfaces, Enhanced, Simple and the old Packet
 * Block, interface statistics and decryption secrets; other blocks are skipped by their length. Fills `frame` and calls
 * `onFrame` for each packet. A length that cannot be one is `capture-damaged`, and reading goes on at the next likely block.
 *
 *     block: type | total length | body, padded to 32 bits | total length again
 */
export function createPcapngReader(
  frame: Frame,
  onFrame: () => void,
  complain: Complain,
  onSecrets: SecretsSink,
): PcapngReader {
  let littleEndian = true
  let interfaces: Interface[] = []
  /** In the sections before. */
  let earlierInterfaces = 0
  /** Of sections that are over. */
  let earlierDrops = 0

  const here = (number: number) => ({ kind: 'frame', number }) as const
  const invalid = (why: string): void => complain('capture-block-invalid', why, here(frame.number + 1))

  const lose = (why: string): void => {
    complain('capture-damaged', why, here(frame.number + 1))
    reader.searching = true
  }

  const emit = (
    bytes: Uint8Array,
    start: number,
    limit: number,
    captured: number,
    original: number,
    fcsBytes: number,
  ): void => {
    frame.number++
    let length = captured
    if (length > limit - start) {
      const why = `captured length ${captured} in a block with ${limit - start} bytes left`
      complain('capture-block-invalid', why, here(frame.number))
      length = limit - start
    }
    if (length > MAX_FRAME_BYTES) {
      complain('capture-record-too-long', `${length} bytes, skipped`, here(frame.number))
      return
    }
    frame.bytes = bytes
    frame.start = start
    frame.end = start + length
    frame.originalLength = original
    if (fcsBytes > 0) {
      // The frame check sequence is no part of the packet, and the first to go when the frame is cut.
      frame.originalLength = Math.max(0, original - fcsBytes)
      frame.end = Math.min(frame.end, start + frame.originalLength)
    }
    onFrame()
  }

  const packet = (bytes: Uint8Array, body: number, limit: number, interfaceId: number): Interface | undefined => {
    if (limit - body < PACKET_FIELD_BYTES) {
      invalid('packet block shorter than its header')
      return undefined
    }
    const source = interfaces[interfaceId]
    if (source === undefined) invalid(`packet of interface ${interfaceId}, which no block describes`)
    const high = uint32(bytes, body + 4, littleEndian)
    const low = uint32(bytes, body + 8, littleEndian)
    const captured = uint32(bytes, body + 12, littleEndian)
    frame.at = microsOf(high, low, source?.resolution ?? DEFAULT_RESOLUTION)
    frame.linkType = source?.linkType ?? -1
    frame.interface = earlierInterfaces + interfaceId
    const original = uint32(bytes, body + 16, littleEndian)
    emit(bytes, body + PACKET_FIELD_BYTES, limit, captured, original, source?.fcsBytes ?? 0)
    return source
  }

  const enhancedPacket = (bytes: Uint8Array, body: number, limit: number): void => {
    const source = packet(bytes, body, limit, limit - body < 4 ? -1 : uint32(bytes, body, littleEndian))
    if (source === undefined) return
    const captured = uint32(bytes, body + 12, littleEndian)
    const options = body + PACKET_FIELD_BYTES + captured + (-captured & 3)
    if (options < limit) source.dropsBetween += readDropsBetween(bytes, options, limit, littleEndian)
  }

  const obsoletePacket = (bytes: Uint8Array, body: number, limit: number): void => {
    const source = packet(bytes, body, limit, limit - body < 2 ? -1 : uint16(bytes, body, littleEndian))
    if (source === undefined) return
    const drops = uint16(bytes, body + 2, littleEndian)
    if (drops !== DROPS_UNKNOWN) source.dropsBetween += drops
  }

  const simplePacket = (bytes: Uint8Array, body: number, limit: number): void => {
    if (limit - body < 4) {
      invalid('packet block shorter than its header')
      return
    }
    const source = interfaces[0]
    if (source === undefined) invalid('packet of interface 0, which no block describes')
    const original = uint32(bytes, body, littleEndian)
    const snapLength = source?.snapLength || Number.POSITIVE_INFINITY
    frame.linkType = source?.linkType ?? -1
    frame.interface = earlierInterfaces
    emit(bytes, body + 4, limit, Math.min(original, snapLength, limit - body - 4), original, source?.fcsBytes ?? 0)
  }

  const describeInterface = (bytes: Uint8Array, body: number, limit: number): void => {
    if (interfaces.length >= MAX_INTERFACES) {
      invalid(`more than ${MAX_INTERFACES} interfaces`)
      return
    }
    const readable = limit - body >= 8
    if (!readable) invalid('interface description shorter than its header')
    interfaces.push(readable ? readInterface(bytes, body, limit, littleEndian) : unreadableInterface())
  }

  const statistics = (bytes: Uint8Array, body: number, limit: number): void => {
    const source = limit - body < 12 ? undefined : interfaces[uint32(bytes, body, littleEndian)]
    if (source === undefined) invalid('statistics of an interface that no block describes')
    else source.dropsStated = readStatedDrops(bytes, body + 12, limit, littleEndian)
  }

  const secrets = (bytes: Uint8Array, body: number, limit: number): void => {
    const length = limit - body < 8 ? -1 : uint32(bytes, body + 4, littleEndian)
    if (length < 0 || length > limit - body - 8) invalid(`secrets of ${length} bytes in a block of ${limit - body}`)
    else onSecrets(uint32(bytes, body, littleEndian), bytes.subarray(body + 8, body + 8 + length))
  }

  const block = (bytes: Uint8Array, type: number, body: number, limit: number): void => {
    if (type === ENHANCED_PACKET) enhancedPacket(bytes, body, limit)
    else if (type === OBSOLETE_PACKET) obsoletePacket(bytes, body, limit)
    else if (type === SIMPLE_PACKET) simplePacket(bytes, body, limit)
    else if (type === INTERFACE_DESCRIPTION) describeInterface(bytes, body, limit)
    else if (type === INTERFACE_STATISTICS) statistics(bytes, body, limit)
    else if (type === DECRYPTION_SECRETS) secrets(bytes, body, limit)
    else if (type === SECTION_HEADER) beginSection()
  }

  const beginSection = (): void => {
    earlierDrops += dropsOf(interfaces)
    earlierInterfaces += interfaces.length
    interfaces = []
  }

  /** A block too long to be read, whose length is believed. */
  const skipLong = (type: number, length: number): void => {
    if (isPacketBlock(type)) {
      frame.number++
      complain('capture-record-too-long', `a block of ${length} bytes, skipped`, here(frame.number))
    } else if (type === INTERFACE_DESCRIPTION) {
      invalid(`an interface description of ${length} bytes, not read`)
      interfaces.push(unreadableInterface())
    } else if (type === DECRYPTION_SECRETS) invalid(`secrets of ${length} bytes, not read`)
    else if (type === SECTION_HEADER) beginSection()
  }

  /** Whether a block may be believed to have that length; a long one has shown `LIKELY_BYTES` of itself. */
  const isBelievable = (bytes: Uint8Array, at: number, type: number, length: number): boolean => {
    if (length < MIN_BLOCK_BYTES || length > MAX_SKIPPED_BYTES) return false
    if (length <= MAX_BLOCK_BYTES) return type <= LAST_STANDARD_TYPE || (length & 3) === 0
    if (type === SIMPLE_PACKET) return length - 16 <= uint32(bytes, at + 8, littleEndian) + 3
    if (!isPacketBlock(type)) return true
    return isPacketLength(length, uint32(bytes, at + 20, littleEndian))
  }

  /** The first likely block at or behind `start`; where there is none, what is too short to tell. */
  const search = (bytes: Uint8Array, start: number, end: number): number => {
    const found = findBlock(bytes, start, end, littleEndian, interfaces.length)
    if (found < 0) return Math.max(start, end - LIKELY_BYTES + 1)
    reader.searching = false
    return found
  }

  /** Where to look for the next block when the two lengths of one differ: its own bytes may be too few. */
  const afterMismatch = (bytes: Uint8Array, type: number, body: number, limit: number): number => {
    lose('the two lengths of a block differ')
    if (type === SECTION_HEADER || type === INTERFACE_DESCRIPTION) block(bytes, type, body, limit)
    if (type !== ENHANCED_PACKET && type !== OBSOLETE_PACKET) return body
    const captured = limit - body < PACKET_FIELD_BYTES ? -1 : uint32(bytes, body + 12, littleEndian)
    const data = body + PACKET_FIELD_BYTES
    if (captured < 0 || captured > limit - data) return body
    block(bytes, type, body, data + captured)
    return data
  }

  const reader: PcapngReader = {
    need: MIN_BLOCK_BYTES,
    searching: false,
    droppedPackets: () => earlierDrops + dropsOf(interfaces),
    walk(bytes, start, end) {
      let position = start
      for (;;) {
        if (reader.searching) {
          position = search(bytes, position, end)
          if (reader.searching) {
            reader.need = LIKELY_BYTES
            return position
          }
        }
        if (end - position < MIN_BLOCK_BYTES) break
        const type = uint32(bytes, position, littleEndian)
        // The section header's type reads the same both ways; its byte order stands behind the length.
        if (type === SECTION_HEADER) {
          const order = uint32(bytes, position + 8, true)
          if (order !== BYTE_ORDER_MAGIC && order !== BYTE_ORDER_MAGIC_SWAPPED) {
            lose('a section header without a byte-order magic')
            position += 4
            continue
          }
          littleEndian = order === BYTE_ORDER_MAGIC
        }
        const stated = uint32(bytes, position + 4, littleEndian)
        const length = stated + (-stated & 3)
        if (length > MAX_BLOCK_BYTES && end - position < LIKELY_BYTES) {
          reader.need = LIKELY_BYTES
          return position
        }
        if (!isBelievable(bytes, position, type, stated)) {
          lose(`a block of type ${type} and ${stated} bytes`)
          position += 4
          continue
        }
        if (length > MAX_BLOCK_BYTES && (type !== DECRYPTION_SECRETS || length > MAX_SECRETS_BYTES)) {
          skipLong(type, length)
          position += length
          if (position > end) return position
          continue
        }
        if (length > end - position) {
          reader.need = length
          return position
        }
        const limit = position + length - 4
        if (uint32(bytes, limit, littleEndian) !== stated) {
          position = afterMismatch(bytes, type, position + 8, limit)
          continue
        }
        block(bytes, type, position + 8, limit)
        position += length
      }
      reader.need = MIN_BLOCK_BYTES
      return position
    },
  }
  return reader
}

function dropsOf(interfaces: readonly Interface[]): number {
  return interfaces.reduce((sum, { dropsStated, dropsBetween }) => sum + Math.max(dropsStated, dropsBetween), 0)
}
