import { parseEndpoint, parseTransport } from './address.ts'
import { directed, type EnvelopeReader, type EnvelopeStep, type LogFormat } from './envelope.ts'
import { findTime, type LogTime } from './time.ts'

const RECEIVED = /<--- SIP read from (?:(UDP|TCP|TLS|WSS?):(?:\/\/)?)?(\S{1,300}) --->/i
const SENT =
  /(?:<--- )?(?:Reliably )?(?:Transmitting|Retransmitting #\d{1,4}) \((?:no )?NAT\) to (\S{1,300}?):?(?: --->)?\s*$/
const CLOSING = /^(?:<-{6,}>|--- \(\d{1,6} headers \d{1,6} lines\) ---|---|.{1,40} \d{1,6} headers, \d{1,6} lines)$/

/**
 * Asterisk chan_sip, `sip set debug on`: `<--- SIP read from UDP:192.0.2.1:5060 --->` for what came (old versions name no
 * transport, or write `UDP://`), and for what went `Reliably Transmitting (NAT) to 192.0.2.1:5060:`,
 * `Retransmitting #1 (NAT) to ...:` or `<--- Transmitting (no NAT) to 192.0.2.1:5060 --->`. The time may stand before each
 * line, before the envelope only, or on a line of its own above it: `[time] VERBOSE[12] chan_sip.c:`.
 */
export const chanSip: LogFormat = { name: 'Asterisk chan_sip', reader }

function reader(): EnvelopeReader {
  /** Of the line before, where it was nothing but a log prefix. */
  let above: LogTime | undefined
  return {
    read(line) {
      const time = above
      above = undefined
      const step = envelopeOf(line, time)
      if (step === undefined && line.includes('chan_sip.c:') && line.trimEnd().endsWith('chan_sip.c:')) {
        above = findTime(line)
        return 'claimed'
      }
      // An empty line may stand between the prefix and the envelope.
      if (time !== undefined && line.trim() === '') above = time
      return step
    },
  }
}

function envelopeOf(line: string, above: LogTime | undefined): EnvelopeStep | undefined {
  const received = line.includes('SIP read from') ? RECEIVED.exec(line) : null
  if (received) {
    return directed(
      'received',
      { peer: parseEndpoint(received[2] ?? '') },
      { time: findTime(line.slice(0, received.index)) ?? above, transport: parseTransport(received[1]) },
    )
  }
  const sent = line.includes('ransmitting ') ? SENT.exec(line) : null
  if (sent) {
    return directed(
      'sent',
      { peer: parseEndpoint(sent[1] ?? '') },
      { time: findTime(line.slice(0, sent.index)) ?? above, transport: undefined },
    )
  }
  return isClosing(line) ? 'claimed' : undefined
}

function isClosing(line: string): boolean {
  const first = line.charCodeAt(0)
  const marked = first === 45 /* - */ || first === 60 /* < */ || line.endsWith(' lines')
  return marked && line.length < 80 && CLOSING.test(line)
}
