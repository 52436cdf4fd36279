import { parseEndpoint } from './address.ts'
import type { EnvelopeReader, LogEnvelope, LogFormat } from './envelope.ts'
import { findTime } from './time.ts'

const ENVELOPE =
  /^\s{0,20}([UT])(?:\(\d{1,3}\))? (?:(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{1,9}|[+-]\d{1,9}\.\d{1,9}) )?([\dA-Fa-f.:]{3,60}) -> ([\dA-Fa-f.:]{3,60})(?: \[[A-Z]{1,8}\])?(?: #\d{1,12})?\s*$/
const BANNER = /^(?:interface|input|filter|match(?: \(JIT\))?|output): |^\d{1,12} received, \d{1,12} dropped$|^exit$/

/**
 * `ngrep -W byline`: `U 2016/05/17 08:01:35.431471 192.0.2.1:5060 -> 192.0.2.2:5060 #1`; time only with `-t`, number only in
 * newer versions. Each CR prints as one dot at the line's end. Lines of `#` mark packets that did not match.
 */
export const ngrep: LogFormat = { name: 'ngrep', reader }

function reader(): EnvelopeReader {
  let seen = false
  return {
    read(line) {
      if (/^#{1,10000}$/.test(line)) return 'claimed'
      if (BANNER.test(line)) return seen || !line.startsWith('exit') ? 'claimed' : undefined
      const envelope = parseNgrepHead(line)
      if (envelope !== undefined) seen = true
      return envelope
    },
  }
}

/** What stands above a packet, undefined for any other line. */
export function parseNgrepHead(line: string): LogEnvelope | undefined {
  const match = line.includes(' -> ') ? ENVELOPE.exec(line) : null
  if (!match) return undefined
  return {
    time: match[2]?.includes('/') ? findTime(match[2]) : undefined,
    source: parseEndpoint(match[3] ?? ''),
    destination: parseEndpoint(match[4] ?? ''),
    transport: match[1] === 'U' ? 'UDP' : 'TCP',
    dotted: true,
  }
}
