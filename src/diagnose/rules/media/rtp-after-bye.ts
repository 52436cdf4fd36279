import { streamPlacesOf } from '../../../correlate/quality/attribution.ts'
import type { Call } from '../../../model/call.ts'
import type { Micros } from '../../../model/time.ts'
import { isTimeLeft } from '../../facts/input-end.ts'
import { sendersMessage, streamProof } from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import { GHOST_LONG_US, GHOST_US } from '../../thresholds/media.ts'

interface Values {
  readonly party: string
  readonly seconds: number
}

export const rtpAfterBye = rule<'call', Values>({
  id: 'media.rtp-after-bye',
  category: 'media',
  severity: 'low',
  sources: ['RFC 3261 §15.1.1'],
  title: 'RTP goes on after the BYE',
  examines: 'call',
  observed: true,
  about: { methods: ['BYE'], streams: true },
  issues: ['billing', 'ghost'],
  meaning:
    'A side does not stop sending when the call ends: a leg that hangs, a transcoder that was not released, or a call that is billed on.',
  fires: 'RTP of the call comes more than 2 s after the BYE was answered: low; more than 10 s medium.',
  quiet: 'Calls with a transfer, whose media may go on in another dialog; RTP that began after the BYE.',
  example: ['BYE sip:bob@198.51.100.7 SIP/2.0', 'last RTP of the callee 14.2 s after the BYE'],
  recommendation: 'See whether the side that goes on got the BYE, and let it end media on BYE and by an RTP timeout.',
  recipe: 'media-timeout',
  verify: 'Verify: no RTP of the call comes 2 s after its BYE.',
  *check({ call }, { capture }) {
    if (call.streams.length === 0) return
    const ended = endedAt(call)
    if (!call.bye || call.messages.some(({ method }) => method === 'REFER')) return
    if (ended === undefined) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    let late = false
    for (const place of streamPlacesOf(call)) {
      const { stream, by } = place
      const us = stream.lastAt - ended
      if (us <= GHOST_US || stream.firstAt >= ended) continue
      late = true
      const mends = sendersMessage(place)
      yield {
        values: { party: by, seconds: us / 1_000_000 },
        proof: [
          { message: call.bye },
          streamProof(stream, `last packet ${(us / 1_000_000).toFixed(1)} s after the BYE was answered`, {
            at: stream.lastAt,
            frame: stream.lastFrame,
          }),
        ],
        scope: [by],
        ...(us > GHOST_LONG_US && { severity: LONG }),
        ...(mends && { mends }),
      }
    }
    if (!late && !isTimeLeft({ at: ended }, capture, GHOST_US)) yield { insufficient: 'ends-mid-dialog' }
  },
  detail: ({ party, seconds }) =>
    `The ${party} goes on sending RTP for ${seconds.toFixed(1)} s after the BYE was answered.`,
})

const LONG: Weight = { level: 'medium', because: 'More than ten seconds: nobody ended this stream' }

/** When the first BYE was answered, else when it was sent. */
function endedAt({ bye, transactions }: Call): Micros | undefined {
  const final = transactions.find(({ request }) => request === bye)?.final
  return final?.at ?? bye?.at
}
