import type { Endpoint } from '../../model/endpoint.ts'
import { parseDotted } from '../log/address.ts'
import { epochTime, findTime, type LogTime } from '../log/time.ts'
import { parseStartLine } from '../sip/start-line.ts'
import { HeldLines } from './held-lines.ts'
import type { DumpHead } from './packet-dump.ts'
import { type PartialFlows, partialStart } from './partial-flows.ts'
import type { Out, PrintedReader } from './piece.ts'
import type { Numbered, StreamJoiner } from './stream-joiner.ts'
import { segmentPayload, skip } from './tcpdump-payload.ts'

const TIME = /^(?:(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,9}|\d\d:\d\d:\d\d\.\d{1,9})|(\d{9,10}\.\d{1,9})) /
const ENDS = /(?:^|[\s,:)])([^\s,]{3,200}) > ([^\s,]{3,200}): (.*)$/
/** What is said of a fragment but the first: it has no ports. */
const FRAGMENT = /^(?:ip-proto-17|udp|frag \()/i
/** Chosen by us: a datagram of 64 KB in packets of 576 bytes, the least that must be carried (RFC 791 §3.1). */
const MAX_FRAGMENTS = 120
const IPV4 = 20
/** With the fragment header (RFC 8200 §4.5). */
const IPV6_FRAGMENT = 48

/** The line or two that tcpdump prints above a packet. */
interface Head {
  readonly time: LogTime | undefined
  readonly number: number
  readonly text: string
  /** As written, with the ports that a fragment does not have. */
  from?: string
  to?: string
  source?: Endpoint
  destination?: Endpoint
  /** `SIP: INVITE ...`, `Flags [P.], seq 1:301, ... length 300`. */
  said?: string
}

/**
 * What tcpdump prints besides rows of bytes. With `-A` the packet's text begins with its IP header as dots and letters; over TCP
 * its payload is cut out by the length said, and joined to the segments around it. With `-v` a copy of the message stands below,
 * indented by a tab, which is read only where the packet is not printed otherwise. With neither only the start line is told.
 */
export class TcpdumpText implements PrintedReader {
  readonly #out: Out
  readonly #joiner: StreamJoiner
  readonly #flows: PartialFlows
  #head: Head | undefined
  /** The message as `-v` prints it. */
  #copy = new HeldLines()
  /** The packet as `-A` prints it. */
  #raw: HeldLines | undefined
  /** Of the packet after that, which may be a fragment of the same datagram. */
  #next: Head | undefined
  /** Further fragments of its datagram, the last still being read. */
  #fragments: HeldLines[] = []

  constructor(out: Out, joiner: StreamJoiner, flows: PartialFlows) {
    this.#out = out
    this.#joiner = joiner
    this.#flows = flows
  }

  /** The packet whose head was read last is printed as rows of bytes. */
  takeHead(): DumpHead | undefined {
    const head = this.#head
    if (head === undefined || this.#raw !== undefined) return undefined
    this.#head = undefined
    this.#copy = new HeldLines()
    return { format: 'tcpdump -X', time: head.time, rows: 'packet', offsets: true }
  }

  get idle(): boolean {
    return this.#head === undefined
  }

  read(text: string, number: number): boolean {
    const head = this.#head
    const isHead = mayBeHead(text)
    if (isHead) {
      const time = TIME.exec(text)
      const found = time && headOf(text, time, number)
      if (found) return this.#begin(found)
    }
    if (head === undefined) return false
    if (this.#next !== undefined) return this.#readNext(this.#next, text)
    if (head.said === undefined) return this.#readSecond(head, text)
    if (this.#raw !== undefined) return this.#readRaw(this.#fragments.at(-1) ?? this.#raw, text, number)
    if (text.startsWith('\t') || text === '') {
      const fits = this.#copy.add(text.slice(1), number)
      if (!fits || (text === '' && this.#copy.lines.length === 1)) this.end()
      return true
    }
    return this.#beginRaw(text, number)
  }

  end(): void {
    const head = this.#head
    this.#head = undefined
    if (head === undefined) return
    const [copy, raw, fragments] = [this.#copy, this.#raw, this.#fragments]
    this.#copy = new HeldLines()
    this.#raw = undefined
    this.#fragments = []
    if (raw !== undefined && isSegment(head)) this.#giveSegment(head, raw.lines)
    else if (raw !== undefined) this.#giveDatagram(head, raw.lines, fragments)
    else if (copy.lines.some(({ text }) => text !== '')) {
      this.#giveLine(head)
      for (const line of copy.lines) this.#out.line(line.text, line.number)
    } else this.#giveStartLine(head)
  }

  #begin(found: Head): boolean {
    if (found.said !== undefined && this.#continues(found)) {
      this.#fragments.push(new HeldLines())
      return true
    }
    // Which datagram it belongs to stands on the next line.
    if (found.said === undefined && this.#raw !== undefined) {
      this.#next = found
      return true
    }
    this.end()
    this.#head = found
    return true
  }

  /** A fragment of the datagram being read. */
  #continues({ said, from, to }: Head): boolean {
    const head = this.#head
    return (
      this.#raw !== undefined &&
      this.#fragments.length < MAX_FRAGMENTS &&
      head !== undefined &&
      FRAGMENT.test(said ?? '') &&
      head.from?.startsWith(`${from}.`) === true &&
      head.to?.startsWith(`${to}.`) === true
    )
  }

  /** `    192.0.2.1.5060 > 192.0.2.2.5060: SIP, length: 865` */
  #readSecond(head: Head, text: string): boolean {
    const ends = text.startsWith(' ') ? ENDS.exec(text.slice(0, 1_000)) : null
    if (ends === null) {
      this.end()
      return false
    }
    tell(head, ends)
    return true
  }

  /** The second line of a head that came while a datagram was being read. */
  #readNext(next: Head, text: string): boolean {
    this.#next = undefined
    const ends = text.startsWith(' ') ? ENDS.exec(text.slice(0, 1_000)) : null
    if (ends !== null) tell(next, ends)
    if (ends !== null && this.#continues(next)) this.#fragments.push(new HeldLines())
    else {
      this.end()
      this.#head = next
      if (ends === null) return this.#readSecond(next, text)
    }
    return true
  }

  /** The first line of a packet printed as text. */
  #beginRaw(text: string, number: number): boolean {
    const head = this.#head
    if (head === undefined || !/^[E`]/.test(text)) {
      this.end()
      return false
    }
    this.#copy = new HeldLines()
    this.#raw = new HeldLines()
    this.#raw.add(text, number)
    return true
  }

  #readRaw(raw: HeldLines, text: string, number: number): boolean {
    if (!raw.add(text, number)) this.end()
    return true
  }

  /** The head as one line, whatever the options. */
  #giveLine({ text, number, source, destination, said }: Head): void {
    const time = TIME.exec(text)?.[0] ?? ''
    const oneLine = /\sIP6? \S{3,200} > \S{3,200}: /.test(text)
    const ends = `${dotted(source)} > ${dotted(destination)}: ${said ?? ''}`
    this.#out.line(oneLine ? text : `${time}IP ${ends}`, number)
  }

  /** Nothing but its head was printed: `SIP: INVITE sip:bob@example.com SIP/2.0`. */
  #giveStartLine(head: Head): void {
    const line = /(?:^|[\s:])SIP: (.{5,2000})$/.exec(head.said ?? '')?.[1]
    const start = line && parseStartLine(line)
    if (!line || !start) return
    this.#out.message({
      kind: 'message',
      format: 'tcpdump',
      text: `${line}\r\n`,
      time: head.time,
      source: head.source,
      destination: head.destination,
      transport: head.said?.includes('Flags [') ? 'TCP' : 'UDP',
      complete: false,
      lines: [head.number],
      partial: this.#flows.file(partialStart(start, [head.source, head.destination], undefined, false)),
    })
  }

  #giveSegment(head: Head, raw: readonly Numbered[]): void {
    const payload = segmentPayload(raw, segmentLength(head))
    if (payload === undefined) return
    const { time, source, destination, from, to } = head
    const { lines, cut, rest } = payload
    const ends = { format: 'tcpdump -A', time, source, destination, transport: 'TCP' } as const
    this.#joiner.add({ ...ends, flow: `${from}>${to}`, lines, cut })
    for (const { text, number } of rest) this.#out.line(text, number)
  }

  /** The lines as they stand; of further fragments those behind the IP header. */
  #giveDatagram(head: Head, raw: readonly Numbered[], fragments: readonly HeldLines[]): void {
    this.#giveLine(head)
    let lines = [...raw]
    for (const { lines: fragment } of fragments) {
      const last = lines.at(-1)
      const [first, ...rest] = skip(fragment, fragment[0]?.text.startsWith('`') ? IPV6_FRAGMENT : IPV4)
      if (first === undefined || last === undefined) continue
      // A payload that ends where a line does is followed by an empty line.
      const seam = last.text === '' ? first : { text: last.text + first.text, number: last.number }
      lines = [...lines.slice(0, -1), seam, ...rest]
    }
    for (const { text, number } of lines) this.#out.line(text, number)
  }
}

/** A time stands first: digits. */
function mayBeHead(text: string): boolean {
  const first = text.charCodeAt(0)
  return first >= 48 && first <= 57 && (text.includes(' > ') || / ip6?/i.test(text.slice(0, 80)))
}

function headOf(text: string, time: RegExpExecArray, number: number): Head | undefined {
  const head: Head = {
    time: time[1] === undefined ? epochTime(time[2] ?? '') : findTime(time[1]),
    number,
    text,
  }
  const after = text.slice(time[0].length, time[0].length + 2_000)
  const isIp = /^(?:\S{1,20} {1,2}(?:In|Out|B|M|P) {1,2})?(?:IP6?|ip6?:?) /.test(after)
  const ends = isIp || after.includes('ethertype ') ? ENDS.exec(after) : null
  if (ends !== null) tell(head, ends)
  else if (!/\((?:tos|flowlabel|class|hlim) \w/.test(after)) return undefined
  return head
}

function tell(head: Head, ends: RegExpExecArray): void {
  head.from = ends[1] ?? ''
  head.to = ends[2] ?? ''
  head.source = parseDotted(ends[1] ?? '')
  head.destination = parseDotted(ends[2] ?? '')
  head.said = ends[3] ?? ''
}

const dotted = (end: Endpoint | undefined): string =>
  end === undefined ? '?' : `${end.address}${end.port === undefined ? '' : `.${end.port}`}`

/** Over TCP flags are told. */
const isSegment = ({ said }: Head): boolean => said?.startsWith('Flags [') === true

/** Bytes a TCP segment carries. */
const segmentLength = ({ said }: Head): number => Number(/, length (\d{1,6})(?::|$|\s)/.exec(said ?? '')?.[1] ?? 0)
