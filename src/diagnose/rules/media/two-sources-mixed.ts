import { bundledLines } from '../../../correlate/quality/line-sides.ts'
import type { Call } from '../../../model/call.ts'
import { endpointText } from '../../../model/endpoint.ts'
import type { RtpStream } from '../../../model/stream.ts'
import type { Micros } from '../../../model/time.ts'
import { durationText } from '../../facts/durations.ts'
import { sentTogether } from '../../facts/sending.ts'
import { changesOf, directionOf, isVideo, placeOf, receiversMessage, streamProof } from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import { CHANGE_US, MIXED_PACKETS, MIXED_US } from '../../thresholds/media.ts'

interface Values {
  readonly target: string
  readonly sources: readonly [string, string]
  readonly togetherMs: number
  readonly stranger: string | undefined
}

export const twoSourcesMixed = rule<'call', Values>({
  id: 'media.two-sources-mixed',
  category: 'media',
  severity: 'high',
  sources: ['RFC 3550 §8', 'Asterisk AST-2017-005 (RTP Bleed)'],
  title: 'Two sources send audio to one port at once',
  examines: 'call',
  observed: true,
  about: { streams: true },
  marks: { statuses: [2] },
  issues: ['garbled', 'robotic', 'choppy', 'quality'],
  meaning: 'Ringback and answer, two forks, or somebody who injects packets: a receiver that plays both plays neither.',
  fires:
    'After the answer two SSRCs from different places go to one port at the same time for more than a second, each with 25 packets or more. Low where the receiver reports on one of them only.',
  quiet:
    'Two seconds around answers, re-INVITEs and transfers; BUNDLE; retransmission and redundancy streams; one stream seen before and behind a NAT.',
  example: ['to 192.0.2.10:4000: 203.0.113.7:5000 and 198.51.100.9:7000 for 12.4 s'],
  recommendation:
    'Let the receiver accept RTP from the negotiated source only (strict RTP, latching to the source of the answer), and end the losing fork or the ringing tone at the answer.',
  verify: 'Verify: after the answer one source sends to each port.',
  *check({ call }) {
    if (call.streams.length === 0) return
    const answeredAt = call.answer?.at
    if (answeredAt === undefined || call.offerAnswers.some(({ offer }) => bundledLines(offer.description).length > 0))
      return
    const audio = call.streams.filter((one) => one.packets >= MIXED_PACKETS && !isVideo(one, call) && !isRepair(one))
    for (const together of Map.groupBy(audio, ({ destination }) => endpointText(destination)).values()) {
      const pair = pairOf(together, call, answeredAt)
      if (!pair) continue
      const [one, other, us] = pair
      if (us <= MIXED_US) {
        if (!call.bye) yield { insufficient: 'ends-mid-dialog' }
        continue
      }
      const severity = weigh(one, other)
      const place = placeOf(one, call) ?? placeOf(other, call)
      const sources = [endpointText(one.source), endpointText(other.source)] as const
      yield {
        values: {
          target: endpointText(one.destination),
          sources,
          togetherMs: us / 1000,
          stranger: strangerOf(call, one, other),
        },
        proof: [streamProof(one, `${one.packets} packets`), streamProof(other, `${other.packets} packets`)],
        scope: [directionOf(one, call)],
        ...(severity && { severity }),
        ...(place && { mends: receiversMessage(place) }),
      }
    }
  },
  detail: ({ target, sources, togetherMs, stranger }) =>
    `${sources[0]} and ${sources[1]} send audio to ${target} at the same time, for ${durationText(togetherMs)} after the answer.${stranger ? ` Nothing in the signalling names ${stranger}: somebody may be injecting media.` : ''}`,
})

/** Retransmission and forward error correction go beside what they mend. */
const isRepair = ({ payloadTypes }: RtpStream): boolean =>
  payloadTypes.some(({ encoding }) => /^(?:rtx|ulpfec|flexfec|red|parityfec)/i.test(encoding ?? ''))

/** The two that are together for longest, and for how long; undefined where none are. */
function pairOf(streams: readonly RtpStream[], call: Call, answeredAt: Micros) {
  let longest: readonly [one: RtpStream, other: RtpStream, us: Micros] | undefined
  for (const [index, one] of streams.entries()) {
    for (const other of streams.slice(index + 1)) {
      if (one.ssrc === other.ssrc || endpointText(one.source) === endpointText(other.source)) continue
      for (const [from, until] of sentTogether(one, other)) {
        const us = undisturbed(call, Math.max(from, answeredAt), until)
        if (us > (longest?.[2] ?? 0)) longest = [one, other, us]
      }
    }
  }
  return longest
}

/** The longest stretch of that time away from everything that may change sources. */
function undisturbed(call: Call, from: Micros, until: Micros): Micros {
  let longest = 0
  let begin = from
  for (const at of [...changesOf(call)].sort((a, b) => a - b)) {
    if (at + CHANGE_US < begin || at - CHANGE_US > until) continue
    longest = Math.max(longest, at - CHANGE_US - begin)
    begin = Math.max(begin, at + CHANGE_US)
  }
  return Math.max(longest, until - begin)
}

/** A place that neither a description nor a packet of the signalling knows. */
function strangerOf({ messages, offerAnswers }: Call, ...streams: readonly RtpStream[]): string | undefined {
  const known = new Set<string | undefined>()
  for (const { source, destination } of messages) known.add(source?.address).add(destination?.address)
  for (const { offer, answer } of offerAnswers)
    for (const said of [offer, answer])
      for (const media of said?.description.media ?? []) {
        known.add((media.connection ?? said?.description.connection)?.address)
      }
  return streams.map(({ source }) => source.address).find((address) => !known.has(address))
}

function weigh(one: RtpStream, other: RtpStream): Weight | undefined {
  const reported = [one, other].filter(({ rtcp }) => rtcp.farEnd !== undefined).length
  return reported === 1
    ? { level: 'low', because: 'The receiver reports on one of the two only: it has latched to that' }
    : undefined
}
