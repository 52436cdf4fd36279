import { uint16, uint32 } from './integers.ts'
import { DEFAULT_RESOLUTION, type TimeResolution } from './pcapng-time.ts'

const MAX_OPTIONS = 256
const OPTION_END = 0
const WORD = 4_294_967_296

/** `if_tsresol`, `if_fcslen`, `if_tsoffset` of an interface (pcapng §4.2). */
const OPTION_TSRESOL = 9
const OPTION_FCSLEN = 13
const OPTION_TSOFFSET = 14
/** `isb_ifdrop` and `isb_osdrop` of its statistics (§4.6); `epb_dropcount` of a packet (§4.3). */
const OPTION_IFDROP = 5
const OPTION_OSDROP = 7
const OPTION_DROPCOUNT = 4
/** No capture loses more; a counter beyond it was not kept. */
const MAX_DROPS = 2 ** 48

/** What a section says of one of its interfaces. */
export interface Interface {
  readonly linkType: number
  readonly snapLength: number
  readonly resolution: TimeResolution
  /** Frame check sequence at the end of each frame, in bytes. */
  readonly fcsBytes: number
  /** Packets it dropped, as its statistics say, and as its packets do one by one. */
  dropsStated: number
  dropsBetween: number
}

/** For a description that cannot be read: it still takes its number, or all later packets would be read as another's. */
export const unreadableInterface = (): Interface => ({
  linkType: -1,
  snapLength: 0,
  resolution: DEFAULT_RESOLUTION,
  fcsBytes: 0,
  dropsStated: 0,
  dropsBetween: 0,
})

/** The body of an Interface Description Block of at least 8 bytes. */
export function readInterface(bytes: Uint8Array, body: number, limit: number, littleEndian: boolean): Interface {
  let { base, exponent, offsetSeconds } = DEFAULT_RESOLUTION
  let fcsBytes = 0
  eachOption(bytes, body + 8, limit, littleEndian, (code, value, length) => {
    if (code === OPTION_TSRESOL && length >= 1) {
      base = (bytes[value]! & 0x80) === 0 ? 10 : 2
      exponent = bytes[value]! & 0x7f
    } else if (code === OPTION_FCSLEN && length >= 1) fcsBytes = bytes[value]!
    else if (code === OPTION_TSOFFSET && length >= 8) {
      const low = uint32(bytes, littleEndian ? value : value + 4, littleEndian)
      const high = uint32(bytes, littleEndian ? value + 4 : value, littleEndian)
      offsetSeconds = (high | 0) * WORD + low
    }
  })
  // Beyond these a 64-bit count would not reach a second: the option is nonsense, not a clock.
  const resolution = exponent > (base === 10 ? 19 : 63) ? DEFAULT_RESOLUTION : { base, exponent, offsetSeconds }
  return {
    ...unreadableInterface(),
    linkType: uint16(bytes, body, littleEndian),
    snapLength: uint32(bytes, body + 4, littleEndian),
    resolution,
    fcsBytes,
  }
}

/** Drops counted since the capture began, from the options of an Interface Statistics Block. */
export function readStatedDrops(bytes: Uint8Array, options: number, limit: number, littleEndian: boolean): number {
  let drops = 0
  eachOption(bytes, options, limit, littleEndian, (code, value, length) => {
    if ((code === OPTION_IFDROP || code === OPTION_OSDROP) && length >= 8) drops += count(bytes, value, littleEndian)
  })
  return drops
}

/** Packets dropped between this one and the one before, from the options of an Enhanced Packet Block. */
export function readDropsBetween(bytes: Uint8Array, options: number, limit: number, littleEndian: boolean): number {
  let drops = 0
  eachOption(bytes, options, limit, littleEndian, (code, value, length) => {
    if (code === OPTION_DROPCOUNT && length >= 8) drops += count(bytes, value, littleEndian)
  })
  return drops
}

function count(bytes: Uint8Array, at: number, littleEndian: boolean): number {
  const low = uint32(bytes, littleEndian ? at : at + 4, littleEndian)
  const high = uint32(bytes, littleEndian ? at + 4 : at, littleEndian)
  const value = high * WORD + low
  return value > MAX_DROPS ? 0 : value
}

/** Options (pcapng §3.5): code (2) | length (2) | value, filled up to 32 bits. */
function eachOption(
  bytes: Uint8Array,
  start: number,
  limit: number,
  littleEndian: boolean,
  take: (code: number, value: number, length: number) => void,
): void {
  let position = start
  for (let options = 0; options < MAX_OPTIONS && limit - position >= 4; options++) {
    const code = uint16(bytes, position, littleEndian)
    const length = uint16(bytes, position + 2, littleEndian)
    const value = position + 4
    if (code === OPTION_END || length > limit - value) return
    take(code, value, length)
    position = value + length + (-length & 3)
  }
}
