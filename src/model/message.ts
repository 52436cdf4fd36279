import type { SessionDescription } from './description.ts'
import type { Endpoint, Transport } from './endpoint.ts'
import type { Origin } from './origin.ts'
import type { Micros } from './time.ts'

/** One header field line of a message, unfolded. A header given on several lines is several of these, in order. */
export interface SipHeader {
  /** Canonical lower-case long name: `v` and `Via` are both `via`. */
  readonly name: string
  /** Unfolded and trimmed value. */
  readonly value: string
  /** Offset of its first character in `SipMessage.raw`, and the offset just past its last (folded lines included, line end not). */
  readonly start: number
  readonly end: number
  /** 0-based line within the message; the start line is 0. */
  readonly line: number
}

/** Seen from the program that wrote a log. */
export type Direction = 'sent' | 'received'

/** A SIP message, from a packet or from pasted text: nobody after the decoder can tell the difference (RFC 3261 §7). */
export type SipMessage = SipRequest | SipResponse

/** What was mended before a message could be read from text. */
export type Repair =
  /** An empty line stood after every line. */
  | 'line-ends-doubled'
  /** Lines that a web page or form had joined with blanks were split again. */
  | 'flattened'
  /** Lines that mail or a terminal had broken were joined again. */
  | 'wrapped'
  /** Quote marks of mail, Markdown or a chat were taken off. */
  | 'quoted'
  /** Line numbers stood before the lines. */
  | 'numbered'
  /** HTML tags were taken off. */
  | 'markup'
  /** `&lt;` and the like were read as the characters they stand for. */
  | 'entities'
  /** Line ends written as `\r\n`, `#015#012`, `^M` or `&#xD;` were read as such. */
  | 'escapes'
  /** Colours and other marks of a terminal, `--More--` and invisible characters were taken off. */
  | 'terminal'
  /** Links that a mail program or web page had made of addresses were read as addresses. */
  | 'links'
  /** A redaction such as `<OUR IP>` was read as one word. */
  | 'redactions'
  /** Remarks of whoever pasted it were taken off line ends. */
  | 'remarks'
  /** Log lines stood in the middle of the message. */
  | 'log-lines'
  /** The body is not as long as Content-Length says; all of it was kept. */
  | 'content-length'

/** Headers without all of them being cut out. Names are canonical. */
export interface HeaderLookup {
  readonly count: number
  has(name: string): boolean
  first(name: string): SipHeader | undefined
  all(name: string): readonly SipHeader[]
}

interface SipMessageBase {
  /** Position in the input, from 1. Capture duplicates are not numbered. */
  readonly number: number
  /** Undefined for text without times. */
  readonly at: Micros | undefined
  readonly origin: Origin
  /** Layer 3 or log envelope addresses; undefined where the input does not tell. */
  readonly source: Endpoint | undefined
  readonly destination: Endpoint | undefined
  readonly transport: Transport | undefined
  /**
   * Which way it went as seen by the program that wrote the log, told even where the log names no addresses. Undefined for
   * captures and for logs that only watched.
   */
  readonly direction?: Direction | undefined
  /**
   * Where its packet was captured: number of the pcapng interface, or `-1 - id` of the capture agent (HEP) that told of it.
   * Undefined for text.
   */
  readonly capturePoint?: number | undefined
  /** TTL or hop limit with which its packet passed the capture point; undefined for text. */
  readonly ttl?: number | undefined
  /** IPv4 identification of its datagram (RFC 6864); undefined for text, streams and IPv6. */
  readonly ipId?: number | undefined
  readonly headers: readonly SipHeader[]
  /** A decoder's quicker way to them, where it has one: ask by `header`, `headers`, `hasHeader` and `headerCount`. */
  readonly lookup?: HeaderLookup | undefined
  /** Empty string where the header is missing. */
  readonly callId: string
  readonly fromTag: string | undefined
  readonly toTag: string | undefined
  readonly cseq: { readonly number: number; readonly method: string } | undefined
  /** `branch` of the top Via, undefined without one. */
  readonly branch: string | undefined
  readonly body: string
  /** The parsed `application/sdp` body (also inside multipart), undefined without one. */
  readonly description: SessionDescription | undefined
  /** The message as text, verbatim from the input after unquoting; header offsets refer to it. */
  readonly raw: string
  /** False when visibly cut or abridged: then nothing may be called missing. */
  readonly complete: boolean
  /** What was mended to read it, absent when nothing was. */
  readonly repairs?: readonly Repair[] | undefined
  /** For text: the input line of each line of `raw`, where lines were dropped, split or joined. See `inputLine`. */
  readonly lines?: readonly number[] | undefined
  /**
   * By 0-based line of `raw`: how the input has it, where that is not the line itself, as in a hex dump, a packet tree or a
   * table. Evidence quotes the input.
   */
  readonly written?: ReadonlyMap<number, string> | undefined
  /** Names the conversation of a message that has no Call-ID, where the input tells which it belongs to. */
  readonly flow?: string | undefined
}

export interface SipRequest extends SipMessageBase {
  readonly kind: 'request'
  readonly method: string
  readonly requestUri: string
}

export interface SipResponse extends SipMessageBase {
  readonly kind: 'response'
  readonly status: number
  readonly reason: string
  /** Method of the CSeq header: what it answers. Empty when that is missing. */
  readonly method: string
}

/** First header of that canonical name. */
export const header = (message: SipMessage, name: string): SipHeader | undefined =>
  message.lookup ? message.lookup.first(name) : firstOf(message.headers, name)

/** All headers of that canonical name, in order. */
export const headers = (message: SipMessage, name: string): readonly SipHeader[] =>
  message.lookup ? message.lookup.all(name) : message.headers.filter((h) => h.name === name)

/** Whether there is a header of that canonical name. */
export const hasHeader = (message: SipMessage, name: string): boolean =>
  message.lookup ? message.lookup.has(name) : firstOf(message.headers, name) !== undefined

export const headerCount = (message: SipMessage): number => message.lookup?.count ?? message.headers.length

/** The first of that canonical name in a list. */
export function firstOf(list: readonly SipHeader[], name: string): SipHeader | undefined {
  for (const h of list) if (h.name === name) return h
  return undefined
}

/** First line of the message, verbatim. */
export function startLine(message: SipMessage): string {
  const end = message.raw.search(/\r?\n/)
  return end < 0 ? message.raw : message.raw.slice(0, end)
}

/** Where in pasted text the given 0-based line of a message stands, from 1; undefined for a packet. */
export function inputLine(message: SipMessage, line: number): number | undefined {
  if (message.origin.kind !== 'line') return undefined
  return message.lines?.[line] ?? message.origin.number + line
}
