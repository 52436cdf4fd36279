import { canonicalName } from './header-names.ts'

/**
 * The headers that are asked for again and again, by canonical name. A message keeps a bit for each of them: nearly all
 * questions are for one that is not there, and are answered without looking at the text. At most `2 * WORD_BITS`.
 */
const USUAL = [
  'via from to call-id cseq max-forwards contact content-length content-type user-agent server allow supported require',
  'record-route route reason warning retry-after rseq rack expires min-expires session-expires min-se event',
  'subscription-state authorization www-authenticate proxy-authorization proxy-authenticate refer-to referred-by replaces',
  'diversion history-info p-asserted-identity p-preferred-identity remote-party-id privacy identity date proxy-require',
  'unsupported accept content-encoding content-disposition mime-version organization path service-route',
  'p-early-media x-asterisk-hangupcause x-asterisk-hangupcausecode x-rtp-stat p-rtp-stat info-package target-dialog',
].flatMap((line) => line.split(' '))

/** Bits of a small integer, which costs no memory of its own. */
const WORD_BITS = 30

/** Index of a header that is not among the usual ones. */
export const UNUSUAL = 2 * WORD_BITS

const INDEX: ReadonlyMap<string, number> = new Map(USUAL.map((name, index) => [name, index]))

/** Index of a canonical name; `UNUSUAL` for one that has none. */
export const indexOfName = (name: string): number => INDEX.get(name) ?? UNUSUAL

/** The copy of each name that is compared by its address. */
const NAMES = USUAL.map((name) => canonicalName(name) ?? name)

/** Canonical name of an index; undefined for `UNUSUAL`. */
export const nameOfIndex = (index: number): string | undefined => NAMES[index]

export const VIA = indexOfName('via')
export const FROM = indexOfName('from')
export const TO = indexOfName('to')
export const CALL_ID = indexOfName('call-id')
export const CSEQ = indexOfName('cseq')
export const CONTACT = indexOfName('contact')
export const USER_AGENT = indexOfName('user-agent')
export const SERVER = indexOfName('server')
export const MAX_FORWARDS = indexOfName('max-forwards')
export const CONTENT_LENGTH = indexOfName('content-length')
export const CONTENT_TYPE = indexOfName('content-type')

/** Headers by which a message is matched and routed, and which stand once (RFC 3261 §7.3.1): 1 at their index. */
export const ONCE = new Uint8Array(2 * WORD_BITS + 1)
for (const name of ['from', 'to', 'call-id', 'cseq', 'content-length', 'max-forwards']) ONCE[indexOfName(name)] = 1

/** How a message is written, bit by bit: a line continues one before, a name is in its compact form, one of `ONCE` stands twice. */
export const FOLDED = 1
export const COMPACT = 2
export const REPEATED = 4
/** Lines end in CR LF, the body is as long as Content-Length says, and there is no NUL. */
export const EXACT = 8
/** One hop stands in Via. */
export const ONE_VIA = 16
/** Each character was one octet. */
export const OCTETS = 64
/** Max-Forwards is 70. */
export const SEVENTY_HOPS = 32
export const ALL_WRITING = 127
/** Above these a message notes whether it is complete, and how many headers there are. */
export const COMPLETE = 128
export const COUNT_SHIFT = 8

/** Headers of a message that are there: the usual ones one by one, and whether there are others. */
export interface HeaderBits {
  low: number
  high: number
}

/** Whether `bits` may hold a header of that index; exact for the usual ones. */
export function mayHold(low: number, high: number, index: number): boolean {
  return index < WORD_BITS ? (low & (1 << index)) !== 0 : (high & (1 << (index - WORD_BITS))) !== 0
}

export function note(bits: HeaderBits, index: number): void {
  if (index < WORD_BITS) bits.low |= 1 << index
  else bits.high |= 1 << (index - WORD_BITS)
}

/** Long names by length, first and last letter; the few that share all three stand behind each other. */
const SLOTS = 1_024
const firstIn = new Int8Array(SLOTS).fill(-1)
const nextAfter = new Int8Array(USUAL.length).fill(-1)
const slotOf = (length: number, first: number, last: number): number =>
  (length * 131 + (first | 32) * 37 + (last | 32)) & (SLOTS - 1)

for (const [index, name] of USUAL.entries()) {
  const slot = slotOf(name.length, name.charCodeAt(0), name.charCodeAt(name.length - 1))
  nextAfter[index] = firstIn[slot]!
  firstIn[slot] = index
}

/** Compact forms (RFC 3261 §7.3.3) by their letter, small or capital. */
const compact = new Int8Array(128).fill(UNUSUAL)
for (let c = 97; c <= 122; c++) {
  const index = indexOfName(canonicalName(String.fromCharCode(c)) ?? '')
  compact[c] = index
  compact[c - 32] = index
}

/** Index of the header whose name, in whatever case or in its compact form, stands there. The characters are a token's. */
export function indexOfNameAt(text: string, start: number, end: number): number {
  const length = end - start
  const first = text.charCodeAt(start)
  if (length === 1) return compact[first & 127]!
  for (let index = firstIn[slotOf(length, first, text.charCodeAt(end - 1))]!; index >= 0; index = nextAfter[index]!)
    if (isWritten(USUAL[index]!, text, start, length)) return index
  return UNUSUAL
}

/** A token's characters other than letters are the same with bit 5 set, but for `^` and the controls it cannot hold. */
function isWritten(name: string, text: string, start: number, length: number): boolean {
  if (name.length !== length) return false
  for (let i = 0; i < length; i++) if ((text.charCodeAt(start + i) | 32) !== name.charCodeAt(i)) return false
  return true
}
