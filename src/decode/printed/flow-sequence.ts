import { type Endpoint, endpointText } from '../../model/endpoint.ts'
import { endpoint } from '../log/address.ts'
import type { LogTime } from '../log/time.ts'
import { parseStartLine, type StartLine } from '../sip/start-line.ts'
import { type PartialFlows, partialStart } from './partial-flows.ts'
import type { Out, PrintedReader } from './piece.ts'
import { startOfSummary } from './summary.ts'

const TITLES = /^\|Time {1,20}\| ?(\S.{0,200}?) {0,200}\|?\s{0,200}$/
const MORE_TITLES = /^\| {1,20}(?:\| {1,40}){1,60}\| ?(\S{1,100})/
const ROW = /^\|(\d{1,10}\.\d{1,9}) {0,20}\|/
const ARROW = /^\| {1,20}\|.{0,1200}?\((\d{1,5})\)\s{0,40}(-{2,1200}>|<-{2,1200})\s{0,40}\((\d{1,5})\)/
/** Hosts of one graph. Chosen by us: a row of so many has 800 characters. */
const MAX_HOSTS = 40
/** Where the first column of hosts begins, and how wide each is. */
const FIRST_COLUMN = 11
const COLUMN = 20

interface Row {
  readonly time: LogTime
  readonly comment: string
  readonly number: number
}

/**
 * Wireshark's flow graph as text, `tshark -z flow,any,standard` and the flow sequence of VoIP calls:
 *
 *     |Time     | 192.0.2.1                             |
 *     |         |                   | 198.51.100.2      |
 *     |0.000000 |         Request: INVITE sip:          |SIP/SDP: Request: INVITE sip:bob@198.51.100.2 |
 *     |         |(5060)   ------------------>  (5060)   |
 *
 * The comment tells the start line, or, of VoIP calls, `SIP INVITE From: ... To:... Call-ID:... CSeq:1`, `SIP Request BYE CSeq:2`
 * and `SIP Status 200 OK`; requests of these have no Request-URI, and get the host they go to.
 */
export class FlowSequence implements PrintedReader {
  readonly #out: Out
  readonly #flows: PartialFlows
  #hosts: string[] = []
  #row: Row | undefined

  constructor(out: Out, flows: PartialFlows) {
    this.#out = out
    this.#flows = flows
  }

  get idle(): boolean {
    return this.#hosts.length === 0
  }

  read(text: string, number: number): boolean {
    if (text.charCodeAt(0) !== 124 /* | */) {
      if (text.trim() !== '') this.#hosts = []
      return false
    }
    const titles = TITLES.exec(text)
    if (titles !== null) {
      this.#hosts = [titles[1]?.trim() ?? '']
      return true
    }
    if (this.#hosts.length === 0) return false
    const row = ROW.exec(text)
    if (row !== null) {
      const time = { kind: 'instant', at: Math.round(Number(row[1]) * 1_000_000) } as const
      this.#row = { time, comment: commentOf(text), number }
      return true
    }
    const arrow = ARROW.exec(text)
    if (arrow !== null) this.#give(arrow, text)
    else {
      const more = MORE_TITLES.exec(text)?.[1]
      if (more !== undefined && this.#hosts.length < MAX_HOSTS) this.#hosts.push(more)
    }
    return true
  }

  end(): void {
    this.#hosts = []
    this.#row = undefined
  }

  #give(arrow: RegExpExecArray, text: string): void {
    const row = this.#row
    this.#row = undefined
    if (row === undefined) return
    const left = this.#hostAt(text, text.indexOf('('), arrow[1])
    const right = this.#hostAt(text, text.lastIndexOf('('), arrow[3])
    const [source, destination] = arrow[2]?.startsWith('<') ? [right, left] : [left, right]
    for (const { line, method, start, part } of startsOf(row.comment, destination)) {
      const inDialog = part.includes(', in-dialog')
      this.#out.message({
        kind: 'message',
        format: 'Wireshark flow',
        text: `${line}\r\n`,
        time: row.time,
        source,
        destination,
        transport: undefined,
        complete: false,
        lines: [row.number],
        written: new Map([[0, part]]),
        partial: this.#flows.file(partialStart(start, [source, destination], method, inDialog)),
      })
    }
  }

  #hostAt(text: string, at: number, port: string | undefined): Endpoint | undefined {
    const host = this.#hosts[Math.floor((Math.min(at, text.length) - FIRST_COLUMN) / COLUMN)]
    return host === undefined ? undefined : endpoint(host, port)
  }
}

/** What stands behind the last column. */
function commentOf(text: string): string {
  const at = text.search(/\|SIP[ :/]/)
  return at < 0 ? '' : text.slice(at + 1, at + 2_001)
}

interface Told {
  readonly line: string
  readonly start: StartLine
  /** The method a response answers, where that is told. */
  readonly method: string | undefined
  /** Of the comment. */
  readonly part: string
}

function startsOf(comment: string, destination: Endpoint | undefined): readonly Told[] {
  const info = /^SIP(?:\/\S{1,60})?: (.*)$/.exec(comment)?.[1]
  if (info !== undefined) {
    return info.split(/\s\|\s?/).flatMap((part) => {
      const told = startOfSummary(part.trim())
      return told === undefined ? [] : [{ ...told, part: part.trim() }]
    })
  }
  const line = voipLine(comment, destination)
  const start = line === undefined ? undefined : parseStartLine(line)
  return line === undefined || start === undefined ? [] : [{ line, start, method: undefined, part: comment.trim() }]
}

/** The start line that the flow sequence of a VoIP call tells of. */
function voipLine(comment: string, destination: Endpoint | undefined): string | undefined {
  const status = /^SIP Status (\d{3}.{0,200})$/.exec(comment)?.[1]
  if (status !== undefined) return `SIP/2.0 ${status.trim()}`
  const request =
    /^SIP (?:Request (?:INVITE )?)?([A-Z]{3,20})(?: 200)?(?: From: .{0,300}? To: ?(\S{1,300}))?(?: Call-ID:\S{1,300})? CSeq:\d{1,10}/.exec(
      comment,
    )
  if (request === null || destination === undefined) return undefined
  const uri = request[2]?.replace(/^<|>$/g, '') ?? `sip:${endpointText(destination)}`
  return `${request[1]} ${uri} SIP/2.0`
}
