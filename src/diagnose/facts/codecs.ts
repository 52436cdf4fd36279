import type { Codec, MediaDescription } from '../../model/description.ts'
import { lastFew } from './last-few.ts'

/** Formats that carry no speech of their own: a call cannot live on them (RFC 4733, 3389, 2198, 5109, 4588). */
const NOT_MEDIA = new Set(['telephone-event', 'cn', 'red', 'ulpfec', 'flexfec', 'rtx', 'parityfec', 'tone'])

/** Speech codecs of an m-line in its order of preference. */
export const mediaCodecs = ({ codecs }: MediaDescription): readonly Codec[] => speechIn(codecs)

const speechIn = lastFew((codecs: readonly Codec[]): readonly Codec[] =>
  codecs.filter(({ encoding }) => encoding === undefined || !NOT_MEDIA.has(encoding.toLowerCase())),
)

/** One name for one codec: encoding, clock and channels, case and vendor spellings of G.729 aside. */
export function codecKey(codec: Codec): string | undefined {
  if (codec.encoding === undefined) return undefined
  const name = codec.encoding.toLowerCase().replace(/^g\.?729[ab]*$/, 'g729')
  return `${name}/${codec.clockRateHz ?? '?'}/${codec.channels}`
}

/** `PCMU`, `opus/48000/2`: the clock is named where it is not the usual 8,000 Hz of speech or 90,000 Hz of video. */
export function codecName(codec: Codec): string {
  if (codec.encoding === undefined) return `payload type ${codec.payloadType}`
  const channels = codec.channels > 1 ? `/${codec.channels}` : ''
  const clock = [undefined, 8000, 90_000].includes(codec.clockRateHz) ? '' : `/${codec.clockRateHz}`
  return `${codec.encoding}${clock}${channels}`
}

export const codecNames = ({ codecs }: MediaDescription): readonly string[] => namesIn(codecs)

const namesIn = lastFew((codecs: readonly Codec[]): readonly string[] => codecs.map(codecName))

/** Keys of the speech codecs, or undefined when one is dynamic without a name: then nobody can tell. */
export const codecKeys = ({ codecs }: MediaDescription): ReadonlySet<string> | undefined => keysIn(codecs)

const keysIn = lastFew((codecs: readonly Codec[]): ReadonlySet<string> | undefined => {
  const keys = speechIn(codecs).map(codecKey)
  return keys.includes(undefined) ? undefined : new Set(keys as string[])
})
