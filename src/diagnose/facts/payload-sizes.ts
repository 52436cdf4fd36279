/** Octets of one frame and its length in ms, of codecs whose frames have one size (RFC 3551 §4.5, RFC 3952 §3). */
const FRAMES: Readonly<Record<string, readonly [octets: number, ms: number]>> = {
  gsm: [33, 20],
  'gsm-efr': [31, 20],
  'gsm-hr-08': [14, 20],
  g729: [10, 10],
  g729a: [10, 10],
  g729ab: [10, 10],
  g728: [5, 2.5],
}
/** Octets per ms, of codecs that know no frames. */
const SAMPLED: Readonly<Record<string, number>> = {
  pcmu: 8,
  pcma: 8,
  g722: 8,
  'g726-40': 5,
  'g726-32': 4,
  'g726-24': 3,
  'g726-16': 2,
}
/** Sizes of G.723.1 frames: 6.3 and 5.3 kbit/s, and silence (RFC 3551 §4.5.3); iLBC of 20 and 30 ms. */
const G723_SIZES = [24, 20, 4] as const
const G723_MS = 30
/** Nobody packs a quarter of a second; longer ones are not taken apart. Chosen by us. */
const MAX_FRAMES = 8
const ILBC = [
  [38, 20],
  [50, 30],
] as const

/**
 * Whether a payload of so many octets can be so many ms of that codec: true, false, or undefined for a codec whose packets may
 * have any size. A silence descriptor at the end of a G.729 packet (2 octets, RFC 3551 §4.5.6) may be there.
 */
export function isPossibleSize(encoding: string, octets: number, ms: number): boolean | undefined {
  const name = encoding.toLowerCase()
  const perMs = SAMPLED[name]
  if (perMs !== undefined) return octets === perMs * ms
  if (name === 'g723') return isSumOfFrames(octets, Math.round(ms / G723_MS))
  if (name === 'ilbc') return ILBC.some(([size, frame]) => ms % frame === 0 && octets === (size * ms) / frame)
  const frame = FRAMES[name]
  if (!frame) return undefined
  const [size, frameMs] = frame
  if (octets === (size * ms) / frameMs) return true
  return name.startsWith('g729') && octets % size === 2 && octets <= (size * ms) / frameMs
}

function isSumOfFrames(octets: number, frames: number): boolean {
  if (frames > MAX_FRAMES) return true
  if (frames <= 0) return octets === 0
  return G723_SIZES.some((size) => size <= octets && isSumOfFrames(octets - size, frames - 1))
}

/** What SRTP adds to a payload: its authentication tag (RFC 3711 §5.2, RFC 7714 §13.2). */
export const SRTP_TAGS: ReadonlySet<number> = new Set([4, 10, 16])
