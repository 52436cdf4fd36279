import { codecName, mediaCodecs } from '../../facts/codecs.ts'
import { digitsIn, eventCodecs, firstAudio } from '../../facts/digits.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly codec: string
  readonly clockRateHz: number
  readonly eventClocks: readonly number[]
  readonly sent: boolean
}

export const clockMismatch = rule<'call', Values>({
  id: 'dtmf.clock-mismatch',
  category: 'codec',
  severity: 'medium',
  sources: ['RFC 4733 §2.1'],
  title: 'telephone-event runs at another clock than the audio',
  examines: 'call',
  about: { described: true },
  marks: { unusual: true },
  issues: ['dtmf', 'digits', 'opus'],
  meaning:
    'Events share timestamps with the audio of their stream, so both need one clock. With another one some receivers miss digits or hear them doubled.',
  fires:
    'The codec agreed on has a clock for which the answer lists no telephone-event. Low where no digits were sent.',
  quiet: 'G.722, whose RTP clock is 8000; answers without telephone-event.',
  example: ['a=rtpmap:111 opus/48000/2', 'a=rtpmap:101 telephone-event/8000'],
  recommendation:
    'List telephone-event once for each clock in use: 48000 beside Opus, 16000 beside AMR-WB, 8000 beside G.711 and G.722.',
  recipe: 'dtmf',
  verify: 'Verify: the answer has telephone-event at the clock of its first codec.',
  *check({ call }) {
    const audio = firstAudio(call)
    const codec = audio && mediaCodecs(audio.answer)[0]
    const events = audio ? eventCodecs(audio.answer) : []
    if (!audio || !codec || events.length === 0) return
    const clocks = events.flatMap(({ clockRateHz }) => clockRateHz ?? [])
    if (codec.clockRateHz === undefined || clocks.length === 0) {
      yield { insufficient: 'message-cut' }
      return
    }
    if (clocks.includes(codec.clockRateHz)) return
    const sent = digitsIn(call).some(({ means }) => means === 'rtp')
    const lines = audio.answer.attributes.filter(
      ({ line }) => line === codec.line || events.some((one) => one.line === line),
    )
    const { message } = audio.exchange.answer!
    yield {
      values: { codec: codecName(codec), clockRateHz: codec.clockRateHz, eventClocks: clocks, sent },
      proof: [lineOf(message, audio.answer), ...lines.map((sdp) => ({ message, sdp }))],
      scope: [String(codec.clockRateHz), ...clocks.map(String)],
      mends: message,
      ...(!sent && { severity: { level: 'low', because: 'No digits were sent' } as const }),
    }
  },
  detail: ({ codec, clockRateHz, eventClocks, sent }) =>
    `The answer chose ${codec} with a clock of ${clockRateHz} Hz and lists telephone-event at ${eventClocks.join(' and ')} Hz only.${sent ? ' Digits were sent in this call.' : ''}`,
})
