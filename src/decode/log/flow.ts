import type { Endpoint } from '../../model/endpoint.ts'
import type { SipMessage } from '../../model/message.ts'
import type { Micros } from '../../model/time.ts'
import { parseEndpoint } from './address.ts'
import { type ArrowLabel, type ArrowRow, labelOf, mayBeDrawn, readArrowRow } from './flow-line.ts'

/** A row of a drawn call flow, as it will be told when the whole flow has been seen. */
export interface DrawnRow {
  readonly label: ArrowLabel
  readonly text: string
  readonly number: number
  readonly at: Micros | undefined
  readonly source: Endpoint | undefined
  readonly destination: Endpoint | undefined
  /** Names the way it went, as far as that is drawn. */
  readonly way: string | undefined
  readonly back: string | undefined
  readonly callId: string | undefined
  readonly certain: boolean
}

/** What a line is to a drawing: a message, or a part of the drawing without one. */
export type FlowStep = { readonly kind: 'row'; readonly row: DrawnRow } | { readonly kind: 'part' }

interface Column {
  readonly at: number
  readonly name: string
}

/** A title stands within so many characters of its line. */
const MAX_OFF_COLUMN = 12
const BARS = /[|│┃]/g
const ARROW = /[-=–—─━]{2,200}>|<[-=–—─━]{2,200}|[→←►◄▶◀]/
/** Lines between the titles of columns and the first row. */
const MAX_TITLE_AGE = 6

/**
 * Call flows as people draw them: `PBX -> Carrier: INVITE`, `B <-- 180 Ringing -- A`, `INVITE sip:bob@example.com →`, and
 * ladders of `|--- INVITE --->|` under a row of titles, the label on the arrow or on the line above it. A row must have an
 * arrow, and a method or a response code of IANA's registry with its phrase.
 */
export class FlowReader {
  #titles: readonly Column[] = []
  #titleAge = 0
  /** Of a ladder whose labels stand above their arrows. */
  #above: { readonly label: ArrowLabel; readonly text: string; readonly number: number } | undefined
  /** The line before was a row: bare responses may follow. */
  #inFlow = false

  /** `instant` turns the time of a row into one; undefined where the line draws nothing. */
  read(line: string, number: number, instant: (row: ArrowRow) => Micros | undefined): FlowStep | undefined {
    this.#titleAge++
    if (!mayBeDrawn(line)) return this.#plain(line, number)
    const row = readArrowRow(line)
    if (row !== undefined) return this.#drawn(line, number, row, instant(row))
    const step = this.#ladder(line, number)
    this.#inFlow &&= step !== undefined
    return step
  }

  /** Titles may stand here, or, within a flow, `100 Trying` alone. */
  #plain(line: string, number: number): FlowStep | undefined {
    const titles = titlesOf(line)
    if (titles.length > 1) {
      this.#titles = titles
      this.#titleAge = 0
    }
    const label = this.#inFlow && /^\s{0,40}[1-6]\d\d /.test(line) ? labelOf(line.trim()) : undefined
    this.#inFlow = label !== undefined
    if (label === undefined) return undefined
    const [source, destination, way, back, at, callId] = [
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]
    const row = { label, text: line.trim(), number, at, source, destination, way, back, callId, certain: false }
    return { kind: 'row', row }
  }

  #drawn(line: string, number: number, row: ArrowRow, at: Micros | undefined): FlowStep {
    const [left, right] = (row.left ?? row.right) ? [row.left, row.right] : this.#ends(line)
    const { label, callId, certain } = row
    this.#inFlow = true
    this.#above = undefined
    return { kind: 'row', row: rowOf(label, line.trim(), number, at, [left, right], row.rightward, callId, certain) }
  }

  /** A line of bars: with a label, with the arrow of the label above, or with nothing. */
  #ladder(line: string, number: number): FlowStep | undefined {
    const bars = line.match(BARS)?.length ?? 0
    if (bars < 2) return undefined
    const arrow = ARROW.exec(line)
    const above = this.#above
    this.#above = undefined
    if (arrow !== null && above !== undefined) {
      const rightward = !/^[<←◄◀]/.test(arrow[0])
      const certain = readArrowRow(`-> ${above.text}`)?.certain ?? false
      const row = rowOf(
        above.label,
        above.text,
        above.number,
        undefined,
        this.#ends(line),
        rightward,
        undefined,
        certain,
      )
      return { kind: 'row', row }
    }
    const written = line.replace(BARS, ' ').trim()
    const inLadder = this.#titles.length > 1
    const label = arrow === null ? labelOf(written) : undefined
    if (label === undefined) return inLadder ? { kind: 'part' } : undefined
    this.#above = { label, text: written, number }
    return { kind: 'part' }
  }

  /** The titles above the two ends of the arrow on a line: above the bars it goes between, where there are bars. */
  #ends(line: string): readonly [string | undefined, string | undefined] {
    if (this.#titles.length < 2) return [undefined, undefined]
    const [first, last] = extentOf(line)
    if (this.#titleAge <= MAX_TITLE_AGE) this.#titleAge = 0
    const [left, right] = [this.#columnAt(first), this.#columnAt(last)]
    return left === right ? [undefined, undefined] : [left, right]
  }

  #columnAt(at: number): string | undefined {
    const nearest = this.#titles.reduce((best, one) => (Math.abs(one.at - at) < Math.abs(best.at - at) ? one : best))
    return Math.abs(nearest.at - at) <= MAX_OFF_COLUMN ? nearest.name : undefined
  }
}

const ARROW_PART = /[-=–—─━<>→←►◄▶◀]/

