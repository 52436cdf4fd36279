import type { StreamPlace } from '../../../correlate/quality/attribution.ts'
import { attributeValues } from '../../../decode/sdp/attributes.ts'
import { formatOf } from '../../../decode/sdp/values/fmtp.ts'
import type { MediaDescription } from '../../../model/description.ts'
import { lineOf } from '../../facts/media-lines.ts'
import {
  directionOf,
  isTalk,
  placeOf,
  receiversLine,
  receiversMessage,
  scopeOf,
  sendersMessage,
  streamProof,
} from '../../facts/streams.ts'
import { rule } from '../../rule.ts'
import { DTX_PAUSES, SHORT_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly direction: string
  readonly pauses: number
  readonly pausedS: number
  readonly said: string
}

export const vadGaps = rule<'stream', Values>({
  id: 'media.vad-gaps',
  category: 'media',
  severity: 'low',
  sources: ['RFC 3551 §4.1', 'RFC 4856 §2.1.9', 'RFC 3108'],
  title: 'Silence suppression although it was switched off',
  examines: 'stream',
  observed: true,
  issues: ['clipping', 'vad', 'silence', 'cut'],
  meaning:
    'The receiver asked for packets all the time, and the sender pauses: beginnings of words may be clipped, and timers on silence may fire.',
  fires:
    'Three pauses or more in which the timestamps run on, where the receiver’s description says annexb=no, a=silenceSupp:off or usedtx=0.',
  quiet: 'Pauses where suppression is allowed or nothing is said; hold; early media.',
  example: ['a=fmtp:18 annexb=no', '12 pauses of 18.4 s in all, 12 talkspurts'],
  recommendation: 'Switch silence suppression (VAD) off at the sender.',
  recipe: 'vad',
  verify: 'Verify: packets of that side come every 20 ms without pauses.',
  applies: ({ call }) => call !== undefined,
  *check({ stream, call }) {
    const place = placeOf(stream, call)
    const said = place && switchedOff(place)
    if (!place || !said || !isTalk(stream, call)) return
    const { suppressions, suppressedMs, talkspurts } = stream.silence
    if (suppressions < DTX_PAUSES) {
      if (stream.packets < SHORT_PACKETS) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const [line, to, from] = [receiversLine(place), receiversMessage(place), sendersMessage(place)]
    yield {
      values: { direction: directionOf(stream, call), pauses: suppressions, pausedS: suppressedMs / 1000, said },
      proof: [
        streamProof(
          stream,
          `${suppressions} pauses of ${(suppressedMs / 1000).toFixed(1)} s in all, ${talkspurts} talkspurts`,
        ),
        ...(line && to ? [sayingOf(line, said) ? { message: to, sdp: sayingOf(line, said)! } : lineOf(to, line)] : []),
      ],
      scope: scopeOf(stream, call),
      ...(from && { mends: from }),
    }
  },
  detail: ({ direction, pauses, pausedS, said }) =>
    `The receiver says ${said}, and the sender of the audio ${direction} pauses ${pauses} times for ${pausedS.toFixed(1)} s in all.`,
})

/** What the receiver says against pauses in the codec that is used; undefined where it says nothing. */
function switchedOff(place: StreamPlace): string | undefined {
  const line = receiversLine(place)
  if (!line) return undefined
  if (attributeValues(line, 'silencesupp').some(({ value }) => value === 'off')) return 'silenceSupp:off'
  const format = place.codec && formatOf(place.codec)
  if (format?.kind === 'g729' && !format.annexB) return 'annexb=no'
  return format?.kind === 'opus' && /usedtx\s*=\s*0/i.test(place.codec?.fmtp ?? '') ? 'usedtx=0' : undefined
}

const sayingOf = ({ attributes }: MediaDescription, said: string) =>
  attributes.find(({ text }) => text.replace(/\s/g, '').toLowerCase().includes(said.toLowerCase()))
