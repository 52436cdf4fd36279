import { senderOf } from '../../../correlate/call-parties.ts'
import { holdsOf } from '../../../correlate/holds.ts'
import type { Call } from '../../../model/call.ts'
import type { MediaDescription } from '../../../model/description.ts'
import { endpointText } from '../../../model/endpoint.ts'
import type { Micros } from '../../../model/time.ts'
import { durationText } from '../../facts/durations.ts'
import { calleesAudio } from '../../facts/early-media.ts'
import { agreedAudio } from '../../facts/session.ts'
import { rule, type Weight } from '../../rule.ts'
import { CLIPPED_HIGH_MS, CLIPPED_LOW_MS, CLIPPED_MS } from '../../thresholds/media-setup.ts'

interface Values {
  readonly gapMs: number
  readonly from: string
}

export const clippingAtAnswer = rule<'call', Values>({
  id: 'early.clipping-at-answer',
  category: 'media',
  severity: 'medium',
  sources: ['RFC 3960 §2', 'RFC 3264 §5.1'],
  title: 'The callee is heard late after the answer',
  examines: 'call',
  observed: true,
  about: { methods: ['INVITE'], streams: true },
  marks: { statuses: [2] },
  issues: ['clipping', 'greeting', 'late'],
  meaning: 'The first words after the answer are lost: the audio of the callee begins only some time after its 200 OK.',
  fires:
    'The first RTP of the callee comes more than 0.5 s after the 2xx: low up to 1 s, medium up to 2 s, high beyond.',
  quiet:
    'Early media that goes on; hold and one-way media; a re-INVITE before the first packet; audio of the callee that was not captured.',
  example: ['SIP/2.0 200 OK', 'RTP of the callee begins 1.4 s later'],
  recommendation:
    'Let the callee send as soon as it answers: answer only when the media path is ready (DTLS, ICE, transcoder, voice agent), and let a relay latch on the first packet either side sends.',
  recipe: 'early',
  verify: 'Verify: the first RTP of the callee comes within 200 ms of the 200 OK.',
  *check({ call }) {
    const { answer } = call
    if (!answer || call.streams.length === 0) return
    const audio = calleesAudio(call)
    if (!mayTalk(call)) return
    const first = audio[0]
    if (!first) {
      if (call.final) yield { insufficient: 'no-rtp-in-capture' }
      return
    }
    const began = agreedAt(call)
    if (began === undefined) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    const gapMs = (first.stream.firstAt - began) / 1000
    if (gapMs <= CLIPPED_LOW_MS || isChanged(call, first.stream.firstAt)) return
    if (holdsOf(call).some(({ initial }) => initial)) return
    const { stream } = first
    const from = endpointText(stream.source)
    yield {
      values: { gapMs, from },
      proof: [
        { message: answer },
        {
          kind: 'rtp',
          figures: `first RTP from ${from}, ssrc ${stream.ssrc}: ${Math.round(gapMs)} ms after the answer`,
          frame: stream.firstFrame,
          at: stream.firstAt,
        },
      ],
      scope: [],
      mends: answer,
      ...(gapMs <= CLIPPED_MS ? { severity: SHORT } : gapMs > CLIPPED_HIGH_MS ? { severity: LONG } : {}),
    }
  },
  detail: ({ gapMs, from }) =>
    `The first audio of the callee, from ${from}, comes ${durationText(gapMs)} after its 200 OK: what was said before is lost.`,
})

const SHORT: Weight = { level: 'low', because: 'Less than a second is lost' }
const LONG: Weight = { level: 'high', because: 'More than two seconds are lost' }

/** From then on both sides know where to send: the answer, or the ACK where that carries the description. */
function agreedAt({ answer, ack, invite }: Call): Micros | undefined {
  return invite && !invite.description && ack?.description ? ack.at : answer?.at
}

/** The first agreement lets the callee send and the caller listen. */
function mayTalk(call: Call): boolean {
  const [first] = call.offerAnswers.flatMap(agreedAudio)
  if (!first) return false
  const isCallers = senderOf(call, first.exchange.offer.message) === 'caller'
  const [caller, callee] = isCallers ? [first.offer, first.answer] : [first.answer, first.offer]
  return sends(callee) && caller.direction !== 'sendonly' && caller.direction !== 'inactive'
}
const sends = ({ direction }: MediaDescription): boolean => direction === 'sendrecv' || direction === 'sendonly'

/** Something else was being agreed meanwhile. */
const isChanged = ({ offerAnswers, answer }: Call, until: Micros): boolean =>
  offerAnswers.some(
    ({ offer: { message } }) => message.number > answer!.number && message.at !== undefined && message.at < until,
  )
