import { parseEndpoint, parseTransport } from './address.ts'
import { type LogFormat, stateless } from './envelope.ts'
import { findTime } from './time.ts'

const RECEIVED = /<--- SIP read from ([A-Za-z]{2,6}):(\S{1,300}) --->/
const SENT =
  /(?:<--- )?(?:Reliably )?(?:Transmitting|Retransmitting #\d{1,4}) \((?:no )?NAT\) to (\S{1,300}?):?(?: --->)?\s*$/
const CLOSING = /^(?:<-{6,}>|--- \(\d{1,6} headers \d{1,6} lines\) ---|---|.{1,40} \d{1,6} headers, \d{1,6} lines)$/

/**
 * Asterisk chan_sip, `sip set debug on`: `<--- SIP read from UDP:192.0.2.1:5060 --->` for what came, and for what went
 * `Reliably Transmitting (NAT) to 192.0.2.1:5060:` or `<--- Transmitting (no NAT) to 192.0.2.1:5060 --->`.
 */
export const chanSip: LogFormat = {
  name: 'Asterisk chan_sip',
  reader: stateless((line) => {
    const received = line.includes('SIP read from') ? RECEIVED.exec(line) : null
    if (received) {
      return {
        time: findTime(line.slice(0, received.index)),
        source: parseEndpoint(received[2] ?? ''),
        destination: undefined,
        transport: parseTransport(received[1]),
      }
    }
    const sent = line.includes('ransmitting ') ? SENT.exec(line) : null
    if (sent) {
      return {
        time: findTime(line.slice(0, sent.index)),
        source: undefined,
        destination: parseEndpoint(sent[1] ?? ''),
        transport: undefined,
      }
    }
    return isClosing(line) ? 'claimed' : undefined
  }),
}

function isClosing(line: string): boolean {
  const first = line.charCodeAt(0)
  const marked = first === 45 /* - */ || first === 60 /* < */ || line.endsWith(' lines')
  return marked && line.length < 80 && CLOSING.test(line)
}
