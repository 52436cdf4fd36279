import { streamPlacesOf } from '../../../correlate/quality/attribution.ts'
import { qualityIn } from '../../../correlate/quality/call-quality.ts'
import { headerValues } from '../../../decode/sip/values.ts'
import type { Call } from '../../../model/call.ts'
import { isLowRate } from '../../facts/codec-families.ts'
import { codecName, mediaCodecs } from '../../facts/codecs.ts'
import { firstAudio, isWithAgent } from '../../facts/digits.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly codec: string
  readonly machine: boolean
}

/** Modes of AMR at 7.4 kbit/s and less, as packets show them. */
const LOW_AMR = /^AMR (?:4\.75|5\.15|5\.9|6\.7|7\.4)$/i

export const lowBitrate = rule<'call', Values>({
  id: 'codec.low-bitrate',
  category: 'codec',
  severity: 'medium',
  sources: ['ITU-T G.729', 'ITU-T G.723.1', 'ITU-T G.113 App. I'],
  title: 'Codec of 8 kbit/s or less',
  examines: 'call',
  about: { described: true },
  marks: { unusual: true },
  yieldsTo: ['ai.codec-hurts-stt'],
  issues: ['quality', 'codec', 'stt', 'transcription'],
  meaning:
    'Such codecs save bandwidth at the price of quality: people hear it, and speech recognition makes more mistakes.',
  fires:
    'The codec agreed on is G.729, G.723.1, half-rate GSM, or AMR at 7.4 kbit/s and less. Low where no voice agent and no recording is at the other end.',
  quiet: 'Such codecs that are only offered.',
  example: ['m=audio 40000 RTP/AVP 18', 'a=rtpmap:18 G729/8000'],
  recommendation: 'Put PCMU or PCMA, or a wideband codec, first for calls that are recorded or transcribed.',
  recipe: 'codec',
  verify: 'Verify: the answer puts another codec first.',
  *check({ call }) {
    const audio = firstAudio(call)
    const codec = audio && mediaCodecs(audio.answer)[0]
    if (!audio || !codec) return
    if (codec.encoding === undefined) {
      yield { insufficient: 'message-cut' }
      return
    }
    const seen = isLowRate(codec) ? codecName(codec) : lowMode(call, codec.encoding)
    if (seen === undefined) return
    const machine = isWithAgent(call) || isRecorded(call)
    const { message } = audio.exchange.answer!
    const rtpmap = audio.answer.attributes.find(({ line }) => line === codec.line)
    yield {
      values: { codec: seen, machine },
      proof: [{ message, sdp: audio.answer }, ...(rtpmap ? [{ message, sdp: rtpmap }] : [])],
      scope: [codecName(codec), machine ? 'machine' : 'people'],
      mends: message,
      ...(!machine && {
        severity: { level: 'low', because: 'No voice agent and no recording is at the other end' } as const,
      }),
    }
  },
  detail: ({ codec, machine }) =>
    `The call uses ${codec}, a codec of 8 kbit/s or less${machine ? ', and a machine listens: recognition suffers from it' : ''}.`,
})

/** The mode of AMR that the packets have. */
function lowMode(call: Call, encoding: string): string | undefined {
  if (encoding.toLowerCase() !== 'amr') return undefined
  const names = streamPlacesOf(call).map(({ stream }) => qualityIn(call, stream)?.provenance.codec ?? '')
  return names.find((name) => LOW_AMR.test(name))
}

/** A recording session (RFC 7866). */
const isRecorded = ({ invite }: Call): boolean =>
  invite !== undefined && headerValues(invite, 'require').some((option) => option.toLowerCase() === 'siprec')
