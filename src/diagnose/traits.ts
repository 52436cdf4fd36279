import { writingOf } from '../decode/sip/message.ts'
import { COMPACT, FOLDED, type HeaderBits, indexOfName, note, REPEATED } from '../decode/sip/usual-headers.ts'
import { isEveryday } from './facts/everyday.ts'
import type { SignalingConversation } from './rule.ts'
import { TEXT } from './signs/bits.ts'
import { COURSE, courseOf } from './signs/course.ts'
import { mayCommand, textOf } from './signs/text.ts'

/** Methods that have a bit of their own; all others share one. */
const METHODS = [
  ...['INVITE', 'ACK', 'BYE', 'CANCEL', 'REGISTER', 'OPTIONS', 'PRACK', 'UPDATE'],
  ...['SUBSCRIBE', 'NOTIFY', 'PUBLISH', 'REFER', 'INFO', 'MESSAGE'],
] as const
type KnownMethod = (typeof METHODS)[number]

const METHOD_BITS: ReadonlyMap<string, number> = new Map(METHODS.map((method, index) => [method, 1 << index]))
const OTHER_METHOD = 1 << METHODS.length
const methodBit = (method: string): number => METHOD_BITS.get(method) ?? OTHER_METHOD

/** How headers are written: over several lines, in compact form, one of those that stand once (such as CSeq) twice. */
const WRITINGS = { folded: FOLDED, compact: COMPACT, repeated: REPEATED } as const
const ODD_WRITING = FOLDED | COMPACT | REPEATED

/** Status codes end below 700 (RFC 3261 §7.2); what lies beyond is one with it. */
const STATUS_END = 700

/**
 * What a conversation may show beyond its headers. A sign may be there too often, but never too seldom: where it is missing, the
 * thing is not there. Hence a rule may name signs in its `marks`, and is not asked about the many calls without them.
 *
 * For authors of rules: take a sign of `COURSE` or `TEXT` that your fault cannot do without, or add one where most calls do not
 * show it, with its test in one of the two files beside the tables (each is asked of every message or transaction, so it must cost
 * next to nothing), and draw it in `test/diagnose/signs/bits.test.ts`, which proves that it hides nothing. Whatever makes the rule
 * say `insufficient` needs a sign as well. Each combination of traits that an input shows is a plan of its own: a sign
 * that comes and goes from call to call is a poor one.
 */
export type Sign = keyof typeof COURSE | keyof typeof TEXT

/**
 * What some message of a conversation must show. Of each list given one member is enough; every member of `Marks` given must
 * be met.
 */
export interface Marks {
  /** A request of that method, or a response to one. */
  readonly methods?: readonly KnownMethod[]
  /** A response of that status, or of that class: 4 for 4xx. */
  readonly statuses?: readonly number[]
  /** A header of that canonical name. */
  readonly headers?: readonly string[]
  /** A session description. */
  readonly described?: true
  /** RTP. */
  readonly streams?: true
  /** Offers and answers that are not all as nearly all are, see `isEveryday`. */
  readonly unusual?: true
  /** Headers written in that way. */
  readonly written?: readonly (keyof typeof WRITINGS)[]
  /** Something out of the ordinary, as `signs/course.ts` and `signs/bits.ts` name it. */
  readonly signs?: readonly Sign[]
}

/** What one look at the messages of a conversation tells: enough to know which rules have nothing to say. */
export interface Traits {
  /** A message is visibly cut. */
  readonly cut: boolean
  readonly methods: number
  /** Bit n for nxx. */
  readonly classes: number
  /** Each once. */
  readonly statuses: readonly number[]
  readonly headers: Readonly<HeaderBits>
  readonly described: boolean
  readonly streams: boolean
  /** See `isEveryday`: offers and answers that leave nothing to look for. */
  readonly everyday: boolean
  readonly writing: number
  /** Signs of its course and of its text, as bits. */
  readonly course: number
  readonly text: number
  /** The same for traits that are alike, see `sameTraits`. */
  readonly hash: number
}

