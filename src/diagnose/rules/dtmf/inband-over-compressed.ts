import { isCompressed } from '../../facts/codec-families.ts'
import { codecName, mediaCodecs } from '../../facts/codecs.ts'
import { digitInfos, eventCodecs, firstAudio, needsDigits } from '../../facts/digits.ts'
import { bothLines, isCut } from '../../facts/media-lines.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly codec: string
}

export const inbandOverCompressed = rule<'call', Values>({
  id: 'dtmf.inband-over-compressed',
  category: 'codec',
  severity: 'high',
  sources: ['RFC 4733 §1.1', 'ITU-T G.729 §1'],
  title: 'Digits can only travel as tones through a speech codec',
  examines: 'call',
  about: { described: true },
  marks: { unusual: true },
  issues: ['dtmf', 'digits', 'ivr'],
  meaning:
    'A codec that models speech mangles the tones of keys: without telephone-event the other side hears no digits, or wrong ones.',
  fires:
    'The codec agreed on is a compressed one, and the two sides have no telephone-event in common. Low where nothing shows that digits are needed.',
  quiet: 'G.711, G.722 and linear audio; telephone-event on both sides; digits by INFO that are accepted.',
  example: ['m=audio 40000 RTP/AVP 18', 'a=rtpmap:18 G729/8000'],
  recommendation: 'Agree on telephone-event, or on G.711 for calls to machines that ask for keys.',
  recipe: 'dtmf',
  verify: 'Verify: offer and answer list telephone-event.',
  *check({ call }) {
    const audio = firstAudio(call)
    const codec = audio && mediaCodecs(audio.answer)[0]
    if (!audio || !codec || !isCompressed(codec)) return
    if (eventCodecs(audio.offer).length > 0 && eventCodecs(audio.answer).length > 0) return
    if (isCut(audio.exchange)) {
      yield { insufficient: 'message-cut' }
      return
    }
    if (digitInfos(call).some(({ final }) => final && final.status < 300)) return
    yield {
      values: { codec: codecName(codec) },
      proof: bothLines(audio),
      scope: [codecName(codec)],
      mends: audio.exchange.answer!.message,
      ...(!needsDigits(call) && {
        severity: { level: 'low', because: 'Nothing shows that digits are needed' } as const,
      }),
    }
  },
  detail: ({ codec }) =>
    `The call uses ${codec}, and the sides have no telephone-event in common: tones of keys do not survive that codec.`,
})
