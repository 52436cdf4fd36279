import type { SipHeader, SipMessage } from '../../model/message.ts'
import { partsOf } from './bodies/multipart.ts'
import { readBody } from './body.ts'
import { type Fault, type FaultKind, fault } from './faults/fault.ts'
import { valueFaults } from './faults/fields.ts'
import { requestUriFaults } from './faults/uri.ts'
import { hasCookie } from './faults/via.ts'
import { endOfLine, HeaderScan, headersOf, scanHeaders } from './headers.ts'
import { isToken } from './token.ts'
import { parseVia } from './via.ts'

/** What is known of a text from outside it. */
export interface Certainty {
  /** It is whole, so that something may be called missing. */
  readonly complete: boolean
  /** It stands as it was sent, byte for byte: pasting changes line ends and lengths. */
  readonly exact: boolean
}

/** Faults told of one message; a hostile one has them by the thousand. */
const MAX_FAULTS = 200

/** Headers that stand once in a message (RFC 3261 §7.3.1, Tables 2 and 3, and the RFCs of the later ones). */
const SINGLE = new Set(
  [
    'authentication-info call-id content-disposition content-length content-type cseq date event expires from',
    'max-forwards mime-version min-expires min-se organization priority rack refer-to referred-by replaces reply-to',
    'retry-after rseq server session-expires sip-etag sip-if-match subject subscription-state timestamp to user-agent',
  ].flatMap((line) => line.split(' ')),
)

/** In every message (RFC 3261 §8.1.1, §8.2.6.2). */
const REQUIRED = ['via', 'from', 'to', 'call-id', 'cseq']

/**
 * Where a message departs from the grammar of RFC 3261 and from what it requires of every message; empty when it is valid.
 * Whether anybody supports what it asks for is another matter: unknown schemes, extensions and body types are valid.
 */
export const faultsOf = ({ raw, complete, origin }: SipMessage): readonly Fault[] =>
  faultsOfText(raw, { complete, exact: origin.kind === 'frame' })

/** The same of a text that nobody took for a message, or has not yet. */
export function faultsOfText(raw: string, { complete, exact }: Certainty): readonly Fault[] {
  const begin = /^[\r\n]*/.exec(raw)?.[0].length ?? 0
  const startEnd = endOfLine(raw, begin)
  const faults: Fault[] = []
  // Where a message was cut off, its last line proves nothing.
  const cutLine = complete ? -1 : lineAt(raw, begin, raw.trimEnd().length)
  const add = (kind: FaultKind, line: number, header?: string): void => {
    if (faults.length < MAX_FAULTS && line !== cutLine) faults.push(fault(kind, line, header))
  }
  const start = startLineFaults(raw.slice(begin, startEnd), (kind) => add(kind, 0))
  let invalidFrom = startEnd
  scanHeaders(scan, raw, startEnd, !exact, (kind, example) => {
    if (kind !== 'sip-header-invalid' || faults.length === MAX_FAULTS) return
    const at = lineBeginning(raw, example, invalidFrom)
    add('header-line-invalid', lineAt(raw, begin, at))
    invalidFrom = at + example.length
  })
  const headers = headersOf(scan, raw)
  for (const { name, value, line } of headers) valueFaults(name, value, start?.method, (kind) => add(kind, line, name))
  for (const { name, line } of repeated(headers)) add('duplicate-single-header', line, name)
  if (complete && scan.terminated) for (const name of missing(headers, start)) add('missing-required-header', 0, name)
  for (const { kind, header } of bodyFaults(raw, headers, { complete, exact }))
    add(kind, header?.line ?? 0, header?.name)
  return faults
}

const scan = new HeaderScan()

/** Offset of the next line that begins with that text. */
function lineBeginning(raw: string, text: string, from: number): number {
  let at = raw.indexOf(text, from)
  while (at > 0 && raw[at - 1] !== '\n' && raw[at - 1] !== '\r') at = raw.indexOf(text, at + 1)
  return Math.max(at, from)
}

/** Line ends between two offsets. A CR ends a line only where there is no LF at all, as `scanHeaders` has it. */
const lineAt = (raw: string, from: number, to: number): number =>
  raw.slice(from, to).match(raw.includes('\n') ? /\n/g : /\r/g)?.length ?? 0

interface Start {
  /** Undefined in a response. */
  readonly method: string | undefined
  readonly status: number
}

