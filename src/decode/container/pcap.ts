import type { Complain } from '../../model/flaw.ts'
import { MICROS_PER_SECOND } from '../../model/time.ts'
import { type Frame, MAX_FRAME_BYTES } from './frame.ts'
import { uint32 } from './integers.ts'
import { findRecord } from './pcap-search.ts'
import type { UnitReader } from './spans.ts'

const FILE_HEADER_BYTES = 24
/** Alexey Kuznetsov's variant carries interface, protocol and packet type after the four usual fields. */
const KUZNETZOV_MAGIC = 0xa1b2cd34
const NANOSECOND_MAGIC = 0xa1b23c4d
/** In the link type's field: the length of the frame check sequence is known, and how many 16-bit units it has. */
const FCS_KNOWN = 0x04000000
const FCS_UNITS_SHIFT = 28
/** No clock has more parts of a second: such a record header is none. */
const FRACTION_LIMIT = 1_000_000_000

/**
 * Classic pcap (draft-ietf-opsawg-pcap), both byte orders, micro- and nanoseconds. Fills `frame` and calls `onFrame` for
 * each record.
 *
 *     file:   magic | major, minor | zone | sigfigs | snaplen | FCS bits, link type
 *     record: seconds | micro- or nanoseconds | captured length | original length | bytes
 *
 * A record longer than `MAX_FRAME_BYTES`, but not than the file's own snap length, is skipped (`capture-record-too-long`).
 * A record header that cannot be one means that some length was damaged (`capture-damaged`): reading goes on at the next
 * bytes that are a likely header.
 */
export function createPcapReader(frame: Frame, onFrame: () => void, complain: Complain): UnitReader {
  let littleEndian = true
  let nanoseconds = false
  let recordHeaderBytes = 16
  let snapLength = 0
  let linkType = -1
  let fcsBytes = 0
  let opened = false

  const open = (bytes: Uint8Array, at: number): void => {
    littleEndian = bytes[at]! !== 0xa1
    const magic = uint32(bytes, at, littleEndian)
    nanoseconds = magic === NANOSECOND_MAGIC
    if (magic === KUZNETZOV_MAGIC) recordHeaderBytes = 24
    snapLength = uint32(bytes, at + 16, littleEndian)
    const link = uint32(bytes, at + 20, littleEndian)
    linkType = link & 0xffff
    if ((link & FCS_KNOWN) !== 0) fcsBytes = 2 * (link >>> FCS_UNITS_SHIFT)
    opened = true
  }

  const here = () => ({ kind: 'frame', number: frame.number }) as const

  /** Whether a record header that is out of the ordinary can be none; else, unless empty, the record is to be skipped. */
  const isDamaged = (seconds: number, fraction: number, length: number): boolean => {
    // A file that was not written to its end goes on in zeros.
    const zeros = length === 0 && seconds === 0 && fraction === 0
    if (length === 0 && !zeros && fraction < FRACTION_LIMIT) return false
    frame.number++
    if (!zeros && fraction < FRACTION_LIMIT && length <= snapLength) {
      complain('capture-record-too-long', `${length} bytes, skipped`, here())
      return false
    }
    complain('capture-damaged', `a record of ${length} bytes at ${seconds} s and ${fraction} parts of one`, here())
    reader.searching = true
    return true
  }

  /** The first likely record header at or behind `start`; where there is none, what is too short to tell. */
  const search = (bytes: Uint8Array, start: number, end: number): number => {
    const shape = {
      littleEndian,
      headerBytes: recordHeaderBytes,
      fractionLimit: nanoseconds ? FRACTION_LIMIT : MICROS_PER_SECOND,
      snapLength,
    }
    const found = findRecord(bytes, start, end, shape, frame.at)
    if (found < 0) return Math.max(start, end - recordHeaderBytes + 1)
    reader.searching = false
    return found
  }

  /** The frame check sequence is no part of the packet, and the first to go when the frame is cut. */
  const dropFcs = (): void => {
    frame.originalLength = Math.max(0, frame.originalLength - fcsBytes)
    frame.end = Math.min(frame.end, frame.start + frame.originalLength)
  }

  const reader: UnitReader = {
    need: FILE_HEADER_BYTES,
    searching: false,
    walk(bytes, start, end) {
      let position = start
      if (!opened) {
        if (end - position < FILE_HEADER_BYTES) return position
        open(bytes, position)
        position += FILE_HEADER_BYTES
      }
      const fractionsPerMicro = nanoseconds ? 1_000 : 1
      for (;;) {
        if (reader.searching) position = search(bytes, position, end)
        if (end - position < recordHeaderBytes) break
        const seconds = uint32(bytes, position, littleEndian)
        const fraction = uint32(bytes, position + 4, littleEndian)
        const length = uint32(bytes, position + 8, littleEndian)
        if (fraction >= FRACTION_LIMIT || length > MAX_FRAME_BYTES || length === 0) {
          if (isDamaged(seconds, fraction, length)) {
            position++
            continue
          }
          if (length > 0) {
            position += recordHeaderBytes + length
            if (position > end) return position
            continue
          }
        }
        const next = position + recordHeaderBytes + length
        if (next > end) {
          reader.need = recordHeaderBytes + length
          return position
        }
        frame.number++
        frame.at =
          seconds * MICROS_PER_SECOND + (fractionsPerMicro === 1 ? fraction : Math.floor(fraction / fractionsPerMicro))
        if (frame.bytes !== bytes) frame.bytes = bytes
        frame.start = position + recordHeaderBytes
        frame.end = next
        frame.originalLength = uint32(bytes, position + 12, littleEndian)
        frame.linkType = linkType
        if (fcsBytes > 0) dropFcs()
        onFrame()
        position = next
      }
      reader.need = recordHeaderBytes
      return position
    },
  }
  return reader
}
