import { parseEndpoint } from './address.ts'
import { directed, type EnvelopeStep, type LogFormat, stateless } from './envelope.ts'
import { findTime } from './time.ts'

const MARK = 'SipPacket'
const HEAD = /^ {1,5}[A-Z]: SIP Msg: (Incoming|Outgoing) => .{1,120}?, Remote: (\S{3,80}?)(?:,|\s|$)/
/** Where a web page put the next line of the log on the same one. */
const NEXT = /\s(?=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S{0,20} \S{1,60} \S{1,60}: \d{1,9}\.\d{1,9} SipPacket )/

/**
 * Cisco CE and TANDBERG room systems: `2026-04-16T18:30:00.001+02:00 room appl[1660]: 3939.20 SipPacket I: SIP Msg: Outgoing =>
 * INVITE, CSeq: 100 INVITE, Remote: 192.0.2.1:5060, CallId: ...`, then the message, each line after the same prefix and
 * `SipPacket    `. The address is the peer's (Cisco document 213413).
 */
export const ceEndpoint: LogFormat = {
  name: 'Cisco CE endpoint',
  reader: stateless((line) => {
    const at = line.indexOf(` ${MARK}`) + 1
    if (at < 2 || !/\d$/.test(line.slice(at - 2, at - 1))) return undefined
    const text = line.slice(at + MARK.length)
    const head = text.includes(' SIP Msg: ') ? HEAD.exec(text) : null
    if (head) {
      return directed(
        head[1] === 'Incoming' ? 'received' : 'sent',
        { peer: parseEndpoint(head[2] ?? '') },
        { time: findTime(line.slice(0, at)), transport: undefined },
      )
    }
    return /^ {1,5}[A-Z]: /.test(text) ? undefined : linesOf(text)
  }),
}

function linesOf(text: string): EnvelopeStep {
  if (!text.includes(MARK)) return { stands: [unindented(text)] }
  const stands = text.split(NEXT).map((piece) => {
    const at = piece.indexOf(` ${MARK}`)
    return unindented(at < 0 ? piece : piece.slice(at + 1 + MARK.length))
  })
  return { stands }
}

/** Four columns belong to the log: a blank, the level it does not write here, another blank. */
const unindented = (text: string): string => text.replace(/^ {1,4}/, '')
