import type { Call, CaptureFacts } from '../../../model/call.ts'
import type { SipResponse } from '../../../model/message.ts'
import type { Micros } from '../../../model/time.ts'
import { durationText } from '../../facts/durations.ts'
import { calleesAudio, callersInvites, callersProvisionals } from '../../facts/early-media.ts'
import { rule, type Weight } from '../../rule.ts'
import { EARLY_MEDIA_US } from '../../thresholds/media-setup.ts'

interface Values {
  readonly waitedMs: number
  readonly rang: boolean
}

export const noEarlyMedia = rule<'call', Values>({
  id: 'early.no-early-media',
  category: 'media',
  severity: 'low',
  sources: ['RFC 3960 §3', 'RFC 5009'],
  title: 'Early media announced, none sent',
  examines: 'call',
  about: { methods: ['INVITE'], statuses: [183] },
  issues: ['ringback', 'early', 'silence'],
  meaning: 'A 183 with SDP makes many phones stop their own ringing tone and play what comes; nothing comes.',
  fires:
    'For more than 2 s between a 183 with SDP and the end of ringing, no RTP of the callee arrives. Medium where no 180 lets the phone ring by itself.',
  quiet: 'a=inactive and a=recvonly; captures in which no media of the callee is seen at all.',
  example: ['SIP/2.0 183 Session Progress', 'm=audio 40000 RTP/AVP 0'],
  recommendation:
    'Send ringing tone or announcement right after the 183 with SDP, or send 180 without SDP and let the phone ring by itself.',
  recipe: 'early',
  verify: 'Verify: RTP of the callee begins right after the 183.',
  *check({ call }, { capture }) {
    const announced = callersProvisionals(call).find(isAnnounced)
    if (!announced) return
    const end = endOf(call)
    if (announced.at === undefined || end?.at === undefined) {
      if (!end ? call.final : true) yield { insufficient: end ? 'no-timestamps' : 'ends-mid-dialog' }
      return
    }
    const waited = end.at - announced.at
    if (waited <= EARLY_MEDIA_US) return
    const audio = calleesAudio(call)
    if (audio.some(({ stream }) => stream.firstAt < end.at!) || isHeard(call, announced, end.at)) return
    const isSeen = audio.length > 0 || placesHeard(announced, capture.rtpPeers)
    if (!isSeen) {
      yield { insufficient: 'no-rtp-in-capture' }
      return
    }
    const rang = callersProvisionals(call).some(({ status }) => status === 180)
    const lines = announced.description!.media.find(({ kind }) => kind === 'audio')!
    yield {
      values: { waitedMs: waited / 1000, rang },
      proof: [{ message: announced }, { message: announced, sdp: lines }, { message: end }],
      scope: [rang ? 'rang' : 'silent'],
      mends: announced,
      ...(!rang && { severity: SILENT }),
    }
  },
  detail: ({ waitedMs, rang }) =>
    `The 183 describes early media, and for ${durationText(waitedMs)} until the call was answered or ended the callee sent none.${rang ? '' : ' No 180 came either: the caller hears nothing.'}`,
})

const SILENT: Weight = { level: 'medium', because: 'No 180 came either: the caller hears nothing' }

const isAnnounced = ({ status, description }: SipResponse): boolean =>
  status === 183 &&
  (description?.media.some(
    ({ kind, port, direction }) =>
      kind === 'audio' && port !== 0 && (direction === 'sendrecv' || direction === 'sendonly'),
  ) ??
    false)

/** The answer, the refusal or the CANCEL. */
const endOf = (call: Call) => call.answer ?? callersInvites(call).find(({ cancel }) => cancel)?.cancel ?? call.failure

/** A call that is refused in the end agrees on nothing, but what came from the announced address was heard. */
const isHeard = ({ streams }: Call, { description }: SipResponse, until: Micros): boolean =>
  streams.some(
    ({ source, firstAt }) =>
      firstAt < until &&
      description!.media.some((media) => (media.connection ?? description!.connection)?.address === source.address),
  )

/** The address that the 183 announces sends or receives RTP somewhere in the input. */
const placesHeard = ({ description }: SipResponse, hosts: CaptureFacts['rtpPeers']): boolean =>
  description!.media.some((media) => hosts.has((media.connection ?? description!.connection)?.address ?? ''))
