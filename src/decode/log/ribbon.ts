import { endpoint } from './address.ts'
import { timeOf } from './dates.ts'
import { directed, type EnvelopeReader, type EnvelopeStep, type LogEnvelope, type LogFormat } from './envelope.ts'
import { topicOf } from './events.ts'
import type { LogTime } from './time.ts'

const HEAD =
  /^\d{1,6} (\d\d)(\d\d)(\d{4}) (\d\d)(\d\d)(\d\d)\.(\d{1,6}):([\d.]{3,40})\.[A-Za-z]{2,10} {1,4}\.(\w{2,20}):/
const RECEIVED = /received msg .{0,300}? from IP\/port: ?(\S{3,60})\/(\d{1,5}), Local IP\/port: ?(\S{3,60})\/(\d{1,5})/

/** The debug log's word for a message from a socket; its body comes in an entry of its own. */
const SOCKET = 'SipFeSocketRecvMsg - msg = '

/**
 * Ribbon (Sonus) SBC Core call trace, .TRC files: `1787 04162026 183000.001000:1.01.00.38939.MAJOR .SIPSG:FILTER=... EXTRA INFO:
 * Ingress: received msg for CallId:... from IP/port:192.0.2.1/5060, Local IP/port:192.0.2.2/5060`, then `RAW PDU:` and the
 * message. An entry over 1,800 bytes goes on in another with the same time and number. (Ribbon's documentation of the Call Trace
 * Log shows the received side; of any other entry with a PDU only the time is taken.) The debug log, .DBG, has what came after
 * `.SIPCM: SipFeSocketRecvMsg - msg = ` (Ribbon, "How to analyze DBG").
 */
export const ribbon: LogFormat = { name: 'Ribbon call trace', reader }

function reader(): EnvelopeReader {
  let entry: { readonly id: string; readonly envelope: LogEnvelope } | undefined
  return {
    read(line) {
      const head = line.includes(' .') ? HEAD.exec(line) : null
      if (head) {
        const id = head.slice(1, 9).join(' ')
        const rest = line.slice(head[0].length).trim()
        if (entry?.id === id) return rest === '' ? 'skipped' : { stands: [rest] }
        if (rest.startsWith(SOCKET)) {
          entry = undefined
          return fromSocket(head, line, rest.slice(SOCKET.length))
        }
        entry = { id, envelope: envelopeOf(head, rest) }
        return topicOf(rest) === undefined ? 'claimed' : undefined
      }
      if (line.startsWith(', msgLen = ')) return 'skipped'
      return entry !== undefined && line.startsWith('RAW PDU:') ? entry.envelope : undefined
    },
  }
}

function fromSocket(head: RegExpExecArray, line: string, text: string): EnvelopeStep {
  if (text.startsWith('v=0')) return { stands: ['', text] }
  return directed(
    'received',
    {},
    { time: timeOfHead(head), transport: undefined, messageAt: line.length - text.length },
  )
}

function timeOfHead(head: RegExpExecArray): LogTime | undefined {
  const [, month = '', day = '', year = '', hours, minutes, seconds, fraction] = head
  return timeOf(year, month, day, `${hours}:${minutes}:${seconds}.${fraction}`)
}

function envelopeOf(head: RegExpExecArray, rest: string): LogEnvelope {
  const time = timeOfHead(head)
  const ends = RECEIVED.exec(rest)
  if (!ends) return { time, transport: undefined, source: undefined, destination: undefined }
  const [, peer = '', peerPort, local = '', localPort] = ends
  const named = { peer: endpoint(peer, peerPort), local: endpoint(local, localPort) }
  return directed('received', named, { time, transport: undefined })
}
