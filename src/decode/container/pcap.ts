import type { Complain } from '../../model/flaw.ts'
import { MICROS_PER_SECOND } from '../../model/time.ts'
import { type Frame, MAX_FRAME_BYTES } from './frame.ts'
import { uint32 } from './integers.ts'
import type { UnitReader } from './spans.ts'

const FILE_HEADER_BYTES = 24
/** Alexey Kuznetsov's variant carries interface, protocol and packet type after the four usual fields. */
const KUZNETSOV_MAGIC = 0xa1b2cd34
const NANOSECOND_MAGIC = 0xa1b23c4d

/**
 * Classic pcap (draft-ietf-opsawg-pcap), both byte orders, micro- and nanoseconds. Fills `frame` and calls `onFrame` for
 * each record.
 *
 *     file:   magic | major, minor | zone | sigfigs | snaplen | FCS bits, link type
 *     record: seconds | micro- or nanoseconds | captured length | original length | bytes
 *
 * A record longer than `MAX_FRAME_BYTES` is skipped; one longer than the file's own snap length allows means that the
 * lengths can no longer be trusted, and the rest is not read. Both are `capture-record-too-long`.
 */
export function createPcapReader(frame: Frame, onFrame: () => void, complain: Complain): UnitReader {
  let littleEndian = true
  let nanoseconds = false
  let recordHeaderBytes = 16
  let snapLength = 0
  let linkType = -1
  let opened = false

  const open = (bytes: Uint8Array, at: number): void => {
    littleEndian = bytes[at]! !== 0xa1
    const magic = uint32(bytes, at, littleEndian)
    nanoseconds = magic === NANOSECOND_MAGIC
    if (magic === KUZNETSOV_MAGIC) recordHeaderBytes = 24
    snapLength = uint32(bytes, at + 16, littleEndian)
    linkType = uint32(bytes, at + 20, littleEndian) & 0xffff
    opened = true
  }

  /** Bytes to skip for a record too long to read. */
  const tooLong = (length: number): number => {
    const trusted = length <= snapLength
    complain(
      'capture-record-too-long',
      `${length} bytes, ${trusted ? 'skipped' : `over the snap length of ${snapLength}; reading stops here`}`,
      { kind: 'frame', number: frame.number + 1 },
    )
    frame.number++
    return trusted ? length : Number.POSITIVE_INFINITY
  }

  const reader: UnitReader = {
    need: FILE_HEADER_BYTES,
    walk(bytes, start, end) {
      let position = start
      if (!opened) {
        if (end - position < FILE_HEADER_BYTES) return position
        open(bytes, position)
        position += FILE_HEADER_BYTES
      }
      const fractionsPerMicro = nanoseconds ? 1_000 : 1
      while (end - position >= recordHeaderBytes) {
        const length = uint32(bytes, position + 8, littleEndian)
        if (length > MAX_FRAME_BYTES) {
          position += recordHeaderBytes + tooLong(length)
          if (position > end) return position
          continue
        }
        const next = position + recordHeaderBytes + length
        if (next > end) {
          reader.need = recordHeaderBytes + length
          return position
        }
        const fraction = uint32(bytes, position + 4, littleEndian)
        frame.number++
        frame.at =
          uint32(bytes, position, littleEndian) * MICROS_PER_SECOND +
          (fractionsPerMicro === 1 ? fraction : Math.floor(fraction / fractionsPerMicro))
        if (frame.bytes !== bytes) frame.bytes = bytes
        frame.start = position + recordHeaderBytes
        frame.end = next
        frame.originalLength = uint32(bytes, position + 12, littleEndian)
        frame.linkType = linkType
        onFrame()
        position = next
      }
      reader.need = recordHeaderBytes
      return position
    },
  }
  return reader
}
