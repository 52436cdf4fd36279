import type { Call } from '../../../model/call.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { isoOf } from '../../../model/time.ts'
import { isOver } from '../../facts/stream-trust.ts'
import {
  directionOf,
  isNearChange,
  isTalk,
  placeOf,
  scopeOf,
  sendersMessage,
  streamProof,
} from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import {
  AUDIO_CLOCKS_HZ,
  OFF_CLOCK_SHARE,
  SHORT_PACKETS,
  TIMESTAMP_FAULTS,
  TIMESTAMP_FAULTS_MANY,
  TIMESTAMP_FAULTS_SHARE,
} from '../../thresholds/media.ts'

interface Values {
  readonly direction: string
  readonly faults: number
  readonly what: string
  readonly off: boolean
}

export const timestampDiscontinuity = rule<'stream', Values>({
  id: 'media.timestamp-discontinuity',
  category: 'media',
  severity: 'medium',
  sources: ['RFC 3550 §5.1', 'RFC 3551 §4.5.2', 'RFC 7587 §4.1'],
  title: 'RTP timestamps do not run as they should',
  examines: 'stream',
  observed: true,
  issues: ['choppy', 'robotic', 'garbled', 'quality'],
  meaning:
    'The receiver plays by the timestamps: where they jump, stand still or tick at another rate it plays silence, noise or at the wrong speed.',
  fires:
    'Three times or more a timestamp goes back, stands still for five packets, jumps half a second ahead, or steps by what is no packet; or all of them run at another rate than the codec’s clock (16000 for G.722, 160 a packet for Opus). High where it never ends.',
  quiet:
    'Telephone events; the beginning of talkspurts; two seconds around answers, re-INVITEs and transfers; codecs whose packets differ in length; video. Low where only the time base changes, as bridges do that keep their SSRC.',
  example: ['timestamps: 0 back, 14 repeated, 0 irregular, 2 jumps; first at 2026-04-16T18:30:41.020Z'],
  recommendation:
    'Let the sender begin a new SSRC or set the marker when its source changes, and step by samples at the clock of the payload format: 8000 for G.722, 48000 for Opus.',
  verify: 'Verify: consecutive packets step by one packet time.',
  *check({ stream, call }, { capture }) {
    if (!isTalk(stream, call)) return
    const off = isOffClock(stream)
    const faults = faultsOf(stream, call)
    if (!off && faults.total < TIMESTAMP_FAULTS) return
    if (stream.packets < SHORT_PACKETS) {
      if (!isOver(stream, call, capture)) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const place = placeOf(stream, call)
    const first = faults.events[0]
    const severity = weigh(stream, faults, off)
    yield {
      values: {
        direction: directionOf(stream, call),
        faults: faults.total,
        what: off ? rateText(stream) : faultsText(stream),
        off,
      },
      proof: [
        streamProof(
          stream,
          `${rateText(stream)}; ${faultsText(stream)}${first ? `; first at ${isoOf(first.at)}, step ${first.ticks}` : ''}`,
          first && { at: first.at, frame: first.frame },
        ),
      ],
      scope: [...scopeOf(stream, call), off ? 'clock' : 'steps'],
      ...(severity && { severity }),
      ...(place && { mends: sendersMessage(place) }),
    }
  },
  detail: ({ direction, faults, what, off }) =>
    off
      ? `The timestamps of the audio ${direction} run at another rate than its codec has: ${what}.`
      : `The timestamps of the audio ${direction} break off ${faults} times: ${what}.`,
})

interface Faults {
  readonly total: number
  /** All of them only begin a new time base. */
  readonly rebased: boolean
  readonly events: RtpStream['timestamps']['events']
}

/** Those that count, away from changes of the call: of the listed ones each, beyond the list by number. */
function faultsOf(stream: RtpStream, call: Call | undefined): Faults {
  const { backwards, repeated, irregular, jumps, events } = stream.timestamps
  const uneven = isUneven(stream)
  const counted = events.filter(
    ({ kind, at }) => !(kind === 'irregular' && uneven) && !(call !== undefined && isNearChange(call, at)),
  )
  const all = backwards + repeated + jumps + (uneven ? 0 : irregular)
  const listed = events.filter(({ kind }) => !(kind === 'irregular' && uneven)).length
  const total = Math.max(counted.length, all - (listed - counted.length))
  return { total, rebased: repeated + (uneven ? 0 : irregular) === 0, events: counted }
}

/** Packets of this stream may differ in length: by the codec, or by silence suppression. */
function isUneven({ payloadTypes, silence, ptimeChanges }: RtpStream): boolean {
  const { comfortNoisePackets, suppressions, talkspurts } = silence
  if (comfortNoisePackets + suppressions > 0 || talkspurts > 1 || ptimeChanges.length > 0) return true
  return payloadTypes.some(
    ({ encoding, sizes, otherSizes }) => otherSizes > 0 || sizes.length > 1 || encoding?.toLowerCase() === 'opus',
  )
}

/** The timestamps run by the clock of another codec. One that merely sends too slowly has no clock of its own. */
function isOffClock({ timestampRateHz, clockRateHz, packets }: RtpStream): boolean {
  if (timestampRateHz === undefined || clockRateHz === undefined || packets < SHORT_PACKETS) return false
  return AUDIO_CLOCKS_HZ.some(
    (rate) =>
      rate !== clockRateHz && Math.abs(timestampRateHz / rate - 1) <= OFF_CLOCK_SHARE && !isNear(rate, clockRateHz),
  )
}

const isNear = (rate: number, clockRateHz: number): boolean => Math.abs(rate / clockRateHz - 1) <= 2 * OFF_CLOCK_SHARE

function weigh({ packets }: RtpStream, { total, rebased }: Faults, off: boolean): Weight | undefined {
  if (off) return { level: 'high', because: 'Every packet is concerned' }
  if (total >= TIMESTAMP_FAULTS_MANY && total >= TIMESTAMP_FAULTS_SHARE * packets)
    return { level: 'high', because: `${total} times in ${packets} packets: it does not end` }
  return rebased
    ? { level: 'low', because: 'Only the time base changes, as with a bridge that keeps its SSRC' }
    : undefined
}

const rateText = ({ timestampRateHz, clockRateHz }: RtpStream): string =>
  timestampRateHz === undefined
    ? `clock ${clockRateHz ?? 'not known'}`
    : `${timestampRateHz.toFixed(0)} ticks a second where the codec has ${clockRateHz}`

const faultsText = ({ timestamps: { backwards, repeated, irregular, jumps } }: RtpStream): string =>
  `${backwards} back, ${repeated} repeated, ${irregular} irregular, ${jumps} jumps`
