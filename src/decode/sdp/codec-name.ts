import type { Codec } from '../../model/description.ts'

/** `PCMU`, `opus/48000/2`: the clock is named where it is not the usual 8,000 Hz of speech or 90,000 Hz of video. */
export function codecName(codec: Codec): string {
  if (codec.encoding === undefined) return `payload type ${codec.payloadType}`
  const channels = codec.channels > 1 ? `/${codec.channels}` : ''
  const { clockRateHz } = codec
  const usual = clockRateHz === undefined || clockRateHz === 8000 || clockRateHz === 90_000
  return usual && channels === '' ? codec.encoding : `${codec.encoding}${usual ? '' : `/${clockRateHz}`}${channels}`
}

/** Formats that carry no speech of their own: a call cannot live on them (RFC 4733, 3389, 2198, 5109, 4588). */
const NOT_MEDIA = new Set(['telephone-event', 'cn', 'red', 'ulpfec', 'flexfec', 'rtx', 'parityfec', 'tone'])

/** Whether it carries speech or pictures itself. */
export const isMediaCodec = (encoding: string | undefined): boolean =>
  encoding === undefined || !NOT_MEDIA.has(encoding.toLowerCase())
