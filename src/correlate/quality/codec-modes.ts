import { formatOf } from '../../decode/sdp/values/fmtp.ts'

/** What gives the mode of a codec away. */
export interface Mode {
  /** Format parameters of the description that governs it. */
  readonly fmtp?: string | undefined
  /** Payload octets of one packet, and the time it holds. */
  readonly octets?: number | undefined
  readonly ptimeMs?: number | undefined
}

/** Octets of one frame to its mode in kbit/s. */
type Frames = ReadonlyMap<number, string>

/** Modes of RFC 4867 in the order of their numbers, with the bits of a frame of each. */
type Rates = readonly (readonly [mode: string, bits: number])[]

const AMR: Rates = [
  ['4.75', 95],
  ['5.15', 103],
  ['5.9', 118],
  ['6.7', 134],
  ['7.4', 148],
  ['7.95', 159],
  ['10.2', 204],
  ['12.2', 244],
]
const AMR_WB: Rates = [
  ['6.6', 132],
  ['8.85', 177],
  ['12.65', 253],
  ['14.25', 285],
  ['15.85', 317],
  ['18.25', 365],
  ['19.85', 397],
  ['23.05', 461],
  ['23.85', 477],
]

/**
 * A packet of one frame (RFC 4867 §4.3, §4.4): a header of 10 bits with the frame behind it, or octet-aligned one of two
 * octets. No two modes share a length.
 */
const amrFrames = (rates: Rates): Frames =>
  new Map(
    rates.flatMap(([mode, bits]) => [
      [Math.ceil((10 + bits) / 8), mode],
      [2 + Math.ceil(bits / 8), mode],
    ]),
  )

const AMR_FRAMES = amrFrames(AMR)
const AMR_WB_FRAMES = amrFrames(AMR_WB)
const G723_FRAMES: Frames = new Map([
  [24, '6.3'],
  [20, '5.3'],
])
const ILBC_FRAMES: Frames = new Map([
  [38, '20'],
  [50, '30'],
])
/** Primary modes in the compact format (3GPP TS 26.445 Annex A.2.1): 20 ms of the bit rate. */
const EVS_FRAMES: Frames = new Map(
  ['9.6', '13.2', '16.4', '24.4', '32', '48'].map((rate) => [Math.round(Number(rate) * 2.5), rate]),
)

/** The mode of `encoding` (lower case) as the rows of the table of codecs name it; undefined where it has none. */
export function modeOf(encoding: string, sent: Mode, clockRateHz: number): string | undefined {
  switch (encoding) {
    case 'amr':
      return AMR_FRAMES.get(sent.octets ?? 0) ?? onlyMode(encoding, sent, AMR) ?? '12.2'
    case 'amr-wb':
      return AMR_WB_FRAMES.get(sent.octets ?? 0) ?? onlyMode(encoding, sent, AMR_WB) ?? '12.65'
    case 'g723':
      return frameIn(G723_FRAMES, sent, 30) ?? '6.3'
    case 'ilbc':
      return frameIn(ILBC_FRAMES, sent, 20) ?? frameIn(ILBC_FRAMES, sent, 30) ?? ilbcMode(sent)
    case 'evs':
      return EVS_FRAMES.get(sent.octets ?? 0)
    case 'g722':
      return bitRate(sent, 64, [64, 56, 48])
    case 'g7221':
      return bitRate(sent, 32, [32, 24])
    case 'speex':
      return String(clockRateHz)
    case 'l16':
      return clockRateHz <= 8_000 ? '8000' : clockRateHz <= 16_000 ? '16000' : '44100'
    default:
      return undefined
  }
}

/** By the octets of each frame of `frameMs` in a packet. */
function frameIn(frames: Frames, { octets = 0, ptimeMs = 0 }: Mode, frameMs: number): string | undefined {
  const count = Math.max(1, Math.round(ptimeMs / frameMs))
  return frames.get(octets / count)
}

/** `mode-set` with one mode (RFC 4867 §8.1). */
function onlyMode(encoding: string, { fmtp }: Mode, rates: Rates): string | undefined {
  const format = formatOf({ encoding, fmtp })
  const modes = format.kind === 'amr' ? format.modes : undefined
  return modes?.length === 1 ? rates[modes[0]!]?.[0] : undefined
}

function ilbcMode({ fmtp }: Mode): string {
  const format = formatOf({ encoding: 'ilbc', fmtp })
  return String(format.kind === 'ilbc' ? format.modeMs : 30)
}

/** Kilobits per second by the size of the packets, if that is one of `known`. */
function bitRate({ octets = 0, ptimeMs = 0 }: Mode, usual: number, known: readonly number[]): string {
  const rate = ptimeMs === 0 ? usual : Math.round((octets * 8) / ptimeMs)
  return String(known.includes(rate) ? rate : usual)
}
