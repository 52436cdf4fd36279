import { isG711, isWideband } from '../../facts/codec-families.ts'
import { isTranscoded, isTrunk, type LegCodec, legPairs } from '../../facts/leg-codecs.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly wide: string
  readonly narrow: string
  readonly trunk: boolean
}

export const widebandLost = rule<'joinedCall', Values>({
  id: 'codec.wideband-lost',
  category: 'codec',
  severity: 'low',
  sources: ['ITU-T G.722', 'RFC 6716 §1'],
  title: 'Wideband audio is lost between the legs',
  examines: 'joinedCall',
  posture: true,
  issues: ['quality', 'codec', 'wideband'],
  meaning:
    'One side speaks a wideband codec, and the other leg carries G.711: nobody hears the better quality, and a server transcodes for nothing.',
  fires: 'Of two connected legs one uses G.722, Opus, AMR-WB or the like and the other G.711.',
  quiet:
    'The same codec on both; transfers; legs whose join is not sure. Info towards the telephone network, which has no wideband.',
  example: ['a=rtpmap:111 opus/48000/2 (first leg)', 'm=audio 50000 RTP/AVP 0 (second leg)'],
  recommendation: 'Offer the wideband codec on the other leg too, where its devices support it.',
  recipe: 'codec',
  verify: 'Verify: both legs choose the same wideband codec.',
  *check(subject) {
    const all = legPairs(subject)
    if (all.length === 0 && subject.legs.filter(({ answer }) => answer).length > 1) yield { insufficient: 'sdp-absent' }
    for (const pair of all) {
      const wide = pair.find(({ codec }) => isWideband(codec))
      const narrow = pair.find(({ codec }) => isG711(codec))
      if (!wide || !narrow || !isTranscoded(pair)) continue
      const trunk = isTrunk(narrow)
      yield {
        values: { wide: wide.name, narrow: narrow.name, trunk },
        proof: [line(wide), line(narrow)],
        scope: [trunk ? 'trunk' : 'inside'],
        mends: narrow.audio.exchange.answer!.message,
        ...(trunk && { severity: { level: 'info', because: 'The telephone network has no wideband' } as const }),
      }
      return
    }
  },
  detail: ({ wide, narrow, trunk }) =>
    `One leg uses ${wide}, the other ${narrow}${trunk ? ', towards the telephone network' : ''}: the wideband audio is lost.`,
})

const line = ({ audio }: LegCodec) => lineOf(audio.exchange.answer!.message, audio.answer)
