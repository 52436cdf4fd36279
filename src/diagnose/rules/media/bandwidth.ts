import type { Bandwidth } from '../../../model/description.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { lineOf } from '../../facts/media-lines.ts'
import {
  directionOf,
  isTalk,
  placeOf,
  receiversLine,
  receiversMessage,
  scopeOf,
  sendersMessage,
  streamProof,
} from '../../facts/streams.ts'
import { rule } from '../../rule.ts'
import { BANDWIDTH_EXCESS, BANDWIDTH_SECONDS, SHORT_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly direction: string
  readonly ipKbps: number
  readonly ethernetKbps: number
  readonly peakKbps: number
  /** In kbit/s, as asked for; undefined where it is kept or nothing was asked. */
  readonly exceeds: number | undefined
}

/** RTP header (RFC 3550 §5.1); UDP with IPv4 or IPv6; Ethernet with its check sequence. */
const RTP_OCTETS = 12
const IP_OCTETS = { 4: 28, 6: 48 } as const
const ETHERNET_OCTETS = 18

export const bandwidth = rule<'stream', Values>({
  id: 'media.bandwidth',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3550 §6.2', 'RFC 8866 §5.8', 'RFC 3890'],
  title: 'Bandwidth of the media',
  examines: 'stream',
  issues: ['bandwidth', 'quality'],
  meaning: 'What a direction of the call takes on the wire, to compare with the line it goes over.',
  fires:
    'RTP of 100 packets or more. Medium where in three seconds or more its payload alone is 10 % above what the receiver asked for by b=AS or b=TIAS.',
  quiet: 'Shorter streams, early media.',
  example: ['80.0 kbit/s IP, 87.2 kbit/s Ethernet, peak second 81.6 kbit/s IP'],
  recommendation:
    'Use a codec or packet time that fits the line, or raise the bandwidth in the description of the receiver.',
  recipe: 'qos',
  *check({ stream, call }) {
    if (call !== undefined && !isTalk(stream, call) && placeOf(stream, call)?.kind === 'audio') return
    const seconds = (stream.lastAt - stream.firstAt) / 1_000_000
    if (stream.packets < SHORT_PACKETS || seconds < 1) {
      yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const ip = IP_OCTETS[stream.source.address.includes(':') ? 6 : 4]
    const rate = (octets: number): number => (8 * (stream.bytes + stream.packets * octets)) / seconds / 1000
    const peakKbps = Math.max(rate(ip), ...peaks(stream, ip))
    const place = placeOf(stream, call)
    const line = place && receiversLine(place)
    const exceeds = line && excessOf(stream, line.bandwidth)
    const message = place && receiversMessage(place)
    const [ipKbps, ethernetKbps] = [rate(ip), rate(ip + ETHERNET_OCTETS)]
    yield {
      values: { direction: directionOf(stream, call), ipKbps, ethernetKbps, peakKbps, exceeds },
      proof: [
        streamProof(
          stream,
          `${ipKbps.toFixed(1)} kbit/s IP, ${ethernetKbps.toFixed(1)} kbit/s Ethernet, peak second ${peakKbps.toFixed(1)} kbit/s IP (${stream.bytes} octets of RTP in ${stream.packets} packets over ${seconds.toFixed(1)} s)`,
        ),
        ...(exceeds !== undefined && message ? [lineOf(message, line!)] : []),
      ],
      scope: [...scopeOf(stream, call), exceeds === undefined ? 'kept' : 'exceeded'],
      ...(exceeds !== undefined && {
        severity: { level: 'medium', because: `The receiver asked for ${exceeds} kbit/s at most` } as const,
      }),
      ...(place && { mends: sendersMessage(place) }),
    }
  },
  detail: ({ direction, ipKbps, ethernetKbps, peakKbps, exceeds }) =>
    `The media ${direction} takes ${ipKbps.toFixed(1)} kbit/s of IP (${ethernetKbps.toFixed(1)} on Ethernet), ${peakKbps.toFixed(1)} in its busiest second${exceeds === undefined ? '' : `; the receiver asked for ${exceeds} kbit/s at most`}.`,
  advise: ({ exceeds }) =>
    exceeds === undefined
      ? ''
      : 'Use a codec or packet time that fits, or raise the bandwidth in the description of the receiver.',
})

/** kbit/s of IP, second by second; none where the buckets are longer. */
function peaks({ series }: RtpStream, ip: number): readonly number[] {
  if (series?.bucketMs !== 1000) return []
  return series.bytes.map((bytes, index) => (8 * (bytes + series.packets[index]! * ip)) / 1000)
}

/** What was asked for, in kbit/s, where the payload alone goes beyond for several seconds; undefined where it does not. */
function excessOf({ series }: RtpStream, asked: readonly Bandwidth[]): number | undefined {
  const kbps = asked.flatMap(({ type, value }) =>
    /^AS$/i.test(type) ? [value] : /^TIAS$/i.test(type) ? [value / 1000] : [],
  )
  const most = Math.max(...kbps)
  if (kbps.length === 0 || most <= 0 || series?.bucketMs !== 1000) return undefined
  const beyond = series.bytes.filter(
    (bytes, index) => (8 * (bytes - series.packets[index]! * RTP_OCTETS)) / 1000 > BANDWIDTH_EXCESS * most,
  )
  return beyond.length >= BANDWIDTH_SECONDS ? most : undefined
}
