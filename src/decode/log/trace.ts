import type { Complain } from '../../model/flaw.ts'
import type { SipMessage } from '../../model/message.ts'
import type { LogEvent } from '../../model/packet.ts'
import type { Micros } from '../../model/time.ts'
import { isKnownHeader } from '../sip/header-names.ts'
import { decodeSip } from '../sip/message.ts'
import { cleanLines } from './clean.ts'
import { isRewritten, type LogEnvelope, type Rewritten } from './envelope.ts'
import { isLogLine, MAX_EVENT_CHARS, topicOf } from './events.ts'
import { FORMATS } from './formats.ts'
import type { Line } from './lines.ts'
import { OpenMessage } from './open-message.ts'
import { prefixFrom } from './prefix.ts'
import { findStart } from './start-line.ts'
import { createClock, findTime, type LogTime } from './time.ts'
import { asWritten, TsharkTree } from './tshark.ts'

/** What a text yields, in reading order. */
export type TextItem =
  | { readonly kind: 'message'; readonly message: SipMessage }
  | { readonly kind: 'log'; readonly event: LogEvent }

/** Log events kept of one input. Chosen by us: no reader looks at more, and a broken peer writes millions. */
export const MAX_LOG_EVENTS = 10_000
/** Lines after which an envelope without a message is forgotten. */
const MAX_ENVELOPE_AGE = 12

