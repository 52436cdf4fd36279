import { durationText } from '../../facts/durations.ts'
import { echoesOf } from '../../facts/echo.ts'
import { heardIn } from '../../facts/heard.ts'
import { placeOf, sendersMessage, streamProof } from '../../facts/streams.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly talker: 'caller' | 'callee'
  readonly lagMs: number
  /** How much fainter it comes back. */
  readonly lossDb: number
}

export const echoSuspected = rule<'call', Values>({
  id: 'media.echo-suspected',
  category: 'media',
  severity: 'low',
  sources: ['ITU-T G.131', 'ITU-T G.168', 'chosen by us: 0.5 over 10 s'],
  title: 'Echo suspected',
  examines: 'call',
  observed: true,
  about: { methods: ['INVITE'], streams: true },
  marks: { statuses: [2] },
  issues: ['echo', 'hear myself', 'hears himself'],
  meaning: 'What one side says comes back to it, fainter and late: it hears itself while it talks.',
  fires:
    'Over 10 s of speech or more the level of the other direction follows it 50 to 500 ms later (correlation above 0.5), and clearly less so at times at which there can be no echo.',
  quiet:
    'Sound that comes back as loud as it went, which is an echo test or a loop; echo too faint to be heard; hold, fax and tones; encrypted media and codecs that are not decoded.',
  example: ['what 192.0.2.10:4000 says comes back 180 ms later, 14 dB fainter (correlation 0.81)'],
  recommendation:
    'Look for it at the far end of whoever hears it: a loudspeaker or headset without echo cancellation, its volume too high, or an analogue line whose gateway has echo cancellation off.',
  verify: 'Verify: the side that talks no longer hears itself.',
  *check({ call }) {
    const [echo] = echoesOf(call)
    if (!echo) {
      const hidden = heardIn(call).some(({ caller, callee }) =>
        [...caller.streams, ...callee.streams].some(({ secure }) => secure === true),
      )
      if (hidden) yield { insufficient: 'encrypted' }
      return
    }
    const { talker, said, back, lagMs, alike, lossDb } = echo
    const place = placeOf(back, call)
    const figures = `follows the other direction ${lagMs} ms later, ${lossDb.toFixed(0)} dB fainter (correlation ${alike.toFixed(2)})`
    yield {
      values: { talker, lagMs, lossDb },
      proof: [streamProof(back, figures), streamProof(said, 'what comes back')],
      scope: [talker],
      confidence: 0.7,
      ...(place && { mends: sendersMessage(place) }),
    }
  },
  detail: ({ talker, lagMs, lossDb }) =>
    `What the ${talker} says comes back after ${durationText(lagMs)}, ${lossDb.toFixed(0)} dB fainter: it is made where the ${talker === 'caller' ? 'callee' : 'caller'} listens.`,
})
