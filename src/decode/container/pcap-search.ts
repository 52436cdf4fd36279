import { MICROS_PER_SECOND, type Micros } from '../../model/time.ts'
import { MAX_FRAME_BYTES } from './frame.ts'
import { uint32 } from './integers.ts'

/** Only a record this near in time to the last one is taken for one. Chosen by us. */
const MAX_STEP_SECONDS = 86_400

/** What the records of a file have in common. */
export interface RecordShape {
  readonly littleEndian: boolean
  readonly headerBytes: number
  /** Fractions of a second are below. */
  readonly fractionLimit: number
  /** 0 where there is none. */
  readonly snapLength: number
}

/**
 * Where between `start` and `end` a header begins that is likely a record's, by its time near `lastAt` (anything but 0 where
 * that is not known) and its lengths; -1 where there is none.
 */
export function findRecord(bytes: Uint8Array, start: number, end: number, shape: RecordShape, lastAt: Micros): number {
  const near = lastAt / MICROS_PER_SECOND
  const [low, high] = [near - MAX_STEP_SECONDS, near + MAX_STEP_SECONDS]
  const { littleEndian } = shape
  const top = Math.floor(near / 2 ** 24)
  // With a day either way the highest octet of a time is nearly always the same: the others need not be looked at.
  const isKnown = Math.floor(low / 2 ** 24) === top && Math.floor(high / 2 ** 24) === top
  const last = end - shape.headerBytes
  for (let at = start; at <= last; at++) {
    if (isKnown && bytes[littleEndian ? at + 3 : at] !== top) continue
    const seconds = uint32(bytes, at, littleEndian)
    if (seconds === 0 || seconds < low || seconds > high) continue
    if (fits(bytes, at, shape)) return at
  }
  return -1
}

function fits(bytes: Uint8Array, at: number, { littleEndian, fractionLimit, snapLength }: RecordShape): boolean {
  if (uint32(bytes, at + 4, littleEndian) >= fractionLimit) return false
  const length = uint32(bytes, at + 8, littleEndian)
  if (length === 0 || length > MAX_FRAME_BYTES || (snapLength > 0 && length > snapLength)) return false
  const original = uint32(bytes, at + 12, littleEndian)
  return original === length || (original > length && original <= MAX_FRAME_BYTES)
}
