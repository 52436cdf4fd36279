import { announces, readAround } from './around.ts'
import type { LogEnvelope } from './envelope.ts'
import { isLogLine } from './events.ts'
import { endOf } from './flow.ts'
import { readEnds } from './flow-line.ts'
import { findPacketTime, type LogTime } from './time.ts'

const NOTHING: LogEnvelope = { time: undefined, source: undefined, destination: undefined, transport: undefined }

/**
 * The envelope of a message in a log that no format's reader knows: from what stands before the start line on its line, and
 * from the line above it (empty where there is none), if all that does is to announce a message, or to tell a time.
 */
export function unknownEnvelope(before: string, above: string): LogEnvelope | undefined {
  const own = /[A-Za-z0-9]/.test(before) ? readAround(before) : undefined
  if (own !== undefined && tellsMuch(own)) return { ...own, time: own.time ?? timeOf(above) }
  const ends = readEnds(before)
  if (ends !== undefined) return { ...(own ?? NOTHING), source: endOf(ends[0]), destination: endOf(ends[1]) }
  const announced = announcement(above)
  const time = own?.time ?? announced?.time ?? timeOf(above)
  if (announced !== undefined) return { ...announced, transport: own?.transport ?? announced.transport, time }
  if (own !== undefined) return { ...own, time }
  return time && { ...NOTHING, time }
}

/** More than a time or a transport: the words are an envelope, of whatever log. */
export const tellsMuch = (envelope: LogEnvelope | undefined): boolean =>
  (envelope?.source ?? envelope?.destination ?? envelope?.direction) !== undefined

/** A line that does nothing but announce the message below it: undefined when it says other things too. */
export function announcement(line: string): LogEnvelope | undefined {
  if (line === '') return undefined
  if (announces(line)) return readAround(line)
  const ends = readEnds(line)
  return ends && { ...(readAround(line) ?? NOTHING), source: endOf(ends[0]), destination: endOf(ends[1]) }
}

const timeOf = (line: string): LogTime | undefined =>
  line !== '' && isLogLine(line) ? findPacketTime(line) : undefined
