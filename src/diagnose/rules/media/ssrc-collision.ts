import type { Call } from '../../../model/call.ts'
import { endpointText } from '../../../model/endpoint.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { durationText } from '../../facts/durations.ts'
import { sentTogether } from '../../facts/sending.ts'
import { placeOf, sendersMessage, ssrcText, streamProof } from '../../facts/streams.ts'
import { rule } from '../../rule.ts'
import { OVERLAP_MS, SAME_COUNT_SHARE, SOME_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly ssrc: string
  readonly sources: readonly [string, string]
  readonly overlapMs: number
  readonly secure: boolean
}

export const ssrcCollision = rule<'call', Values>({
  id: 'media.ssrc-collision',
  category: 'media',
  severity: 'low',
  sources: ['RFC 3550 §8.2', 'RFC 3711 §9.1'],
  title: 'Two sources use one SSRC',
  examines: 'call',
  about: { streams: true },
  meaning: 'Two senders of one session have the same SSRC: receivers and statistics take them for one.',
  fires:
    'One SSRC comes from two places at the same time for more than 200 ms, to one receiver, or in both directions of a way. Medium with SRTP, where the key stream may be used twice.',
  quiet: 'One stream seen before and behind a NAT or relay; audio that is sent back as it came (echo tests).',
  example: ['SSRC 0x00000001 from 192.0.2.10:4000 and from 198.51.100.7:5000 for 8.2 s'],
  recommendation: 'Let each source draw its SSRC at random, and draw again when it sees another with the same.',
  verify: 'Verify: each source of the call has an SSRC of its own.',
  *check({ call }) {
    for (const [index, one] of call.streams.entries()) {
      for (const other of call.streams.slice(index + 1)) {
        if (one.ssrc !== other.ssrc || !isOneSession(one, other)) continue
        const overlapMs = overlapOf(one, other)
        if (overlapMs <= OVERLAP_MS) continue
        if (Math.min(one.packets, other.packets) < SOME_PACKETS) {
          if (!call.bye) yield { insufficient: 'ends-mid-dialog' }
          continue
        }
        if (isTheSame(one, other)) continue
        yield faultOf(call, one, other, overlapMs)
      }
    }
  },
  detail: ({ ssrc, sources, overlapMs, secure }) =>
    `SSRC ${ssrc} is used by ${sources[0]} and by ${sources[1]} at the same time, for ${durationText(overlapMs)}${secure ? '; with SRTP under one key that gives the key stream away' : ''}.`,
})

/** The longest time in which both are sent. */
const overlapOf = (a: RtpStream, b: RtpStream): number =>
  Math.max(0, ...sentTogether(a, b).map(([from, until]) => (until - from) / 1000))

/** From different places to one, or both ways between two hosts. */
function isOneSession(a: RtpStream, b: RtpStream): boolean {
  if (endpointText(a.source) === endpointText(b.source)) return false
  const together = endpointText(a.destination) === endpointText(b.destination)
  return together || (a.source.address === b.destination.address && b.source.address === a.destination.address)
}

/** As many packets of the same sizes: seen twice, or sent back. Two real sources differ in that soon. */
function isTheSame(a: RtpStream, b: RtpStream): boolean {
  const near = Math.abs(a.packets - b.packets) <= SAME_COUNT_SHARE * Math.max(a.packets, b.packets)
  const types = ({ payloadTypes }: RtpStream) =>
    payloadTypes
      .map(({ payloadType }) => payloadType)
      .sort()
      .join()
  return near && types(a) === types(b)
}

function faultOf(call: Call, one: RtpStream, other: RtpStream, overlapMs: number) {
  const secure = one.secure === true || other.secure === true
  const place = placeOf(other, call)
  return {
    values: {
      ...{ ssrc: ssrcText(one.ssrc), overlapMs, secure },
      sources: [endpointText(one.source), endpointText(other.source)] as const,
    },
    proof: [streamProof(one, `${one.packets} packets`), streamProof(other, `${other.packets} packets`)] as const,
    scope: [secure ? 'srtp' : 'rtp'],
    ...(secure && { severity: { level: 'medium', because: 'With SRTP the key stream may be used twice' } as const }),
    ...(place && { mends: sendersMessage(place) }),
  }
}
