import { type StreamPlace, streamPlacesOf } from '../../../correlate/quality/attribution.ts'
import type { Call } from '../../../model/call.ts'
import { isoOf } from '../../../model/time.ts'
import { isNearChange, isTalk, placeOf, sendersMessage, ssrcText } from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import { RTCP_BYE_LONG_US, RTCP_BYE_US } from '../../thresholds/media.ts'

interface Values {
  readonly party: string
  readonly seconds: number
  readonly ssrc: string
}

/** Packets that were under way when the source said goodbye. Chosen by us. */
const UNDER_WAY_US = 200_000

export const rtcpByeEarly = rule<'stream', Values>({
  id: 'media.rtcp-bye-early',
  category: 'media',
  severity: 'low',
  sources: ['RFC 3550 §6.6'],
  title: 'RTCP BYE long before the SIP BYE',
  examines: 'stream',
  observed: true,
  issues: ['silence', 'audio'],
  meaning: 'A side tears its media down and lets the other wait in silence before it ends the call.',
  fires:
    'The RTCP BYE of a source comes more than 2 s before the SIP BYE, and that side sends no RTP any more. Medium where the other side waits for more than 10 s.',
  quiet: 'Another SSRC that goes on; re-INVITEs and transfers at that time; early media.',
  example: ['RTCP BYE of ssrc 0x1f2e3d4c at 2026-04-16T18:31:00Z, SIP BYE at 2026-04-16T18:31:07Z'],
  recommendation: 'Check the order in which the B2BUA or media server on that side releases media and signalling.',
  verify: 'Verify: the RTCP BYE comes together with the SIP BYE.',
  applies: ({ call }) => call?.answer !== undefined,
  *check({ stream, call }) {
    const { byeAt } = stream.rtcp
    const place = placeOf(stream, call)
    if (!call || byeAt === undefined || !place || !isTalk(stream, call)) return
    if (stream.lastAt > byeAt + UNDER_WAY_US || goesOn(call, place) || isNearChange(call, byeAt)) return
    if (call.bye?.at === undefined) {
      if (call.final) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const us = call.bye.at - byeAt
    if (us <= RTCP_BYE_US) return
    const ssrc = ssrcText(stream.ssrc)
    const mends = sendersMessage(place)
    yield {
      values: { party: place.by, seconds: us / 1_000_000, ssrc },
      proof: [
        {
          kind: 'rtcp',
          figures: `RTCP BYE of ssrc ${ssrc} at ${isoOf(byeAt)}, SIP BYE at ${isoOf(call.bye.at)}`,
          at: byeAt,
        },
        { message: call.bye },
      ],
      scope: [place.by],
      ...(us > RTCP_BYE_LONG_US && { severity: LONG }),
      ...(mends && { mends }),
    }
  },
  detail: ({ party, seconds, ssrc }) =>
    `The ${party} ends its source ${ssrc} by RTCP BYE and sends nothing more; the SIP BYE comes ${seconds.toFixed(1)} s later.`,
})

const LONG: Weight = { level: 'medium', because: 'The other side waits for more than ten seconds' }

const goesOn = (call: Call, { by, stream }: StreamPlace): boolean =>
  streamPlacesOf(call).some((other) => other.by === by && other.stream.lastAt > stream.lastAt + UNDER_WAY_US)
