import { noteHeaders } from '../../decode/sip/message.ts'
import { indexOfName, note } from '../../decode/sip/usual-headers.ts'
import { attestationOf } from '../../decode/sip/values/identity.ts'
import { headerValues } from '../../decode/sip/values.ts'
import type { JoinReason } from '../../model/joined-call.ts'
import { hasHeader, header, type SipMessage } from '../../model/message.ts'
import { hashOf } from '../recent-keys.ts'

/** A value in a message that names the call it belongs to, across Call-IDs. */
export interface Mark {
  readonly reason: JoinReason
  readonly confidence: number
  readonly hash: number
  readonly value: string
  /** What carries it, for people. */
  readonly name: string
}

/**
 * Headers whose value B2BUAs and capture tools copy from leg to leg: often the Call-ID of the first. By canonical name, the
 * spelling of their vendors: sngrep and HOMER (X-CID, X-Call-ID), Avaya, Genesys, BroadWorks, and common custom ones.
 */
const CORRELATION_HEADERS = [
  ...['x-cid', 'x-call-id', 'x-callid', 'x-original-call-id', 'x-originating-call-id', 'x-parent-call-id'],
  ...['x-correlation-id', 'x-session-id', 'x-ucid', 'av-global-session-id', 'x-genesys-calluuid'],
  'x-broadworks-correlation-info',
] as const

/** Shorter values are counters or flags. Chosen by us. */
const MIN_VALUE = 6
const MAX_VALUE = 256

/** Whether a message may hold one of these headers, by a look at the bits it keeps: nearly all hold none. */
function mayHoldOneOf(names: readonly string[]): (message: SipMessage) => boolean {
  const wanted = { low: 0, high: 0 }
  for (const name of names) note(wanted, indexOfName(name))
  return (message) => {
    const bits = { low: 0, high: 0 }
    noteHeaders(message, bits)
    return ((bits.low & wanted.low) | (bits.high & wanted.high)) !== 0
  }
}

const mayBeMarked = mayHoldOneOf([...CORRELATION_HEADERS, 'session-id', 'cisco-guid', 'p-charging-vector', 'identity'])
/** Replaces and Join put an INVITE into a dialog, Referred-By tells of a REFER. */
export const mayBeAskedFor = mayHoldOneOf(['replaces', 'join', 'referred-by'])

const NO_MARKS: readonly Mark[] = []

/** What names the call in a message, the strongest first; nearly always nothing. */
export function marksOf(message: SipMessage): readonly Mark[] {
  if (!mayBeMarked(message)) return NO_MARKS
  const marks = [...sessionMarks(message), ...correlationMarks(message)]
  for (const guid of headerValues(message, 'cisco-guid'))
    if (guid.length >= MIN_VALUE) marks.push(mark('cisco-guid', 0.95, 'Cisco-Guid', guid))
  for (const vector of headerValues(message, 'p-charging-vector')) {
    const value = vector.get('icid-value') ?? ''
    if (isUsable(value)) marks.push(mark('charging-vector', 0.95, 'icid-value of P-Charging-Vector', value))
  }
  if (hasHeader(message, 'identity')) marks.push(...identityMarks(message))
  return marks
}

/** Each UUID of Session-ID (RFC 7989 §5) names the session on all its legs. */
export const sessionMarks = (message: SipMessage): Mark[] =>
  headerValues(message, 'session-id').flatMap(({ local, remote }) =>
    [local, remote].flatMap((uuid) => (uuid === undefined ? [] : [mark('session-id', 0.98, 'Session-ID', uuid)])),
  )

const correlationMarks = (message: SipMessage): Mark[] =>
  CORRELATION_HEADERS.flatMap((name) => {
    const found = header(message, name)
    if (!found) return []
    const [value = ''] = found.value.split(';', 1)
    if (!isUsable(value.trim())) return []
    return [mark('correlation-header', 0.95, spelled(message.raw, found.start), value.trim())]
  })

/** A PASSporT that is handed on unchanged is signed once, for one call (RFC 8225 §5). */
const identityMarks = (message: SipMessage): Mark[] =>
  headerValues(message, 'identity').flatMap(({ form, payload }) => {
    if (form !== 'full' || payload === undefined) return []
    const raw = header(message, 'identity')!.value
    return [{ ...mark('identity', 0.95, 'Identity', raw.slice(0, 60)), hash: hashOf('identity', raw) }]
  })

/** `origid` with the number called: some providers give one origid to all their calls. Undefined without either. */
export function originOf(message: SipMessage): string | undefined {
  if (!hasHeader(message, 'identity')) return undefined
  for (const identity of headerValues(message, 'identity')) {
    const { origId, destTns } = attestationOf(identity)
    if (origId !== undefined && isUsable(origId) && destTns[0] !== undefined) return `${origId}|${destTns[0]}`
  }
  return undefined
}

/** Of the same kind and value. What a header copies from a Call-ID and a Call-ID itself share one hash. */
export const markHash = (reason: JoinReason, value: string): number => hashOf(reason, value)

const mark = (reason: JoinReason, confidence: number, name: string, value: string): Mark => ({
  reason,
  confidence,
  name,
  value,
  hash: markHash(reason, value),
})

const isUsable = (value: string): boolean => value.length >= MIN_VALUE && value.length <= MAX_VALUE

/** The header's name as the message spells it. */
function spelled(raw: string, valueStart: number): string {
  const colon = raw.lastIndexOf(':', valueStart)
  return raw.slice(raw.lastIndexOf('\n', colon) + 1, colon).trim()
}

/** What B2BUAs put behind a Call-ID, or behind its part before the `@`, to make one of their own: `_b2b-1`, `;b2b`, `-0` ... */
const SUFFIX = /(?:[_;.-]b2b(?:[_-]?\d{1,2})?|[_-]\d{1,2})$/i
/** Shorter ones may be alike by chance. Chosen by us. */
const MIN_BASE = 8

const NO_BASES: readonly string[] = []
const isDigit = (text: string, at: number): boolean => text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57

/** One or two digits behind a stroke, or a `b`: only then is it worth a closer look. */
function mayEndInMark(text: string, end: number): boolean {
  let at = end - 1
  if (text[at] === 'b' || text[at] === 'B') return true
  if (!isDigit(text, at)) return false
  if (isDigit(text, at - 1)) at--
  const before = text[at - 1]
  return before === '_' || before === '-' || before === 'b' || before === 'B'
}

/** Call-IDs this one may be made from. */
export function baseCallIds(callId: string): readonly string[] {
  const at = callId.indexOf('@')
  if (!mayEndInMark(callId, callId.length) && (at < 0 || !mayEndInMark(callId, at))) return NO_BASES
  const bases: string[] = []
  const whole = callId.replace(SUFFIX, '')
  if (whole !== callId && whole.length >= MIN_BASE) bases.push(whole)
  if (at < 0) return bases
  const local = callId.slice(0, at)
  const base = local.replace(SUFFIX, '')
  if (base !== local && base.length >= MIN_BASE) bases.push(`${base}${callId.slice(at)}`, base)
  return bases
}
