import type { Complain } from '../../model/flaw.ts'
import { type Frame, MAX_FRAME_BYTES } from './frame.ts'
import { uint16, uint32 } from './integers.ts'
import { DEFAULT_RESOLUTION, microsOf, type TimeResolution } from './pcapng-time.ts'
import type { UnitReader } from './spans.ts'

const SECTION_HEADER = 0x0a0d0d0a
const INTERFACE_DESCRIPTION = 1
const OBSOLETE_PACKET = 2
const SIMPLE_PACKET = 3
const ENHANCED_PACKET = 6

const MIN_BLOCK_BYTES = 12
/** A frame of the largest size with generous options; longer blocks of any kind are skipped unread. */
const MAX_BLOCK_BYTES = 2 * MAX_FRAME_BYTES
const MAX_INTERFACES = 4_096
const MAX_OPTIONS = 256
const OPTION_TSRESOL = 9
const OPTION_TSOFFSET = 14

interface Interface {
  readonly linkType: number
  readonly snapLength: number
  readonly resolution: TimeResolution
}

/**
 * pcapng (draft-ietf-opsawg-pcapng): sections in either byte order, several interfaces, Enhanced, Simple and the old Packet
 * Block; other blocks are skipped by their length. Fills `frame` and calls `onFrame` for each packet.
 *
 *     block: type | total length | body, padded to 32 bits | total length again
 */
export function createPcapngReader(frame: Frame, onFrame: () => void, complain: Complain): UnitReader {
  let littleEndian = true
  let interfaces: Interface[] = []

  const invalid = (why: string): void =>
    complain('capture-block-invalid', why, { kind: 'frame', number: frame.number + 1 })

  const emit = (bytes: Uint8Array, start: number, limit: number, captured: number, original: number): void => {
    frame.number++
    let length = captured
    if (length > limit - start) {
      complain('capture-block-invalid', `captured length ${captured} in a block with ${limit - start} bytes left`, {
        kind: 'frame',
        number: frame.number,
      })
      length = limit - start
    }
    if (length > MAX_FRAME_BYTES) {
      complain('capture-record-too-long', `${length} bytes, skipped`, { kind: 'frame', number: frame.number })
      return
    }
    frame.bytes = bytes
    frame.start = start
    frame.end = start + length
    frame.originalLength = original
    onFrame()
  }

  const packet = (bytes: Uint8Array, body: number, limit: number, interfaceId: number): void => {
    if (limit - body < 20) {
      invalid('packet block shorter than its header')
      return
    }
    const source = interfaces[interfaceId]
    if (source === undefined) invalid(`packet of interface ${interfaceId}, which no block describes`)
    const high = uint32(bytes, body + 4, littleEndian)
    const low = uint32(bytes, body + 8, littleEndian)
    frame.at = microsOf(high, low, source?.resolution ?? DEFAULT_RESOLUTION)
    frame.linkType = source?.linkType ?? -1
    emit(bytes, body + 20, limit, uint32(bytes, body + 12, littleEndian), uint32(bytes, body + 16, littleEndian))
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
    emit(bytes, body + 4, limit, Math.min(original, snapLength, limit - body - 4), original)
  }

  const describeInterface = (bytes: Uint8Array, body: number, limit: number): void => {
    if (interfaces.length >= MAX_INTERFACES) {
      invalid(`more than ${MAX_INTERFACES} interfaces`)
      return
    }
    // A description too short to read still takes its number, or all later packets would be read as another's.
    const readable = limit - body >= 8
    if (!readable) invalid('interface description shorter than its header')
    interfaces.push({
      linkType: readable ? uint16(bytes, body, littleEndian) : -1,
      snapLength: readable ? uint32(bytes, body + 4, littleEndian) : 0,
      resolution: readable ? readResolution(bytes, body + 8, limit, littleEndian) : DEFAULT_RESOLUTION,
    })
  }

  const block = (bytes: Uint8Array, type: number, body: number, limit: number): void => {
    if (type === ENHANCED_PACKET) {
      packet(bytes, body, limit, limit - body < 4 ? -1 : uint32(bytes, body, littleEndian))
    } else if (type === OBSOLETE_PACKET) {
      packet(bytes, body, limit, limit - body < 2 ? -1 : uint16(bytes, body, littleEndian))
    } else if (type === SIMPLE_PACKET) simplePacket(bytes, body, limit)
    else if (type === INTERFACE_DESCRIPTION) describeInterface(bytes, body, limit)
    else if (type === SECTION_HEADER) interfaces = []
  }

  const skipLong = (type: number, length: number): void => {
    if (type === ENHANCED_PACKET || type === OBSOLETE_PACKET || type === SIMPLE_PACKET) {
      frame.number++
      complain('capture-record-too-long', `a block of ${length} bytes, skipped`, {
        kind: 'frame',
        number: frame.number,
      })
    } else if (type === INTERFACE_DESCRIPTION) {
      invalid(`an interface description of ${length} bytes, not read`)
      interfaces.push({ linkType: -1, snapLength: 0, resolution: DEFAULT_RESOLUTION })
    } else if (type === SECTION_HEADER) interfaces = []
  }

  const reader: UnitReader = {
    need: MIN_BLOCK_BYTES,
    walk(bytes, start, end) {
      let position = start
      while (end - position >= MIN_BLOCK_BYTES) {
        const type = uint32(bytes, position, littleEndian)
        // The section header's type reads the same both ways; its byte order stands behind the length.
        if (type === SECTION_HEADER) {
          const order = uint32(bytes, position + 8, true)
          if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a) {
            invalid('section header without a byte-order magic; reading stops here')
            return Number.POSITIVE_INFINITY
          }
          littleEndian = order === 0x1a2b3c4d
        }
        const stated = uint32(bytes, position + 4, littleEndian)
        if (stated < MIN_BLOCK_BYTES) {
          invalid(`block length ${stated}; reading stops here`)
          return Number.POSITIVE_INFINITY
        }
        const length = stated + (-stated & 3)
        if (length > MAX_BLOCK_BYTES) {
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
        if (uint32(bytes, limit, littleEndian) !== stated) invalid('the two lengths of a block differ')
        block(bytes, type, position + 8, limit)
        position += length
      }
      reader.need = MIN_BLOCK_BYTES
      return position
    },
  }
  return reader
}

function readResolution(bytes: Uint8Array, start: number, limit: number, littleEndian: boolean): TimeResolution {
  let { base, exponent, offsetSeconds } = DEFAULT_RESOLUTION
  let position = start
  for (let options = 0; options < MAX_OPTIONS && limit - position >= 4; options++) {
    const code = uint16(bytes, position, littleEndian)
    const length = uint16(bytes, position + 2, littleEndian)
    const value = position + 4
    if (code === 0 || length > limit - value) break
    if (code === OPTION_TSRESOL && length >= 1) {
      base = (bytes[value]! & 0x80) === 0 ? 10 : 2
      exponent = bytes[value]! & 0x7f
    } else if (code === OPTION_TSOFFSET && length >= 8) {
      const low = uint32(bytes, littleEndian ? value : value + 4, littleEndian)
      const high = uint32(bytes, littleEndian ? value + 4 : value, littleEndian)
      offsetSeconds = (high | 0) * 4_294_967_296 + low
    }
    position = value + length + (-length & 3)
  }
  // Beyond these a 64-bit count would not reach a second: the option is nonsense, not a clock.
  return exponent > (base === 10 ? 19 : 63) ? DEFAULT_RESOLUTION : { base, exponent, offsetSeconds }
}