type Add = (kind: FaultKind) => void

function startLineFaults(line: string, add: Add): Start | undefined {
  return /^SIP\//i.test(line) ? statusLineFaults(line, add) : requestLineFaults(line, add)
}

/** `SIP/2.0 200 OK`; the blank before the reason stands even where there is none (RFC 3261 §7.2). */
function statusLineFaults(line: string, add: Add): Start | undefined {
  const match = /^SIP\/(\d+\.\d+)([\t ]+)(\d+)(.*)$/is.exec(line)
  if (!match) {
    add('bad-start-line')
    return undefined
  }
  const [, version, blank, digits = '', reason = ''] = match
  if (version !== '2.0') add('unknown-version')
  if (blank !== ' ') add('blank-in-start-line')
  const status = Number(digits)
  if (digits.length !== 3 || status < 100 || status > 699) add('status-out-of-range')
  if (!reason.startsWith(' ')) add('bad-start-line')
  return { method: undefined, status }
}

/** `INVITE sip:user@example.com SIP/2.0`, one blank each (RFC 3261 §7.1). */
function requestLineFaults(line: string, add: Add): Start | undefined {
  const text = line.trimEnd()
  const last = Math.max(text.lastIndexOf(' '), text.lastIndexOf('\t'))
  const version = /^SIP\/(\d+\.\d+)$/i.exec(text.slice(last + 1))?.[1]
  const methodEnd = text.search(/[\t ]/)
  const method = text.slice(0, Math.max(0, methodEnd))
  if (version === undefined || methodEnd === last || !isToken(method)) {
    add('bad-start-line')
    return undefined
  }
  if (version !== '2.0') add('unknown-version')
  const between = text.slice(methodEnd + 1, last)
  const uri = between.trim()
  if (text.length !== line.length || uri.length !== between.length || text.includes('\t')) add('blank-in-start-line')
  if (uri === '') add('bad-start-line')
  else requestUriFaults(uri, add)
  return { method, status: 0 }
}

function* repeated(headers: readonly SipHeader[]): Iterable<SipHeader> {
  const seen = new Set<string>()
  for (const header of headers) {
    if (!SINGLE.has(header.name)) continue
    if (seen.has(header.name)) yield header
    seen.add(header.name)
  }
}

/** What is required and not there. Max-Forwards and Contact came with RFC 3261: older clients are told by their branch. */
function* missing(headers: readonly SipHeader[], start: Start | undefined): Iterable<string> {
  const has = (name: string): boolean => headers.some((header) => header.name === name)
  for (const name of REQUIRED) if (!has(name)) yield name
  if (start === undefined || !hasCookie(parseVia(headers.find(({ name }) => name === 'via')?.value ?? '')?.branch))
    return
  if (start.method !== undefined && !has('max-forwards')) yield 'max-forwards'
  const opens = start.method === 'INVITE' || (isSuccess(start) && answersInvite(headers))
  if (opens && !has('contact')) yield 'contact'
}

const isSuccess = ({ method, status }: Start): boolean => method === undefined && status >= 200 && status < 300

const answersInvite = (headers: readonly SipHeader[]): boolean =>
  /\sINVITE$/.test(headers.find(({ name }) => name === 'cseq')?.value ?? '')

interface BodyFault {
  readonly kind: FaultKind
  readonly header: SipHeader | undefined
}

function* bodyFaults(raw: string, headers: readonly SipHeader[], { complete, exact }: Certainty): Iterable<BodyFault> {
  const length = headers.find(({ name }) => name === 'content-length')
  const type = headers.find(({ name }) => name === 'content-type')
  const body = readBody(raw, scan, length?.value, !exact)
  const rest = raw.length - scan.bodyStart
  const announced = length !== undefined && /^\d{1,15}$/.test(length.value) ? Number(length.value) : 0
  // More octets than it says are none of its own (RFC 3261 §18.3); fewer are a fault where nothing was cut off.
  if (complete && exact && announced > rest && body.lengthWrong)
    yield { kind: 'content-length-beyond-body', header: length }
  if (body.text.trim() === '') return
  if (type === undefined && complete) yield { kind: 'content-type-missing', header: undefined }
  if (complete && /^multipart\//i.test(type?.value ?? '') && partsOf(body.text, body.line, type?.value).length === 0)
    yield { kind: 'multipart-boundary-missing', header: type }
}
