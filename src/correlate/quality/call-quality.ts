import type { Call } from '../../model/call.ts'
import type { StreamRecord } from '../../model/events.ts'
import type { Quality, StreamPlaceRecord } from '../../model/quality.ts'
import type { RtpStream } from '../../model/stream.ts'
import { type StreamPlace, streamPlacesOf } from './attribution.ts'
import { farEndReportsOf } from './far-end.ts'
import { farEndQualityOf, qualityOf, type StreamContext } from './quality.ts'

/** What a call tells of one of its streams. */
export interface StreamSetting {
  readonly place: StreamPlaceRecord
  readonly context: StreamContext
}

/** How a stream sounds, with what its call tells of codec and delay; `call` undefined for RTP nobody announced. */
export const qualityIn = (call: Call | undefined, stream: RtpStream): Quality | undefined =>
  qualityOf(stream, contextIn(call, stream))

function contextIn(call: Call | undefined, stream: RtpStream): StreamContext {
  const place = call && streamPlacesOf(call).find((one) => one.stream === stream)
  return place ? contextOf(place, declaredRoundTripMs(call)) : {}
}

/** What the call tells of each of its streams, by number. */
export function settingsOf(call: Call): ReadonlyMap<number, StreamSetting> {
  const settings = new Map<number, StreamSetting>()
  const places = call.streams.length === 0 ? [] : streamPlacesOf(call)
  const roundTripMs = places.length === 0 ? undefined : declaredRoundTripMs(call)
  for (const place of places) {
    const { by, kind, line, how, hop, codec, early, ringback, segment } = place
    const told = { by, kind, line, how, hop, codec: codec?.encoding, early, ringback, segment }
    settings.set(place.stream.number, { place: told, context: contextOf(place, roundTripMs) })
  }
  return settings
}

const contextOf = ({ codec }: StreamPlace, roundTripMs: number | undefined): StreamContext => {
  return { fmtp: codec?.fmtp, declaredRoundTripMs: roundTripMs }
}

/** What an end says of the delay, if that may be true: the round trip, else twice the way. */
function declaredRoundTripMs(call: Call): number | undefined {
  for (const { invalid, roundTripMs, oneWayDelayMs } of farEndReportsOf(call)) {
    if (invalid !== undefined) continue
    const told = roundTripMs || 2 * (oneWayDelayMs ?? 0)
    if (told > 0) return told
  }
  return undefined
}

/** A stream that has ended, as it is told to people and stored: rated, in its place, and without the keys that were pressed. */
export function streamRecord(
  stream: RtpStream,
  call: number | undefined,
  setting: StreamSetting | undefined,
): StreamRecord {
  const { tones: _, loudness: __, ...told } = stream
  const quality = qualityOf(stream, setting?.context)
  const farEndQuality = farEndQualityOf(stream, setting?.context)
  return { ...told, call, quality, farEndQuality, place: setting?.place }
}
