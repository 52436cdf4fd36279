import { holdsOf } from '../../../correlate/holds.ts'
import { type StreamPlace, streamPlacesOf } from '../../../correlate/quality/attribution.ts'
import type { Call } from '../../../model/call.ts'
import type { Hold } from '../../../model/dialog.ts'
import { isoOf, MICROS_PER_MS, type Micros } from '../../../model/time.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { type Proof, rule } from '../../rule.ts'
import { HOLD_SILENT_US, MEDIA_WORKS_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly by: string
  readonly silentS: number
  readonly heldS: number
  readonly packets: number
}

export const holdMusicMissing = rule<'call', Values>({
  id: 'media.hold-music-missing',
  category: 'media',
  severity: 'low',
  sources: ['RFC 3264 §8.4', 'RFC 7088'],
  title: 'On hold without music',
  examines: 'call',
  observed: true,
  about: { streams: true, described: true },
  issues: ['hold', 'music', 'silence'],
  meaning:
    'A side puts the other on hold, says that it goes on sending, and sends nothing: whoever waits hears silence and hangs up.',
  fires: 'During a hold by sendonly the holding side, or a music server in its place, sends no RTP for more than 5 s.',
  quiet:
    'Hold by inactive, which is silent by design; shorter holds; music from any address; a side whose RTP was never seen.',
  example: ['a=sendonly', 'held for 24.0 s, without RTP to the held side for 24.0 s'],
  recommendation:
    'Give the holding side a music source, and let the RTP of the music server pass the firewall and the latching of the relay.',
  recipe: 'nat-media',
  verify: 'Verify: RTP arrives at the held side within a second of the hold.',
  *check({ call }, { capture }) {
    for (const hold of holdsOf(call)) {
      const until = hold.until ?? call.bye?.at ?? (capture.ended ? capture.lastAt : undefined)
      if (hold.initial || !saysItSends(hold) || hold.from === undefined || until === undefined) continue
      if (until - hold.from <= HOLD_SILENT_US) continue
      const music = streamPlacesOf(call).filter(({ by, kind }) => by === hold.by && kind === 'audio')
      if (!wasHeard(music)) {
        yield { insufficient: 'no-rtp-in-capture' }
        continue
      }
      const { silentUs, packets } = silenceIn(music, hold.from, until)
      if (silentUs > HOLD_SILENT_US) yield faultOf(call, hold, hold.from, until, silentUs, packets)
    }
  },
  detail: ({ by, silentS, heldS, packets }) =>
    `The ${by} holds the other side for ${heldS.toFixed(1)} s and says sendonly; for ${silentS.toFixed(1)} s of it no RTP comes from its side (${packets} packets in all).`,
})

/** sendonly, or the old 0.0.0.0 with that direction. */
const saysItSends = ({ how, begun }: Hold): boolean =>
  how === 'sendonly' ||
  (how === 'zero-address' && (begun.description?.media.some(({ direction }) => direction === 'sendonly') ?? false))

/** The capture would show its RTP. */
const wasHeard = (places: readonly StreamPlace[]): boolean =>
  places.reduce((sum, { stream }) => sum + stream.packets, 0) >= MEDIA_WORKS_PACKETS

/** The longest time without a packet of any of these streams. */
function silenceIn(places: readonly StreamPlace[], from: Micros, until: Micros) {
  const heard: [from: Micros, until: Micros][] = []
  let packets = 0
  for (const { stream } of places) {
    const { series } = stream
    if (!series) {
      if (stream.lastAt > from && stream.firstAt < until) heard.push([stream.firstAt, stream.lastAt])
      continue
    }
    const us = series.bucketMs * MICROS_PER_MS
    for (const [index, count] of series.packets.entries()) {
      const at = series.at + index * us
      if (count === 0 || at + us <= from || at >= until) continue
      // The buckets at the ends are shared with what came before and after.
      if (at >= from && at + us <= until) packets += count
      heard.push([Math.max(at, stream.firstAt), Math.min(at + us, stream.lastAt)])
    }
  }
  let silentUs = 0
  let last = from
  for (const [begin, end] of heard.sort(([a], [b]) => a - b)) {
    silentUs = Math.max(silentUs, Math.min(begin, until) - last)
    last = Math.max(last, Math.min(end, until))
  }
  return { silentUs: Math.max(silentUs, until - last), packets }
}

function faultOf(call: Call, hold: Hold, from: Micros, until: Micros, silentUs: Micros, packets: number) {
  const { begun, by } = hold
  const line = begun.description?.media.find(({ kind }) => kind === 'audio')
  const direction = line?.attributes.find(({ name }) => name === 'sendonly')
  const figures: Proof = {
    kind: 'rtp',
    figures: `held from ${isoOf(from)} for ${((until - from) / 1_000_000).toFixed(1)} s, without RTP to the held side for ${(silentUs / 1_000_000).toFixed(1)} s; ${call.streams.length} streams in the call`,
    at: from,
  }
  const said: Proof = direction ? { message: begun, sdp: direction } : line ? lineOf(begun, line) : { message: begun }
  return {
    values: { by, silentS: silentUs / 1_000_000, heldS: (until - from) / 1_000_000, packets },
    proof: [said, figures] as const,
    scope: [by],
    mends: begun,
  }
}
