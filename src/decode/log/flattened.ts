import { isKnownHeader } from '../sip/header-names.ts'

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

/**
 * Offsets, past the first, where a header name with its colon follows a blank: a known one, or a short one after such. Not
 * within a quoted string or angle brackets that are closed further on.
 */
function headerStarts(line: string, firstColon: number): readonly number[] {
  let colon = line.indexOf(':', firstColon + 1)
  if (colon < 0) return NONE
  const starts: number[] = []
  const short = COMPACT_VIA.test(line)
  const enclosure = createEnclosure(line)
  for (; colon >= 0; colon = line.indexOf(':', colon + 1)) {
    const at = nameBefore(line, colon)
    if (at <= 0 || line.charCodeAt(at - 1) !== 32) continue
    const name = line.slice(at, colon).trimEnd()
    if (!isKnownHeader(name) && !(short && COMPACT.test(name))) continue
    if (enclosure.has(at)) continue
    starts.push(at)
    enclosure.leave()
  }
  return starts
}

const NONE: readonly never[] = []

/** Quoted strings and angle brackets of a line that are closed further on; asked of offsets that grow. */
function createEnclosure(line: string) {
  let read = 0
  let quoted = false
  let bracketed = false
  let ends: readonly [quote: number, bracket: number] | undefined
  return {
    has(at: number): boolean {
      for (; read < at; read++) {
        const c = line.charCodeAt(read)
        if (c === 34 /* " */) quoted = !quoted
        else if (c === 60 /* < */) bracketed = true
        else if (c === 62 /* > */) bracketed = false
      }
      if (!quoted && !bracketed) return false
      ends ??= [line.lastIndexOf('"'), line.lastIndexOf('>')]
      return (quoted && ends[0] > at) || (bracketed && ends[1] > at)
    },
    leave() {
      quoted = false
      bracketed = false
    },
  }
}

/** A message whose Via is `v` has other short names too (RFC 3261 §7.3.3). */
const COMPACT_VIA = / v ?: ?SIP\/2\.0\//i
const COMPACT = /^[vftimklcseorubax]$/i

/** Offset of the word before a colon, blanks between allowed. */
function nameBefore(line: string, colon: number): number {
  let end = colon
  while (end > 0 && colon - end <= 40 && line.charCodeAt(end - 1) === 32) end--
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

/** Where a log's record begins: an optional number and address, and a time to the millisecond. */
const RECORD =
  /(?<=^| )(?:\d{5,9}: (?:\d{1,3}(?:\.\d{1,3}){3}: )?)?[*.]?(?:[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?|\d{4}-\d\d-\d\d[ T])?(?<!\d)\d\d:\d\d:\d\d[.,:]\d{3,6}(?!\d)/g
/** Fewer stamps on one line are a log inside a log. Chosen by us. */
const MIN_RECORDS = 3

/** A line on which a web page has joined many records of a log: cut before each record's time. */
export function splitRecords(line: string): readonly string[] {
  const starts = [...line.matchAll(RECORD)].map((match) => match.index)
  if (starts.length < MIN_RECORDS) return [line]
  return cutAt(line, starts)
}

/** A start line after a blank, with the first of its headers behind it. */
const NEXT_START =
  /(?<= )(?:SIP\/2\.0 [1-6]\d\d [^:]{0,60}?|[A-Z]{3,12} (?:sips?|tel|urn):[^ ]{1,500} SIP\/2\.0 )(?=(?:Via|Record-Route|From|To|Call-ID|CSeq|Contact|v) ?: ?)/g

/** A line on which several messages follow each other: cut before each start line. */
export function splitMessages(line: string): readonly string[] {
  if (line.indexOf('SIP/2.0') === line.lastIndexOf('SIP/2.0')) return [line]
  return cutAt(
    line,
    [...line.matchAll(NEXT_START)]
      .filter((match) => /SIP\/2\.0/.test(line.slice(0, match.index)))
      .map((match) => match.index),
  )
}

const cutAt = (line: string, starts: readonly number[]): readonly string[] =>
  [0, ...starts].map((start, i) => line.slice(start, starts[i])).filter((piece) => piece.trim() !== '')
