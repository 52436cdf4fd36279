import { attributeValues } from '../../decode/sdp/attributes.ts'
import { formatOf } from '../../decode/sdp/values/fmtp.ts'
import type { MediaDescription } from '../../model/description.ts'
import type { RtpStream } from '../../model/stream.ts'
import { PAUSES_MS } from '../thresholds/media.ts'

/** CN offered, G.729 with Annex B (the default, RFC 4856 §2.1.9), Opus DTX, or a=silenceSupp. */
export const suppressesSilence = (media: MediaDescription): boolean =>
  attributeValues(media, 'silencesupp').some(({ value }) => value === 'on') ||
  media.codecs.some((codec, index) => {
    if (codec.encoding?.toLowerCase() === 'cn') return true
    if (index > 0) return false
    const format = formatOf(codec)
    return (format.kind === 'g729' && format.annexB) || (format.kind === 'opus' && format.dtx)
  })

/** The sender of a stream does pause: it has done so for two seconds, or in many talkspurts, or said so by comfort noise. */
export const hasPaused = ({ gaps, silence }: RtpStream): boolean =>
  silence.comfortNoisePackets > 0 ||
  silence.suppressions > 1 ||
  gaps.some(({ kind, durationMs }) => kind !== 'lost' && durationMs >= PAUSES_MS)
