import { canonicalName } from '../header-names.ts'
import { parseStartLine, type StartLine } from '../start-line.ts'

/** Lines read of one of these bodies. */
const MAX_LINES = 200

const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/, MAX_LINES)

/** `message/sipfrag` (RFC 3420), which tells how a transfer goes (RFC 3515 §2.4.5): its start line and headers, as there. */
export interface SipFragment {
  readonly start: StartLine | undefined
  /** By canonical name; the first of each. */
  readonly headers: ReadonlyMap<string, string>
}

/** Undefined when it holds neither a start line nor a header. */
export function parseSipFragment(text: string): SipFragment | undefined {
  const lines = linesOf(text.trimStart())
  const start = parseStartLine(lines[0] ?? '')
  const headers = fieldsOf(start ? lines.slice(1) : lines)
  return start || headers.size > 0 ? { start, headers } : undefined
}

/** `Name: value` lines up to an empty one. */
function fieldsOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const line of lines) {
    if (line.trim() === '') break
    const colon = line.indexOf(':')
    const name = colon < 1 ? undefined : canonicalName(line.slice(0, colon).trim())
    if (name !== undefined && !found.has(name)) found.set(name, line.slice(colon + 1).trim())
  }
  return found
}

/** `application/simple-message-summary` (RFC 3842 §5). */
export interface MessageSummary {
  readonly waiting: boolean
  readonly account: string | undefined
  /** By message class in lower case: `voice-message`, `fax-message` ... */
  readonly counts: ReadonlyMap<string, MessageCounts>
}

export interface MessageCounts {
  readonly fresh: number
  readonly old: number
  readonly urgentFresh: number
  readonly urgentOld: number
}

const COUNTS = /^(\d{1,9})\s{0,9}\/\s{0,9}(\d{1,9})(?:\s{0,9}\(\s{0,9}(\d{1,9})\s{0,9}\/\s{0,9}(\d{1,9})\s{0,9}\))?/

/** Undefined without `Messages-Waiting`. */
export function parseMessageSummary(text: string): MessageSummary | undefined {
  const fields = fieldsOf(linesOf(text.trimStart()))
  const waiting = fields.get('messages-waiting')?.toLowerCase()
  if (waiting === undefined) return undefined
  const counts = new Map<string, MessageCounts>()
  for (const [name, value] of fields) {
    const match = name.endsWith('-message') || name === 'none' ? COUNTS.exec(value) : null
    if (!match) continue
    const [fresh = 0, old = 0, urgentFresh = 0, urgentOld = 0] = match.slice(1).map((digits) => Number(digits ?? 0))
    counts.set(name, { fresh, old, urgentFresh, urgentOld })
  }
  return { waiting: waiting === 'yes', account: fields.get('message-account'), counts }
}

/** One digit in an INFO: `application/dtmf-relay` (Cisco's `Signal=` and `Duration=`) or `application/dtmf` (the digit alone). */
export interface InfoDigit {
  /** `0` to `9`, `*`, `#`, `A` to `D`, or `!` for a hook flash. */
  readonly signal: string
  readonly durationMs: number | undefined
}

const DIGITS = '0123456789*#ABCD!'

export function parseDtmfRelay(text: string): InfoDigit | undefined {
  const signal = digitOf(/^\s{0,9}Signal\s{0,9}=\s{0,9}(\S{1,2})/im.exec(text)?.[1])
  if (signal === undefined) return undefined
  const duration = /^\s{0,9}Duration\s{0,9}=\s{0,9}(\d{1,6})/im.exec(text)?.[1]
  return { signal, durationMs: duration === undefined ? undefined : Number(duration) }
}

export function parseDtmf(text: string): InfoDigit | undefined {
  const signal = digitOf(text.trim())
  return signal === undefined ? undefined : { signal, durationMs: undefined }
}

/** As written, or by the event number of RFC 4733 §3.2: 10 is `*`, 11 `#`, 12 to 15 `A` to `D`, 16 a flash. */
function digitOf(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  if (/^1[0-6]$/.test(text)) return DIGITS[Number(text)]
  const digit = text.toUpperCase()
  return digit.length === 1 && DIGITS.includes(digit) ? digit : undefined
}

/** An encapsulated ISUP message (RFC 3204): which one; the rest is not read. */
export interface IsupMessage {
  /** `IAM`, `ACM`, `ANM`, `REL` ..., or the code in hexadecimal where it is none of the usual ones. */
  readonly message: string
}

/** ITU-T Q.763 Table 4, as far as calls need it. */
const ISUP: ReadonlyMap<number, string> = new Map([
  [0x01, 'IAM'],
  [0x02, 'SAM'],
  [0x03, 'INR'],
  [0x04, 'INF'],
  [0x05, 'COT'],
  [0x06, 'ACM'],
  [0x07, 'CON'],
  [0x08, 'FOT'],
  [0x09, 'ANM'],
  [0x0c, 'REL'],
  [0x0d, 'SUS'],
  [0x0e, 'RES'],
  [0x10, 'RLC'],
  [0x2c, 'CPG'],
])

/** The first octet is the message type: SIP bodies leave out the label and circuit before it (ITU-T Q.1912.5). */
export function parseIsup(text: string): IsupMessage | undefined {
  const code = text.charCodeAt(0)
  return code <= 0xff ? { message: ISUP.get(code) ?? `0x${code.toString(16).padStart(2, '0')}` } : undefined
}
