import type { Endpoint } from '../../model/endpoint.ts'
import { endpoint } from '../log/address.ts'
import { epochTime, findTime, type LogTime } from '../log/time.ts'
import { parseStartLine } from '../sip/start-line.ts'
import { type PartialFlows, type PartialStart, partialStart } from './partial-flows.ts'
import type { Out, PrintedMessage, PrintedReader } from './piece.ts'

/** `SIP/SDP 812 Request: ...`: protocols, the length in newer versions, and what is told of the messages. */
const INFO = /\sSIP(?:\/[\w.+-]{1,30}){0,4}\s{1,20}(?:\d{1,9}\s{1,20})?((?:Request|Status): .*)$/
/** Number, time and what stands before the protocol. */
const BEFORE =
  /^\s{0,20}(?:\d{1,10}\s{1,20})?(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\.\d{1,9}|\d\d:\d\d:\d\d\.\d{1,9}|\d{1,10}\.\d{1,9})\s{1,20}(.{3,200})$/
/** A packet's line of any protocol. */
const ANY =
  /^\s{0,20}\d{1,10}\s{1,20}(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\.\d{1,9}|\d\d:\d\d:\d\d\.\d{1,9}|\d{1,10}\.\d{1,9})\s{1,20}\S{1,100}\s{1,40}(?:→|->)\s{1,40}\S{1,100}\s/
const TITLES = /^\s{0,20}No\.\s+(?:Time|Source)\s/
/** Remarks of Wireshark's after a Request-URI or reason phrase. */
const REMARK =
  /(?:, (?:in-dialog|with session description|with Sipfrag\(.*\))|\s{1,9}\((?:\d{1,6} bindings?|fetch bindings|remove \S+ bindings?|[a-z]+\/[\w.+-]+)\)|\s{1,9}\[.*\])\s*$/
const ANSWERED = /\s{1,9}\(([A-Z]{3,20})\)$/

/** Characters of that column which are looked at. */
const MAX_INFO = 1_000

/** What a packet's line tells besides its messages: for the hex rows that may follow. */
export interface SummaryLine {
  readonly time: LogTime | undefined
  readonly messages: readonly { readonly message: PrintedMessage; readonly start: PartialStart }[]
}

/**
 * Wireshark's packet list as text, and what tshark prints: `1 0.000000 192.0.2.1 → 192.0.2.2 SIP/SDP 812 Request: INVITE
 * sip:bob@example.com |`. Only start lines are told, so the messages are not complete; the method a response answers stands
 * in brackets where it is told. Several messages of one packet follow each other. Undefined for any other line.
 */
export function parseSummaryLine(text: string, number: number): SummaryLine | undefined {
  const info = text.includes('Request: ') || text.includes('Status: ') ? INFO.exec(text) : null
  const before = info && BEFORE.exec(text.slice(0, info.index))
  if (info === null || before === null) {
    const any = text.includes('→') || text.includes('->') ? ANY.exec(text) : null
    return any === null ? undefined : { time: timeOf(any[1] ?? ''), messages: [] }
  }
  const ends = endsOf(before[2] ?? '')
  if (ends === undefined) return undefined
  const time = timeOf(before[1] ?? '')
  const messages = (info[1] ?? '')
    .slice(0, MAX_INFO)
    .split(/\s\|\s?/)
    .flatMap((part) => {
      const told = startOfSummary(part.trim())
      return told === undefined
        ? []
        : [
            {
              message: {
                kind: 'message',
                format: 'tshark',
                text: `${told.line}\r\n`,
                time,
                source: ends[0],
                destination: ends[1],
                transport: undefined,
                complete: false,
                lines: [number],
                written: new Map([[0, part.trim()]]),
              } as const,
              start: partialStart(told.start, ends, told.method, part.includes(', in-dialog')),
            },
          ]
    })
  return { time, messages }
}

/** Seconds since the capture began or since 1970, a time of day, or a date with one. */
const timeOf = (text: string): LogTime | undefined => {
  if (text.includes(':')) return findTime(text)
  return epochTime(text) ?? { kind: 'instant', at: Math.round(Number(text) * 1_000_000) }
}

/** Source and destination, with their ports where there are columns for them. */
function endsOf(text: string): readonly [Endpoint, Endpoint] | undefined {
  const words = text
    .trim()
    .split(/\s{1,40}/)
    .filter((word) => word !== '→' && word !== '->')
  const isPort = (word: string | undefined): boolean => word !== undefined && /^\d{1,5}$/.test(word)
  const [a, b, c, d] = words
  if (a === undefined || b === undefined || isPort(a)) return undefined
  if (isPort(b) && c !== undefined) return [endpoint(a, b), endpoint(c, isPort(d) ? d : undefined)]
  return isPort(c) && isPort(d) ? [endpoint(a, c), endpoint(b, d)] : [endpoint(a, undefined), endpoint(b, undefined)]
}

/** `Request: INVITE sip:bob@example.com, in-dialog`, `Status: 200 OK (INVITE)`. */
export function startOfSummary(info: string): ReturnType<typeof checked> {
  let text = info
  for (let last = ''; last !== text && /(?:[\])]|dialog|description)$/.test(text); ) {
    last = text
    text = text.replace(REMARK, '')
  }
  const request = /^Request: (\S{2,40}) (\S{1,2000})/.exec(text)
  if (request !== null) return checked(`${request[1]} ${request[2]} SIP/2.0`, undefined)
  const status = /^Status: (\d{3}(?: .{0,500})?)$/.exec(text)
  if (status === null) return undefined
  const method = ANSWERED.exec(status[1] ?? '')?.[1]
  return checked(`SIP/2.0 ${(status[1] ?? '').replace(ANSWERED, '')}`, method)
}

function checked(line: string, method: string | undefined) {
  const start = parseStartLine(line)
  return start === undefined ? undefined : { line, method, start }
}

/** The packet list. A line is held until the next shows whether the packet is told in full as well. */
export class SummaryReader implements PrintedReader {
  readonly #out: Out
  readonly #flows: PartialFlows
  #held: SummaryLine['messages'] = []
  /** Of the line last read; undefined when that was none of a list. */
  time: LogTime | undefined

  constructor(out: Out, flows: PartialFlows) {
    this.#out = out
    this.#flows = flows
  }

  get idle(): boolean {
    return this.#held.length === 0 && this.time === undefined
  }

  read(text: string, number: number): boolean {
    if (text.trim() === '' && this.#held.length > 0) {
      return true
    }
    const first = text.trimStart().charCodeAt(0)
    const found = (first >= 48 && first <= 57 && parseSummaryLine(text, number)) || undefined
    this.end()
    this.time = found?.time
    if (found === undefined) {
      if (first !== 78 /* N */ || !TITLES.test(text)) return false
      return true
    }
    this.#held = found.messages
    return true
  }

  /** The packet is told in full: its line says nothing new. */
  drop(): void {
    this.#held = []
  }

  end(): void {
    const held = this.#held
    this.#held = []
    for (const { message, start } of held) this.#out.message({ ...message, partial: this.#flows.file(start) })
  }
}