const RAW = 'raw SIP'
/** Fences of Markdown, tags around preformatted text, rules of dashes and the like: they end a message and say nothing. */
const SEPARATOR =
  /^\s{0,40}(?:(?:```|~~~)\w{0,20}|[-=_*#]{8,}|<\/?(?:pre|code|p|div|span|blockquote)\b[^<>]{0,200}>|\[\/?code\])\s*$/i

/** How lines were used. */
export interface LineCounts {
  total: number
  blank: number
  /** Part of a message. */
  sip: number
  /** Envelopes, rules, banners and log lines. */
  log: number
  notUnderstood: number
}

/** A message being read with what was said about it. */
interface Pending {
  readonly open: OpenMessage
  readonly envelope: LogEnvelope | undefined
  readonly at: Micros | undefined
  readonly format: string
  /** The whole line where it began in the middle of one: without a header it is only a log line quoting a start line. */
  readonly quotedIn: string | undefined
}

/** Joins lines to messages and log events: envelopes by format, messages by their start lines (formats.ts). */
export class TraceReader {
  readonly counts: LineCounts = { total: 0, blank: 0, sip: 0, log: 0, notUnderstood: 0 }
  readonly formats = new Set<string>()
  readonly #complain: Complain
  readonly #readers = FORMATS.map((format) => ({ name: format.name, reader: format.reader() }))
  readonly #tree = new TsharkTree()
  readonly #clock = createClock()
  #items: TextItem[] = []
  #pending: Pending | undefined
  #envelope: { readonly envelope: LogEnvelope; readonly format: string; age: number } | undefined
  /** Time of the line before, if it was a log line: it often introduces the message. */
  #timeBefore: LogTime | undefined
  #inTree = false
  /** The lines of the packet tree the open message was put together from. */
  readonly #treeLines = new Map<number, string>()
  #messages = 0
  #events = 0

  constructor(complain: Complain) {
    this.#complain = complain
  }

  read(lines: readonly Line[]): readonly TextItem[] {
    for (const { text, number } of lines) {
      this.counts.total++
      for (const line of cleanLines(text)) this.#line(line, number)
    }
    return this.#takeItems()
  }

  end(): readonly TextItem[] {
    this.#finish(false)
    return this.#takeItems()
  }

  #takeItems(): readonly TextItem[] {
    const items = this.#items
    this.#items = []
    return items
  }

  #line(line: string, number: number) {
    // Most lines are these, and no envelope looks like them.
    if (
      this.#pending !== undefined &&
      !this.#inTree &&
      isMessageLine(line) &&
      this.#pending.open.take(line, number) === 'taken'
    ) {
      this.counts.sip++
      return
    }
    if (this.#readTree(line, number)) return
    if (SEPARATOR.test(line)) {
      this.#finish(true)
      this.counts.log++
      return
    }
    if (this.#readEnvelope(line, number)) return
    if (this.#readStart(line, 0, number)) return
    this.#readOther(line, number)
  }

  #readTree(line: string, number: number): boolean {
    const step = this.#tree.read(line)
    if (step === undefined) return false
    this.counts.log++
    if (step.kind === 'begin') {
      this.#finish(true)
      this.#envelope = { envelope: step.envelope, format: 'tshark -V', age: 0 }
      this.#inTree = true
      this.#treeLines.clear()
    } else if (step.kind === 'end') {
      this.#finish(true)
      this.#inTree = false
    } else if (step.kind === 'line' && this.#inTree) {
      if (this.#pending === undefined) this.#readStart(step.text, 0, number)
      else if (this.#pending.open.take(step.text, number) === 'taken') this.#treeLines.set(number, line.trim())
    }
    return true
  }

  #readEnvelope(line: string, number: number): boolean {
    for (const { name, reader } of this.#readers) {
      const found = reader.read(line, number)
      if (found === undefined) continue
      if (typeof found === 'object' && isRewritten(found)) {
        this.#readRewritten(found, number)
        return true
      }
      this.counts.log++
      if (found === 'skipped') return true
      this.#finish(true)
      if (found === 'claimed') return true
      this.#envelope = { envelope: found, format: name, age: 0 }
      if (found.messageAt !== undefined && found.messageAt < line.length) this.#readStart(line, found.messageAt, number)
      return true
    }
    return false
  }

  #readRewritten({ stands }: Rewritten, number: number) {
    for (const text of stands) {
      if (this.#readStart(text, 0, number)) continue
      if (this.#pending?.open.take(text, number) === 'taken') this.counts.sip++
      else this.counts.log++
    }
  }

  #readStart(line: string, from: number, number: number): boolean {
    if (!line.includes('SIP/2.0')) return false
    const text = from === 0 ? line : line.slice(from).trimStart()
    const envelope = this.#envelope?.envelope
    const start = findStart(text, envelope?.packetBytes === true)
    if (start === undefined || this.#isInsideMessage(text, start.at)) return false
    this.#finish(true)
    const before = text.slice(0, start.at)
    const written = text.slice(start.at).replace(/["'`,]{1,9}\s*$/, '')
    // The bytes of a packet's header and the words of an envelope are on the first line only.
    const prefix = prefixFrom(envelope?.packetBytes || from > 0 ? '' : before)
    this.#pending = {
      open: new OpenMessage(written, number, prefix, envelope?.dotted === true),
      envelope,
      at: this.#instant(envelope === undefined ? (findTime(before) ?? this.#timeBefore) : envelope.time),
      format: this.#envelope?.format ?? RAW,
      quotedIn: start.plain || envelope !== undefined ? undefined : text,
    }
    this.#envelope = undefined
    this.counts.sip++
    return true
  }

  /** A header that quotes a start line, or a message/sipfrag body. */
  #isInsideMessage(line: string, at: number): boolean {
    const open = this.#pending?.open
    if (open === undefined) return false
    if (open.expectsFragment && at === 0) return true
    return at > 0 && /^[A-Z][A-Za-z-]{2,40}: /.test(line) && open.headerCount > 0 && !/^(?:Received|Sent): /.test(line)
  }

  #readOther(line: string, number: number) {
    const taken = this.#pending?.open.take(line, number) ?? 'refused'
    if (taken === 'taken') {
      this.counts.sip++
      return
    }
    if (taken === 'ended') this.#finish(true)
    if (line.trim() === '' || /^[\s"'}\]),;|>]{0,40}$/.test(line)) {
      this.counts.blank++
      return
    }
    if (this.#envelope !== undefined && ++this.#envelope.age > MAX_ENVELOPE_AGE) this.#envelope = undefined
    this.#readLog(line, number)
  }

  #readLog(line: string, number: number) {
    const topic = topicOf(line)
    const time = isLogLine(line) ? findTime(line) : undefined
    this.#timeBefore = time
    if (topic !== undefined) this.#event(line, number, topic, time)
    else if (time === undefined && !isLogLine(line)) {
      this.counts.notUnderstood++
      this.#complain('text-line-not-understood', line.slice(0, 200), { kind: 'line', number })
      return
    }
    this.counts.log++
  }

  #event(line: string, number: number, topic: LogEvent['topic'], time: LogTime | undefined) {
    const origin = { kind: 'line', number } as const
    if (this.#events === MAX_LOG_EVENTS)
      this.#complain('text-line-not-understood', `more than ${MAX_LOG_EVENTS} log events`, origin)
    if (this.#events++ >= MAX_LOG_EVENTS) return
    const text = line.trim().slice(0, MAX_EVENT_CHARS)
    this.#items.push({ kind: 'log', event: { at: this.#instant(time), origin, topic, text: ownCopy(text) } })
  }

  #instant(time: LogTime | undefined): Micros | undefined {
    return time === undefined ? undefined : this.#clock(time)
  }

  /** `closed`: something after it shows where the message ends. */
  #finish(closed: boolean) {
    const pending = this.#pending
    if (pending === undefined) return
    this.#pending = undefined
    const { open, envelope, at } = pending
    const number = open.numbers[0] ?? 0
    if (pending.quotedIn !== undefined && open.headerCount === 0) {
      this.counts.sip--
      this.#readLog(pending.quotedIn, number)
      return
    }
    const origin = { kind: 'line', number } as const
    if (open.overlong) this.#complain('sip-message-too-long', open.lines[0]?.slice(0, 200), origin)
    const message = decodeSip(
      `${open.lines.join('\n')}\n`,
      {
        number: this.#messages + 1,
        at,
        origin,
        source: envelope?.source,
        destination: envelope?.destination,
        transport: envelope?.transport,
        ...(open.overlong ? { complete: false } : closed ? { complete: true } : {}),
        ...(isConsecutive(open.numbers) ? {} : { lines: open.numbers }),
      },
      this.#complain,
    )
    if (message === undefined) return
    this.#messages++
    this.formats.add(pending.format)
    this.#timeBefore = undefined
    this.#items.push({ kind: 'message', message: this.#inTree ? asWritten(message, this.#treeLines) : message })
  }
}

/** `a=sendrecv`, or a known header at the very beginning of the line. */
function isMessageLine(line: string): boolean {
  const first = line.charCodeAt(0)
  if (line.charCodeAt(1) === 61 /* = */) return first >= 97 && first <= 122
  const colon = line.indexOf(':')
  return colon > 1 && colon < 40 && isKnownHeader(line.slice(0, colon))
}

const isConsecutive = (numbers: readonly number[]): boolean =>
  numbers.every((number, line) => number === (numbers[0] ?? 0) + line)

/** A line is cut from a chunk's text, which must not stay in memory for it. */
const ownCopy = (text: string): string => Buffer.from(text).toString()
