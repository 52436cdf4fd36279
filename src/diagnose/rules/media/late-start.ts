import { holdsOf } from '../../../correlate/holds.ts'
import { type StreamPlace, streamPlacesOf } from '../../../correlate/quality/attribution.ts'
import type { Call } from '../../../model/call.ts'
import { durationText } from '../../facts/durations.ts'
import { gapsOf } from '../../facts/one-way.ts'
import { suppressesSilence } from '../../facts/silence.ts'
import { sendersLine, sendersMessage, streamProof } from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import { LATE_HIGH_MS, LATE_LOW_MS, LATE_MEDIUM_MS, MEDIA_WORKS_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly lateMs: number
  readonly callee: 'late' | 'earlier' | 'not seen'
}

export const lateStart = rule<'call', Values>({
  id: 'media.late-start',
  category: 'media',
  severity: 'medium',
  sources: ['RFC 3264 §5.1', 'RFC 8445 §12.1', 'RFC 5763 §5'],
  title: 'Audio starts late',
  examines: 'call',
  observed: true,
  about: { methods: ['INVITE'], streams: true },
  marks: { statuses: [2] },
  issues: ['late', 'audio', 'silence', 'delay'],
  meaning: 'The call is up, and the caller is heard only seconds later.',
  fires:
    'The first RTP of the caller, or of both sides, comes more than 1 s after the ACK: low up to 2 s, medium up to 5 s, high beyond.',
  quiet:
    'Media that began before the answer; hold and one-way media, which is told as such; a caller that may suppress silence while the callee is heard; a re-INVITE before the first packet. The callee alone being late is told as clipping at the answer.',
  example: ['ACK sip:bob@198.51.100.7 SIP/2.0', 'first RTP of the caller 3.2 s after the ACK'],
  recommendation:
    'See what the caller waits for: ICE or DTLS that takes long, a name that is looked up, an agent that starts up, or two sides that each wait for the other to send first (latching on both).',
  recipe: 'nat-media',
  verify: 'Verify: RTP of both sides begins within half a second of the ACK.',
  *check({ call }) {
    if (call.streams.length === 0) return
    const { answer, ack, invite } = call
    if (!answer || !ack || !invite || holdsOf(call).some(({ initial }) => initial)) return
    if (ack.at === undefined) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    const audio = streamPlacesOf(call).filter(({ kind }) => kind === 'audio')
    const first = audio.find(({ by }) => by === 'caller')
    const other = audio.find(({ by, ringback }) => by === 'callee' && !ringback)
    // Whom nobody ever hears is not late.
    if (gapsOf(call).some(({ proven }) => proven)) return
    if (!first) {
      if (call.final) yield { insufficient: 'one-direction-only' }
      return
    }
    const lateMs = (first.stream.firstAt - ack.at) / 1000
    const otherMs = other && (other.stream.firstAt - ack.at) / 1000
    if (lateMs <= LATE_LOW_MS || first.stream.packets < MEDIA_WORKS_PACKETS || !isExpected(call, first)) return
    const callee = otherMs === undefined ? 'not seen' : otherMs > LATE_LOW_MS ? 'late' : 'earlier'
    if (callee !== 'late' && mayPause(first)) return
    const severity = weigh(Math.min(lateMs, callee === 'late' ? otherMs! : lateMs))
    const mends = sendersMessage(first)
    yield {
      values: { lateMs, callee },
      proof: [
        { message: ack },
        streamProof(first.stream, `first RTP of the caller ${durationText(lateMs)} after the ACK`),
        ...(other
          ? [streamProof(other.stream, `first RTP of the callee ${durationText(otherMs!)} after the ACK`)]
          : []),
      ],
      scope: [callee === 'late' ? 'both' : 'caller'],
      ...(severity && { severity }),
      ...(mends && { mends }),
    }
  },
  detail: ({ lateMs, callee }) =>
    callee === 'late'
      ? `Neither side sends RTP at first: that of the caller begins ${durationText(lateMs)} after the ACK, and the callee is late too. Both may be waiting for the other.`
      : `The first RTP of the caller comes ${durationText(lateMs)} after the ACK; ${callee === 'earlier' ? 'the callee is heard earlier' : 'that of the callee is not in the capture'}.`,
})

/** What both sides agreed on lets the caller send, and nothing else was agreed before it did. */
function isExpected(call: Call, { stream, exchange, line }: StreamPlace): boolean {
  const pair = exchange.media[line]
  if (pair?.offer.direction !== 'sendrecv' || pair.answer?.direction !== 'sendrecv') return false
  return !call.offerAnswers.some(
    ({ offer: { message } }) =>
      message.number > call.answer!.number && message.at !== undefined && message.at < stream.firstAt,
  )
}

const mayPause = (place: StreamPlace): boolean => {
  const line = sendersLine(place)
  return line !== undefined && suppressesSilence(line)
}

function weigh(lateMs: number): Weight | undefined {
  if (lateMs > LATE_HIGH_MS) return { level: 'high', because: 'More than five seconds are lost' }
  return lateMs > LATE_MEDIUM_MS ? undefined : { level: 'low', because: 'Less than two seconds are lost' }
}
