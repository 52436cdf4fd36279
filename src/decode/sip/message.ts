import type { SessionDescription } from '../../model/description.ts'
import type { Endpoint, Transport } from '../../model/endpoint.ts'
import type { Complain } from '../../model/flaw.ts'
import { header, type SipHeader, type SipMessage } from '../../model/message.ts'
import type { Origin } from '../../model/origin.ts'
import type { Micros } from '../../model/time.ts'
import { ownString } from '../own-string.ts'
import { createRecentStrings } from '../recent-strings.ts'
import { decodeDescription } from '../sdp/description.ts'
import { leadingNumber } from '../sdp/words.ts'
import { type Body, descriptionPart, type Part, readBody } from './body.ts'
import { endOfLine, HeaderScan, headersOf, indexOfHeader, isNamed, scanHeaders, valueAt } from './headers.ts'
import { METHODS, parseStartLine, type StartLine, usualMethod } from './start-line.ts'

/** Characters read of one message. Chosen by us: four times the largest UDP datagram; SIP over TCP rarely passes 20 KB. */
export const MAX_MESSAGE_CHARS = 256 * 1_024

/** What is known of a message from outside it: a packet's layer 3 and 4, or the line a log wrote above it. */
export interface Envelope {
  readonly number: number
  readonly at: Micros | undefined
  readonly origin: Origin
  readonly source: Endpoint | undefined
  readonly destination: Endpoint | undefined
  readonly transport: Transport | undefined
  /** False when the packet or text was visibly cut. True when it is known whole. */
  readonly complete?: boolean
  /** Input line of each line of the text, where they do not simply follow each other. */
  readonly lines?: readonly number[]
}

/**
 * A SIP message (RFC 3261 §7), undefined when its first line is neither a request nor a status line.
 * `text` becomes the message's `raw`: it must be a string of its own, not a slice of a larger one, or that stays in memory.
 * Line ends may be CRLF, LF or CR; line ends before the start line are skipped (§7.5).
 * Text (`origin.kind === 'line'`) is read leniently: Content-Length does not bound the body, since pasting changes lengths,
 * and a line that is no header continues the one before, as mail programs wrap them.
 */
export function decodeSip(text: string, envelope: Envelope, complain: Complain): SipMessage | undefined {
  const raw = boundedText(text, envelope, complain)
  const begin = skipLineEnds(raw)
  const startEnd = endOfLine(raw, begin)
  const start = parseStartLine(raw.slice(begin, startEnd))
  if (start === undefined) return undefined

  const lenient = envelope.origin.kind === 'line'
  scanHeaders(scan, raw, startEnd, lenient, (kind, example) => complain(kind, example, envelope.origin))
  const found = pick(raw)
  const length = valueOrNone(raw, found.contentLength)
  const body = readBody(raw, scan, length, lenient)
  if (body.lengthWrong) complain('content-length-wrong', length?.slice(0, 200), envelope.origin)

  const complete =
    raw.length === text.length && isComplete(envelope, scan.count, scan.terminated || length === '0', body)
  if (!complete) complain('sip-message-partial', raw.slice(begin, Math.min(startEnd, begin + 200)), envelope.origin)
  return new DecodedMessage(raw, startEnd, envelope, start, found, body, complete, complain) as SipMessage
}

/** One for all: each message is read before the next. */
const scan = new HeaderScan()
const shared = createRecentStrings()

/**
 * A message whose headers are cut out when somebody asks for them. In a busy capture thousands are kept at a time, and most
 * are looked into only once, when their conversation is over.
 */
class DecodedMessage {
  // Only declared: fields that are defined before they are set cost twice, at every message.
  declare readonly kind: SipMessage['kind']
  declare readonly method: string
  declare readonly status: number | undefined
  declare readonly number: number
  declare readonly at: Micros | undefined
  declare readonly source: Endpoint | undefined
  declare readonly destination: Endpoint | undefined
  declare readonly transport: Transport | undefined
  declare readonly callId: string
  declare readonly fromTag: string | undefined
  declare readonly toTag: string | undefined
  declare readonly cseq: SipMessage['cseq']
  declare readonly branch: string | undefined
  declare readonly raw: string
  declare readonly complete: boolean
  declare readonly lines: readonly number[] | undefined
  /** Where it stands in text; of a packet the frame's number is enough. */
  readonly #line: Origin | undefined
  readonly #frame: number
  readonly #startEnd: number
  /** Of the Request-URI or reason phrase, and of the top Via; -1 where there is none in one piece. */
  readonly #wordStart: number
  readonly #wordEnd: number
  readonly #viaStart: number
  readonly #viaEnd: number
  readonly #bodyStart: number
  readonly #bodyEnd: number
  /** Where its description stands. */
  readonly #part: Part | undefined
  /** Only where it is not as it stands in `raw`. */
  readonly #body: string | undefined
  #headers: readonly SipHeader[] | undefined
  /** Null until it is read again. */
  #description: SessionDescription | null | undefined

