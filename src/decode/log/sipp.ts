import { parseTransport } from './address.ts'
import { directed, type EnvelopeReader, type LogFormat } from './envelope.ts'
import { findTime, type LogTime } from './time.ts'

const RULE = /^-{20,} (\d{4}-\d\d-\d\d[ T\t]\d\d:\d\d:\d\d\.\d{1,9})/
const ENVELOPE = /^(UDP|TCP|TLS|SCTP) message (sent|received) [[(]?\d{1,9}[\])]? ?bytes\)?\s*:/
const ERROR = /^(\d{4}-\d\d-\d\d[\t ]\d\d:\d\d:\d\d\.\d{1,9})\s[\d.]{1,30}: .{1,600}, received '/

const COPY = /^Unexpected \w{2,5} message received(?: \(index \d{1,9}, hash \d{1,20}\))?:$/
/** Lines of a copy before it is taken for over, should no rule follow. Chosen by us: long messages have a hundred. */
const MAX_COPY_LINES = 500

/**
 * `sipp -trace_msg`: a line of dashes with the time, then `UDP message sent (511 bytes):` or `UDP message received [309]
 * bytes :`. No addresses are told. `Unexpected UDP message received:` writes the message above once more. `-trace_err` quotes an unexpected message: `... while expecting '100' (index 1), received
 * 'SIP/2.0 486 Busy Here`, closed by a quote mark.
 */
export const sipp: LogFormat = { name: 'SIPp', reader }

function reader(): EnvelopeReader {
  let time: LogTime | undefined
  /** Lines yet to come of a message written for the second time. */
  let copy = 0
  return {
    read(line) {
      if (line.startsWith('-----')) copy = 0
      const rule = line.startsWith('-----') ? RULE.exec(line) : null
      if (rule) {
        time = findTime(rule[1] ?? '')
        return 'claimed'
      }
      if (line.startsWith('Unexpected ') && COPY.test(line)) {
        copy = MAX_COPY_LINES
        return 'claimed'
      }
      if (copy > 0) {
        copy--
        return 'skipped'
      }
      const match = line.includes(' message ') ? ENVELOPE.exec(line) : null
      if (match) {
        return directed(match[2] === 'sent' ? 'sent' : 'received', {}, { time, transport: parseTransport(match[1]) })
      }
      const error = line.includes(", received '") ? ERROR.exec(line) : null
      if (!error) return undefined
      const messageAt = error[0].length
      return directed('received', {}, { time: findTime(error[1] ?? ''), transport: undefined, messageAt })
    },
  }
}
