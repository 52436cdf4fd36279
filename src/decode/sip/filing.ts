import type { SipMessage } from '../../model/message.ts'
import { ownString } from '../own-string.ts'
import { createRecentStrings } from '../recent-strings.ts'
import { leadingNumber } from '../sdp/words.ts'
import { HeaderScan, valueAt } from './headers.ts'
import { METHODS, usualMethod } from './start-line.ts'
import {
  CALL_ID,
  CONTACT,
  CONTENT_LENGTH,
  CONTENT_TYPE,
  CSEQ,
  FROM,
  MAX_FORWARDS,
  SERVER,
  TO,
  USER_AGENT,
  VIA,
} from './usual-headers.ts'

// What every message is filed by, read in place: only what is kept is cut out.

/** One for all: each message is read before the next. */
export const scan = new HeaderScan()
/** Gives equal tags, branches and Call-IDs one copy. */
const shared = createRecentStrings()

/** Indices in `scan` of the headers every message is filed by, the first of each; -1 where there is none. */
export const found = {
  via: -1,
  from: -1,
  to: -1,
  callId: -1,
  cseq: -1,
  contact: -1,
  agent: -1,
  server: -1,
  maxForwards: -1,
  contentLength: -1,
  contentType: -1,
  /** How many there are of Via. */
  vias: 0,
}

/** Fills `found` from `scan`. */
export function pick(): void {
  found.via = found.from = found.to = found.callId = found.cseq = -1
  found.contact = found.agent = found.server = found.maxForwards = found.contentLength = found.contentType = -1
  found.vias = 0
  // From the end, so that the first of a kind is the one that stays.
  for (let i = scan.count - 1; i >= 0; i--) {
    switch (scan.usual[i]) {
      case VIA:
        found.via = i
        found.vias++
        break
      case FROM:
        found.from = i
        break
      case TO:
        found.to = i
        break
      case CALL_ID:
        found.callId = i
        break
      case CSEQ:
        found.cseq = i
        break
      case CONTACT:
        found.contact = i
        break
      case USER_AGENT:
        found.agent = i
        break
      case SERVER:
        found.server = i
        break
      case MAX_FORWARDS:
        found.maxForwards = i
        break
      case CONTENT_LENGTH:
        found.contentLength = i
        break
      case CONTENT_TYPE:
        found.contentType = i
    }
  }
}

/** Bits of a value's length in a place; with its offset it makes one small integer. */
const LENGTH_BITS = 14
const MAX_LENGTH = (1 << LENGTH_BITS) - 1
const MAX_OFFSET = (1 << (31 - LENGTH_BITS)) - 1

/** Offset and length of a header's value in one number; 0 where there is none, or not in one piece or far down. */
export function placeOf(index: number): number {
  if (index < 0 || scan.folded[index] === 1) return 0
  const start = scan.valueStart[index]!
  const length = scan.valueEnd[index]! - start
  return length > MAX_LENGTH || start > MAX_OFFSET ? 0 : (start << LENGTH_BITS) | length
}

export const offsetAt = (place: number): number => place >>> LENGTH_BITS
export const lengthAt = (place: number): number => place & MAX_LENGTH

/** One copy of the value of the header of that index in `scan`; empty without one. */
export function sharedValue(raw: string, index: number): string {
  if (index < 0) return ''
  if (scan.folded[index] === 0) return shared(raw, scan.valueStart[index]!, scan.valueEnd[index]!)
  const value = valueAt(scan, raw, index)
  return shared(value, 0, value.length)
}

/** The value of the header of that index in `scan`. */
export const valueOrNone = (raw: string, index: number): string | undefined =>
  index < 0 ? undefined : valueAt(scan, raw, index)

/** The figure of a header that is digits and nothing else, as nearly all are; -1 for any other, and without one. */
export function figureOf(raw: string, index: number): number {
  if (index < 0 || scan.folded[index] === 1) return -1
  const start = scan.valueStart[index]!
  const end = scan.valueEnd[index]!
  if (end === start || end - start > 9 || (end - start > 1 && raw.charCodeAt(start) === 48)) return -1
  let figure = 0
  for (let at = start; at < end; at++) {
    const digit = raw.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return -1
    figure = figure * 10 + digit
  }
  return figure
}

/** Values of CSeq read before, by length and last letter: the messages of many calls take turns with the same few. */
const CSEQ_SLOTS = 64
const cseqTexts = new Array<string>(CSEQ_SLOTS).fill('')
const cseqs = new Array<SipMessage['cseq']>(CSEQ_SLOTS).fill(undefined)