  constructor(
    raw: string,
    startEnd: number,
    envelope: Envelope,
    start: StartLine,
    found: Picked,
    body: Body,
    complete: boolean,
    complain: Complain,
  ) {
    const { origin } = envelope
    const cseq = parseCseq(valueOrNone(raw, found.cseq))
    const word = start.kind === 'request' ? start.requestUri : start.reason
    this.kind = start.kind
    this.method = start.kind === 'request' ? start.method : (cseq?.method ?? '')
    this.status = start.kind === 'response' ? start.status : undefined
    this.number = envelope.number
    this.at = envelope.at
    this.source = envelope.source
    this.destination = envelope.destination
    this.transport = envelope.transport
    this.callId = shared(valueOrNone(raw, found.callId) ?? '')
    this.fromTag = tagOf(valueOrNone(raw, found.from))
    this.toTag = tagOf(valueOrNone(raw, found.to))
    this.cseq = cseq
    this.branch = branchOf(valueOrNone(raw, found.via))
    this.raw = raw
    this.complete = complete
    this.lines = envelope.lines
    this.#line = origin.kind === 'frame' ? undefined : origin
    this.#frame = origin.number
    this.#startEnd = startEnd
    // Both stand last in their line, but for the version and blanks.
    this.#wordStart = word === '' ? startEnd : raw.lastIndexOf(word, startEnd)
    this.#wordEnd = this.#wordStart + word.length
    const via = found.via < 0 || scan.folded[found.via] === 1 ? -1 : found.via
    this.#viaStart = via < 0 ? -1 : scan.valueStart[via]!
    this.#viaEnd = via < 0 ? -1 : scan.valueEnd[via]!
    this.#bodyStart = scan.bodyStart
    this.#bodyEnd = scan.bodyStart + body.text.length
    this.#body = raw.startsWith(body.text, scan.bodyStart) ? undefined : body.text
    this.#headers = undefined
    this.#part =
      body.text === '' ? undefined : descriptionPart(body.text, body.line, valueOrNone(raw, found.contentType))
    this.#description = this.#part && this.#read(this.#part, complain)
  }

