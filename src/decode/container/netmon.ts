import type { Complain } from '../../model/flaw.ts'
import { type Frame, MAX_FRAME_BYTES } from './frame.ts'
import { uint16, uint32 } from './integers.ts'
import type { UnitReader } from './spans.ts'

const FILE_HEADER_BYTES = 128
const RECORD_HEADER_BYTES = 16
const ETHERNET = 1
const RAW_IP = 101
/** Behind each frame since version 2.1: its own media type; the process; a time in UTC with its zone. */
const TRAILER_BYTES: readonly number[] = [0, 2, 6, 15]
/** Media types of the file, or since 2.1 of the frame, as LINKTYPE: Ethernet, and IP of a mobile adapter. */
const LINK_TYPES: ReadonlyMap<number, number> = new Map([
  [1, ETHERNET],
  [8, RAW_IP],
])

/**
 * Microsoft Network Monitor 2 (`.cap`), little-endian. Fills `frame` and calls `onFrame` for each record up to the table of
 * frames; what stands there is of no use to who reads from the beginning. The start is a local time of a zone that is not
 * told, and is taken for UTC. A record longer than `MAX_FRAME_BYTES` is skipped (`capture-record-too-long`).
 *
 *     file:   GMBU | minor, major (1) | media (2) | start: year, month, weekday, day, hour ... ms (16) | frame table (4) | ...
 *     record: µs since the start (8) | original length (4) | captured length (4) | bytes | trailer
 */
export function createNetmonReader(frame: Frame, onFrame: () => void, complain: Complain): UnitReader {
  let opened = false
  let startedAt = 0
  let media = 0
  let trailerBytes = 0
  /** Bytes of records that are still to come before the table. */
  let left = 0

  const open = (bytes: Uint8Array, at: number): boolean => {
    const minor = bytes[at + 4]!
    const trailer = TRAILER_BYTES[minor]
    if (bytes[at + 5] !== 2 || trailer === undefined) {
      complain('container-unsupported', `Network Monitor ${bytes[at + 5]}.${minor}`)
      return false
    }
    trailerBytes = trailer
    media = uint16(bytes, at + 6, true)
    const part = (index: number): number => uint16(bytes, at + 8 + 2 * index, true)
    startedAt = Date.UTC(part(0), part(1) - 1, part(3), part(4), part(5), part(6), part(7)) * 1_000
    left = Math.max(0, uint32(bytes, at + 24, true) - FILE_HEADER_BYTES)
    opened = true
    return true
  }

  const read = (bytes: Uint8Array, at: number, length: number): void => {
    frame.at = startedAt + uint32(bytes, at, true) + uint32(bytes, at + 4, true) * 2 ** 32
    if (frame.bytes !== bytes) frame.bytes = bytes
    frame.start = at + RECORD_HEADER_BYTES
    frame.end = frame.start + length
    frame.originalLength = uint32(bytes, at + 8, true)
    frame.linkType = LINK_TYPES.get(trailerBytes === 0 ? media : uint16(bytes, frame.end, true)) ?? -1
    onFrame()
  }

  const reader: UnitReader = {
    need: FILE_HEADER_BYTES,
    searching: false,
    walk(bytes, start, end) {
      let position = start
      if (!opened) {
        if (end - position < FILE_HEADER_BYTES) return position
        if (!open(bytes, position)) return Number.POSITIVE_INFINITY
        position += FILE_HEADER_BYTES
      }
      while (left >= RECORD_HEADER_BYTES) {
        reader.need = RECORD_HEADER_BYTES
        if (end - position < RECORD_HEADER_BYTES) return position
        const length = uint32(bytes, position + 12, true)
        const unit = RECORD_HEADER_BYTES + length + trailerBytes
        const tooLong = length > MAX_FRAME_BYTES
        if (!tooLong && unit > end - position) {
          reader.need = unit
          return position
        }
        left -= unit
        frame.number++
        if (tooLong) {
          complain('capture-record-too-long', `${length} bytes, skipped`, { kind: 'frame', number: frame.number })
        } else read(bytes, position, length)
        position += unit
        if (position > end) return position
      }
      return Number.POSITIVE_INFINITY
    },
  }
  return reader
}
