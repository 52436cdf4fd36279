import { parseEndpoint, parseTransport } from './address.ts'
import { timeWithoutYear } from './dates.ts'
import { directed, type EnvelopeReader, type EnvelopeStep, type LogEnvelope, type LogFormat } from './envelope.ts'
import { findTime } from './time.ts'

const RECORD = /\[S=(\d{1,12})\]\s{0,4}(?:\[[SB]ID[=:]([^\]\s]{1,60})\]\s{0,4})?/
const ENVELOPE =
  /---- ?(Incoming|Outgoing) SIP Message (?:from|to) (\S{3,60})(?: (?:to|from) SIPInterface #\d{1,6}(?: \([^()]{0,80}\))? (\w{2,5}))?.{0,80}?---- {0,9}/
const CLOCK = /\s?\[Time:\s?(\d\d)-(\d\d)@(\d\d:\d\d:\d\d(?:\.\d{1,6})?)\]\s*$/

/** As rsyslog writes the line ends within a record. */
const LINE_END = /#015#012|#012/

/** What the message being written is called in the log, to find the records it goes on in. */
interface Open {
  readonly session: string
  sequence: number
}

/**
 * AudioCodes SBC and gateway syslog: `[S=1718460] [SID=b9027c:24:198171] (N 6891677) ---- Incoming SIP Message from
 * 192.0.2.1:9024 to SIPInterface #2 (Trunk) TLS TO(#138) SocketID(204) ---- [Time:16-04@18:30:00.001]`, day first, no year; the
 * message follows on the same line, in real lines, or in the next records of the session, whose numbers count on. A long
 * message is cut between records anywhere, in the middle of a line too. The address is the peer's. (Public parsers: the
 * AudioCodes filter of paStash, with samples in its issue tracker, and SIP-o-matic.)
 */
export const audiocodes: LogFormat = { name: 'AudioCodes syslog', reader }

function reader(): EnvelopeReader {
  let open: Open | undefined
  /** The end of a record that is not the end of a line. */
  let held: { readonly text: string; readonly number: number } | undefined

  /** What is held, if it was written just before. */
  const release = (number: number): string | undefined => {
    const text = held !== undefined && number - held.number <= 1 ? held.text : undefined
    held = undefined
    return text
  }

  /** Part of the message: whole lines, but for what its record ends in. */
  const messageLines = (text: string, number: number): EnvelopeStep => {
    const lines = text.split(LINE_END)
    const last = lines.at(-1) ?? ''
    const mark = last.endsWith(']') ? CLOCK.exec(last) : null
    if (!mark) return { stands: lines }
    const cut = last.slice(0, mark.index)
    if (cut.trim() !== '') held = { text: cut, number }
    return lines.length === 1 ? 'skipped' : { stands: lines.slice(0, -1) }
  }

  return {
    read(line, number) {
      const record = line.includes('[S=') ? RECORD.exec(line) : null
      if (!record) {
        return open !== undefined && line.endsWith(']') && CLOCK.test(line) ? messageLines(line, number) : undefined
      }
      const [head, sequence, session = ''] = record
      const from = record.index + head.length
      const before = release(number)
      const envelope = line.includes('SIP Message ', from) ? envelopeOf(line, from) : undefined
      if (envelope) {
        open = { session, sequence: Number(sequence) }
        return before === undefined ? envelope : { stands: [before], besides: envelope }
      }
      // The log's own records begin with their number in parentheses.
      if (open?.session === session && Number(sequence) === open.sequence + 1 && line[from] !== '(') {
        open.sequence++
        return messageLines((before ?? '') + line.slice(from), number)
      }
      open = undefined
      return before === undefined ? undefined : { stands: [before] }
    },
    end: () => (held === undefined ? [] : [held.text]),
  }
}

function envelopeOf(text: string, from: number): LogEnvelope | undefined {
  const match = ENVELOPE.exec(text.slice(from))
  if (!match) return undefined
  const clock = text.endsWith(']') ? CLOCK.exec(text) : null
  const [whole, way, peer = '', transport] = match
  return directed(
    way === 'Incoming' ? 'received' : 'sent',
    { peer: parseEndpoint(peer) },
    {
      time: clock ? timeWithoutYear(clock[2] ?? '', clock[1] ?? '', clock[3] ?? '') : findTime(text.slice(0, from)),
      transport: parseTransport(transport),
      messageAt: from + match.index + whole.length,
    },
  )
}
