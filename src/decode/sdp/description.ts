import type { Attribute, Bandwidth, Connection, SdpOrigin, SessionDescription } from '../../model/description.ts'
import type { Complain } from '../../model/flaw.ts'
import { ownString } from '../own-string.ts'
import { finishMedia, type OpenMedia, traitsOf } from './media.ts'
import { createKnownSections, type SectionHead, sectionHead } from './sections.ts'
import { leadingNumber, sdpWord, wordsOf } from './words.ts'

/** Lines read of one description. Chosen by us: WebRTC offers with twenty m-lines stay under 2,000. */
export const MAX_SDP_LINES = 4_000
/** m-lines read of one description; RFC 8866 sets no limit, conference servers send some dozens. */
export const MAX_MEDIA = 256
/** Formats read of one m-line; there are 128 RTP payload types. */
const MAX_FORMATS = 256

/** One level of a description while it is read: the session, or one medium. */
interface OpenLevel {
  connection: Connection | undefined
  readonly bandwidth: Bandwidth[]
  readonly attributes: Attribute[]
}

interface Reading {
  readonly session: OpenLevel & { origin: SdpOrigin | undefined; sessionName: string | undefined }
  readonly media: OpenMedia[]
  readonly complain: Complain
  level: OpenLevel
  /** Lines read so far, and those of them that were of use. */
  lines: number
  understood: number
  /** Somebody pointed at a line: `m=audio 0 RTP/AVP 0 <-- refused here`. Asked of the whole once, not of each line. */
  readonly remarked: boolean
  sawVersion: boolean
  /** The last line was no `x=value`: the text was cut in it, or is no description. */
  lastLineBroken: boolean
  /** Something was complained about. */
  flawed: boolean
}

const sections = createKnownSections()

/**
 * A session description (RFC 8866), read line by line in any order; what cannot be used is left out with a flaw.
 * `firstLine` is the 0-based line of the body's first line within the message's raw text.
 * Undefined when no line looks like SDP.
 */
export function decodeDescription(body: string, firstLine: number, complain: Complain): SessionDescription | undefined {
  const reading = begin(body, complain)
  // Part by part: what stands before the first m-line, and each m-line with its attributes.
  for (let start = 0, more = true; more && start < body.length; ) {
    const next = body.indexOf('\nm=', start)
    const end = next < 0 ? body.length : next + 1
    const head = reading.remarked ? undefined : sectionHead(body, start, end)
    more = head
      ? readSection(reading, head, body, start, end, firstLine)
      : readLines(reading, body, start, end, firstLine)
    start = end
  }
  if (reading.understood === 0) return undefined
  const { origin, sessionName, connection, bandwidth, attributes } = reading.session
  return {
    origin,
    sessionName,
    connection,
    bandwidth,
    attributes,
    media: reading.media.map((media) => finishMedia(media, attributes)),
    complete: reading.sawVersion && origin !== undefined && !reading.lastLineBroken,
  }
}

function begin(body: string, complain: Complain): Reading {
  const session = { origin: undefined, sessionName: undefined, connection: undefined, bandwidth: [], attributes: [] }
  return {
    session,
    media: [],
    complain,
    level: session,
    lines: 0,
    understood: 0,
    remarked: body.includes(REMARK),
    sawVersion: false,
    lastLineBroken: false,
    flawed: false,
  }
}

function flaw(reading: Reading, example: string): void {
  reading.flawed = true
  // Where it was an m-line that cannot be used, its attributes fall to the one before.
  if ('traits' in reading.level) reading.level.traits = undefined
  reading.complain('sdp-line-invalid', example)
}

/** Reads the lines between two offsets; false when there are too many. */
function readLines(reading: Reading, body: string, from: number, to: number, firstLine: number): boolean {
  for (let start = from; start < to; reading.lines++) {
    if (reading.lines === MAX_SDP_LINES) {
      flaw(reading, `more than ${MAX_SDP_LINES} lines in one description`)
      reading.lastLineBroken = true
      return false
    }
    const end = endOfLine(body, start)
    const text = body.slice(start, end).trim()
    start = end + (body.startsWith('\r\n', end) ? 2 : 1)
    if (text === '') continue
    reading.lastLineBroken = !readLine(reading, text, firstLine + reading.lines)
    if (!reading.lastLineBroken) reading.understood++
  }
  return true
}

/** An m-line and its attributes: as the same ones were read before, where they were. */
function readSection(
  reading: Reading,
  head: SectionHead,
  body: string,
  start: number,
  end: number,
  firstLine: number,
): boolean {
  const line = firstLine + reading.lines
  const known = sections.find(head, line)
  if (known === undefined || reading.media.length === MAX_MEDIA || reading.lines + known.lines > MAX_SDP_LINES)
    return sections.isRepeated(head)
      ? readNewSection(reading, head, body.slice(start, end), firstLine)
      : readLines(reading, body, start, end, firstLine)
  reading.lines += known.lines
  reading.understood += known.understood
  reading.lastLineBroken = false
  const text = body.slice(start, endOfLine(body, start)).trim()
  const media = { ...known.media, port: head.port, text }
  // Nothing can be added to the last one; the others get lists of their own.
  reading.level = end === body.length ? media : withOwnLists(media)
  reading.media.push(reading.level as OpenMedia)
  return true
}

