import { isIPv4, isIPv6 } from 'node:net'
import { parseConnection, parseMediaPorts, parseTime, type SdpLine, sdpLines } from './lines.ts'

/** Departures from the grammar of RFC 8866, and from what RFC 3264 adds to it. */
export type SdpFaultKind =
  | 'version-missing'
  | 'version-invalid'
  | 'origin-missing'
  | 'origin-invalid'
  | 'session-name-missing'
  | 'time-missing'
  | 'time-invalid'
  | 'connection-missing'
  | 'connection-invalid'
  | 'bandwidth-invalid'
  | 'media-invalid'
  /** A second v=, o= or s= line. */
  | 'line-repeated'
  /** RFC 8866 §5: "the order is fixed". */
  | 'line-out-of-order'
  /** A letter that the grammar does not know. */
  | 'line-unknown'
  /** No `x=value`, or blanks around the equals sign. */
  | 'line-invalid'
  /** Lines end with LF or CR alone. */
  | 'line-end-invalid'

export interface SdpFault {
  readonly kind: SdpFaultKind
  /** 0-based line in the message's raw text; the first line where something is missing. */
  readonly line: number
  /** Section of RFC 8866. */
  readonly section: string
}

const SECTIONS: Readonly<Record<SdpFaultKind, string>> = {
  'version-missing': '5.1',
  'version-invalid': '5.1',
  'origin-missing': '5.2',
  'origin-invalid': '5.2',
  'session-name-missing': '5.3',
  'time-missing': '5.9',
  'time-invalid': '5.9',
  'connection-missing': '5.7',
  'connection-invalid': '5.7',
  'bandwidth-invalid': '5.8',
  'media-invalid': '5.14',
  'line-repeated': '5',
  'line-out-of-order': '5',
  'line-unknown': '5',
  'line-invalid': '5',
  'line-end-invalid': '9',
}

/** Order of the lines: those of the session, and those below an m-line. `t=` and `r=` take turns. */
const SESSION_ORDER = 'vosiuepcbtzka'
const MEDIA_ORDER = 'micbka'
/** Faults told of one description. */
const MAX_FAULTS = 100

/**
 * What is wrong with a description, by its text; empty when it keeps to the grammar. `firstLine` is the line it begins on in
 * the message. Text that was pasted has lost its line ends: ask with `lineEnds` false.
 */
export function descriptionFaults(body: string, firstLine: number, lineEnds: boolean): SdpFault[] {
  const lines = sdpLines(body, firstLine)
  const faults: SdpFault[] = []
  const add = (kind: SdpFaultKind, line: number): void => {
    if (faults.length < MAX_FAULTS) faults.push({ kind, line, section: SECTIONS[kind] })
  }
  for (const line of lines) {
    const kind = faultOf(line)
    if (kind) add(kind, line.line)
  }
  for (const line of outOfOrder(lines)) add('line-out-of-order', line.line)
  for (const line of repeated(lines)) add('line-repeated', line.line)
  for (const kind of missing(lines)) add(kind, firstLine)
  if (lineEnds && /(?<!\r)\n|\r(?!\n)/.test(body)) add('line-end-invalid', firstLine)
  return faults
}

function faultOf({ type, value, text }: SdpLine): SdpFaultKind | undefined {
  if (type === '') return 'line-invalid'
  if (value.startsWith(' ') && type !== 's') return 'line-invalid'
  switch (type) {
    case 'v':
      return value === '0' ? undefined : 'version-invalid'
    case 'o':
      return isOrigin(value) ? undefined : 'origin-invalid'
    case 'c':
      return isConnection(value) ? undefined : 'connection-invalid'
    case 't':
      return parseTime(value) ? undefined : 'time-invalid'
    case 'b':
      return /^[^\s:]{1,64}:\d{1,15}$/.test(value) ? undefined : 'bandwidth-invalid'
    case 'm':
      return (parseMediaPorts(value)?.formats ?? 0) > 0 ? undefined : 'media-invalid'
    case 'r':
      return undefined
    default:
      return SESSION_ORDER.includes(type) && text.length > 2 ? undefined : type === 's' ? undefined : 'line-unknown'
  }
}

/** Six words, the second and third of them numbers. */
function isOrigin(value: string): boolean {
  const words = value.split(' ', 7)
  const [, id = '', version = '', , family = '', address = ''] = words
  return words.length === 6 && /^\d{1,40}$/.test(id) && /^\d{1,40}$/.test(version) && isAddress(family, address)
}

function isConnection(value: string): boolean {
  const connection = parseConnection(value)
  return connection !== undefined && connection.network === 'IN' && isAddress(connection.family, connection.address)
}

/** Names are allowed beside literals; only what is plainly of the other family, or none at all, is wrong. */
function isAddress(family: string, address: string): boolean {
  if (address === '') return false
  if (family === 'IP4') return !isIPv6(address)
  return family === 'IP6' ? !isIPv4(address) && !address.startsWith('[') : false
}

/** Lines that stand before one that should have come earlier. */
function* outOfOrder(lines: readonly SdpLine[]): Iterable<SdpLine> {
  let media = -1
  let rank = -1
  for (const line of lines) {
    if (line.media !== media) {
      media = line.media
      rank = -1
    }
    const order = media < 0 ? SESSION_ORDER : MEDIA_ORDER
    const own = order.indexOf(line.type === 'r' ? 't' : line.type)
    if (line.type === '' || own < 0) continue
    if (own < rank) yield line
    else rank = own
  }
}

function* repeated(lines: readonly SdpLine[]): Iterable<SdpLine> {
  for (const type of ['v', 'o', 's']) yield* lines.filter((line) => line.type === type && line.media < 0).slice(1)
}

function* missing(lines: readonly SdpLine[]): Iterable<SdpFaultKind> {
  const has = (type: string, media = -1): boolean => lines.some((line) => line.type === type && line.media === media)
  if (!has('v')) yield 'version-missing'
  if (!has('o')) yield 'origin-missing'
  if (!has('s')) yield 'session-name-missing'
  if (!has('t')) yield 'time-missing'
  if (has('c')) return
  const unplaced = lines.filter(({ type }) => type === 'm').filter(({ value }) => parseMediaPorts(value)?.port !== 0)
  if (unplaced.some(({ media }) => !has('c', media))) yield 'connection-missing'
}
