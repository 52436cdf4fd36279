import { endpoint } from './address.ts'
import { directed, type EnvelopeReader, type LogEnvelope, type LogFormat } from './envelope.ts'
import { findTime } from './time.ts'

/**
 * Cisco Expressway and VCS diagnostic log: a line of `key="value"` pairs with `Module="network.sip" Level="DEBUG"`, both
 * addresses and UTC time, then ` SIPMSG:` and the message, its first line after a `|`, its end marked by a lone `|`. The INFO
 * line that tells of the same message has none.
 */
export const expressway: LogFormat = { name: 'Cisco Expressway', reader }

function reader(): EnvelopeReader {
  let envelope: LogEnvelope | undefined
  /** Bars are common elsewhere. */
  let seen = false
  return {
    read(line) {
      if (line.includes('Module="network.sip" Level="DEBUG"')) envelope = envelopeOf(line.slice(0, 2_000))
      else if (seen && line.trim() === '|') return 'claimed'
      else if (envelope === undefined || !line.trimStart().startsWith('SIPMSG:')) return undefined
      const at = line.indexOf('SIPMSG:')
      seen = true
      if (at < 0 || envelope === undefined) return 'claimed'
      const found = { ...envelope, messageAt: at + 'SIPMSG:'.length }
      envelope = undefined
      return found
    },
  }
}

function envelopeOf(line: string): LogEnvelope {
  const pairs = new Map<string, string>()
  for (const match of line.matchAll(/([A-Za-z-]{1,40})="([^"]{0,200})"/g)) pairs.set(match[1] ?? '', match[2] ?? '')
  const at = (side: string) => {
    const address = pairs.get(`${side}-ip`)
    return address === undefined ? undefined : endpoint(address, pairs.get(`${side}-port`))
  }
  const received = pairs.get('Action') === 'Received'
  return directed(
    received ? 'received' : 'sent',
    { local: at('Local'), peer: at(received ? 'Src' : 'Dst') },
    { time: findTime(pairs.get('UTCTime') ?? line), transport: undefined },
  )
}
