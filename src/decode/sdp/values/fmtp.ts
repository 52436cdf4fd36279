import type { Codec } from '../../../model/description.ts'
import { leadingNumber } from '../words.ts'

/** Format parameters by lower-case name; one without `=` has the empty string. */
export type FormatParams = ReadonlyMap<string, string>

/** What `a=fmtp` says about a codec, with the defaults of its payload format where the line is silent or missing. */
export type Format =
  /** RFC 4733 §2.4.1: events it takes; 0-15 without a line. */
  | { readonly kind: 'telephone-event'; readonly events: readonly EventRange[] }
  /** RFC 4856 §2.1.9: Annex B (silence suppression) is on unless refused. */
  | { readonly kind: 'g729'; readonly annexB: boolean }
  /** RFC 4856 §2.1.7; `bitrate` 5.3 or 6.3 kbit/s. */
  | { readonly kind: 'g723'; readonly annexA: boolean; readonly bitrate: string | undefined }
  /** RFC 3952 §5: 30 ms unless 20 is asked for. */
  | { readonly kind: 'ilbc'; readonly modeMs: 20 | 30 }
  /** RFC 4867 §8.1, §8.2: what must be equal on both sides. `modes` undefined: all. */
  | {
      readonly kind: 'amr'
      readonly octetAligned: boolean
      readonly modes: readonly number[] | undefined
      readonly crc: boolean
      readonly robustSorting: boolean
      readonly interleaving: number | undefined
      readonly channels: number
    }
  /** RFC 7587 §6.1. All are the receiver's wishes. */
  | {
      readonly kind: 'opus'
      readonly maxPlaybackRateHz: number
      readonly maxAverageBitrate: number | undefined
      readonly stereo: boolean
      readonly constantBitrate: boolean
      readonly inbandFec: boolean
      readonly dtx: boolean
    }
  /** RFC 5577 §4.1: bit/s. */
  | { readonly kind: 'g7221'; readonly bitrate: number | undefined }
  /** RFC 6184 §8.1. */
  | { readonly kind: 'h264'; readonly profileLevelId: string | undefined; readonly packetizationMode: number }
  | { readonly kind: 'other'; readonly params: FormatParams }

export interface EventRange {
  readonly first: number
  readonly last: number
}

/** Parameters and event ranges read of one line. */
const MAX_PARAMS = 64

/** Reads the parameters of a codec by its encoding name; an unknown one has them by name. */
export function formatOf({ encoding = '', fmtp = '' }: Pick<Codec, 'encoding' | 'fmtp'>): Format {
  const name = encoding.toLowerCase()
  if (name === 'telephone-event') return { kind: 'telephone-event', events: eventsOf(fmtp) }
  const params = paramsOf(fmtp)
  return FORMATS.get(name)?.(params) ?? { kind: 'other', params }
}

const amr = (params: FormatParams): Format => ({
  kind: 'amr',
  octetAligned: isOn(params, 'octet-align'),
  modes: params
    .get('mode-set')
    ?.split(',', 16)
    .flatMap((mode) => leadingNumber(mode.trim())?.value ?? []),
  crc: isOn(params, 'crc'),
  robustSorting: isOn(params, 'robust-sorting'),
  interleaving: numberOf(params, 'interleaving'),
  channels: numberOf(params, 'channels') ?? 1,
})

const g729 = (params: FormatParams): Format => ({ kind: 'g729', annexB: !isNo(params, 'annexb') })

const FORMATS: ReadonlyMap<string, (params: FormatParams) => Format> = new Map([
  ['g729', g729],
  ['g729a', g729],
  ['g729ab', g729],
  ['g723', (params) => ({ kind: 'g723', annexA: !isNo(params, 'annexa'), bitrate: params.get('bitrate') })],
  ['ilbc', (params) => ({ kind: 'ilbc', modeMs: params.get('mode') === '20' ? 20 : 30 })],
  ['amr', amr],
  ['amr-wb', amr],
  [
    'opus',
    (params) => ({
      kind: 'opus',
      maxPlaybackRateHz: numberOf(params, 'maxplaybackrate') ?? 48_000,
      maxAverageBitrate: numberOf(params, 'maxaveragebitrate'),
      stereo: isOn(params, 'stereo'),
      constantBitrate: isOn(params, 'cbr'),
      inbandFec: isOn(params, 'useinbandfec'),
      dtx: isOn(params, 'usedtx'),
    }),
  ],
  ['g7221', (params) => ({ kind: 'g7221', bitrate: numberOf(params, 'bitrate') })],
  [
    'h264',
    (params) => ({
      kind: 'h264',
      profileLevelId: params.get('profile-level-id')?.toLowerCase(),
      packetizationMode: numberOf(params, 'packetization-mode') ?? 0,
    }),
  ],
])

/** `a=1; b=2`; blanks in place of the semicolon, and around the equals sign, are met in the field. */
function paramsOf(fmtp: string): FormatParams {
  const found = new Map<string, string>()
  const text = fmtp.replace(/\s{0,9}=\s{0,9}/g, '=')
  for (const part of text.split(text.includes(';') ? ';' : ' ', MAX_PARAMS)) {
    const equals = part.indexOf('=')
    const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase()
    if (name !== '' && !found.has(name)) found.set(name, equals < 0 ? '' : part.slice(equals + 1).trim())
  }
  return found
}

/** `0-15,66`; 0-15 without any (RFC 4733 §2.4.1). */
function eventsOf(fmtp: string): readonly EventRange[] {
  const ranges = fmtp.split(',', MAX_PARAMS).flatMap((part): EventRange[] => {
    const match = /^(?:events=)?(\d{1,3})(?:-(\d{1,3}))?$/i.exec(part.trim())
    if (!match) return []
    const first = Number(match[1])
    return [{ first, last: match[2] === undefined ? first : Number(match[2]) }]
  })
  return ranges.length > 0 ? ranges : [{ first: 0, last: 15 }]
}

const isOn = (params: FormatParams, name: string): boolean => params.get(name) === '1'
const isNo = (params: FormatParams, name: string): boolean => params.get(name)?.toLowerCase() === 'no'
const numberOf = (params: FormatParams, name: string): number | undefined =>
  leadingNumber(params.get(name) ?? '')?.value
