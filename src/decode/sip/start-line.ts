export type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly requestUri: string }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string }

/** Where the words of a start line stand. */
export interface StartPlaces {
  kind: StartLine['kind']
  /** Empty for a response. */
  method: string
  /** 0 for a request. */
  status: number
  /** Of the Request-URI or reason phrase. */
  wordStart: number
  wordEnd: number
}

/** One for all: each message is read before the next. */
const places: StartPlaces = { kind: 'request', method: '', status: 0, wordStart: 0, wordEnd: 0 }

/**
 * The start line between two offsets; undefined where it is none. As nearly everybody writes them nothing is cut out. What is
 * given back is overwritten by the next.
 */
export function startPlaces(raw: string, begin: number, end: number): StartPlaces | undefined {
  if (usualRequest(raw, begin, end) || usualResponse(raw, begin, end)) return places
  const start = parseStartLine(raw.slice(begin, end))
  if (start === undefined) return undefined
  const word = start.kind === 'request' ? start.requestUri : start.reason
  places.kind = start.kind
  places.method = start.kind === 'request' ? start.method : ''
  places.status = start.kind === 'response' ? start.status : 0
  // Both stand last in their line, but for the version and blanks.
  places.wordStart = word === '' ? end : raw.lastIndexOf(word, end)
  places.wordEnd = places.wordStart + word.length
  return places
}

const VERSION = ' SIP/2.0'

/** A registered method, a Request-URI without blanks around it, and the version. */
function usualRequest(raw: string, begin: number, end: number): boolean {
  const last = end - VERSION.length
  const method = methodAt(raw, begin)
  const uri = begin + method.length + 1
  if (method === '' || uri >= last || !isInk(raw.charCodeAt(uri)) || !isInk(raw.charCodeAt(last - 1))) return false
  if (!raw.startsWith(VERSION, last)) return false
  places.kind = 'request'
  places.method = method
  places.status = 0
  places.wordStart = uri
  places.wordEnd = last
  return true
}

/** `SIP/2.0 200 OK`. */
function usualResponse(raw: string, begin: number, end: number): boolean {
  if (end < begin + 13 || !isInk(raw.charCodeAt(begin + 12)) || !isInk(raw.charCodeAt(end - 1))) return false
  const status = usualStatus(raw, begin)
  if (status === 0) return false
  places.kind = 'response'
  places.method = ''
  places.status = status
  places.wordStart = begin + 12
  places.wordEnd = end
  return true
}

/** Neither a blank nor a control character, in ASCII. */
const isInk = (c: number): boolean => c > 32 && c < 127

/** The registered method that stands there with a blank behind it; empty for any other word. */
function methodAt(raw: string, at: number): string {
  const candidates = BY_LETTER[raw.charCodeAt(at) - 65]
  if (candidates !== undefined)
    for (let i = 0; i < candidates.length; i++) {
      const method = candidates[i]!
      if (raw.charCodeAt(at + method.length) === 32 && raw.startsWith(method, at)) return method
    }
  return ''
}

const STATUS_LINE = /^SIP\/\d{1,3}\.\d{1,3}\s+(\d{3})(?:\s+(.*))?$/i
const VERSION_AT_END = /\sSIP\/\d{1,3}\.\d{1,3}$/i
/** The registered ones end at nine letters, those of attacks at the length of a line. */
const METHOD = /^[A-Za-z0-9.!%*_+`'~-]+$/

/**
 * A request or status line (RFC 3261 §7.1, §7.2). A missing reason phrase is allowed, as are blanks inside the Request-URI:
 * `INVITE sip:user@example.com; lr SIP/2.0` is wrong (RFC 4475 §3.1.2.10) and still says what was meant. Any version passes.
 */
export function parseStartLine(line: string): StartLine | undefined {
  const text = line.trimEnd()
  const code = text.charCodeAt(12) > 32 ? usualStatus(text, 0) : 0
  if (code > 0) return { kind: 'response', status: code, reason: text.slice(12) }
  const status = text.startsWith('SIP/') || text.startsWith('sip/') ? STATUS_LINE.exec(text) : undefined
  if (status) return { kind: 'response', status: Number(status[1]), reason: status[2] ?? '' }
  const space = text.indexOf(' ')
  const method = text.slice(0, space)
  if (space < 1 || !(METHODS.has(method) || METHOD.test(method))) return undefined
  const lastSpace = text.lastIndexOf(' ')
  if (!text.endsWith(' SIP/2.0') && !VERSION_AT_END.test(text.slice(Math.max(0, lastSpace)))) return undefined
  const requestUri = text.slice(space + 1, Math.max(space + 1, lastSpace)).trim()
  return requestUri === '' ? undefined : { kind: 'request', method: usualMethod(method), requestUri }
}

/** The status of `SIP/2.0 200 ` as nearly everybody writes it, 0 for any other line. */
function usualStatus(text: string, begin: number): number {
  if (text.charCodeAt(begin + 11) !== 32 || !text.startsWith('SIP/2.0 ', begin)) return 0
  const a = text.charCodeAt(begin + 8) - 48
  const b = text.charCodeAt(begin + 9) - 48
  const c = text.charCodeAt(begin + 10) - 48
  return isDigit(a) && isDigit(b) && isDigit(c) ? 100 * a + 10 * b + c : 0
}

const isDigit = (value: number): boolean => value >= 0 && value <= 9

/** The methods of IANA's registry, so that thousands of messages share one text for each. */
export const METHODS = new Map(
  [
    'ACK',
    'BYE',
    'CANCEL',
    'INFO',
    'INVITE',
    'MESSAGE',
    'NOTIFY',
    'OPTIONS',
    'PRACK',
    'PUBLISH',
    'REFER',
    'REGISTER',
    'SUBSCRIBE',
    'UPDATE',
  ].map((method) => [method, method]),
)

/** The same by their first letter, from A. */
const BY_LETTER: readonly (readonly string[])[] = Array.from({ length: 26 }, (_, letter) =>
  [...METHODS.keys()].filter((method) => method.charCodeAt(0) === 65 + letter),
)

export const usualMethod = (method: string): string => METHODS.get(method) ?? method
