import { parseEndpoint, parseTransport } from './address.ts'
import { directed, type EnvelopeReader, type EnvelopeStep, type LogFormat } from './envelope.ts'
import { findTime } from './time.ts'

const HEAD = /SIP trace(?: #(\d{1,9})[<>])?: /
const DATA =
  /^(?:connection \d{1,9}: )?(incoming|outgoing) SIP (\w{2,4}) data (?:from|to) (\S{3,80}?)(?: (?:to|from) (\S{3,80}?))?, size \d{1,9}:/

/**
 * Cisco Meeting Server (Acano), a syslog prefix and `SIP trace` before every line. Old: `SIP trace: connection 23: outgoing
 * SIP TCP data to 192.0.2.1:52560 from 192.0.2.2:5060, size 3830:`, then the lines of the message. New: `SIP trace #10<:
 * incoming SIP TCP data from ...`, the message between `BEGINNING OF MESSAGE` and `END OF MESSAGE`; `<` is in, `>` is out, the
 * number is the connection's. Our own address may be missing.
 */
export const cms: LogFormat = { name: 'Cisco Meeting Server', reader }

function reader(): EnvelopeReader {
  /** The connection whose message is being written, in the new form. */
  let open: string | undefined
  return {
    read(line) {
      const at = line.indexOf('SIP trace')
      const head = at < 0 ? null : HEAD.exec(line.slice(at, at + 40))
      if (!head || head.index > 0) return undefined
      const connection = head[1]
      const text = line.slice(at + head[0].length)
      const data = text.includes(' data ') ? dataOf(line.slice(0, at), text) : undefined
      if (data !== undefined) return data
      if (connection === undefined) return text.startsWith('connection ') ? undefined : { stands: [text] }
      if (/^(?:BEGINNING|END) OF MESSAGE/.test(text)) {
        open = text.startsWith('B') ? connection : undefined
        return 'claimed'
      }
      return open === connection ? { stands: [text] } : undefined
    },
  }
}

function dataOf(prefix: string, text: string): EnvelopeStep | undefined {
  const match = DATA.exec(text)
  if (!match) return undefined
  const [, way, transport, peer = '', local = ''] = match
  return directed(
    way === 'incoming' ? 'received' : 'sent',
    { peer: parseEndpoint(peer), local: parseEndpoint(local) },
    { time: findTime(prefix), transport: parseTransport(transport) },
  )
}
