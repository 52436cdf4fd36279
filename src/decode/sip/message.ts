import type { SessionDescription } from '../../model/description.ts'
import type { Endpoint, Transport } from '../../model/endpoint.ts'
import type { Complain } from '../../model/flaw.ts'
import type { SipHeader, SipMessage, SipResponse } from '../../model/message.ts'
import type { Origin } from '../../model/origin.ts'
import type { Micros } from '../../model/time.ts'
import { ownString } from '../own-string.ts'
import { decodeDescription } from '../sdp/description.ts'
import { type Body, descriptionPart, readBody } from './body.ts'
import { endOfLine, readHeaders } from './headers.ts'

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
  const block = readHeaders(raw, startEnd, lenient, (kind, example) => complain(kind, example, envelope.origin))
  const names = pick(block.headers)
  const body = readBody(raw, block, names.contentLength, lenient)
  if (body.lengthWrong) complain('content-length-wrong', names.contentLength?.value.slice(0, 200), envelope.origin)

  const complete =
    raw.length === text.length &&
    isComplete(envelope, block.headers.length, block.terminated || names.contentLength?.value === '0', body)
  if (!complete) complain('sip-message-partial', raw.slice(begin, Math.min(startEnd, begin + 200)), envelope.origin)
  const cseq = parseCseq(names.cseq?.value)
  const common: Common = {
    number: envelope.number,
    at: envelope.at,
    origin: envelope.origin,
    source: envelope.source,
    destination: envelope.destination,
    transport: envelope.transport,
    headers: block.headers,
    callId: names.callId?.value ?? '',
    fromTag: tagOf(names.from?.value),
    toTag: tagOf(names.to?.value),
    cseq,
    branch: branchOf(names.via?.value),
    body: body.text,
    description: describe(body, names.contentType, complete, complain, envelope.origin),
    raw,
    complete,
    lines: envelope.lines,
  }
  return start.kind === 'request' ? { ...common, ...start } : { ...common, ...start, method: cseq?.method ?? '' }
}

type Common = Omit<SipResponse, 'kind' | 'status' | 'reason' | 'method'>

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

type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly requestUri: string }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string }

const STATUS_LINE = /^SIP\/\d{1,3}\.\d{1,3}\s+(\d{3})(?:\s+(.*))?$/i
const VERSION_AT_END = /\sSIP\/\d{1,3}\.\d{1,3}$/i
const METHOD = /^[A-Za-z0-9.!%*_+`'~-]{1,64}$/

/**
 * A request or status line (RFC 3261 §7.1, §7.2). A missing reason phrase is allowed, as are blanks inside the Request-URI:
 * `INVITE sip:user@example.com; lr SIP/2.0` is wrong (RFC 4475 §3.1.2.10) and still says what was meant. Any version passes.
 */
export function parseStartLine(line: string): StartLine | undefined {
  const text = line.trimEnd()
  const status = text.startsWith('SIP/') || text.startsWith('sip/') ? STATUS_LINE.exec(text) : undefined
  if (status) return { kind: 'response', status: Number(status[1]), reason: status[2] ?? '' }
  const space = text.indexOf(' ')
  const method = text.slice(0, space)
  if (space < 1 || !METHOD.test(method)) return undefined
  const lastSpace = text.lastIndexOf(' ')
  if (!VERSION_AT_END.test(text.slice(Math.max(0, lastSpace)))) return undefined
  const requestUri = text.slice(space + 1, Math.max(space + 1, lastSpace)).trim()
  return requestUri === '' ? undefined : { kind: 'request', method, requestUri }
}

interface Picked {
  via?: SipHeader
  from?: SipHeader
  to?: SipHeader
  callId?: SipHeader
  cseq?: SipHeader
  contentLength?: SipHeader
  contentType?: SipHeader
}

/** The headers every message is filed by, the first of each, in one pass. */
function pick(headers: readonly SipHeader[]): Picked {
  const found: Picked = {}
  for (const h of headers) {
    if (h.name === 'via') found.via ??= h
    else if (h.name === 'from') found.from ??= h
    else if (h.name === 'to') found.to ??= h
    else if (h.name === 'call-id') found.callId ??= h
    else if (h.name === 'cseq') found.cseq ??= h
    else if (h.name === 'content-length') found.contentLength ??= h
    else if (h.name === 'content-type') found.contentType ??= h
  }
  return found
}

/** `CSeq: 1 INVITE`; the number is below 2**31 (RFC 3261 §8.1.1.5), larger ones are taken up to 2**32. */
function parseCseq(value: string | undefined): SipMessage['cseq'] {
  const match = value === undefined ? null : /^(\d{1,10})\s+([^\s;,]{1,64})/.exec(value)
  const number = Number(match?.[1] ?? Number.NaN)
  return match?.[2] !== undefined && number < 2 ** 32 ? { number, method: match[2] } : undefined
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
    return end > at ? value.slice(at, end) : undefined
  }
  return undefined
}

const isParameterEnd = (c: number): boolean => c === 59 /* ; */ || c === 44 /* , */ || c === 32 || c === 9
const isName = (text: string, at: number, name: string): boolean =>
  text.startsWith(name, at) || text.slice(at, at + name.length).toLowerCase() === name

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

function describe(
  body: Body,
  contentType: SipHeader | undefined,
  complete: boolean,
  complain: Complain,
  origin: Origin,
): SessionDescription | undefined {
  const part = descriptionPart(body, contentType?.value)
  if (part === undefined) return undefined
  const description = decodeDescription(part.text, part.line, (kind, example) => complain(kind, example, origin))
  return complete || description === undefined ? description : { ...description, complete: false }
}
