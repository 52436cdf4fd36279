import { codecName, isMediaCodec } from '../../decode/sdp/codec-name.ts'
import type { Codec, MediaDescription } from '../../model/description.ts'
import { lastFew } from './last-few.ts'

export { codecName }

/** Speech codecs of an m-line in its order of preference. */
export const mediaCodecs = ({ codecs }: MediaDescription): readonly Codec[] => speechIn(codecs)

const speechIn = lastFew((codecs: readonly Codec[]): readonly Codec[] =>
  codecs.filter(({ encoding }) => isMediaCodec(encoding)),
)

/** One name for one codec: encoding, clock and channels, case and vendor spellings of G.729 aside. */
export function codecKey(codec: Codec): string | undefined {
  if (codec.encoding === undefined) return undefined
  const name = codec.encoding.toLowerCase().replace(/^g\.?729[ab]*$/, 'g729')
  return `${name}/${codec.clockRateHz ?? '?'}/${codec.channels}`
}

export const codecNames = ({ codecs }: MediaDescription): readonly string[] => namesIn(codecs)

const namesIn = lastFew((codecs: readonly Codec[]): readonly string[] => codecs.map(codecName))

/** Keys of the speech codecs, or undefined when one is dynamic without a name: then nobody can tell. */
export const codecKeys = ({ codecs }: MediaDescription): ReadonlySet<string> | undefined => keysIn(codecs)

const keysIn = lastFew((codecs: readonly Codec[]): ReadonlySet<string> | undefined => {
  const keys = speechIn(codecs).map(codecKey)
  return keys.includes(undefined) ? undefined : new Set(keys as string[])
})
