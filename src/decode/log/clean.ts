import { isKnownHeader } from '../sip/header-names.ts'

// biome-ignore lint/complexity/useRegexLiterals: a literal would hold the control character itself
const ANSI = new RegExp('\u001b\\[[0-9;?]{0,20}[A-Za-z]', 'g')
const ODD_BLANKS = /[\0\u00a0\u200b\ufeff]/
const CLOSING_TAG = /<\/(?:pre|code)>\s{0,20}$/i

/** Only a line with one of these needs a closer look. */
// biome-ignore lint/complexity/useRegexLiterals: a literal would hold the control character itself
const UNCLEAN = new RegExp('[\\\\&\u0000\u001b\u00a0\u200b\ufeff]|#01|</|\\^M$')

/** The lines a written line stands for: one, unless it holds line ends written out in characters. */
export function cleanLines(line: string): readonly string[] {
  if (!UNCLEAN.test(line)) return [line]
  return splitEscapes(line).map(cleanLine)
}

/** A line without what terminals, editors and web pages add: colours, `^M`, no-break blanks, closing tags, entities. */
function cleanLine(line: string): string {
  let text = line
  if (text.includes('\u001b')) text = text.replace(ANSI, '')
  if (ODD_BLANKS.test(text)) text = text.replace(/\u00a0/g, ' ').replace(/[\0\u200b\ufeff]/g, '')
  if (text.endsWith('^M')) text = text.slice(0, -2)
  if (text.endsWith('>') && CLOSING_TAG.test(text.slice(-30))) text = text.slice(0, text.lastIndexOf('<'))
  // Where there are real angle brackets too, it is XML that happens to hold entities.
  if (text.includes('&') && (!text.includes('<') || text.includes('&colon;'))) text = decodeEntities(text)
  return text
}

const ENTITY = /&(lt|gt|quot|amp|apos|colon|nbsp|#\d{1,6}|#x[0-9a-f]{1,5});/gi
const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  amp: '&',
  apos: "'",
  colon: ':',
  nbsp: ' ',
}

function decodeEntities(text: string): string {
  return text.replace(ENTITY, (whole, name: string) => {
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    // Encoded line ends are left to `splitEscapes`.
    if (name.startsWith('#')) return code > 31 && code < 0xd800 ? String.fromCharCode(code) : whole
    return NAMED[name.toLowerCase()] ?? whole
  })
}

/** Line ends written out in characters: by JSON and source code, by syslog daemons in octal, by XML. */
const ESCAPE = /\\{1,2}r\\{1,2}n|\\{1,2}[nr]|#015#012|#012|&#(?:13|xd);&#(?:10|xa);|&#(?:10|xa);/gi
/** Fewer than these may be part of a header value. */
const MIN_ESCAPES = 3

/**
 * A line that holds a whole message with its line ends written as `\r\n`, `\n` or `#015#012`, split into those lines. One such
 * mark at a line's end, as tshark prints it, is taken off. Anything else comes back as it is.
 */
function splitEscapes(line: string): readonly string[] {
  if (!line.includes('\\') && !line.includes('#01') && !line.includes('&#')) return [line]
  const found = line.match(ESCAPE)?.length ?? 0
  if (found === 0) return [line]
  if (found >= MIN_ESCAPES && /SIP\/2\.0|(?:\\{1,2}[nr]|#012|;)[A-Za-z-]{1,40}: /.test(line)) {
    const text = line.includes('\\"') ? line.replace(/\\{1,3}"/g, '"').replace(/\\\//g, '/') : line
    return text.split(ESCAPE)
  }
  return found === 1 ? [line.replace(/(?:\\r\\n|\\n|#015#012|#012)$/, '')] : [line]
}

/**
 * A header or start line on which others were glued by a web page that turned line ends into blanks: cut before each known
 * header name that follows a blank, outside quotes and angle brackets, and where a description begins.
 */
export function splitFlattened(line: string): readonly string[] {
  const first = line.indexOf(':')
  // A status line has no colon of its own.
  const starts = first < 0 ? [] : headerStarts(line, line.startsWith('SIP/') ? -1 : first)
  const flatSdp = line.indexOf(' v=0')
  if (starts.length === 0 && flatSdp < 0) return [line]
  const pieces: string[] = []
  let start = 0
  for (const at of starts) {
    pieces.push(line.slice(start, at).trimEnd())
    start = at
  }
  const last = line.slice(start)
  const sdp = flatSdp < 0 ? -1 : last.search(/ v=0(?: |$)/)
  if (sdp < 0) return [...pieces, last]
  return [...pieces, last.slice(0, sdp).trimEnd(), ...splitFlatSdp(last.slice(sdp + 1))]
}

/** Offsets, past the first, where a known header name with its colon follows a blank. */
function headerStarts(line: string, firstColon: number): readonly number[] {
  const starts: number[] = []
  for (let colon = line.indexOf(':', firstColon + 1); colon >= 0; colon = line.indexOf(':', colon + 1)) {
    const at = nameBefore(line, colon)
    if (at <= 0 || line.charCodeAt(at - 1) !== 32 || !isKnownHeader(line.slice(at, colon).trimEnd())) continue
    if (!isEnclosed(line, starts.at(-1) ?? 0, at)) starts.push(at)
  }
  return starts
}

/** Within a quoted string or angle brackets that are closed further on. */
function isEnclosed(line: string, from: number, at: number): boolean {
  let quoted = false
  let bracketed = false
  for (let i = from; i < at; i++) {
    const c = line.charCodeAt(i)
    if (c === 34 /* " */) quoted = !quoted
    else if (c === 60 /* < */) bracketed = true
    else if (c === 62 /* > */) bracketed = false
  }
  return (quoted && line.indexOf('"', at) > 0) || (bracketed && line.indexOf('>', at) > 0)
}

/** Offset of the word before a colon, blanks between allowed. */
function nameBefore(line: string, colon: number): number {
  let end = colon
  while (end > 0 && line.charCodeAt(end - 1) === 32) end--
  let at = end
  while (at > 0 && end - at <= 40 && isNameCharacter(line.charCodeAt(at - 1))) at--
  return at === end ? -1 : at
}

const isNameCharacter = (c: number): boolean =>
  c === 45 || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || (c >= 48 && c <= 57)

const SDP_STARTS =
  / (?=v=0(?: |$)|o=\S{1,100} \d|s=|c=IN |t=\d{1,20} \d|m=(?:audio|video|image|application|message|text) \d|b=[A-Z]{2,5}:\d|a=[a-zA-Z])/g

/** A line of a description with others glued on: `t=0 0 m=audio 4000 RTP/AVP 0 a=ptime:20`. */
export function splitFlatSdp(line: string): readonly string[] {
  return line.indexOf('=', 2) < 0 ? [line] : line.split(SDP_STARTS)
}