const withOwnLists = (media: OpenMedia): OpenMedia => ({
  ...media,
  bandwidth: media.bandwidth.slice(),
  attributes: media.attributes.slice(),
})

function readNewSection(reading: Reading, { kind, rest }: SectionHead, section: string, firstLine: number): boolean {
  const { lines, understood, media, flawed } = reading
  const before = media.length
  reading.flawed = false
  // What is remembered must not keep the message alive that it was cut from.
  const own = ownString(section)
  const more = readLines(reading, own, 0, own.length, firstLine)
  const made = media[before]
  if (!reading.flawed && made !== undefined && media.length === before + 1) {
    made.traits = traitsOf(made)
    sections.keep(ownString(rest), {
      kind,
      line: firstLine + lines,
      lines: reading.lines - lines,
      understood: reading.understood - understood,
      media: withOwnLists(made),
    })
  }
  reading.flawed ||= flawed
  return more
}

function endOfLine(text: string, start: number): number {
  const lf = text.indexOf('\n', start)
  const end = lf < 0 ? text.length : lf
  if (lf > start && text.charCodeAt(lf - 1) === 13) return lf - 1
  if (lf >= 0) return end
  const cr = text.indexOf('\r', start)
  return cr < 0 ? end : cr
}

const REMARK = ' <--'

/** False when the line is unusable; it has been complained about then. */
function readLine(reading: Reading, text: string, line: number): boolean {
  const remark = reading.remarked ? text.indexOf(REMARK) : -1
  const value = text.slice(2, remark < 0 ? text.length : remark).trim()
  const type = text.charCodeAt(1) === 61 /* = */ ? text[0] : undefined
  const used = type !== undefined && readValue(reading, type, value, line, text)
  if (!used) flaw(reading, text.slice(0, 200))
  return used
}

function readValue(reading: Reading, type: string, value: string, line: number, text: string): boolean {
  switch (type) {
    case 'v':
      reading.sawVersion = true
      return true
    case 'o':
      reading.session.origin ??= originOf(value, line, text)
      return reading.session.origin !== undefined
    case 's':
      reading.session.sessionName ??= value
      return true
    case 'c': {
      const connection = connectionOf(value, line, text)
      reading.level.connection ??= connection
      return connection !== undefined
    }
    case 'b':
      return readBandwidth(reading.level, value)
    case 'a':
      reading.level.attributes.push(attributeOf(value, line, text))
      return true
    case 'm':
      return readMedia(reading, value, line, text)
    default:
      return type >= 'a' && type <= 'z'
  }
}

/** `o=<username> <sess-id> <sess-version> <nettype> <addrtype> <unicast-address>`; user names with blanks are met in the field. */
function originOf(value: string, line: number, text: string): SdpOrigin | undefined {
  const words = wordsOf(value)
  if (words.length < 6) return undefined
  const last = words.length - 1
  return {
    username: words.length === 6 ? words[0]! : words.slice(0, -5).join(' '),
    sessionId: words[last - 4] ?? '',
    sessionVersion: words[last - 3] ?? '',
    address: words[last] ?? '',
    line,
    text,
  }
}

/** `c=IN IP4 <address>[/<ttl>[/<count>]]` (RFC 8866 §5.7). */
function connectionOf(value: string, line: number, text: string): Connection | undefined {
  const [, family, written] = wordsOf(value, 3)
  if (family === undefined || written === undefined) return undefined
  const slash = written.indexOf('/')
  const address = slash < 0 ? written : written.slice(0, slash)
  if (address === '') return undefined
  return { address: address.startsWith('[') ? address.slice(1, -1) : address, family, line, text }
}

function readBandwidth(level: OpenLevel, value: string): boolean {
  const colon = value.indexOf(':')
  const figure = Number(value.slice(colon + 1))
  if (colon < 1 || !Number.isFinite(figure) || figure < 0) return false
  level.bandwidth.push({ type: value.slice(0, colon), value: figure })
  return true
}

function attributeOf(value: string, line: number, text: string): Attribute {
  const colon = value.indexOf(':')
  if (colon < 0) return { name: sdpWord(value, 0, value.length), value: undefined, line, text }
  return { name: sdpWord(value, 0, colon), value: value.slice(colon + 1).trim(), line, text }
}

/** `m=<media> <port>[/<number>] <proto> <fmt> ...` (RFC 8866 §5.14). */
function readMedia(reading: Reading, value: string, line: number, text: string): boolean {
  const [kind, portText, profile, ...formats] = wordsOf(value, MAX_FORMATS + 3)
  if (kind === undefined || portText === undefined || profile === undefined) return false
  if (reading.media.length === MAX_MEDIA) return false
  const port = portOf(portText)
  if (port === undefined) flaw(reading, text.slice(0, 200))
  const media: OpenMedia = {
    kind: sdpWord(kind, 0, kind.length),
    port: port ?? 0,
    profile: sdpWord(profile, 0, profile.length),
    formats,
    line,
    text,
    connection: undefined,
    bandwidth: [],
    attributes: [],
    traits: undefined,
  }
  reading.media.push(media)
  reading.level = media
  return true
}

/** `40000` or `40000/2`; undefined when it is no port. */
function portOf(text: string): number | undefined {
  const port = leadingNumber(text)
  if (port === undefined || port.value > 65_535) return undefined
  return port.end === text.length || text.charCodeAt(port.end) === 47 /* / */ ? port.value : undefined
}
