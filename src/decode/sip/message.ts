import type { SessionDescription } from '../../model/description.ts'
import type { Endpoint, Transport } from '../../model/endpoint.ts'
import type { Complain } from '../../model/flaw.ts'
import {
  type Direction,
  firstOf,
  type HeaderLookup,
  header,
  type SipHeader,
  type SipMessage,
} from '../../model/message.ts'
import type { Origin } from '../../model/origin.ts'
import type { Micros } from '../../model/time.ts'
import { decodeDescription } from '../sdp/description.ts'
import { type Body, descriptionPart, type Part } from './body.ts'
import type { Envelope } from './envelope.ts'
import {
  branchOf,
  cseqOf,
  found,
  lengthAt,
  offsetAt,
  placeOf,
  scan,
  sharedValue,
  tagOf,
  valueOrNone,
} from './filing.ts'
import { HeaderScan, headerAt, headerOn, headersOf, indexOfHeader, scanHeaders, valueAt } from './headers.ts'
import { ipIdOf, NO_LAYER3, ttlOf } from './layer3.ts'
import type { StartPlaces } from './start-line.ts'
import {
  ALL_WRITING,
  COMPACT,
  COMPLETE,
  CONTACT,
  COUNT_SHIFT,
  FOLDED,
  FROM,
  type HeaderBits,
  indexOfName,
  mayHold,
  nameOfIndex,
  ONE_VIA,
  REPEATED,
  SERVER,
  TO,
  UNUSUAL,
  USER_AGENT,
  VIA,
} from './usual-headers.ts'

/** Messages whose headers are remembered at a time: those of an ordinary call. */
const SCANS = 24
const scans = Array.from({ length: SCANS }, () => new HeaderScan())
const owners = new Array<DecodedMessage | undefined>(SCANS).fill(undefined)
let nextSlot = 0

/** What is told of a message in text alone. */
interface InText {
  readonly origin: Origin
  readonly direction: Direction | undefined
  readonly lines: readonly number[] | undefined
}

/** Whose headers `scan` tells of. */
let scanned: DecodedMessage | undefined

/** `scan` is about to tell of another message, whose maker is to be called next. */
export function beginScan(): void {
  scanned = undefined
}

/**
 * A message whose headers are cut out when somebody asks for them. In a busy capture thousands are kept at a time, and most
 * are looked into only once, when their conversation is over.
 */
export class DecodedMessage implements HeaderLookup {
  // Only declared: fields that are defined before they are set cost twice, at every message.
  declare readonly method: string
  declare readonly status: number | undefined
  declare readonly number: number
  declare readonly at: Micros | undefined
  declare readonly source: Endpoint | undefined
  declare readonly destination: Endpoint | undefined
  declare readonly transport: Transport | undefined
  declare readonly capturePoint: number | undefined
  declare readonly callId: string
  declare readonly fromTag: string | undefined
  declare readonly toTag: string | undefined
  declare readonly cseq: SipMessage['cseq']
  declare readonly branch: string | undefined
  declare readonly raw: string
  /** The number of its frame; of text what is told of that alone. */
  readonly #place: number | InText
  readonly #layer3: number
  readonly #startEnd: number
  /** Which headers there are; see `mayHold`. */
  readonly #low: number
  readonly #high: number
  /** Bits of `usual-headers.ts`, above them whether it is complete, and how many headers there are. */
  readonly #writing: number
  /** Of the Request-URI or reason phrase. */
  readonly #wordStart: number
  readonly #wordEnd: number
  /** Where the values stand that are asked for most, see `placeOf`. */
  readonly #via: number
  readonly #from: number
  readonly #to: number
  readonly #contact: number
  readonly #agent: number
  readonly #server: number
  readonly #bodyStart: number
  /** Where its description stands: the line that the body begins on where it is the whole body. */
  readonly #part: Part | number | undefined
  /** Only where it is not what `raw` ends with. */
  readonly #body: string | undefined
  #headers: readonly SipHeader[] | undefined
  /** Null until it is read again. */
  #description: SessionDescription | null | undefined

