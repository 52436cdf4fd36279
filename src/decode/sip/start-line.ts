export type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly requestUri: string }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string }

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
  const code = usualStatus(text)
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

/** The status of `SIP/2.0 200 OK` as nearly everybody writes it, 0 for any other line. */
function usualStatus(text: string): number {
  if (!text.startsWith('SIP/2.0 ') || text.charCodeAt(11) !== 32 || text.charCodeAt(12) <= 32) return 0
  const [a, b, c] = [text.charCodeAt(8) - 48, text.charCodeAt(9) - 48, text.charCodeAt(10) - 48]
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

export const usualMethod = (method: string): string => METHODS.get(method) ?? method
