import { qualityIn } from '../../../correlate/quality/call-quality.ts'
import { speechText } from '../../../model/speech.ts'
import { isoOf } from '../../../model/time.ts'
import { provenanceText, scoresText } from '../../facts/scores.ts'
import { directionOf, isTalk, scopeOf, streamProof } from '../../facts/streams.ts'
import { rule } from '../../rule.ts'
import { SHORT_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly direction: string
  readonly scores: string
  readonly stands: string
  readonly worst: string | undefined
  /** Where the codec is decoded. */
  readonly speech: string | undefined
}

export const mosSummary = rule<'stream', Values>({
  id: 'media.mos-summary',
  category: 'general',
  severity: 'info',
  sources: ['ITU-T G.107', 'ITU-T G.107.1', 'ITU-T G.113', 'ITU-T P.800.1'],
  title: 'Voice quality score',
  examines: 'stream',
  issues: ['mos', 'quality'],
  meaning: 'What the E-model makes of each direction, with all it stands on.',
  fires: 'A stream of speech has 100 packets or more. Each direction and codec by itself; scales are never mixed.',
  quiet: 'Video, early media, codecs whose clock is not known.',
  example: ['ssrc 0x1f2e3d4c, 192.0.2.10:4000 to 198.51.100.7:5000, PT 0 (PCMU): MOS-CQ 4.33, MOS-LQ 4.41, R 91.8'],
  recommendation: '',
  *check({ stream, call }) {
    if (!isTalk(stream, call)) return
    const quality = qualityIn(call, stream)
    if (!quality) return
    if (stream.packets < SHORT_PACKETS) {
      yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const { worst, provenance } = quality
    const stands = provenanceText(provenance)
    const window = worst && `worst 10 s from ${isoOf(worst.at)}: ${scoresText(worst)}`
    const speech = stream.speech && speechText(stream.speech)
    yield {
      values: { direction: directionOf(stream, call), scores: scoresText(quality), stands, worst: window, speech },
      proof: [streamProof(stream, [scoresText(quality), stands, window, speech].filter(Boolean).join('; '))],
      scope: [...scopeOf(stream, call), provenance.scale],
    }
  },
  detail: ({ direction, scores, stands, worst, speech }) =>
    `Audio ${direction}: ${scores}. ${stands}${worst ? `; ${worst}` : ''}${speech ? `; ${speech}` : ''}.`,
})
