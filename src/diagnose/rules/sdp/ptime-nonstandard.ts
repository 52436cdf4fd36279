import { formatOf } from '../../../decode/sdp/values/fmtp.ts'
import type { Codec, MediaDescription } from '../../../model/description.ts'
import { codecKey, codecName, mediaCodecs } from '../../facts/codecs.ts'
import { attributeLine } from '../../facts/sdp-lines.ts'
import { senderOf } from '../../facts/session.ts'
import { rule } from '../../rule.ts'
import { STANDARD_PTIMES_MS } from '../../thresholds/sdp.ts'

interface Values {
  readonly ptimeMs: number
  readonly fault:
    | { readonly kind: 'unusual' }
    | { readonly kind: 'frames'; readonly codec: string; readonly frameMs: number }
    | { readonly kind: 'max'; readonly maxptimeMs: number }
}

export const ptimeNonstandard = rule<'description', Values>({
  id: 'sdp.ptime-nonstandard',
  category: 'codec',
  severity: 'low',
  sources: ['RFC 3551 §4.2', 'RFC 8866 §6.4', 'RFC 3952 §5'],
  title: 'Non-standard ptime',
  examines: 'description',
  marks: { unusual: true },
  meaning: 'A packet length that few endpoints expect, or that the codec cannot fill with whole frames.',
  fires:
    'a=ptime is none of 10, 20, 30, 40 and 60 ms, is no multiple of the frame of the codec in use, or exceeds a=maxptime.',
  quiet: "No a=ptime; a line with port 0; an offer of several codecs is not measured against one codec's frames.",
  example: ['a=ptime:25'],
  recommendation: 'Use 20 ms packets on both sides.',
  recipe: 'ptime',
  verify: 'Verify: a=ptime:20 in the next description.',
  applies: ({ description: { complete, media } }) =>
    !complete || media.some(({ kind, ptimeMs }) => kind === 'audio' && ptimeMs !== undefined),
  *check({ message, description, role, call }) {
    for (const media of description.media) {
      const ptimeMs = media.ptimeMs
      if (media.kind !== 'audio' || media.port === 0 || ptimeMs === undefined) continue
      const fault = faultOf(media, ptimeMs, role)
      if (!fault) continue
      const grave = fault.kind === 'frames' && !call.answer
      yield {
        values: { ptimeMs, fault },
        proof: [{ message, sdp: attributeLine(message, media, 'ptime') ?? media }],
        scope: [senderOf(call, message), fault.kind, String(ptimeMs)],
        mends: message,
        ...(grave && {
          severity: {
            level: 'medium',
            because: 'Not a multiple of the codec frame, and the call was not answered',
          } as const,
        }),
      }
    }
    // a=ptime is among the last lines of a description.
    if (!description.complete) yield { insufficient: 'message-cut' }
  },
  detail({ ptimeMs, fault }) {
    switch (fault.kind) {
      case 'unusual':
        return `a=ptime:${ptimeMs} is none of the usual packet lengths (10, 20, 30, 40 and 60 ms), so the other side may refuse it or send another one.`
      case 'frames':
        return `a=ptime:${ptimeMs} is no multiple of the ${fault.frameMs} ms frame of ${fault.codec}, so no packet can have that length.`
      case 'max':
        return `a=ptime:${ptimeMs} exceeds the a=maxptime:${fault.maxptimeMs} beside it: the description contradicts itself.`
      default:
        return fault satisfies never
    }
  },
})

function faultOf(media: MediaDescription, ptimeMs: number, role: 'offer' | 'answer'): Values['fault'] | undefined {
  const codecs = mediaCodecs(media)
  const inUse = role === 'answer' || codecs.length === 1 ? codecs[0] : undefined
  const frameMs = inUse && frameOf(inUse)
  if (inUse && frameMs !== undefined && ptimeMs % frameMs !== 0)
    return { kind: 'frames', codec: codecName(inUse), frameMs }
  if (media.maxptimeMs !== undefined && media.maxptimeMs < ptimeMs) return { kind: 'max', maxptimeMs: media.maxptimeMs }
  return STANDARD_PTIMES_MS.includes(ptimeMs) ? undefined : { kind: 'unusual' }
}

/** Frame length of codecs that have one (RFC 3551 §4.5; iLBC: RFC 3952 §5, 30 ms unless mode=20; AMR: RFC 4867). */
function frameOf(codec: Codec): number | undefined {
  switch (codecKey(codec)?.split('/')[0]) {
    case 'g729':
      return 10
    case 'g723':
      return 30
    case 'gsm':
    case 'amr':
    case 'amr-wb':
      return 20
    case 'ilbc': {
      const format = formatOf(codec)
      return format.kind === 'ilbc' ? format.modeMs : undefined
    }
    default:
      return undefined
  }
}
