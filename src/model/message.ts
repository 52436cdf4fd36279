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

/** A SIP message, from a packet or from pasted text: nobody after the decoder can tell the difference (RFC 3261 §7). */
export type SipMessage = SipRequest | SipResponse

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
  readonly headers: readonly SipHeader[]
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
  /** False when visibly cut or abridged: then nothing may be called missing (rules.md, compliance.missing-mandatory-header). */
  readonly complete: boolean
  /** For text: the input line of each line of `raw`, where lines were dropped, split or joined. See `inputLine`. */
  readonly lines?: readonly number[] | undefined
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
export function header(message: SipMessage, name: string): SipHeader | undefined {
  for (const h of message.headers) if (h.name === name) return h
  return undefined
}

/** All headers of that canonical name, in order. */
export function headers(message: SipMessage, name: string): readonly SipHeader[] {
  return message.headers.filter((h) => h.name === name)
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