  constructor(
    raw: string,
    startEnd: number,
    envelope: Envelope,
    start: StartPlaces,
    body: Body,
    complete: boolean,
    complain: Complain,
  ) {
    const { origin } = envelope
    const cseq = cseqOf(raw, found.cseq)
    const isRequest = start.kind === 'request'
    this.method = isRequest ? start.method : (cseq?.method ?? '')
    this.status = isRequest ? undefined : start.status
    this.number = envelope.number
    this.at = envelope.at
    this.source = envelope.source
    this.destination = envelope.destination
    this.transport = envelope.transport
    this.capturePoint = envelope.capturePoint
    this.callId = sharedValue(raw, found.callId)
    this.fromTag = tagOf(raw, found.from)
    this.toTag = tagOf(raw, found.to)
    this.cseq = cseq
    this.branch = branchOf(raw, found.via)
    this.raw = raw
    this.#place =
      origin.kind === 'frame' ? origin.number : { origin, direction: envelope.direction, lines: envelope.lines }
    this.#layer3 = envelope.layer3 ?? NO_LAYER3
    this.#startEnd = startEnd
    this.#low = scan.low
    this.#high = scan.high
    this.#writing = scan.writing | (complete ? COMPLETE : 0) | (scan.count << COUNT_SHIFT)
    this.#wordStart = start.wordStart
    this.#wordEnd = start.wordEnd
    this.#via = placeOf(found.via)
    this.#from = placeOf(found.from)
    this.#to = placeOf(found.to)
    this.#contact = placeOf(found.contact)
    this.#agent = placeOf(found.agent)
    this.#server = placeOf(found.server)
    this.#bodyStart = scan.bodyStart
    this.#body = scan.bodyStart + body.text.length === raw.length && raw.endsWith(body.text) ? undefined : body.text
    this.#headers = undefined
    const part =
      body.text === '' ? undefined : descriptionPart(body.text, body.line, valueOrNone(raw, found.contentType))
    this.#part = part?.text === body.text ? part.line : part
    this.#description = part && this.#read(part, complain)
    scanned = this
  }

  get kind(): SipMessage['kind'] {
    return this.status === undefined ? 'request' : 'response'
  }

