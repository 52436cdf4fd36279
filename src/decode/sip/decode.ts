import type { Complain } from '../../model/flaw.ts'
import type { SipMessage } from '../../model/message.ts'
import { ownString } from '../own-string.ts'
import { type Body, exactBody, readBody } from './body.ts'
import type { Envelope } from './envelope.ts'
import { figureOf, found, isViaAlone, pick, scan, valueOrNone } from './filing.ts'
import { endOfLine, scanHeaders } from './headers.ts'
import { beginScan, DecodedMessage } from './message.ts'
import { startPlaces } from './start-line.ts'
import { EXACT, OCTETS, ONE_VIA, SEVENTY_HOPS } from './usual-headers.ts'

/** Characters read of one message. Chosen by us: four times the largest UDP datagram; SIP over TCP rarely passes 20 KB. */
export const MAX_MESSAGE_CHARS = 256 * 1_024

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
  const startEnd = endOfStartLine(raw, begin)
  const start = startPlaces(raw, begin, startEnd)
  if (start === undefined) return undefined

  const lenient = envelope.origin.kind === 'line'
  beginScan()
  scanHeaders(scan, raw, startEnd, lenient, (kind, example) => complain(kind, example, envelope.origin))
  pick()
  const announced = figureOf(raw, found.contentLength)
  const exact = lenient ? undefined : exactBody(raw, scan, announced)
  const body = exact ?? bodyOf(raw, lenient, envelope, complain)
  const complete =
    raw.length === text.length && isComplete(envelope, scan.count, scan.terminated || announced === 0, body)
  if (!complete) complain('sip-message-partial', raw.slice(begin, Math.min(startEnd, begin + 200)), envelope.origin)
  if (exact !== undefined && begin === 0 && raw.startsWith('\r\n', startEnd) && !raw.includes('\0'))
    scan.writing |= EXACT
  if (envelope.octets === raw.length) scan.writing |= OCTETS
  if (isViaAlone(raw)) scan.writing |= ONE_VIA
  if (figureOf(raw, found.maxForwards) === 70) scan.writing |= SEVENTY_HOPS
  const message = new DecodedMessage(raw, startEnd, envelope, start, body, complete, complain)
  return message as SipMessage
}

/** Where Content-Length does not say plainly what is there. */
function bodyOf(raw: string, lenient: boolean, { origin }: Envelope, complain: Complain): Body {
  const length = valueOrNone(raw, found.contentLength)
  const body = readBody(raw, scan, length, lenient)
  if (body.lengthWrong) complain('content-length-wrong', length?.slice(0, 200), origin)
  return body
}

/** A CR alone ends the start line even where the lines behind it end in LF. */
function endOfStartLine(text: string, begin: number): number {
  const end = endOfLine(text, begin)
  const cr = text.indexOf('\r', begin)
  return cr >= 0 && cr < end ? cr : end
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

/** Four headers and an empty line make a message whole (rule of thumb for excerpts); a packet is whole unless it was cut. */
function isComplete(envelope: Envelope, headerCount: number, terminated: boolean, body: Body): boolean {
  if (envelope.complete === false || body.cut) return false
  if (envelope.origin.kind === 'frame') return terminated
  return headerCount >= 4 && (terminated || envelope.complete === true)
}
