import type { Call } from '../../../model/call.ts'
import { icmpProof } from '../../facts/icmp.ts'
import { bothLines } from '../../facts/media-lines.ts'
import { agreedAudio, declaredEndpoint, place, wasHeld } from '../../facts/session.ts'
import { type Proof, type RuleContext, rule, type Weight } from '../../rule.ts'
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
    'Five seconds after the answer there is no RTP either way, although the capture would show it: other calls of the same media host have RTP, or ICMP errors answer the negotiated ports.',
  quiet: 'Text; captures of signalling only; hold and inactive lines; T.38. High where the call ended within 10 s.',
  example: [
    'RTP packets to or from 192.0.2.10:4000, 198.51.100.7:5000: 0',
    'ICMP type 3 code 3 (port unreachable) from 198.51.100.7 about a packet to 198.51.100.7:5000',
  ],
  recommendation: 'Open the RTP port range in the firewalls of both sides and check the advertised media addresses.',
  recipe: 'nat-media',
  verify: 'Verify: RTP flows both ways within a second of the answer.',
  applies: (subject) =>
    subject.call.answer !== undefined && subject.call.offerAnswers.some((one) => agreedAudio(one).length > 0),
  *check({ call }, context) {
    if (call.streams.length > 0 || wasHeld(call) || movedOn(call)) return
    if (context.capture.kind === 'text' || context.capture.rtpPackets + call.icmpErrors.length === 0) {
      yield { insufficient: 'no-rtp-in-capture' }
      return
    }
    const end = call.bye?.at ?? (call.final ? context.capture.lastAt : undefined)
    if (end === undefined || call.answer?.at === undefined) return
    const lastedUs = end - call.answer.at
    if (lastedUs < NO_MEDIA_AFTER_ANSWER_US) return
    const proofs = wouldShow(call, context)
    if (!proofs) {
      yield { insufficient: 'no-rtp-in-capture' }
      return
    }
    const severity = weigh(call, lastedUs)
    yield {
      values: { seconds: lastedUs / 1_000_000, places: placesOf(call).map(place), icmp: call.icmpErrors.length > 0 },
      proof: proofs,
      scope: [],
      mends: call.answer,
      ...(severity && { severity }),
    }
  },
  detail: ({ seconds, places, icmp }) =>
    `The call was up for ${seconds.toFixed(0)} s and no RTP was seen to or from ${places.join(' and ')}${icmp ? '; ICMP errors answer those ports' : ', although RTP of other calls there is in the capture'}.`,
})

/** T.38 or another medium took over. */
const movedOn = (call: Call): boolean =>
  call.offerAnswers.some(({ media }) =>
    media.some(({ offer, answer }) => offer.kind !== 'audio' && answer !== undefined && answer.port !== 0),
  )

const placesOf = (call: Call) =>
  call.offerAnswers.flatMap((exchange) =>
    agreedAudio(exchange).flatMap(({ offer, answer }) =>
      [
        declaredEndpoint(offer, exchange.offer.description) ?? [],
        declaredEndpoint(answer, exchange.answer!.description) ?? [],
      ].flat(),
    ),
  )

/** Why the capture would show RTP if there were any; undefined when nothing says so. */
function wouldShow(call: Call, { capture }: RuleContext): readonly [Proof, ...Proof[]] | undefined {
  const places = placesOf(call)
  const negotiated = new Set(places.map(place))
  const icmp = call.icmpErrors.find(({ destination }) => destination && negotiated.has(place(destination)))
  const shown: Proof = {
    kind: 'aggregate',
    figures: `RTP packets to or from ${places.map(place).join(', ')}: 0`,
    ...(call.answer?.at !== undefined && { at: call.answer.at }),
  }
  const lines = call.offerAnswers.flatMap(agreedAudio).slice(0, 1).flatMap(bothLines)
  if (icmp) return [shown, icmpProof(icmp), ...lines]
  const host = places.find(({ address }) => capture.rtpHosts.has(address))
  return host && [shown, { kind: 'aggregate', figures: `other RTP of ${host.address} is in the capture` }, ...lines]
}

const weigh = (call: Call, lastedUs: number): Weight | undefined =>
  call.bye && lastedUs < NO_MEDIA_SHORT_CALL_US
    ? { level: 'high', because: 'The call ended within ten seconds' }
    : undefined
