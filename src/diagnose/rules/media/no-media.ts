import { agreementsOf, isZeroAddress } from '../../../correlate/agreements.ts'
import type { Call, CaptureFacts } from '../../../model/call.ts'
import type { Micros } from '../../../model/time.ts'
import { icmpProof } from '../../facts/icmp.ts'
import { seenAtTap } from '../../facts/media-at-tap.ts'
import { bothLines } from '../../facts/media-lines.ts'
import { type AgreedAudio, agreedAudio, declaredEndpoint, mediaAddress, place } from '../../facts/session.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { NO_MEDIA_AFTER_ANSWER_US, NO_MEDIA_SHORT_CALL_US } from '../../thresholds/media.ts'

interface Values {
  readonly seconds: number
  readonly places: readonly string[]
  readonly icmp: boolean
}

export const noMedia = rule<'call', Values>({
  id: 'media.no-media',
  category: 'media',
  severity: 'critical',
  sources: ['RFC 3264 §5.1', 'RFC 3550 §5.1'],
  title: 'No media in either direction',
  examines: 'call',
  about: { described: true },
  observed: true,
  explains: ['signaling.short-call'],
  issues: ['audio', 'silence'],
  meaning: 'The call is answered and neither side sends any RTP.',
  fires:
    'Five seconds after the answer there is no RTP either way, although the capture would show it: other RTP goes between the same hosts or by way of the same PBX or SBC, or ICMP errors answer the negotiated ports. High where the call ended within 10 s.',
  quiet:
    'Text; captures of signalling only; media that may go past this tap, straight between two phones; hold and inactive lines; T.38.',
  example: [
    'RTP packets to or from 192.0.2.10:4000, 198.51.100.7:5000: 0',
    'ICMP type 3 code 3 (port unreachable) from 198.51.100.7 about a packet to 198.51.100.7:5000',
  ],
  recommendation: 'Open the RTP port range in the firewalls of both sides and check the advertised media addresses.',
  recipe: 'nat-media',
  verify: 'Verify: RTP flows both ways within a second of the answer.',
  applies: (subject) =>
    subject.call.answer !== undefined && subject.call.offerAnswers.some((one) => agreedAudio(one).length > 0),
  *check({ call }, { capture }) {
    if (call.streams.length > 0 || hasFax(call)) return
    if (capture.kind === 'text' || capture.rtpPackets + call.icmpErrors.length === 0) {
      yield { insufficient: 'no-rtp-in-capture' }
      return
    }
    // Its media may have been announced before the input begins.
    if (!call.invite) {
      yield { insufficient: 'starts-mid-dialog' }
      return
    }
    const end = call.bye?.at ?? (call.final ? capture.lastAt : undefined)
    if (end === undefined || call.answer?.at === undefined) return
    const expected = expectedIn(call, call.answer.at, end)
    if (expected.length === 0) return
    const shown = expected.values().map((audio) => wouldShow(call, audio, capture))
    const found = shown.find((one) => one !== undefined)
    if (!found) {
      yield { insufficient: 'no-rtp-in-capture' }
      return
    }
    const lastedUs = end - call.answer.at
    const severity = weigh(call, lastedUs)
    yield {
      values: { seconds: lastedUs / 1_000_000, places: found.places, icmp: found.icmp },
      proof: found.proof,
      scope: [],
      mends: call.answer,
      ...(severity && { severity }),
    }
  },
  detail: ({ seconds, places, icmp }) =>
    `The call was up for ${seconds.toFixed(0)} s and no RTP was seen to or from ${places.join(' and ')}${icmp ? '; ICMP errors answer those ports' : ', although other RTP of these hosts is in the capture'}.`,
})

/** T.38 took over. */
const hasFax = (call: Call): boolean =>
  call.offerAnswers.some(({ media }) =>
    media.some(({ offer, answer }) => offer.kind === 'image' && answer !== undefined && answer.port !== 0),
  )

/** Audio agreed both ways that was in force for five seconds of the answered call: what precedes a hold, or a move, counts. */
function expectedIn(call: Call, answeredAt: Micros, end: Micros): readonly AgreedAudio[] {
  const all = agreementsOf(call)
  const answered = all.filter(({ preview }) => !preview)
  return (answered.length > 0 ? answered : all).flatMap(({ exchange, from, until }) => {
    if (from === undefined) return []
    const lastedUs = Math.min(until ?? end, end) - Math.max(from, answeredAt)
    const [audio] = agreedAudio(exchange)
    return audio && lastedUs >= NO_MEDIA_AFTER_ANSWER_US && isBothWays(audio) ? [audio] : []
  })
}

const isBothWays = ({ exchange, offer, answer }: AgreedAudio): boolean =>
  [
    { line: offer, description: exchange.offer.description },
    { line: answer, description: exchange.answer!.description },
  ].every(({ line, description }) => line.direction === 'sendrecv' && !isZeroAddress(mediaAddress(line, description)))

interface Shown {
  readonly places: readonly string[]
  readonly icmp: boolean
  readonly proof: readonly [Proof, ...Proof[]]
}

/** Why the capture would show RTP if there were any; undefined when nothing says so. */
function wouldShow(call: Call, audio: AgreedAudio, capture: CaptureFacts): Shown | undefined {
  const { exchange, offer, answer } = audio
  const places = [
    declaredEndpoint(offer, exchange.offer.description),
    declaredEndpoint(answer, exchange.answer!.description),
  ].flatMap((one) => (one ? [place(one)] : []))
  const icmp = call.icmpErrors.find(({ destination }) => destination && places.includes(place(destination)))
  const none: Proof = {
    kind: 'aggregate',
    figures: `RTP packets to or from ${places.join(', ')}: 0`,
    ...(call.answer?.at !== undefined && { at: call.answer.at }),
  }
  const lines = bothLines(audio)
  if (icmp) return { places, icmp: true, proof: [none, icmpProof(icmp), ...lines] }
  const host = seenAtTap(call, audio, capture)
  if (host === undefined) return undefined
  const other: Proof = { kind: 'aggregate', figures: `other RTP of ${host} is in the capture` }
  return { places, icmp: false, proof: [none, other, ...lines] }
}

const weigh = (call: Call, lastedUs: number): Weight | undefined =>
  call.bye && lastedUs < NO_MEDIA_SHORT_CALL_US
    ? { level: 'high', because: 'The call ended within ten seconds' }
    : undefined
