import { isPrivate } from '../../../model/address.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { isTalk, placeOf, sendersMessage, streamProof } from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import { DSCP_EF, JITTER_MEDIUM_MS, LOSS_MEDIUM_PERCENT, SHORT_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly marks: readonly number[]
  readonly inside: boolean
  readonly changes: number
}

export const dscpMissing = rule<'stream', Values>({
  id: 'media.dscp-missing',
  category: 'media',
  severity: 'low',
  sources: ['RFC 4594 §4.1', 'RFC 3246'],
  title: 'Voice is not marked for priority (DSCP)',
  examines: 'stream',
  posture: true,
  issues: ['qos', 'quality', 'choppy'],
  meaning: 'The routers on the way cannot tell speech from bulk data, and queue it with the rest.',
  fires:
    'RTP audio of 100 packets or more within a private network does not bear DSCP 46 (EF). Medium where it also loses more than 1 % or jitters over 30 ms.',
  quiet: 'Info on the internet, where marks are not honoured anyway; video; early media.',
  example: ['DSCP 0 on 1500 of 1500 packets'],
  recommendation:
    'Mark RTP with EF (46) at the sender and keep the mark on the way; give it a priority queue with a cap.',
  recipe: 'qos',
  verify: 'Verify: the packets of the same stream bear DSCP 46 at this tap.',
  *check({ stream, call }) {
    if (!isTalk(stream, call)) return
    const marked = stream.dscps.find(({ dscp }) => dscp === DSCP_EF)?.packets ?? 0
    if (2 * marked > stream.packets) return
    if (stream.packets < SHORT_PACKETS) {
      yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const inside = isPrivate(stream.source.address) && isPrivate(stream.destination.address)
    const place = placeOf(stream, call)
    const severity = weigh(stream, inside)
    yield {
      values: { marks: stream.dscps.map(({ dscp }) => dscp), inside, changes: stream.dscpChanges },
      proof: [
        streamProof(
          stream,
          stream.dscps.map(({ dscp, packets }) => `DSCP ${dscp} on ${packets} of ${stream.packets} packets`).join(', '),
        ),
      ],
      scope: [],
      ...(severity && { severity }),
      ...(place && { mends: sendersMessage(place) }),
    }
  },
  detail: ({ marks, inside, changes }) =>
    `RTP bears DSCP ${marks.slice(0, 4).join(', ')} in place of 46 (EF)${changes > 0 ? `, changing ${changes} times` : ''} ${inside ? 'within a private network' : 'on its way over public addresses'}.`,
})

function weigh({ jitterMs, lossPercent }: RtpStream, inside: boolean): Weight | undefined {
  if (!inside) return { level: 'info', because: 'Marks are not honoured on the internet' }
  const harmed = lossPercent > LOSS_MEDIUM_PERCENT || (jitterMs?.p95 ?? 0) > JITTER_MEDIUM_MS
  return harmed ? { level: 'medium', because: 'The same stream loses packets, or jitters' } : undefined
}
