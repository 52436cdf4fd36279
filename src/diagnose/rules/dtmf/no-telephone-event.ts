import { codecNames } from '../../facts/codecs.ts'
import { digitInfos, eventCodecs, firstAudio, needsDigits } from '../../facts/digits.ts'
import { bothLines, isCut } from '../../facts/media-lines.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly lacking: 'offer' | 'answer' | 'both'
  readonly offered: string
  readonly answered: string
}

export const noTelephoneEvent = rule<'call', Values>({
  id: 'dtmf.no-telephone-event',
  category: 'codec',
  severity: 'medium',
  sources: ['RFC 4733 §1.2', 'RFC 4733 §2.5'],
  title: 'No telephone-event agreed for digits',
  examines: 'call',
  about: { described: true },
  marks: { unusual: true },
  yieldsTo: ['dtmf.inband-over-compressed'],
  issues: ['dtmf', 'digits', 'ivr'],
  meaning: 'Keys that are pressed cannot be sent as RTP events: they travel as tones in the audio, or not at all.',
  fires:
    'Audio was agreed and the offer, the answer or both have no telephone-event. Low where nothing shows that digits are needed.',
  quiet: 'Digits that are sent by INFO and accepted; refused audio.',
  example: ['m=audio 40000 RTP/AVP 0 8'],
  recommendation: 'Offer and answer a=rtpmap:101 telephone-event/8000 with a=fmtp:101 0-15.',
  recipe: 'dtmf',
  verify: 'Verify: offer and answer list telephone-event, and keys show as RTP events.',
  *check({ call }) {
    const audio = firstAudio(call)
    if (!audio) return
    const [offered, answered] = [eventCodecs(audio.offer).length > 0, eventCodecs(audio.answer).length > 0]
    if (offered && answered) return
    if (isCut(audio.exchange)) {
      yield { insufficient: 'message-cut' }
      return
    }
    if (digitInfos(call).some(({ final }) => final && final.status < 300)) return
    const lacking = offered ? 'answer' : answered ? 'offer' : 'both'
    yield {
      values: { lacking, offered: codecNames(audio.offer).join(', '), answered: codecNames(audio.answer).join(', ') },
      proof: bothLines(audio),
      scope: [lacking],
      mends: lacking === 'answer' ? audio.exchange.answer!.message : audio.exchange.offer.message,
      ...(!needsDigits(call) && {
        severity: { level: 'low', because: 'Nothing shows that digits are needed' } as const,
      }),
    }
  },
  detail: ({ lacking, offered, answered }) =>
    `The ${lacking === 'both' ? 'offer and the answer have' : `${lacking} has`} no telephone-event: offered ${offered || 'nothing'}; answered ${answered || 'nothing'}.`,
})
