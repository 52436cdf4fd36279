import { isPrivate, isPublic } from '../../../model/address.ts'
import type { Call, CaptureFacts } from '../../../model/call.ts'
import { endpointText } from '../../../model/endpoint.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { icmpProof } from '../../facts/icmp.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { placeOf, receiversLine, receiversMessage, streamProof } from '../../facts/streams.ts'
import { rule } from '../../rule.ts'
import { SOME_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly source: string
  readonly target: string
  readonly packets: number
  readonly refused: boolean
}

/** TTLs that packets set out with. */
const FIRST_TTLS: ReadonlySet<number> = new Set([64, 128, 255])

export const rtpSentToPrivate = rule<'stream', Values>({
  id: 'nat.rtp-sent-to-private',
  category: 'media',
  severity: 'critical',
  sources: ['RFC 1918 §3', 'RFC 6598', 'RFC 3264 §5.1'],
  title: 'RTP is sent to a private address across the internet',
  examines: 'stream',
  observed: true,
  explains: ['media.one-way-audio', 'media.no-media'],
  issues: ['nat', 'audio', 'hear'],
  meaning:
    'A host on the internet sends its media to an address that exists only inside the other side’s network. It gets nowhere.',
  fires:
    'Ten RTP packets or more go from a public to a private address, seen beside the sender: their TTL has not been counted down, or ICMP errors quote them.',
  quiet:
    'A capture inside the private network, where port forwarding makes healthy media look just so: the private host is heard there itself. RTP that no call announced.',
  example: ['203.0.113.7:5000 to 192.168.1.50:4000: 512 packets, TTL 64'],
  recommendation:
    'Let the private side declare its public media address, or let the sender send to where the RTP of that side comes from.',
  recipe: 'nat-media',
  verify: 'Verify: the RTP goes to a public address, and RTP of both sides is there.',
  applies: ({ stream, call }) =>
    call !== undefined && isPublic(stream.source.address) && isPrivate(stream.destination.address),
  *check({ stream, call }, { capture }) {
    if (stream.packets < SOME_PACKETS || isThere(stream, call, capture)) return
    const place = placeOf(stream, call)
    const error = call?.icmpErrors.find(({ destination }) => destination && isTo(stream, endpointText(destination)))
    const nextDoor = stream.ttls.length > 0 && stream.ttls.every(({ ttl }) => FIRST_TTLS.has(ttl))
    if (!error && !nextDoor) {
      yield { insufficient: 'one-direction-only' }
      return
    }
    const line = place && receiversLine(place)
    const message = place && receiversMessage(place)
    const [source, target] = [endpointText(stream.source), endpointText(stream.destination)]
    const ttls = stream.ttls.map(({ ttl }) => ttl).join(', ')
    yield {
      values: { source, target, packets: stream.packets, refused: error !== undefined },
      proof: [
        streamProof(stream, `${stream.packets} packets, TTL ${ttls}`),
        ...(error ? [icmpProof(error)] : []),
        ...(line && message ? [lineOf(message, line)] : []),
      ],
      scope: [place?.by ?? 'stream'],
      ...(message && { mends: message }),
    }
  },
  detail: ({ source, target, packets, refused }) =>
    `${packets} RTP packets go from ${source} to ${target}, which no router of the internet delivers${refused ? '; ICMP errors say so' : ''}.`,
})

const isTo = ({ destination }: RtpStream, place: string): boolean => endpointText(destination) === place

/** The private host is heard in this very capture: then the tap is on its side. */
function isThere({ destination }: RtpStream, call: Call | undefined, { endpoints }: CaptureFacts): boolean {
  const { address } = destination
  if (endpoints.some(({ endpoint }) => endpoint.address === address)) return true
  return (
    call?.streams.some(({ source }) => source.address === address) === true ||
    call?.messages.some((one) => one.source?.address === address || one.destination?.address === address) === true
  )
}
