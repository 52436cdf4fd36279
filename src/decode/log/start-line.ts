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
/** A method of any name, where the line begins with it. */
const REQUEST_AT_START = /^[A-Z][A-Z0-9_.-]{1,30} +\S/
const METHODS =
  'INVITE|ACK|BYE|CANCEL|OPTIONS|REGISTER|PRACK|SUBSCRIBE|NOTIFY|PUBLISH|INFO|REFER|MESSAGE|UPDATE|SERVICE|BENOTIFY|NEGOTIATE'
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

/** After the version comes nothing, a dot for a CR, or, on a flattened line, the first header. */
function endsStartLine(line: string, after: number): boolean {
  const rest = line.slice(after, after + 80).trim()
  if (rest === '' || rest === '.' || /^["'`,}\])]{1,9}$/.test(rest)) return true
  const name = /^([A-Za-z-]{2,40}) {0,3}:/.exec(rest)?.[1]
  return name !== undefined && isKnownHeader(name)
}
