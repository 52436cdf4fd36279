import { SCANNER_NAMES } from '../../correlate/products/catalogue.ts'
import { ownString } from '../../decode/own-string.ts'
import { firstValueAt, hasValueAt } from '../../decode/sip/message.ts'
import { CONTACT, FROM, TO, USER_AGENT, VIA } from '../../decode/sip/usual-headers.ts'
import { isPrivate } from '../../model/address.ts'
import type { SipMessage } from '../../model/message.ts'
import { MAY_BE_PRIVATE } from '../facts/addresses.ts'
import { COMMAND_HINTS, META, SCANNER_HOST, SCANNER_NAME } from '../facts/commands.ts'
import { EMERGENCY_TARGET } from '../facts/emergency.ts'
import { NORTH_AMERICAN_TARGET } from '../facts/telephone.ts'
import { alarmsIn, NAMES, USERS } from './alarms.ts'
import { TEXT } from './bits.ts'

/** Texts of one kind that are remembered with what they show. Chosen by us: the endpoints of a site. */
const REMEMBERED = 512
/** Longer ones are read each time. Chosen by us. */
const REMEMBERED_CHARS = 200

/** `read`, for texts that an endpoint writes in call after call. */
function remembered(read: (text: string) => number): (text: string) => number {
  const known = new Map<string, number>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const shown = read(text)
    if (text.length <= REMEMBERED_CHARS) {
      if (known.size >= REMEMBERED) known.clear()
      known.set(ownString(text), shown)
    }
    return shown
  }
}

/** `read`, of the first header of that index: the messages of a call bring the same two values one after the other. */
function inMessages(index: number, read: (text: string) => number): (message: SipMessage) => number {
  let [last, before] = ['-', '-']
  let [shown, shownBefore] = [0, 0]
  return (message) => {
    if (hasValueAt(message, index, last)) return shown
    const isBefore = hasValueAt(message, index, before)
    const value = isBefore ? before : (firstValueAt(message, index) ?? '')
    const signs = isBefore ? shownBefore : read(value)
    before = last
    shownBefore = shown
    last = value
    shown = signs
    return signs
  }
}

const any = (...patterns: readonly RegExp[]): RegExp => new RegExp(patterns.map(({ source }) => source).join('|'), 'i')

const HINTED = new RegExp(COMMAND_HINTS.map((hint) => hint.replace(/\W/g, '\\$&')).join('|'))
const ODD_NAME = any(META, SCANNER_NAME, HINTED, /verstat/)
const ODD_PRODUCT = any(META, HINTED, ...SCANNER_NAMES)
/** Two colons with at most four hexadecimal digits between them stand in every IPv6 literal, and in hardly anything else. */
const IPV6 = /:[\da-f]{0,4}:/i
/** In place of a user, or of part of one, what hardly any user has. */
const ODD_USER = /#|%23|[\s;][^@\r\n<>]{0,60}@/

/** Base64 in so many characters is no name either. */
const LONG_CHARS = 200
const isOdd = (pattern: RegExp, value: string): boolean => value.length >= LONG_CHARS || pattern.test(value)

/** What it holds would need brackets. */
const isBare = (value: string): boolean => !value.includes('<') && /[;?,]/.test(value)

function nameIn(value: string): number {
  const alarms = alarmsIn(value)
  const isNamed = (alarms & NAMES) !== 0 && ODD_NAME.test(value)
  let signs = isNamed || value.length >= LONG_CHARS || value.includes(SCANNER_HOST) ? TEXT['odd-name'] : 0
  if (((alarms & USERS) !== 0 && ODD_USER.test(value)) || isBare(value)) signs |= TEXT['odd-uri']
  return signs
}

export const fromOf = inMessages(FROM, nameIn)
export const toOf = inMessages(TO, nameIn)

/** Of User-Agent and Server. */
export const productIn = remembered((value) => (isOdd(ODD_PRODUCT, value) ? TEXT['odd-name'] : 0))
export const agentOf = inMessages(USER_AGENT, productIn)

