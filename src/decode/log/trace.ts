import type { LineCoverage } from '../../model/events.ts'
import type { Complain } from '../../model/flaw.ts'
import type { LogEvent } from '../../model/packet.ts'
import type { Micros } from '../../model/time.ts'
import { ownString } from '../own-string.ts'
import type { PrintedMessage } from '../printed/piece.ts'
import { printedMessage } from '../printed/printed-message.ts'
import { isKnownHeaderAt } from '../sip/header-names.ts'
import { cleaned, isClean } from './clean.ts'
import { BLANK, LineTally, LOG, NOT_UNDERSTOOD, SIP } from './coverage.ts'
import { type EnvelopeStep, isRewritten, type LogEnvelope } from './envelope.ts'
import { isLogLine, MAX_EVENT_CHARS, topicOf } from './events.ts'
import { FlowReader } from './flow.ts'
import { mayBeDrawn, readArrowRow } from './flow-line.ts'
import { FORMATS } from './formats.ts'
import type { Line } from './lines.ts'
import { OpenMessage } from './open-message.ts'
import { type Stated, statedIn } from './outcomes.ts'
import { messageOf, type Pending } from './pending.ts'
import { prefixFrom } from './prefix.ts'
import { reasonAt } from './reasons.ts'
import { BIT } from './repairs.ts'
import { endsHalfStart, findStart, isHalfStart } from './start-line.ts'
import { createClock, findTime, type LogTime } from './time.ts'
import { type TextItem, Told } from './told.ts'
import { announcement, tellsMuch, unknownEnvelope } from './unknown-envelope.ts'

export type { TextItem }

/** Log events kept of one input. Chosen by us: no reader looks at more, and a broken peer writes millions. */
export const MAX_LOG_EVENTS = 10_000
/** Lines after which an envelope without a message is forgotten. */
const MAX_ENVELOPE_AGE = 12
/** Headers that make a message: with fewer it may be the title of one. */
const FULL_HEADERS = 4

/** Fewer characters before a start line state nothing. */
const MIN_STATEMENT = 12

