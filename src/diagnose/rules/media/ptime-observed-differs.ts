import type { StreamPlace } from '../../../correlate/quality/attribution.ts'
import { isPossibleSize } from '../../facts/payload-sizes.ts'
import { attributeLine } from '../../facts/sdp-lines.ts'
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
import { rule, type Weight } from '../../rule.ts'
import { PTIME_DIFFERS, PTIME_HARMLESS_JITTER_MS, PTIME_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly direction: string
  readonly declaredMs: number
  readonly observedMs: number
  readonly name: 'ptime' | 'maxptime'
}

export const ptimeObservedDiffers = rule<'stream', Values>({
  id: 'media.ptime-observed-differs',
  category: 'codec',
  severity: 'medium',
  sources: ['RFC 8866 §6.4', 'RFC 3264 §5.1', 'RFC 3551 §4.2'],
  title: 'Packets are of another length than the receiver asked for',
  examines: 'stream',
  observed: true,
  issues: ['ptime', 'choppy', 'robotic', 'codec'],
  meaning:
    'The receiver says what packet time it would like, and gets another. Most cope; some discard, or play with gaps.',
  fires:
    'In 50 packets or more the packet time differs by half or more from a=ptime of the receiver, or is longer than its a=maxptime. Low where the jitter stays below 30 ms, because a=ptime is a wish.',
  quiet:
    'Codecs of variable frame length below maxptime; pauses of silence suppression; early media; descriptions without a=ptime.',
  example: ['a=ptime:20', 'packets of 40 ms: 480 of 480, payload 320 octets'],
  recommendation: 'Set the packet time of the sender to that of the receiver (20 ms everywhere is safest).',
  recipe: 'ptime',
  verify: 'Verify: packets are as long as a=ptime of the receiver says.',
  applies: ({ call }) => call !== undefined,
  *check({ stream, call }) {
    const place = placeOf(stream, call)
    const asked = place && askedOf(place)
    const observedMs = stream.ptimeMs
    if (!place || !asked || observedMs === undefined || !isTalk(stream, call)) return
    const packets = Math.round(stream.packets * (stream.ptimeShare ?? 0))
    if (!differs(asked, observedMs, place)) return
    if (packets < PTIME_PACKETS) {
      yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const [to, from, line] = [receiversMessage(place), sendersMessage(place), receiversLine(place)]
    const said = to && line && attributeLine(to, line, asked.name)
    const calm = (stream.jitterMs?.p95 ?? 0) < PTIME_HARMLESS_JITTER_MS
    yield {
      values: { direction: directionOf(stream, call), declaredMs: asked.ms, observedMs, name: asked.name },
      proof: [
        streamProof(
          stream,
          `packets of ${observedMs} ms: ${packets} of ${stream.packets}, payload ${sizeText(place)} octets`,
        ),
        ...(said ? [{ message: to, sdp: said }] : []),
      ],
      scope: [...scopeOf(stream, call), asked.name],
      ...(calm && asked.name === 'ptime' && { severity: CALM }),
      ...(from && { mends: from }),
    }
  },
  detail: ({ direction, declaredMs, observedMs, name }) =>
    `The receiver says ${name === 'ptime' ? 'a=ptime' : 'a=maxptime'}:${declaredMs}, and the packets ${direction} are ${observedMs} ms long.`,
})

const CALM: Weight = { level: 'low', because: 'The jitter is below 30 ms, and a=ptime is a wish' }

interface Asked {
  readonly name: 'ptime' | 'maxptime'
  readonly ms: number
}

/** Codecs that choose the length of their frames from packet to packet. */
const VARIABLE = /^(?:opus|evs|amr|amr-wb|speex|ilbc)$/i

function askedOf(place: StreamPlace): Asked | undefined {
  const line = receiversLine(place)
  const { ptimeMs: observed = 0 } = place.stream
  if (line?.maxptimeMs !== undefined && observed > line.maxptimeMs) return { name: 'maxptime', ms: line.maxptimeMs }
  if (line?.ptimeMs === undefined || line.ptimeMs === 0 || VARIABLE.test(place.codec?.encoding ?? '')) return undefined
  return { name: 'ptime', ms: line.ptimeMs }
}

/** The timestamps say so, and the payload of a codec of fixed size does not say otherwise (pauses look like long packets). */
function differs({ name, ms }: Asked, observedMs: number, place: StreamPlace): boolean {
  if (name === 'ptime' && Math.abs(observedMs - ms) < PTIME_DIFFERS * ms) return false
  const use = mainUse(place)
  const tag = place.stream.tagOctets ?? 0
  const size = use?.sizes.toSorted((a, b) => b.packets - a.packets)[0]
  if (!size || use?.encoding === undefined || place.stream.secure === true) return true
  return isPossibleSize(use.encoding, size.octets - tag, ms) !== true
}

const mainUse = ({ stream }: StreamPlace) => stream.payloadTypes.toSorted((a, b) => b.packets - a.packets)[0]
const sizeText = (place: StreamPlace): string => `${mainUse(place)?.sizes[0]?.octets ?? '?'}`