/** Of Contact and Route. */
export const contactIn = remembered((value) => {
  let signs = nameIn(value)
  if (MAY_BE_PRIVATE.test(value)) signs |= TEXT['private-contact']
  if (/transport=wss?\b|\.invalid/i.test(value)) signs |= TEXT.websocket
  if (IPV6.test(value)) signs |= TEXT.ipv6
  if (/^<?sips:/i.test(value)) signs |= TEXT.sips
  return signs
})
/** As nearly everybody writes the Contact of a telephone: digits at an address. */
const PLAIN_CONTACT = /^<sip:\+?\d{0,20}@[\d.]{7,15}(?::\d{1,5})?(?:;transport=udp)?>$/
export const contactOf = inMessages(CONTACT, (value) =>
  PLAIN_CONTACT.test(value) && !value.includes(SCANNER_HOST)
    ? MAY_BE_PRIVATE.test(value)
      ? TEXT['private-contact']
      : 0
    : contactIn(value),
)

/** As nearly everybody writes the target of a call: digits at an address. */
const PLAIN_TARGET = /^sip:\+?\d{0,20}@[\d.]{7,15}(?::\d{1,5})?(?:;transport=udp)?$/

/** Of a Request-URI. */
export function targetIn(uri: string): number {
  const signs =
    (EMERGENCY_TARGET.test(uri) ? TEXT.emergency : 0) | (NORTH_AMERICAN_TARGET.test(uri) ? TEXT['north-american'] : 0)
  return PLAIN_TARGET.test(uri) ? signs : signs | unusualIn(uri)
}

function unusualIn(uri: string): number {
  let signs = META.test(uri) ? TEXT['odd-name'] : 0
  if (ODD_USER.test(uri) || /\s|\.invalid/i.test(uri)) signs |= TEXT['odd-uri']
  if (IPV6.test(uri)) signs |= TEXT.ipv6
  if (/^sips:/i.test(uri)) signs |= TEXT.sips
  return signs
}

/** As nearly everybody writes protocol, transport and sent-by. */
const SENT_BY = /^SIP\/2\.0\/([A-Z]{2,4}) ([^\s:;,]+|\[[^\]\s]+\])(?::\d+)?$/

/** Of what stands before the first semicolon of a Via. */
const sentByIn = remembered((sentBy) => {
  const [, transport, host] = SENT_BY.exec(sentBy) ?? []
  if (transport === undefined || host === undefined) return TEXT['odd-via'] | TEXT.websocket | TEXT.ipv6
  let signs = isPrivate(host) ? TEXT['private-via'] : 0
  if (IPV6.test(sentBy)) signs |= TEXT.ipv6
  if (transport.startsWith('WS')) signs |= TEXT.websocket
  return signs
})

/** Those of the two sides of a call: branches change with each request, this does not. */
let [lastSentBy, otherSentBy] = ['-', '-']
let [lastShown, otherShown] = [0, 0]

function signsOfSentBy(sentBy: string): number {
  if (sentBy === lastSentBy) return lastShown
  const [known, shown] = [otherSentBy, otherShown]
  otherSentBy = lastSentBy
  otherShown = lastShown
  lastSentBy = sentBy
  lastShown = sentBy === known ? shown : sentByIn(sentBy)
  return lastShown
}

const sentByOf = (via: string): string => {
  const semicolon = via.indexOf(';')
  return semicolon < 0 ? via : via.slice(0, semicolon)
}

/** A top Via. Where rport is asked for, a private host does no harm (RFC 3581). */
export function viaOfRequest(message: SipMessage): number {
  const via = firstValueAt(message, VIA) ?? ''
  const signs = signsOfSentBy(sentByOf(via))
  return (signs & TEXT['private-via']) !== 0 && via.includes(';rport') ? signs & ~TEXT['private-via'] : signs
}

/** The same, as it comes back. */
export const viaOfResponse = inMessages(VIA, (via) => {
  const sentBy = sentByOf(via)
  const signs = signsOfSentBy(sentBy) & ~TEXT['private-via']
  return isMapped(via, sentBy) ? signs | TEXT.received : signs
})

/** What the next hop saw is noted, and not just the very port that stands in the sent-by. */
function isMapped(via: string, sentBy: string): boolean {
  if (via.includes('received')) return true
  const at = via.indexOf('rport')
  if (at < 0 || at + 5 === via.length || via[at + 5] === ';') return false
  const [, port = '5060'] = PORT.exec(sentBy) ?? []
  return !via.startsWith(`;rport=${port}`, at - 1) || /^\d/.test(via.slice(at + 6 + port.length))
}

const PORT = /:(\d{1,5})$/