  get requestUri(): string | undefined {
    return this.kind === 'request' ? this.raw.slice(this.#wordStart, this.#wordEnd) : undefined
  }

  get reason(): string | undefined {
    return this.kind === 'response' ? this.raw.slice(this.#wordStart, this.#wordEnd) : undefined
  }

  get origin(): Origin {
    return this.#line ?? { kind: 'frame', number: this.#frame }
  }

  get body(): string {
    return this.#body ?? this.raw.slice(this.#bodyStart, this.#bodyEnd)
  }

  get description(): SessionDescription | undefined {
    if (this.#description === null) this.#description = this.#read(this.#part!, unheard)
    return this.#description
  }

  /** For a reader who knows better. */
  set description(description: SessionDescription) {
    this.#description = description
  }

  get headers(): readonly SipHeader[] {
    if (this.#headers) return this.#headers
    this.#scan()
    this.#headers = headersOf(scan, this.raw)
    return this.#headers
  }

  /** See `firstValue`. */
  first(name: string, compact: string): string | undefined {
    if (this.#headers) return header(this as SipMessage, name)?.value
    if (name === 'via' && this.#viaStart >= 0) return this.raw.slice(this.#viaStart, this.#viaEnd)
    this.#scan()
    return valueOrNone(this.raw, indexOfHeader(scan, this.raw, name, compact))
  }

  /** See `shed`. */
  shed(): void {
    this.#headers = undefined
    if (this.#description && this.#line === undefined) this.#description = null
  }

  #read({ text, line }: Part, complain: Complain): SessionDescription | undefined {
    const { origin } = this
    const description = decodeDescription(text, line, (kind, example) => complain(kind, example, origin))
    return this.complete || description === undefined ? description : { ...description, complete: false }
  }

  #scan(): void {
    scanHeaders(scan, this.raw, this.#startEnd, this.#line !== undefined, unheard)
  }
}

/** What is wrong with the headers was said when the message was decoded. */
const unheard = (): void => {}

/**
 * Value of the first header of that canonical name, without cutting out all the others: for a single look. `compact` is the
 * short form of the name (RFC 3261 §7.3.3), empty where there is none.
 */
export const firstValue = (message: SipMessage, name: string, compact: string): string | undefined =>
  message instanceof DecodedMessage ? message.first(name, compact) : header(message, name)?.value

/**
 * Lets go of what can be read from the message's text again: headers and description. They are most of what a message
 * weighs, and between its arrival and the end of its conversation nobody asks for them.
 */
export function shed(message: SipMessage): void {
  if (message instanceof DecodedMessage) message.shed()
}

/** Puts a better reading of its description into a message that nobody has seen yet. */
export function describeAnew(message: SipMessage, description: SessionDescription): SipMessage {
  return Object.assign(message, { description })
}

function boundedText(text: string, envelope: Envelope, complain: Complain): string {
  if (text.length <= MAX_MESSAGE_CHARS) return text
  complain('sip-message-too-long', `${text.length} characters`, envelope.origin)
  return ownString(text.slice(0, MAX_MESSAGE_CHARS))
}

function skipLineEnds(text: string): number {
  let at = 0
  while (text.charCodeAt(at) === 13 || text.charCodeAt(at) === 10) at++
  return at
}

/** Indices of the headers every message is filed by, the first of each; -1 where there is none. */
interface Picked {
  via: number
  from: number
  to: number
  callId: number
  cseq: number
  contentLength: number
  contentType: number
}

function pick(raw: string): Picked {
  const found: Picked = { via: -1, from: -1, to: -1, callId: -1, cseq: -1, contentLength: -1, contentType: -1 }
  for (let i = 0; i < scan.count; i++) {
    switch (raw.charCodeAt(scan.start[i]!) | 32) {
      case 99 /* c */:
        if (found.callId < 0 && isNamed(scan, raw, i, 'call-id', 'i')) found.callId = i
        else if (found.cseq < 0 && isNamed(scan, raw, i, 'cseq', '')) found.cseq = i
        else if (found.contentLength < 0 && isNamed(scan, raw, i, 'content-length', 'l')) found.contentLength = i
        else if (found.contentType < 0 && isNamed(scan, raw, i, 'content-type', 'c')) found.contentType = i
        break
      case 102 /* f */:
        if (found.from < 0 && isNamed(scan, raw, i, 'from', 'f')) found.from = i
        break
      case 105 /* i */:
        if (found.callId < 0 && isNamed(scan, raw, i, 'call-id', 'i')) found.callId = i
        break
      case 108 /* l */:
        if (found.contentLength < 0 && isNamed(scan, raw, i, 'content-length', 'l')) found.contentLength = i
        break
      case 116 /* t */:
        if (found.to < 0 && isNamed(scan, raw, i, 'to', 't')) found.to = i
        break
      case 118 /* v */:
        if (found.via < 0 && isNamed(scan, raw, i, 'via', 'v')) found.via = i
    }
  }
  return found
}

const valueOrNone = (raw: string, index: number): string | undefined =>
  index < 0 ? undefined : valueAt(scan, raw, index)

let lastCseq: NonNullable<SipMessage['cseq']> = { number: 0, method: '' }

/** `CSeq: 1 INVITE`; the number is below 2**31 (RFC 3261 §8.1.1.5), larger ones are taken up to 2**32. */
function parseCseq(value: string | undefined): SipMessage['cseq'] {
  if (value === undefined) return undefined
  const space = value.indexOf(' ')
  let number = leadingNumber(value)?.end === space ? Number(value.slice(0, space)) : Number.NaN
  let method = METHODS.get(value.slice(space + 1))
  if (method === undefined || Number.isNaN(number)) {
    const match = /^(\d{1,10})\s+([^\s;,]{1,64})/.exec(value)
    if (match?.[2] === undefined) return undefined
    number = Number(match[1])
    method = usualMethod(match[2])
  }
  if (number >= 2 ** 32) return undefined
  // Request and responses follow each other with the same CSeq.
  if (lastCseq.number !== number || lastCseq.method !== method) lastCseq = { number, method }
  return lastCseq
}

/** The `tag` parameter of a From or To value: after the closing bracket, or after the first semicolon where there is none. */
function tagOf(value: string | undefined): string | undefined {
  return value === undefined ? undefined : parameterOf(value, 'tag', Math.max(0, value.lastIndexOf('>')))
}

/** The `branch` of the first hop of a Via value. */
function branchOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const comma = value.indexOf(',')
  return parameterOf(comma < 0 ? value : value.slice(0, comma), 'branch', 0)
}

/** `;name=value`, blanks allowed around each part; undefined when absent or empty. */
function parameterOf(value: string, name: string, from: number): string | undefined {
  for (let semicolon = value.indexOf(';', from); semicolon >= 0; semicolon = value.indexOf(';', semicolon + 1)) {
    let at = skipBlanks(value, semicolon + 1)
    if (!isName(value, at, name)) continue
    at = skipBlanks(value, at + name.length)
    if (value.charCodeAt(at) !== 61 /* = */) continue
    at = skipBlanks(value, at + 1)
    let end = at
    while (end < value.length && !isParameterEnd(value.charCodeAt(end))) end++
    return end > at ? shared(value.slice(at, end)) : undefined
  }
  return undefined
}

const isParameterEnd = (c: number): boolean => c === 59 /* ; */ || c === 44 /* , */ || c === 32 || c === 9
/** `name` is of small letters only, which are told from capitals by one bit. */
function isName(text: string, at: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) if ((text.charCodeAt(at + i) | 32) !== name.charCodeAt(i)) return false
  return true
}

function skipBlanks(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++
  return at
}

/** Four headers and an empty line make a message whole (rule of thumb for excerpts); a packet is whole unless it was cut. */
function isComplete(envelope: Envelope, headerCount: number, terminated: boolean, body: Body): boolean {
  if (envelope.complete === false || body.cut) return false
  if (envelope.origin.kind === 'frame') return terminated
  return headerCount >= 4 && (terminated || envelope.complete === true)
}