/** The CSeq header of that index in `scan`. */
export function cseqOf(raw: string, index: number): SipMessage['cseq'] {
  if (index < 0) return undefined
  if (scan.folded[index] === 1) return parseCseq(valueAt(scan, raw, index))
  const start = scan.valueStart[index]!
  const end = scan.valueEnd[index]!
  const slot = ((end - start) * 7 + raw.charCodeAt(end - 1) + raw.charCodeAt(start)) & (CSEQ_SLOTS - 1)
  const known = cseqTexts[slot]!
  if (end > start && known.length === end - start && raw.startsWith(known, start)) return cseqs[slot]
  const text = raw.slice(start, end)
  const cseq = parseCseq(text)
  if (cseq === undefined) return undefined
  cseqTexts[slot] = ownString(text)
  cseqs[slot] = cseq
  return cseq
}

/** `CSeq: 1 INVITE`; the number is below 2**31 (RFC 3261 §8.1.1.5), larger ones are taken up to 2**32. */
function parseCseq(value: string): SipMessage['cseq'] {
  const space = value.indexOf(' ')
  let number = leadingNumber(value)?.end === space ? Number(value.slice(0, space)) : Number.NaN
  let method = METHODS.get(value.slice(space + 1))
  if (method === undefined || Number.isNaN(number)) {
    const match = /^(\d{1,10})\s+([^\s;,]{1,64})/.exec(value)
    if (match?.[2] === undefined) return undefined
    number = Number(match[1])
    method = usualMethod(match[2])
  }
  return number >= 2 ** 32 ? undefined : { number, method }
}

/** The `tag` parameter of a From or To value: after the closing bracket, or after the first semicolon where there is none. */
export function tagOf(raw: string, index: number): string | undefined {
  if (index < 0) return undefined
  if (scan.folded[index] === 1) {
    const value = valueAt(scan, raw, index)
    return parameterIn(value, 'tag', Math.max(0, value.lastIndexOf('>')), value.length)
  }
  const start = scan.valueStart[index]!
  const end = scan.valueEnd[index]!
  let from = end - 1
  while (from > start && raw.charCodeAt(from) !== 62 /* > */) from--
  return parameterIn(raw, 'tag', from, end)
}

/** The `branch` of the first hop of a Via value. */
export function branchOf(raw: string, index: number): string | undefined {
  if (index < 0) return undefined
  const folded = scan.folded[index] === 1
  const text = folded ? valueAt(scan, raw, index) : raw
  const start = folded ? 0 : scan.valueStart[index]!
  const end = folded ? text.length : scan.valueEnd[index]!
  return parameterIn(text, 'branch', start, indexOfCode(text, 44 /* , */, start, end))
}

/** Whether the only Via has one hop, written on one line. */
export function isViaAlone(raw: string): boolean {
  const index = found.via
  if (found.vias !== 1 || scan.folded[index] === 1) return false
  const end = scan.valueEnd[index]!
  return indexOfCode(raw, 44 /* , */, scan.valueStart[index]!, end) === end
}

/** Offset of the first such character from `from` on, or `end`. */
function indexOfCode(text: string, code: number, from: number, end: number): number {
  let at = from
  while (at < end && text.charCodeAt(at) !== code) at++
  return at
}

/** `;name=value` between two offsets, blanks allowed around each part; undefined when absent or empty. */
function parameterIn(text: string, name: string, from: number, to: number): string | undefined {
  const first = name.charCodeAt(0)
  for (let semicolon = indexOfCode(text, 59 /* ; */, from, to); semicolon < to; ) {
    let at = skipBlanks(text, semicolon + 1, to)
    semicolon = indexOfCode(text, 59, semicolon + 1, to)
    if ((text.charCodeAt(at) | 32) !== first || !isName(text, at, name, to)) continue
    at = skipBlanks(text, at + name.length, to)
    if (at >= to || text.charCodeAt(at) !== 61 /* = */) continue
    return valueFrom(text, skipBlanks(text, at + 1, to), to)
  }
  return undefined
}

/** A parameter's value that begins there; undefined for an empty one. */
function valueFrom(text: string, start: number, to: number): string | undefined {
  let end = start
  while (end < to && !isParameterEnd(text.charCodeAt(end))) end++
  return end > start ? shared(text, start, end) : undefined
}

const isParameterEnd = (c: number): boolean => c === 59 /* ; */ || c === 44 /* , */ || c === 32 || c === 9

/** `name` is of small letters only, which are told from capitals by one bit. */
function isName(text: string, at: number, name: string, to: number): boolean {
  if (at + name.length > to) return false
  for (let i = 0; i < name.length; i++) if ((text.charCodeAt(at + i) | 32) !== name.charCodeAt(i)) return false
  return true
}

function skipBlanks(text: string, from: number, to: number): number {
  let at = from
  while (at < to && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++
  return at
}