/** Where an arrow begins and ends: at the bars around it and its label, else at its own ends. */
function extentOf(line: string): readonly [number, number] {
  const characters = [...line]
  const isBar = (c: string) => /[|│┃]/.test(c)
  const [firstBar, lastBar] = [characters.findIndex(isBar), characters.findLastIndex(isBar)]
  if (lastBar <= firstBar) {
    return [characters.findIndex((c) => ARROW_PART.test(c)), characters.findLastIndex((c) => ARROW_PART.test(c))]
  }
  const isInk = (c: string, at: number) => at > firstBar && at < lastBar && !isBar(c) && c.trim() !== ''
  const [from, to] = [characters.findIndex(isInk), characters.findLastIndex(isInk)]
  const left = characters.findLastIndex((c, at) => at < from && isBar(c))
  const right = characters.findIndex((c, at) => at > to && isBar(c))
  return [left, right]
}

/** Two to eight words or addresses far from each other: the heads of a ladder's columns. */
function titlesOf(line: string): readonly Column[] {
  if (line.length > 200 || !/\S {3,}\S/.test(line)) return []
  const words = [...line.matchAll(/[^\s|│]{1,60}(?: [^\s|│]{1,30}){0,2}/g)]
  if (words.length > 8 || words.some(([word]) => !/^[A-Za-z0-9[*(<]/.test(word))) return []
  return words.map((match) => ({ at: match.index + match[0].length / 2, name: match[0] }))
}

function rowOf(
  label: ArrowLabel,
  text: string,
  number: number,
  at: Micros | undefined,
  [left, right]: readonly [string | undefined, string | undefined],
  rightward: boolean,
  callId: string | undefined,
  certain: boolean,
): DrawnRow {
  const [from, to] = rightward ? [left, right] : [right, left]
  const named = from !== undefined && to !== undefined
  return {
    label,
    text,
    number,
    at,
    source: endOf(from),
    destination: endOf(to),
    way: named ? `${from}\n${to}` : rightward ? 'right' : 'left',
    back: named ? `${to}\n${from}` : rightward ? 'left' : 'right',
    callId,
    certain,
  }
}

/** A name as it is written; an address as addresses are. */
export function endOf(name: string | undefined): Endpoint | undefined {
  if (name === undefined) return undefined
  return /[.:]/.test(name) && !name.includes(' ') ? parseEndpoint(name) : { address: name, port: undefined }
}

/** A request that waits for its final response. */
interface Waiting {
  readonly method: string
  readonly uri: string
  readonly number: number
  readonly way: string | undefined
  answered: boolean
}

/**
 * Messages from the rows of a flow, in order. They are partial: nothing of them may be called missing. Which request a
 * response answers, and with that its CSeq, is taken from the drawing where it leaves no choice.
 */
export class FlowMessages {
  readonly #requests: Waiting[] = []
  #cseq = 0
  /** The one that was written last: whoever draws a call writes it once. */
  #callId = ''

  /** `number` is the message's. */
  message(row: DrawnRow, number: number): SipMessage {
    const { label, at, source, destination } = row
    this.#callId = row.callId ?? this.#callId
    const uri = label.kind === 'request' ? label.uri || this.#uriOf(label.method, row) : ''
    const cseq = label.kind === 'request' ? this.#asked(label.method, uri, row) : this.#answered(label, row)
    const common = {
      number,
      at,
      origin: { kind: 'line', number: row.number },
      source,
      destination,
      transport: undefined,
      headers: [],
      callId: this.#callId,
      fromTag: undefined,
      toTag: undefined,
      cseq,
      branch: undefined,
      body: '',
      description: undefined,
      raw: row.text,
      complete: false,
    } as const
    return label.kind === 'request'
      ? { ...common, kind: 'request', method: label.method, requestUri: uri }
      : {
          ...common,
          kind: 'response',
          status: label.status,
          reason: label.reason,
          method: cseq?.method ?? label.method ?? '',
        }
  }

  /** Of the same request before: `REGISTER (with auth)`. */
  #uriOf(method: string, { way }: DrawnRow): string {
    return this.#requests.findLast((one) => one.method === method && one.way === way)?.uri ?? ''
  }

  #asked(method: string, uri: string, { way }: DrawnRow): SipMessage['cseq'] {
    if (method === 'ACK' || method === 'CANCEL') {
      const invite = this.#requests.findLast((one) => one.method === 'INVITE' && one.way === way)
      if (method === 'CANCEL' && invite)
        this.#requests.push({ method, uri, number: invite.number, way, answered: false })
      return invite && { number: invite.number, method }
    }
    const again = this.#requests.findLast((one) => one.method === method && one.way === way && !one.answered)
    if (again) return { number: again.number, method }
    // A proxy sends a request on with the CSeq it came with.
    const passed = this.#requests.findLast((one) => one.method === method && one.way !== way && !one.answered)
    const number = passed?.number ?? ++this.#cseq
    this.#requests.push({ method, uri, number, way, answered: false })
    return { number, method }
  }

  #answered({ status, method }: Extract<ArrowLabel, { kind: 'response' }>, { back }: DrawnRow): SipMessage['cseq'] {
    if (back === undefined) return undefined
    const open = this.#requests.filter(
      (one) => one.way === back && !one.answered && (method === undefined || one.method === method),
    )
    const likely = status < 200 || status === 487 ? open.filter((one) => one.method === 'INVITE') : open
    const [request, other] = likely.length > 0 ? likely : open
    if (request === undefined || other !== undefined) return undefined
    if (status >= 200) request.answered = true
    return { number: request.number, method: request.method }
  }
}
