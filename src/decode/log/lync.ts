import type { Endpoint } from '../../model/endpoint.ts'
import type { Direction } from '../../model/message.ts'
import { parseEndpoint } from './address.ts'
import { directed, type EnvelopeReader, type EnvelopeStep, type LogFormat } from './envelope.ts'
import { topicOf } from './events.ts'
import { findTime, type LogTime } from './time.ts'

const BEGIN = '$$begin_record'
const END = '$$end_record'
const START = 'Start-Line: '
const BODY = 'Message-Body:'

/** What was read of a record so far. */
interface Record {
  readonly time: LogTime | undefined
  direction: Direction | undefined
  peer: Endpoint | undefined
  /** Its start line was met: what follows are headers and body. */
  started: boolean
}

/**
 * Lync, Skype for Business and OCS server traces (OCSLogger, Snooper): `TL_INFO(TF_PROTOCOL) [1]0B60.0D6C::04/16/2026-
 * 18:30:00.001.00005602 (SIPStack,...)$$begin_record`, then `Direction:`, `Peer:`, `Start-Line: INVITE ...`, the headers in
 * any order, `Message-Body:` with the first line of the body or a dash, and `$$end_record`. Records without a start line, such
 * as `TL_ERROR(TF_DIAG)`, hold no message (support.microsoft.com, "Test-CsFederatedPartner").
 */
export const lync: LogFormat = { name: 'Lync server trace', reader }

function reader(): EnvelopeReader {
  let record: Record | undefined
  return {
    read(line) {
      if (line.includes(BEGIN) && line.trimEnd().endsWith(BEGIN)) {
        record = { time: findTime(line), direction: undefined, peer: undefined, started: false }
        return 'claimed'
      }
      if (record === undefined) return undefined
      if (line.startsWith(END)) {
        record = undefined
        return 'claimed'
      }
      return record.started ? bodyOf(line) : field(record, line)
    },
  }
}

/** A line before the start line, or of a record that has none. */
function field(record: Record, line: string): EnvelopeStep | undefined {
  if (line.startsWith(START)) {
    record.started = true
    const rest = { time: record.time, transport: undefined, messageAt: START.length }
    if (record.direction !== undefined) return directed(record.direction, { peer: record.peer }, rest)
    return { ...rest, source: undefined, destination: undefined }
  }
  const direction = /^Direction: (incoming|outgoing)/.exec(line)?.[1]
  if (direction !== undefined) record.direction = direction === 'incoming' ? 'received' : 'sent'
  else if (line.startsWith('Peer: ')) record.peer = parseEndpoint(line.slice('Peer: '.length))
  return topicOf(line) === undefined ? 'claimed' : undefined
}

function bodyOf(line: string): EnvelopeStep | undefined {
  if (!line.startsWith(BODY)) return undefined
  const first = line.slice(BODY.length).trim()
  return /^[-–—]?$/.test(first) ? 'skipped' : { stands: ['', first] }
}
