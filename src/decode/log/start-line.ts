import { isKnownHeader } from '../sip/header-names.ts'

/** Where a message begins within a line. */
export interface FoundStart {
  /** Offset of the start line. */
  readonly at: number
  /** Only quote marks, blanks and the like stand before it. */
  readonly plain: boolean
}

const DECORATION = /^[\s>»》|"'`*]{0,200}/
/** Versions in one line that are looked at. */
const MAX_TRIES = 20
const METHODS =
  'INVITE|ACK|BYE|CANCEL|OPTIONS|REGISTER|PRACK|SUBSCRIBE|NOTIFY|PUBLISH|INFO|REFER|MESSAGE|UPDATE|SERVICE|BENOTIFY|NEGOTIATE'
/**
 * A method of any name, where the line begins with it and a URI follows; what follows a known one may be anything. One of other
 * characters than capitals, which are allowed (RFC 3261 §25.1), needs a URI of SIP.
 */
const REQUEST_AT_START = new RegExp(
  `^(?:(?:${METHODS}) +\\S|[A-Z][A-Z0-9_.-]{1,30} +<?[A-Za-z][A-Za-z0-9+.-]{1,20}:|(?!\\S{1,50}(?:${METHODS}) )[\\w.!%*+\`'~-]{2,50} sips?:\\S)`,
)
const KNOWN_REQUEST = new RegExp(`(?:${METHODS}) {1,9}<?(?:sips?|tel|urn|im|pres):`, 'gi')
/** Programs that quote a start line without meaning the message: Lync's diagnostics, Wireshark's tree. */
const QUOTED = /(?:Start-Line|Request-Line|Status-Line):\s{0,9}$/

/**
 * Finds `METHOD URI SIP/2.0` or `SIP/2.0 NNN` in a line: at its beginning any method, further in only a known one with its
 * URI, since log lines quote start lines too. `glued`: letters may stand directly before it.
 */
export function findStart(line: string, glued: boolean): FoundStart | undefined {
  const first = line.indexOf('SIP/2.0')
  if (first < 0) return undefined
  const decorated = DECORATION.exec(line)?.[0].length ?? 0
  let tries = 0
  for (let at = first; at >= 0 && tries < MAX_TRIES; at = line.indexOf('SIP/2.0', at + 7)) {
    const after = line.charCodeAt(at + 7)
    if (after === 47 /* / */) continue
    tries++
    if (/^ {1,9}[1-7]\d\d(?!\d)/.test(line.slice(at + 7, at + 21)) && mayBeginAt(line, at, glued)) {
      if (isClosedQuote(line, at)) return undefined
      return QUOTED.test(line.slice(0, at)) ? undefined : { at, plain: at === decorated }
    }
    const begin = requestBefore(line, at, decorated, glued)
    if (begin !== undefined && endsStartLine(line, at + 7)) {
      return QUOTED.test(line.slice(0, begin)) ? undefined : { at: begin, plain: begin === decorated }
    }
  }
  return undefined
}

/** A status line within a line follows a blank or a mark, not a letter: `RTSP/2.0`, and `Via: SIP/2.0` are none. */
function mayBeginAt(line: string, at: number, glued: boolean): boolean {
  return glued || at === 0 || !/[A-Za-z0-9/_-]/.test(line[at - 1] ?? '')
}

/** `"SIP/2.0 404 Not Found" where`: a sentence goes on behind the quotation. */
function isClosedQuote(line: string, at: number): boolean {
  const mark = line[at - 1]
  if (mark !== '"' && mark !== "'" && mark !== '`') return false
  const close = line.indexOf(mark, at)
  return close > 0 && /^[\s,]{0,3}[A-Za-z(]/.test(line.slice(close + 1, close + 9))
}

function requestBefore(line: string, version: number, decorated: number, glued: boolean): number | undefined {
  if (line[version - 1] !== ' ') return undefined
  if (!glued && decorated < version && REQUEST_AT_START.test(line.slice(decorated, decorated + 60))) return decorated
  const from = Math.max(0, version - 4_000)
  let found: number | undefined
  for (const match of line.slice(from, version).matchAll(KNOWN_REQUEST)) {
    const at = from + match.index
    if (glued || at === 0 || !/[A-Za-z0-9_-]/.test(line[at - 1] ?? '')) found = at
  }
  return found
}

/** After the version comes nothing, a dot for a CR, a remark, or, on a flattened line, the first header. */
function endsStartLine(line: string, after: number): boolean {
  const rest = line.slice(after, after + 80).trim()
  if (rest === '' || rest === '.' || /^["'`,}\])]{1,9}$/.test(rest)) return true
  if (/^(?:<[-=]{1,9}|←|! ?[A-Z]|\/\/ |\.{3}|…|\(|\[)/.test(rest)) return true
  const name = /^([A-Za-z-]{1,40}) {0,3}:/.exec(rest)?.[1]
  return name !== undefined && (isKnownHeader(name) || /^v ?: ?SIP\//i.test(rest))
}

/** A line that ends in the middle of a request line: `INVITE sip:bob@example.com;user=phone` with the version on the next. */
const HALF = new RegExp(`^[\\s>|]{0,20}(?:${METHODS}) {1,9}<?(?:sips?|tel|urn):[^\\s<>"]{4,2000}$`)

/** The version that ends it, alone or after the rest of the URI. */
const OTHER_HALF = /^[\s>|]{0,20}(?:[^\s:=]{1,200} )?SIP\/2\.0\s{0,9}$/

export const isHalfStart = (line: string): boolean => line.length < 2_100 && !line.includes('SIP/') && HALF.test(line)
export const endsHalfStart = (line: string): boolean =>
  line.length < 300 && line.includes('SIP/2.0') && OTHER_HALF.test(line)
