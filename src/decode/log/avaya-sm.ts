import type { Direction } from '../../model/message.ts'
import { endpoint, parseEndpoint, parseTransport } from './address.ts'
import { timeOf } from './dates.ts'
import { directed, type EnvelopeReader, type EnvelopeStep, type LogFormat } from './envelope.ts'
import { findTime, type LogTime } from './time.ts'

const HEAD = /^(\d\d)\/(\d\d)\/(\d{4}) (\d\d:\d\d:\d\d\.\d{1,6}) (-->|<--)\s*(?:octets:|$)/
const SIDE = /^\s{0,20}(ingress|egress): \{ L(\S{3,80})\/R(\S{3,80})\/(\w{2,12})\//
const DETAIL = /^\s{0,20}(?:octets|ingress|egress|SIPMsgContext|APMsgContext|trace-seq|Listener): /
const CALL_LOG = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{1,6}) CallLogs INFO - ?: (Incoming|Outgoing) /
const TRANSPORT = /^Transport: (\w{2,5}) \S{0,40}\s?\S{1,40}=([^,\s]{3,60}), ?\S{1,40}=(\d{1,5})\b/

/** The message that is to come. */
interface Coming {
  readonly direction: Direction
  readonly time: LogTime | undefined
}

/**
 * Avaya Session Manager, traceSM's asset.log: `com.avaya.asm SIPMSGT`, dashes, `16/04/2026 18:30:00.001 -->` (day first; the
 * arrow points in for what came, out for what went), `ingress: { L192.0.2.1:5061/R192.0.2.2:1234/TLS/0x1 }` and `egress: {...}`
 * with our own and the peer's address, dashes, the message, dashes. Release 6.2 writes `2026-04-16 18:30:00,001 CallLogs INFO
 * - : Outgoing Message` and a line of its transport instead. (SIPlog2traceSM reads and writes both.)
 */
export const avayaSm: LogFormat = { name: 'Avaya Session Manager', reader }

function reader(): EnvelopeReader {
  let coming: Coming | undefined
  return {
    read(line) {
      if (line.includes('SIPMSGT')) return 'claimed'
      const begun = headOf(line)
      if (begun !== undefined) {
        coming = begun
        return directed(begun.direction, {}, { time: begun.time, transport: undefined })
      }
      return coming === undefined ? undefined : detailOf(coming, line)
    },
  }
}

function headOf(line: string): Coming | undefined {
  const head = line.charCodeAt(2) === 47 /* / */ ? HEAD.exec(line) : null
  if (head) {
    const [, day = '', month = '', year = '', clock = '', arrow] = head
    return { direction: arrow === '-->' ? 'received' : 'sent', time: timeOf(year, month, day, clock) }
  }
  const log = line.includes(' CallLogs INFO ') ? CALL_LOG.exec(line) : null
  return log ? { direction: log[2] === 'Incoming' ? 'received' : 'sent', time: findTime(log[1] ?? '') } : undefined
}

function detailOf({ direction, time }: Coming, line: string): EnvelopeStep | undefined {
  const transport = line.startsWith('Transport: ') ? TRANSPORT.exec(line) : null
  if (transport) {
    const peer = endpoint(transport[2] ?? '', transport[3])
    return directed(direction, { peer }, { time, transport: parseTransport(transport[1]) })
  }
  const side = line.includes('gress: {') ? SIDE.exec(line) : null
  if (side && (side[1] === 'ingress') === (direction === 'received')) {
    const [, , local = '', peer = '', name] = side
    const ends = { local: parseEndpoint(local), peer: parseEndpoint(peer) }
    return directed(direction, ends, { time, transport: parseTransport(name) })
  }
  return DETAIL.test(line) ? 'claimed' : undefined
}
