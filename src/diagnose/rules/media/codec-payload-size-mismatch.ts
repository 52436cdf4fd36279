import type { PayloadTypeUse, RtpStream } from '../../../model/stream.ts'
import { lineOf, profileOf } from '../../facts/media-lines.ts'
import { isPossibleSize, SRTP_TAGS } from '../../facts/payload-sizes.ts'
import {
  directionOf,
  placeOf,
  receiversLine,
  receiversMessage,
  sendersMessage,
  streamProof,
} from '../../facts/streams.ts'
import { rule } from '../../rule.ts'
import { SOME_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly encoding: string
  readonly octets: number
  readonly packets: number
  readonly ptimeMs: number
  readonly direction: string
}

/** Packets of other lengths than this share make the packet time doubtful. Chosen by us. */
const STEADY_SHARE = 0.9

export const codecPayloadSizeMismatch = rule<'stream', Values>({
  id: 'media.codec-payload-size-mismatch',
  category: 'codec',
  severity: 'medium',
  sources: ['RFC 3551 §4.5', 'RFC 3952 §3'],
  title: 'Payload sizes do not fit the codec',
  examines: 'stream',
  observed: true,
  issues: ['noise', 'garbled', 'robotic', 'codec'],
  meaning:
    'The packets bear the number of one codec and have sizes that it cannot have: another codec is inside, and the receiver plays noise.',
  fires:
    'Ten packets or more of one size that the declared codec cannot fill in the time its timestamps say (160 octets for 20 ms of G.729).',
  quiet:
    'SRTP, whose tag makes packets longer; comfort noise and silence descriptors; redundancy; codecs of variable rate; single packets of another length.',
  example: ['PT 18 (G729): 500 packets of 160 octets for 20 ms'],
  recommendation:
    'See which element relabels the stream: a gateway that transcodes on one side only, or a payload type that was mapped wrongly.',
  recipe: 'codec',
  verify: 'Verify: payload sizes fit the codec (G.711 160 octets, G.729 20 octets per 20 ms).',
  *check({ stream, call }) {
    const { ptimeMs, ptimeShare = 0 } = stream
    if (ptimeMs === undefined || ptimeShare < STEADY_SHARE || stream.ptimeChanges.length > 0) return
    const place = placeOf(stream, call)
    const wrong = wrongSize(stream, ptimeMs)
    if (!wrong) return
    const line = place && receiversLine(place)
    if (stream.secure === true || (line && profileOf(line) !== 'plain')) {
      yield { insufficient: 'encrypted' }
      return
    }
    const { use, octets, packets } = wrong
    const encoding = use.encoding!.slice(0, 40)
    const [to, from] = place ? [receiversMessage(place), sendersMessage(place)] : []
    yield {
      values: { encoding, octets, packets, ptimeMs, direction: directionOf(stream, call) },
      proof: [
        streamProof(
          stream,
          `PT ${use.payloadType} (${encoding}): ${packets} packets of ${octets} octets for ${ptimeMs} ms`,
          {
            frame: use.firstFrame,
            at: use.firstAt,
          },
        ),
        ...(line && to ? [lineOf(to, line)] : []),
      ],
      scope: [directionOf(stream, call), encoding.toLowerCase()],
      ...(from && { mends: from }),
    }
  },
  detail: ({ encoding, octets, packets, ptimeMs, direction }) =>
    `${packets} RTP packets ${direction} say ${encoding} and carry ${octets} octets for ${ptimeMs} ms, which that codec cannot be.`,
})

/** The most common size of the main codec that is none of its sizes, alone or with an SRTP tag. */
function wrongSize({ payloadTypes }: RtpStream, ptimeMs: number) {
  const [use] = payloadTypes.toSorted((a, b) => b.packets - a.packets)
  if (use?.encoding === undefined) return undefined
  const [most] = use.sizes.toSorted((a, b) => b.packets - a.packets)
  if (!most || most.packets < SOME_PACKETS || 2 * most.packets < use.packets) return undefined
  return mayBe(use, most.octets, ptimeMs) ? undefined : { use, ...most }
}

function mayBe({ encoding }: PayloadTypeUse, octets: number, ms: number): boolean {
  const plain = isPossibleSize(encoding!, octets, ms)
  if (plain !== false) return true
  return [...SRTP_TAGS].some((tag) => isPossibleSize(encoding!, octets - tag, ms) === true)
}
