import { formatOf } from '../../decode/sdp/values/fmtp.ts'
import type { Codec } from '../../model/description.ts'
import { AMR_FULL_MODE } from '../thresholds/ai.ts'

/** Waveform codecs: tones of keys and fax pass through them (ITU-T G.711; linear samples). */
const WAVEFORM = new Set(['pcmu', 'pcma', 'l16', 'l8', 'l24', 'clearmode'])
const G711 = new Set(['pcmu', 'pcma'])
/** Of 50 to 7,000 Hz and more. */
const WIDEBAND = new Set(['g722', 'g7221', 'g7222', 'amr-wb', 'amr-wb+', 'opus', 'evs', 'silk', 'isac', 'ufv'])
/** Those of at most 8 kbit/s whatever their mode. */
const LOW_RATE = new Set(['g729', 'g723', 'gsm-hr-08', 'gsm-hr', 'lpc', 'qcelp'])
/** The highest mode of AMR that is no more than 7.4 kbit/s (RFC 4867 Table 1a). */
const AMR_LOW_MODE = 4

/** In lower case, vendor spellings of G.729 aside. */
const nameOf = ({ encoding = '' }: Pick<Codec, 'encoding'>): string =>
  encoding.toLowerCase().replace(/^g\.?729[ab]*$/, 'g729')

export const isG711 = (codec: Pick<Codec, 'encoding'>): boolean => G711.has(nameOf(codec))

/** G.722 and G.726 at 32 kbit/s and above still carry tones; what models speech does not. Undefined for a codec nobody named. */
export function isCompressed(codec: Pick<Codec, 'encoding'>): boolean | undefined {
  if (codec.encoding === undefined) return undefined
  const name = nameOf(codec)
  return !WAVEFORM.has(name) && name !== 'g722' && name !== 'g726-32' && name !== 'g726-40'
}

export const isWideband = (codec: Pick<Codec, 'encoding' | 'clockRateHz'>): boolean => {
  const name = nameOf(codec)
  return WIDEBAND.has(name) || ((name === 'l16' || name === 'speex') && (codec.clockRateHz ?? 0) >= 16_000)
}

/** Speech at 8 kbit/s and less, by its name, or for AMR by the modes it is held to. */
export const isLowRate = (codec: Codec): boolean =>
  LOW_RATE.has(nameOf(codec)) || isHeldTo(codec, (mode) => mode <= AMR_LOW_MODE)

/** Speech that recognition makes more mistakes with: of low rate, iLBC, or AMR held to modes below 12.2 kbit/s. */
export const hurtsRecognition = (codec: Codec): boolean =>
  LOW_RATE.has(nameOf(codec)) || nameOf(codec) === 'ilbc' || isHeldTo(codec, (mode) => mode < AMR_FULL_MODE)

/** AMR that may use only such modes. */
function isHeldTo(codec: Codec, wanted: (mode: number) => boolean): boolean {
  const format = nameOf(codec) === 'amr' ? formatOf({ encoding: 'amr', fmtp: codec.fmtp }) : undefined
  return format?.kind === 'amr' && (format.modes?.length ?? 0) > 0 && format.modes!.every(wanted)
}
