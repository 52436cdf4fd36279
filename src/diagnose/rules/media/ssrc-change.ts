import type { Call } from '../../../model/call.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { durationText } from '../../facts/durations.ts'
import {
  directionOf,
  isNearChange,
  isTalk,
  placeOf,
  scopeOf,
  sendersMessage,
  ssrcText,
  streamProof,
} from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import { MANY_SSRCS, SSRC_GAP_MS } from '../../thresholds/media.ts'

interface Values {
  readonly direction: string
  readonly from: string
  readonly to: string
  readonly gapMs: number
  readonly changes: number
}

export const ssrcChange = rule<'stream', Values>({
  id: 'media.ssrc-change',
  category: 'media',
  severity: 'info',
  sources: ['RFC 3550 §8', 'RFC 3711 §3.3.1'],
  title: 'The SSRC changes within a stream',
  examines: 'stream',
  issues: ['choppy', 'cut', 'srtp'],
  meaning:
    'Another source goes on where the first left off: a switch, an announcement, a restarted sender. Receivers that hold on to the first fall silent.',
  fires:
    'A new SSRC on the same way in a call. Medium with more than five of them, or with a gap of more than 200 ms where nothing was agreed anew; high where SRTP goes on and the receiver reports that it loses most of it.',
  quiet: 'Several SSRCs at the same time (BUNDLE); ports that another call used before; early media.',
  example: ['SSRC 0x1f2e3d4c ends, 0x5a6b7c8d begins 340 ms later on the same way'],
  recommendation:
    'See which element switches sources there, and let it keep its SSRC or renegotiate; with SRTP, let both sides reset the rollover counter for a new SSRC (RFC 3711 §3.3.1).',
  applies: ({ call, stream }) => call !== undefined && stream.previous !== undefined,
  *check({ stream, call }) {
    const { previous } = stream
    if (!call || !previous || previous.overlapMs > 0 || !isTalk(stream, call)) return
    const before = call.streams.find(({ number }) => number === previous.number)
    if (!before) {
      yield { insufficient: 'starts-mid-dialog' }
      return
    }
    const gapMs = (stream.firstAt - previous.lastAt) / 1000
    const changes = call.streams.filter((one) => one.previous !== undefined && one.previous.overlapMs === 0).length
    const severity = weigh(stream, call, gapMs, changes)
    const place = placeOf(stream, call)
    yield {
      values: {
        ...{ direction: directionOf(stream, call), gapMs, changes },
        ...{ from: ssrcText(previous.ssrc), to: ssrcText(stream.ssrc) },
      },
      proof: [
        streamProof(before, `last packet, SSRC ${ssrcText(previous.ssrc)}`, {
          at: previous.lastAt,
          frame: before.lastFrame,
        }),
        streamProof(stream, `first packet, ${durationText(gapMs)} later`),
      ],
      scope: scopeOf(stream, call),
      ...(severity && { severity }),
      ...(place && { mends: sendersMessage(place) }),
    }
  },
  detail: ({ direction, from, to, gapMs, changes }) =>
    `The audio ${direction} changes its SSRC from ${from} to ${to} after ${durationText(gapMs)}${changes > 1 ? `, one of ${changes} changes in this call` : ''}.`,
})

function weigh(stream: RtpStream, call: Call, gapMs: number, changes: number): Weight | undefined {
  const { farEndWorst } = stream.rtcp
  if (
    stream.secure === true &&
    farEndWorst !== undefined &&
    farEndWorst.at >= stream.firstAt &&
    farEndWorst.fractionLost >= 128
  )
    return { level: 'high', because: 'SRTP: the receiver reports that most of the new source is lost to it' }
  if (changes > MANY_SSRCS) return { level: 'medium', because: `${changes} changes in one call` }
  return gapMs > SSRC_GAP_MS && !isNearChange(call, stream.firstAt)
    ? { level: 'medium', because: `A gap of ${durationText(gapMs)}, and nothing was agreed anew` }
    : undefined
}