const RAW = 'raw SIP'
const IN_LOG = 'SIP in a log'
/** Fences of Markdown, tags around preformatted text, rules of dashes and the like: they end a message and say nothing. */
const SEPARATOR =
  /^\s{0,40}(?:(?:```|~~~)\w{0,20}|[-=_*#]{8,}|<\/?(?:pre|code|p|div|span|blockquote)\b[^<>]{0,200}>|\[\/?code\])\s*$/i

/** `-----Begin-of-message-----`: a rule with words in it, which says nothing of its own. */
const RULED = /^[-=_*#~<]{3,80} ?[A-Za-z][\w -]{0,60} ?[-=_*#~>]{3,80}$/

/** How a row of a drawn flow counts. */
const USE_OF_ROW = { message: SIP, remark: LOG, 'too-many': NOT_UNDERSTOOD } as const

/** Joins lines to messages and log events: envelopes by format, messages by their start lines (formats.ts). */
export class TraceReader {
  readonly #complain: Complain
  readonly #isQuoted: (number: number) => boolean
  readonly #readers = FORMATS.map((format) => ({ name: format.name, reader: format.reader() }))
  readonly #flow = new FlowReader()
  readonly #clock = createClock()
  readonly #tally: LineTally
  readonly #told: Told
  /** `BIT`s of what was repaired on the line that is read. */
  #repairs = 0
  #pending: Pending | undefined
  #envelope: { readonly envelope: LogEnvelope; readonly format: string; age: number } | undefined
  /** The line before, unless it was part of a message: it often introduces the next. */
  #before = ''
  /** A request line whose version may be on the next line. */
  #half: { readonly line: string; readonly number: number; readonly repairs: number } | undefined
  /** A row of a drawn flow that has a start line: if headers follow, it is the beginning of a message. */
  #drawn: { readonly line: string; readonly number: number; readonly repairs: number } | undefined
  #events = 0

  /** `isQuoted` tells of a line whether quote marks were taken off it. */
  constructor(complain: Complain, isQuoted: (number: number) => boolean) {
    this.#complain = complain
    this.#isQuoted = isQuoted
    this.#tally = new LineTally(complain)
    this.#told = new Told(complain, (row, traced) =>
      this.#tally.correct(row.number, row.text, traced ? LOG : NOT_UNDERSTOOD),
    )
  }

  /** Names of the formats met so far, in order. */
  get formats(): ReadonlySet<string> {
    return this.#told.formats
  }

  /** How the lines read so far were used. */
  coverage(): LineCoverage {
    return this.#tally.coverage()
  }

  read(lines: readonly Line[]): readonly TextItem[] {
    for (const { text, number } of lines) {
      this.#tally.begin(number, text)
      this.#repairs = 0
      if (isClean(text)) this.#line(text, number)
      else {
        const { texts, repairs } = cleaned(text)
        this.#repairs |= repairs
        for (const line of texts) this.#line(line, number)
      }
    }
    return this.#told.take()
  }

  /** A message that stood in the text in the form of a packet, between the lines read before and those read after it. */
  take(printed: PrintedMessage): readonly TextItem[] {
    this.#dropHalf()
    this.#finish(true)
    this.#envelope = undefined
    this.#before = ''
    this.#tally.noteAll(printed.lines, SIP)
    const at = this.#instant(printed.time)
    const make = (number: number) => printedMessage(printed, number, at, this.#complain)
    const repairs = this.#isQuoted(printed.lines[0] ?? 0) ? BIT.quoted : 0
    this.#told.message({ make, repairs, format: printed.format, full: printed.partial === undefined })
    return this.#told.take()
  }

  end(): readonly TextItem[] {
    const number = this.#pending?.open.numbers.at(-1) ?? 0
    for (const { reader } of this.#readers) this.#readStanding(reader.end?.() ?? [], number)
    this.#dropHalf()
    this.#finish(false)
    this.#told.end()
    return this.#told.take()
  }

  #line(line: string, number: number) {
    // Most lines are these, and no envelope looks like them.
    if (
      this.#pending !== undefined &&
      isMessageLine(line) &&
      this.#pending.open.take(line, number, this.#repairs) === 'taken'
    ) {
      this.#tally.note(SIP)
      this.#before = ''
      return
    }
    if (this.#half !== undefined && this.#readOtherHalf(line, number)) return
    if (this.#drawn !== undefined && this.#readAfterDrawn(line, number)) return
    if (isHalfStart(line)) {
      this.#half = { line, number, repairs: this.#repairs }
      this.#tally.note(SIP)
      return
    }
    if (this.#readEnvelope(line, number)) return
    if (line.includes('SIP/2.0') && this.#readDrawnStart(line, number)) return
    if (this.#readStart(line, 0, number)) return
    if (SEPARATOR.test(line)) {
      this.#finish(true)
      this.#tally.note(LOG)
      return
    }
    this.#readOther(line, number)
  }

  /** The end of a request line that mail has broken. */
  #readOtherHalf(line: string, number: number): boolean {
    const half = this.#half!
    if (!endsHalfStart(line)) {
      this.#dropHalf()
      return false
    }
    this.#half = undefined
    this.#repairs |= half.repairs | BIT.wrapped
    const rest = line.replace(/^[\s>|]{0,20}/, '')
    // A break within the URI loses no blank.
    const joined = `${half.line.trimEnd()}${rest.startsWith('SIP/') ? ' ' : ''}${rest}`
    this.#tally.note(SIP)
    if (!this.#readStart(joined, 0, half.number)) {
      this.#tally.correct(half.number, half.line, NOT_UNDERSTOOD)
      this.#tally.correct(number, line, NOT_UNDERSTOOD)
    }
    return true
  }

  /** It was a line that names a request, not the beginning of one. */
  #dropHalf() {
    const half = this.#half
    if (half === undefined) return
    this.#half = undefined
    this.#before = half.line
    this.#tally.correct(half.number, half.line, isLogLine(half.line) ? LOG : NOT_UNDERSTOOD)
  }

  /** An envelope may be indented, or numbered, with all the rest. */
  #readEnvelope(line: string, number: number): boolean {
    if (this.#askReaders(line, number)) return true
    const first = line.charCodeAt(0)
    if (first !== 32 && first !== 9 && !(first >= 48 && first <= 57)) return false
    const bare = line.replace(/^\s{0,200}(?:\d{1,6}[:.|)]?\s{1,9})?/, '')
    return bare.length < line.length && bare !== '' && this.#askReaders(bare, number)
  }

  #askReaders(line: string, number: number): boolean {
    for (const { name, reader } of this.#readers) {
      const found = reader.read(line, number)
      if (found === undefined) continue
      if (isEnvelope(found) && line.startsWith('SIP/2.0 ')) this.#readGlued(line, number)
      this.#takeStep(found, name, line, number)
      return true
    }
    return false
  }

  /** A status line to which the next envelope was glued. */
  #readGlued(line: string, number: number) {
    const code = line.slice(8, 11)
    const reason = reasonAt(Number(code), line.slice(12))
    if (reason !== undefined) this.#readStart(`SIP/2.0 ${code} ${reason}`, 0, number)
  }

  #takeStep(step: EnvelopeStep, format: string, line: string, number: number) {
    if (typeof step === 'object' && isRewritten(step)) {
      this.#readStanding(step.stands, number)
      if (step.besides !== undefined) this.#takeStep(step.besides, format, line, number)
      return
    }
    this.#tally.note(LOG)
    if (typeof step === 'string') this.#readStated(line)
    if (step === 'skipped') return
    this.#finish(true)
    if (step === 'claimed') return
    this.#envelope = { envelope: step, format, age: 0 }
    if (step.messageAt !== undefined && step.messageAt < line.length) this.#readStart(line, step.messageAt, number)
  }

  #readStanding(lines: readonly string[], number: number) {
    for (const text of lines) {
      if (this.#readStart(text, 0, number)) continue
      this.#tally.note(this.#pending?.open.take(text, number, this.#repairs) === 'taken' ? SIP : LOG)
    }
  }

  #readStart(line: string, from: number, number: number): boolean {
    if (!line.includes('SIP/2.0')) return false
    const text = from === 0 ? line : line.slice(from).trimStart()
    const given = this.#envelope
    const start = findStart(text, given?.envelope.packetBytes === true)
    if (start === undefined || this.#isInsideMessage(text, start.at)) return false
    this.#finish(true)
    const before = text.slice(0, start.at)
    if (start.at > MIN_STATEMENT) this.#readStated(before)
    const written = text.slice(start.at).replace(/["'`,]{1,9}\s*$/, '')
    const envelope = given?.envelope ?? unknownEnvelope(before, this.#before)
    // The bytes of a packet's header and the words of an envelope are on the first line only.
    const prefix = prefixFrom(given?.envelope.packetBytes || from > 0 ? '' : before)
    const quoted = !start.plain && given === undefined
    const dotted = given?.envelope.dotted === true
    const repairs = this.#repairs | (this.#isQuoted(number) ? BIT.quoted : 0)
    this.#pending = {
      open: new OpenMessage(written, number, prefix, dotted, repairs, quoted),
      envelope,
      at: this.#instant(envelope?.time),
      format: given?.format ?? (tellsMuch(envelope) ? IN_LOG : RAW),
      quotedIn: quoted ? text : undefined,
    }
    this.#envelope = undefined
    this.#before = ''
    this.#tally.note(SIP)
    return true
  }

  /** A header that quotes a start line, or a message/sipfrag body. */
  #isInsideMessage(line: string, at: number): boolean {
    const open = this.#pending?.open
    if (open === undefined) return false
    if (open.expectsFragment && line.slice(0, at).trim() === '') return true
    return at > 0 && /^[A-Z][A-Za-z-]{2,40}: /.test(line) && open.headerCount > 0 && !/^(?:Received|Sent): /.test(line)
  }

  #readOther(line: string, number: number) {
    const taken = this.#pending?.open.take(line, number, this.#repairs) ?? 'refused'
    if (taken === 'taken') {
      this.#tally.note(SIP)
      if (line.trim() !== '') this.#before = ''
      return
    }
    if (taken === 'ended') this.#finish(true)
    if (line.trim() === '' || /^[\s"'}\]),;|>]{0,40}$/.test(line)) {
      this.#tally.note(BLANK)
      return
    }
    if (this.#envelope !== undefined && ++this.#envelope.age > MAX_ENVELOPE_AGE) this.#envelope = undefined
    if (!this.#readFlow(line, number)) this.#readLog(line)
    if (!RULED.test(line)) this.#before = line
  }

  /** `PBX -> Carrier INVITE sip:bob@example.com SIP/2.0 Call-ID: 1`, all on one line. */
  #readDrawnStart(line: string, number: number): boolean {
    if (!drawsBetweenNames(line) || !this.#readFlow(line, number)) return false
    this.#drawn = { line, number, repairs: this.#repairs }
    return true
  }

  #readAfterDrawn(line: string, number: number): boolean {
    const drawn = this.#drawn!
    this.#drawn = undefined
    if (!isMessageLine(line)) return false
    this.#told.undraw()
    this.#repairs |= drawn.repairs
    if (this.#readStart(drawn.line, 0, drawn.number)) this.#pending?.open.take(line, number, this.#repairs)
    this.#tally.note(SIP)
    return true
  }

  #readFlow(line: string, number: number): boolean {
    const step = this.#flow.read(line, number, ({ time }) => this.#instant(time))
    if (step === undefined) return false
    if (step.kind === 'part') this.#tally.note(LOG)
    else {
      this.#finish(true)
      this.#tally.note(USE_OF_ROW[this.#told.drawn(step.row)])
    }
    return true
  }

  #readLog(line: string) {
    const stated = statedIn(line)
    const topic = topicOf(line) ?? (stated && 'other')
    const isLog = isLogLine(line)
    if (topic !== undefined) this.#event(line, topic, isLog ? findTime(line) : undefined, stated)
    const understood = topic !== undefined || isLog || RULED.test(line) || announcement(line) !== undefined
    this.#tally.note(understood ? LOG : NOT_UNDERSTOOD)
  }

  /** What is no message but states how one ended: a line that belongs to a format, or what stands before a start line. */
  #readStated(text: string, number = this.#tally.number) {
    const stated = statedIn(text)
    if (stated) this.#event(text, 'other', isLogLine(text) ? findTime(text) : undefined, stated, number)
  }

  #event(
    line: string,
    topic: LogEvent['topic'],
    time: LogTime | undefined,
    stated: Stated | undefined,
    number = this.#tally.number,
  ) {
    const origin = { kind: 'line', number } as const
    if (this.#events++ >= MAX_LOG_EVENTS) {
      this.#complain('log-events-capped', line.slice(0, 200), origin)
      return
    }
    const from = stated && stated.at > MAX_EVENT_CHARS / 2 ? stated.at - MAX_EVENT_CHARS / 4 : 0
    const text = line.slice(from).trim().slice(0, MAX_EVENT_CHARS)
    const at = time && this.#clock.beside(time)
    this.#told.event({ at, origin, topic, text: ownString(text), ...(stated && { outcome: stated.outcome }) })
  }

  #instant(time: LogTime | undefined): Micros | undefined {
    return time === undefined ? undefined : this.#clock.message(time)
  }

  /** `closed`: something after it shows where the message ends. */
  #finish(closed: boolean) {
    const pending = this.#pending
    if (pending === undefined) return
    this.#pending = undefined
    const { open, quotedIn } = pending
    const origin = { kind: 'line', number: open.numbers[0]! } as const
    // A status line alone tells nothing of its request: what it says counts as said by a log.
    if (open.headerCount === 0) this.#readStated(quotedIn ?? open.lines[0]!, origin.number)
    if (quotedIn !== undefined && open.headerCount === 0) {
      this.#tally.correct(origin.number, quotedIn, isLogLine(quotedIn) ? LOG : NOT_UNDERSTOOD)
      this.#before = quotedIn
      return
    }
    if (open.overlong) this.#complain('sip-message-too-long', open.lines[0]?.slice(0, 200), origin)
    const make = (number: number) => messageOf(pending, closed, number, this.#complain)
    const full = open.headerCount >= FULL_HEADERS
    const quoted = open.numbers.some(this.#isQuoted) ? BIT.quoted : 0
    this.#told.message({ make, repairs: open.repairs | quoted, format: pending.format, full })
  }
}

/** Whether the line draws a message between two parties that it names. */
function drawsBetweenNames(line: string): boolean {
  const row = mayBeDrawn(line) ? readArrowRow(line) : undefined
  return row?.left !== undefined && row.right !== undefined
}

const isEnvelope = (step: EnvelopeStep): boolean => typeof step === 'object' && !isRewritten(step)

/** `a=sendrecv`, or a known header at the very beginning of the line. */
function isMessageLine(line: string): boolean {
  // A record of syslog may close with a mark in brackets behind the last line of its message.
  if (line.charCodeAt(line.length - 1) === 93 /* ] */) return false
  const first = line.charCodeAt(0)
  if (line.charCodeAt(1) === 61 /* = */) return first >= 97 && first <= 122
  const colon = line.indexOf(':')
  return colon > 1 && colon < 40 && isKnownHeaderAt(line, 0, colon)
}
