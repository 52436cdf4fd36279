import { parseTransport } from './address.ts'
import type { EnvelopeReader, LogFormat } from './envelope.ts'
import { findTime, type LogTime } from './time.ts'

const RULE = /^-{20,} (\d{4}-\d\d-\d\d[ T\t]\d\d:\d\d:\d\d\.\d{1,9})/
const ENVELOPE = /^(UDP|TCP|TLS|SCTP) message (?:sent|received) [[(]?\d{1,9}[\])]? ?bytes\)?\s*:/

/** `sipp -trace_msg`: a line of dashes with the time, then `UDP message sent (511 bytes):`. No addresses are told. */
export const sipp: LogFormat = { name: 'SIPp', reader }

function reader(): EnvelopeReader {
  let time: LogTime | undefined
  return {
    read(line) {
      const rule = line.startsWith('-----') ? RULE.exec(line) : null
      if (rule) {
        time = findTime(rule[1] ?? '')
        return 'claimed'
      }
      const match = line.includes(' message ') ? ENVELOPE.exec(line) : null
      if (!match) return undefined
      return { time, source: undefined, destination: undefined, transport: parseTransport(match[1]) }
    },
  }
}
