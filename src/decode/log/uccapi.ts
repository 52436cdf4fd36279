import { parseEndpoint } from './address.ts'
import { timeOf } from './dates.ts'
import { directed, type EnvelopeReader, type LogFormat } from './envelope.ts'
import { topicOf } from './events.ts'

const PREFIX = /^(\d\d)\/(\d\d)\/(\d{4})\|(\d\d:\d\d:\d\d\.\d{1,6}) [\dA-Fa-f]{1,8}:[\dA-Fa-f]{1,8} [A-Z]{4,7} {1,4}:: /
const ENVELOPE =
  /^(Sending Packet|Data Received) ?- ?(\S{3,80}) \((?:From|To) Local Address: (\S{3,80})\) \d{1,9} bytes/

/**
 * Lync and Skype for Business client, UccApi log: `04/16/2026|18:30:00.001 1F68:C14 INFO  :: Sending Packet -
 * 192.0.2.1:5061 (From Local Address: 192.0.2.2:20323) 1503 bytes:`, or `Data Received - ... (To Local Address: ...)`; then the
 * message, its first line or all of them after the same prefix, and `End of Sending Packet - ...` (msxfaq.de, Parse-UCCAPILog).
 */
export const uccapi: LogFormat = { name: 'Lync client trace', reader }

function reader(): EnvelopeReader {
  /** Between an envelope and its end. */
  let open = false
  return {
    read(line) {
      const prefix = line.charCodeAt(10) === 124 /* | */ ? PREFIX.exec(line) : null
      if (!prefix) return undefined
      const [head, month = '', day = '', year = '', clock = ''] = prefix
      const text = line.slice(head.length)
      const match = text.includes(' Local Address: ') ? ENVELOPE.exec(text) : null
      if (match) {
        open = true
        return directed(
          match[1] === 'Data Received' ? 'received' : 'sent',
          { peer: parseEndpoint(match[2] ?? ''), local: parseEndpoint(match[3] ?? '') },
          { time: timeOf(year, month, day, clock), transport: undefined },
        )
      }
      if (open && !text.startsWith('End of ')) return { stands: [text] }
      open = false
      return topicOf(text) === undefined ? 'claimed' : undefined
    },
  }
}
