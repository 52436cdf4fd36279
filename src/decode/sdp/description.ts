import type { Attribute, Bandwidth, Connection, SdpOrigin, SessionDescription } from '../../model/description.ts'
import type { Complain } from '../../model/flaw.ts'
import { finishMedia, type OpenMedia } from './media.ts'
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
  level: OpenLevel
  /** Somebody pointed at a line: `m=audio 0 RTP/AVP 0 <-- refused here`. Asked of the whole once, not of each line. */
  readonly remarked: boolean
  sawVersion: boolean
  /** The last line was no `x=value`: the text was cut in it, or is no description. */
  lastLineBroken: boolean
}

/**
 * A session description (RFC 8866), read line by line in any order; what cannot be used is left out with a flaw.
 * `firstLine` is the 0-based line of the body's first line within the message's raw text.
 * Undefined when no line looks like SDP.
 */
export function decodeDescription(body: string, firstLine: number, complain: Complain): SessionDescription | undefined {
  const session = { origin: undefined, sessionName: undefined, connection: undefined, bandwidth: [], attributes: [] }
  const remarked = body.includes(REMARK)
  const reading: Reading = { session, media: [], level: session, remarked, sawVersion: false, lastLineBroken: false }
  let understood = 0
  let line = 0
  for (let start = 0; start < body.length; line++) {
    if (line === MAX_SDP_LINES) {
      complain('sdp-line-invalid', `more than ${MAX_SDP_LINES} lines in one description`)
      reading.lastLineBroken = true
      break
    }
    const end = endOfLine(body, start)
    const text = body.slice(start, end).trim()
    start = end + (body.startsWith('\r\n', end) ? 2 : 1)
    if (text === '') continue
    reading.lastLineBroken = !readLine(reading, text, firstLine + line, complain)
    if (!reading.lastLineBroken) understood++
  }
  if (understood === 0) return undefined
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
function readLine(reading: Reading, text: string, line: number, complain: Complain): boolean {
  const remark = reading.remarked ? text.indexOf(REMARK) : -1
  const value = text.slice(2, remark < 0 ? text.length : remark).trim()
  const type = text.charCodeAt(1) === 61 /* = */ ? text[0] : undefined
  const used = type !== undefined && readValue(reading, type, value, line, text, complain)
  if (!used) complain('sdp-line-invalid', text.slice(0, 200))
  return used
}

function readValue(
  reading: Reading,
  type: string,
  value: string,
  line: number,
  text: string,
  complain: Complain,
): boolean {
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
      return readMedia(reading, value, line, text, complain)
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
function readMedia(reading: Reading, value: string, line: number, text: string, complain: Complain): boolean {
  const [kind, portText, profile, ...formats] = wordsOf(value, MAX_FORMATS + 3)
  if (kind === undefined || portText === undefined || profile === undefined) return false
  if (reading.media.length === MAX_MEDIA) return false
  const port = portOf(portText)
  if (port === undefined) complain('sdp-line-invalid', text.slice(0, 200))
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