  get complete(): boolean {
    return (this.#writing & COMPLETE) !== 0
  }

  get requestUri(): string | undefined {
    return this.kind === 'request' ? this.raw.slice(this.#wordStart, this.#wordEnd) : undefined
  }

  get reason(): string | undefined {
    return this.kind === 'response' ? this.raw.slice(this.#wordStart, this.#wordEnd) : undefined
  }

  get origin(): Origin {
    return typeof this.#place === 'number' ? { kind: 'frame', number: this.#place } : this.#place.origin
  }

  get direction(): Direction | undefined {
    return typeof this.#place === 'number' ? undefined : this.#place.direction
  }

  get lines(): readonly number[] | undefined {
    return typeof this.#place === 'number' ? undefined : this.#place.lines
  }

  get ttl(): number | undefined {
    return ttlOf(this.#layer3)
  }

  get ipId(): number | undefined {
    return ipIdOf(this.#layer3)
  }

  get body(): string {
    return this.#body ?? this.raw.slice(this.#bodyStart)
  }

  get description(): SessionDescription | undefined {
    if (this.#description === null)
      this.#description = this.#read(
        typeof this.#part === 'number' ? { text: this.body, line: this.#part } : this.#part!,
        unheard,
      )
    return this.#description
  }

  /** For a reader who knows better. */
  set description(description: SessionDescription) {
    this.#description = description
  }

  get headers(): readonly SipHeader[] {
    if (this.#headers) return this.#headers
    this.#headers = headersOf(this.#scan(), this.raw)
    return this.#headers
  }

  get lookup(): HeaderLookup {
    return this
  }

  get count(): number {
    return this.#writing >>> COUNT_SHIFT
  }

  has(name: string): boolean {
    const index = indexOfName(name)
    return mayHold(this.#low, this.#high, index) && (index < UNUSUAL || this.first(name) !== undefined)
  }

  first(name: string): SipHeader | undefined {
    const usual = indexOfName(name)
    if (!mayHold(this.#low, this.#high, usual)) return undefined
    if (this.#headers) return firstOf(this.#headers, name)
    const place = this.#placeOf(usual)
    if (place > 0) return headerOn(this.raw, this.#startEnd, usual, offsetAt(place), offsetAt(place) + lengthAt(place))
    const own = this.#scan()
    const index = indexOfHeader(own, this.raw, name)
    return index < 0 ? undefined : headerAt(own, this.raw, index)
  }

  all(name: string): readonly SipHeader[] {
    if (!mayHold(this.#low, this.#high, indexOfName(name))) return NO_HEADERS
    const { raw } = this
    const found: SipHeader[] = []
    const own = this.#scan()
    for (let i = indexOfHeader(own, raw, name); i >= 0; i = indexOfHeader(own, raw, name, i + 1))
      found.push(headerAt(own, raw, i))
    return found
  }

  /** See `firstValue`. */
  firstValue(name: string): string | undefined {
    const index = indexOfName(name)
    if (!mayHold(this.#low, this.#high, index)) return undefined
    const place = this.#placeOf(index)
    if (place > 0) return this.raw.slice(offsetAt(place), offsetAt(place) + lengthAt(place))
    const own = this.#scan()
    const at = indexOfHeader(own, this.raw, name)
    return at < 0 ? undefined : valueAt(own, this.raw, at)
  }

  /** See `firstValueAt`. */
  firstValueAt(index: number): string | undefined {
    const place = this.#placeOf(index)
    return place > 0
      ? this.raw.slice(offsetAt(place), offsetAt(place) + lengthAt(place))
      : this.firstValue(nameOfIndex(index)!)
  }

  /** See `hasValueAt`. */
  hasValueAt(index: number, text: string): boolean {
    const place = this.#placeOf(index)
    if (place <= 0 || lengthAt(place) !== text.length) return false
    // Several times as fast as startsWith.
    return this.raw.slice(offsetAt(place), offsetAt(place) + text.length) === text
  }

  /** See `viaBegins`. */
  viaBegins(text: string): boolean {
    if (this.#via <= 0) return this.firstValue('via')?.startsWith(text) ?? false
    // Several times as fast as startsWith.
    const at = offsetAt(this.#via)
    return this.raw.slice(at, at + text.length) === text
  }

  #placeOf(index: number): number {
    switch (index) {
      case VIA:
        return this.#via
      case FROM:
        return this.#from
      case TO:
        return this.#to
      case CONTACT:
        return this.#contact
      case USER_AGENT:
        return this.#agent
      case SERVER:
        return this.#server
      default:
        return 0
    }
  }

  /** See `noteHeaders`. */
  noteIn(bits: HeaderBits): void {
    bits.low |= this.#low
    bits.high |= this.#high
  }

  /** See `writingOf`. */
  writing(): number {
    return this.#writing & ALL_WRITING
  }

  /** See `shed`. */
  shed(): void {
    this.#headers = undefined
    if (this.#description && typeof this.#place === 'number') this.#description = null
  }

  #read({ text, line }: Part, complain: Complain): SessionDescription | undefined {
    const { origin } = this
    const description = decodeDescription(text, line, (kind, example) => complain(kind, example, origin))
    return this.complete || description === undefined ? description : { ...description, complete: false }
  }

  /** Where the headers stand. Rules ask one message after the other of a conversation, and then begin again. */
  #scan(): HeaderScan {
    if (scanned === this) return scan
    const known = owners.indexOf(this)
    if (known >= 0) return scans[known]!
    const slot = nextSlot
    nextSlot = (nextSlot + 1) % SCANS
    owners[slot] = this
    const own = scans[slot]!
    scanHeaders(own, this.raw, this.#startEnd, typeof this.#place !== 'number', unheard)
    return own
  }
}

const NO_HEADERS: readonly SipHeader[] = []

/** What is wrong with the headers was said when the message was decoded. */
const unheard = (): void => {}

/** Value of the first header of that canonical name, for a look at the value alone. */
export const firstValue = (message: SipMessage, name: string): string | undefined =>
  message instanceof DecodedMessage ? message.firstValue(name) : header(message, name)?.value

/** The same by the index of its name, see `indexOfName`. */
export const firstValueAt = (message: SipMessage, index: number): string | undefined =>
  message instanceof DecodedMessage ? message.firstValueAt(index) : header(message, nameOfIndex(index)!)?.value

/** Whether that value is known to be this one, without cutting it out. */
export const hasValueAt = (message: SipMessage, index: number, text: string): boolean =>
  message instanceof DecodedMessage && message.hasValueAt(index, text)

/** Adds the headers of a message to `bits`; all of them for a message that does not know its own. */
export function noteHeaders(message: SipMessage, bits: HeaderBits): void {
  if (message instanceof DecodedMessage) message.noteIn(bits)
  else bits.low = bits.high = -1
}

/** How a message is written, as bits of `usual-headers.ts`; the worst for a message that does not know. */
export const writingOf = (message: SipMessage): number =>
  message instanceof DecodedMessage ? message.writing() : FOLDED | COMPACT | REPEATED

/** Whether one hop stands in Via, as nearly always; false for a message that does not know. */
export const isOfOneHop = (message: SipMessage): boolean => (writingOf(message) & ONE_VIA) !== 0

/** Whether the value of the top Via begins so, without cutting it out. */
export const viaBegins = (message: SipMessage, text: string): boolean =>
  message instanceof DecodedMessage
    ? message.viaBegins(text)
    : (header(message, 'via')?.value.startsWith(text) ?? false)

/**
 * Lets go of what can be read from the message's text again: headers and description. They are most of what a message
 * weighs, and once its conversation is over and was judged hardly anybody asks for them.
 */
export function shed(message: SipMessage): void {
  if (message instanceof DecodedMessage) message.shed()
}
