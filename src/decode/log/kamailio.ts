import { type LogFormat, stateless } from './envelope.ts'
import { topicOf } from './events.ts'

/** Process number and id on standard error, or what syslog and the journal put before every line. */
const PREFIX = /^(?: {0,2}\d{1,3}\(\d{1,8}\) |.{0,120}?\b(?:kamailio|opensips|openser|ser)\[\d{1,8}\]: )/
const RECORD = /^(?: {0,2}\d{1,3}\(\d{1,8}\) )?(?:DBG|DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL|ALERT|EMERG|BUG|RAW): ?/
const START = /^(?:SIP\/2\.0 \d|[A-Z]{2,20} \S{1,2000} SIP\/2\.0\s*$)/

/**
 * Kamailio and OpenSIPS logs: ` 1(20618) INFO: {1 1 INVITE one@192.0.2.1} <script>: text`, or after syslog's prefix. A message
 * that `xlog("$mb")` writes there is found by its start line; the journal puts its prefix before each of the lines. The parser's
 * own lines, ` method:  <INVITE>` and the like, are no messages.
 */
export const kamailio: LogFormat = {
  name: 'Kamailio log',
  reader: stateless((line) => {
    const prefix = line.includes(') ') || line.includes(']: ') ? PREFIX.exec(line) : null
    if (!prefix) return undefined
    const text = line.slice(prefix[0].length)
    // In a record of the log's own the message may only begin, and what it says of it is read like any other log's.
    if (RECORD.test(text) || START.test(text)) return undefined
    return topicOf(text) === undefined ? { stands: [text] } : undefined
  }),
}
