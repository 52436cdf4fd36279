import type { Call } from '../../../model/call.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { discardPercentOf, isCoarselyTimed, isOver } from '../../facts/stream-trust.ts'
import { directionOf, isTalk, placeOf, scopeOf, sendersMessage, streamProof } from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import { DISCARD_PERCENT, SAME_SKEW_PPM, SKEW_LOW_PPM, SKEW_MEDIUM_PPM, SKEW_OVER_MS } from '../../thresholds/media.ts'

interface Values {
  readonly ppm: number
  readonly direction: string
  readonly slipS: number
}

/** What a buffer gains or loses before it slips by one packet. */
const SLIP_MS = 20

export const clockDrift = rule<'stream', Values>({
  id: 'media.clock-drift',
  category: 'media',
  severity: 'low',
  sources: ['RFC 3550 §6.4.1', 'ITU-T G.822', 'RFC 7273'],
  title: 'The media clock of the sender drifts',
  examines: 'stream',
  observed: true,
  issues: ['clicks', 'crackling', 'quality'],
  meaning:
    'The sender samples faster or slower than it should: every buffer behind it runs full or dry in time, and clicks.',
  fires:
    'Over 60 s or more the timestamps run more than 100 ppm beside the time of the capture: low; over 300 ppm medium, and high where packets are discarded for it.',
  quiet:
    'Less than a minute; streams of both directions that drift alike, which is the clock of the capture; early media.',
  example: ['skew 412 ppm over 180 s: one 20 ms packet too many every 49 s'],
  recommendation:
    'Give the sender a proper timing source: the hardware clock in place of a virtual machine’s, internal timing on, NTP that slews and does not step.',
  verify: 'Verify: the skew of the same sender is below 100 ppm over ten minutes.',
  *check({ stream, call }, { capture }) {
    const { clockSkew } = stream
    if (!clockSkew || Math.abs(clockSkew.ppm) <= SKEW_LOW_PPM || !isTalk(stream, call)) return
    if (clockSkew.overMs < SKEW_OVER_MS) {
      if (!isOver(stream, call, capture)) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    if (isCoarselyTimed(stream) || driftsAlike(stream, call)) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    const { ppm, overMs } = clockSkew
    const slipS = (SLIP_MS * 1000) / Math.abs(ppm)
    const place = placeOf(stream, call)
    const severity = weigh(ppm, discardPercentOf(stream) ?? 0)
    const wall = stream.rtcp.sender?.rateHz
    yield {
      values: { ppm, direction: directionOf(stream, call), slipS },
      proof: [
        streamProof(
          stream,
          `skew ${ppm.toFixed(0)} ppm over ${(overMs / 1000).toFixed(0)} s: one ${SLIP_MS} ms packet too ${ppm > 0 ? 'few' : 'many'} every ${slipS.toFixed(0)} s${wall === undefined ? '' : `; by its own RTCP clock ${wall.toFixed(1)} ticks a second`}`,
        ),
      ],
      scope: scopeOf(stream, call),
      ...(severity && { severity }),
      ...(place && { mends: sendersMessage(place) }),
    }
  },
  detail: ({ ppm, direction, slipS }) =>
    `The sender of the audio ${direction} runs ${Math.abs(ppm).toFixed(0)} ppm too ${ppm > 0 ? 'slow' : 'fast'}: a receiver has a packet too ${ppm > 0 ? 'few' : 'many'} every ${slipS.toFixed(0)} s.`,
})

/** Another sender drifts by the same: what both are measured with is wrong. */
const driftsAlike = (stream: RtpStream, call: Call | undefined): boolean =>
  call?.streams.some(
    ({ source, clockSkew }) =>
      source.address !== stream.source.address &&
      clockSkew !== undefined &&
      clockSkew.overMs >= SKEW_OVER_MS &&
      Math.abs(clockSkew.ppm - stream.clockSkew!.ppm) <= SAME_SKEW_PPM,
  ) ?? false

function weigh(ppm: number, discardPercent: number): Weight | undefined {
  if (Math.abs(ppm) <= SKEW_MEDIUM_PPM) return undefined
  return discardPercent > DISCARD_PERCENT
    ? { level: 'high', because: `${discardPercent.toFixed(1)} % of the packets are discarded` }
    : { level: 'medium', because: `${Math.abs(ppm).toFixed(0)} ppm` }
}