/** `timed`: the input tells times that can be used. */
export function traitsOf(conversation: SignalingConversation, timed: boolean): Traits {
  let [cut, described] = [false, false]
  let [methods, classes, writing, text] = [0, 0, 0, 0]
  const { messages } = conversation
  const last = messages.length - 1
  const statuses: number[] = []
  const headers = { low: 0, high: 0 }
  for (let index = 0; index <= last; index++) {
    const message = messages[index]!
    if (!message.complete) cut = true
    text |= textOf(message, headers)
    if ((index === 0 || index === last || message.method === 'MESSAGE') && mayCommand(message)) text |= TEXT.commanding
    if (!described && message.description) described = true
    methods |= methodBit(message.method)
    writing |= writingOf(message) & ODD_WRITING
    if (message.kind === 'request') continue
    const status = Math.min(message.status, STATUS_END)
    classes |= 1 << Math.floor(status / 100)
    if (!statuses.includes(status)) statuses.push(status)
  }
  const streams = conversation.kind === 'call' && conversation.streams.length > 0
  const everyday = !cut && described && conversation.kind === 'call' && isEveryday(conversation)
  const flags = (cut ? 1 : 0) | (described ? 2 : 0) | (streams ? 4 : 0) | (everyday ? 8 : 0) | (writing << 4)
  const course = courseOf(conversation, timed)
  let hash = mixed(mixed(mixed(mixed(methods, classes), headers.low), headers.high), flags)
  hash = mixed(mixed(hash, course), text)
  for (const status of statuses) hash = mixed(hash, status)
  return {
    cut,
    methods,
    classes,
    statuses,
    headers,
    described,
    streams,
    everyday,
    writing,
    course,
    text,
    hash,
  }
}

/** One more number into a hash of 31 bits. */
const mixed = (hash: number, value: number): number => (Math.imul(hash, 0x01000193) ^ value) & 0x7fffffff

/** Whether whatever `Marks` ask of both gets the same answer. */
export function sameTraits(a: Traits, b: Traits): boolean {
  return (
    a.hash === b.hash &&
    a.methods === b.methods &&
    a.classes === b.classes &&
    a.headers.low === b.headers.low &&
    a.headers.high === b.headers.high &&
    a.writing === b.writing &&
    a.course === b.course &&
    a.text === b.text &&
    a.cut === b.cut &&
    a.described === b.described &&
    a.streams === b.streams &&
    a.everyday === b.everyday &&
    a.statuses.length === b.statuses.length &&
    a.statuses.every((status, index) => status === b.statuses[index])
  )
}

/** `marks` in the form in which they are asked of traits; of several one is enough. */
export function readerOf(marks: Marks | readonly Marks[]): (traits: Traits) => boolean {
  if (!isList(marks)) return readerOfOne(marks)
  const readers = marks.map(readerOfOne)
  return (traits) => readers.some((reader) => reader(traits))
}

const isList = (marks: Marks | readonly Marks[]): marks is readonly Marks[] => Array.isArray(marks)

function readerOfOne({
  methods,
  statuses,
  headers,
  described,
  streams,
  unusual,
  written,
  signs,
}: Marks): (traits: Traits) => boolean {
  const wantedMethods = (methods ?? []).reduce((bits, method) => bits | methodBit(method), 0)
  const wantedClasses = (statuses ?? []).reduce((bits, status) => (status < 10 ? bits | (1 << status) : bits), 0)
  const wantedStatuses = (statuses ?? []).filter((status) => status >= 10)
  const wantedHeaders = { low: 0, high: 0 }
  for (const name of headers ?? []) note(wantedHeaders, indexOfName(name))
  const wantedWriting = (written ?? []).reduce((bits, way) => bits | WRITINGS[way], 0)
  const wantedCourse = bitsOf(signs, COURSE)
  const wantedText = bitsOf(signs, TEXT)
  // What a cut message would have shown further on, nobody knows.
  return (traits) =>
    (!methods || (traits.methods & wantedMethods) !== 0) &&
    (!statuses ||
      (traits.classes & wantedClasses) !== 0 ||
      wantedStatuses.some((status) => traits.statuses.includes(status))) &&
    (!headers ||
      traits.cut ||
      ((traits.headers.low & wantedHeaders.low) | (traits.headers.high & wantedHeaders.high)) !== 0) &&
    (!described || traits.described || traits.cut) &&
    (!streams || traits.streams) &&
    (!unusual || !traits.everyday) &&
    (!written || (traits.writing & wantedWriting) !== 0) &&
    (!signs || ((traits.course & wantedCourse) | (traits.text & wantedText)) !== 0)
}

const bitsOf = (signs: readonly Sign[] | undefined, table: Readonly<Record<string, number>>): number =>
  (signs ?? []).reduce((bits, sign) => bits | (table[sign] ?? 0), 0)
