import { firstValue, noteHeaders, viaBegins, writingOf } from '../../decode/sip/message.ts'
import {
  EXACT,
  type HeaderBits,
  indexOfName,
  mayHold,
  OCTETS,
  ONE_VIA,
  SEVENTY_HOPS,
  UNUSUAL,
} from '../../decode/sip/usual-headers.ts'
import { isPrivate } from '../../model/address.ts'
import type { SessionDescription } from '../../model/description.ts'
import type { Transport } from '../../model/endpoint.ts'
import { headerCount, headers, type SipMessage, type SipRequest } from '../../model/message.ts'
import { COMMAND_HINTS } from '../facts/commands.ts'
import { LONG_DESCRIPTION } from '../thresholds/sdp.ts'
import { HUGE_MESSAGE_CHARS, MANY_VIAS } from '../thresholds/security.ts'
import { UDP_MAX_OCTETS } from '../thresholds/signaling.ts'
import { ALL_TEXT, TEXT } from './bits.ts'
import {
  agentOf,
  contactIn,
  contactOf,
  fromOf,
  productIn,
  targetIn,
  toOf,
  viaOfRequest,
  viaOfResponse,
} from './values.ts'

const bitsOf = (...names: readonly string[]): HeaderBits => {
  const bits = { low: 0, high: 0 }
  for (const name of names) addHeader(bits, name)
  return bits
}

function addHeader(bits: HeaderBits, name: string): void {
  const index = indexOfName(name)
  if (index < 30) bits.low |= 1 << index
  else bits.high |= 1 << (index - 30)
}

const IN_EVERY = bitsOf('via', 'from', 'to', 'call-id', 'cseq')
const IN_REQUEST = bitsOf('via', 'from', 'to', 'call-id', 'cseq', 'max-forwards')
const CONTACT = bitsOf('contact')
const CONTENT_TYPE = bitsOf('content-type')
const ALLOW = bitsOf('allow')
const ROUTES = bitsOf('route', 'record-route')
const AGENT = bitsOf('user-agent')
const SERVER = bitsOf('server')
/** Those of free text; `subject`, `alert-info`, `call-info` and whatever nobody registered are among the unusual ones. */
const FREE = bitsOf('reason', 'warning', 'organization', 'p-asserted-identity')

const holds = (bits: HeaderBits, some: HeaderBits): boolean => ((bits.low & some.low) | (bits.high & some.high)) !== 0
const holdsAll = (bits: HeaderBits, all: HeaderBits): boolean =>
  (bits.low & all.low) === all.low && (bits.high & all.high) === all.high

/** Methods whose requests are within a dialog (RFC 3261 §15, RFC 3262, RFC 3311). */
const WITHIN: ReadonlySet<string> = new Set(['BYE', 'PRACK', 'UPDATE'])
/** RFC 3261 §8.1.1.5: below 2**31. */
const CSEQ_END = 2 ** 31
/** No description is longer than that in a message that is not. */
const LARGE_CHARS = LONG_DESCRIPTION
/** Texts longer than this are read for commands wherever they stand. Chosen by us. */
const LONG_CHARS = 1_500

/** Of the message that is read; one for all, as there are many. */
const own: HeaderBits = { low: 0, high: 0 }

/** All signs of `TEXT` that a message may show, as bits. Adds its headers to `seen`. */
export function textOf(message: SipMessage, seen: HeaderBits): number {
  own.low = 0
  own.high = 0
  noteHeaders(message, own)
  seen.low |= own.low
  seen.high |= own.high
  if (!message.complete) return ALL_TEXT
  const { description } = message
  return (
    formOf(message) |
    headersOf(message) |
    (message.kind === 'request' ? requestOf(message) : responseOf(message)) |
    (description ? descriptionOf(description) : 0)
  )
}

/** How it is written, and whether its body is as long as it says. */
function formOf(message: SipMessage): number {
  const { raw } = message
  const writing = writingOf(message)
  const isUsual =
    ((writing & EXACT) !== 0 || (message.origin.kind === 'line' && isLengthOfPasted(raw, message.body))) &&
    raw.length <= HUGE_MESSAGE_CHARS &&
    headerCount(message) <= MANY_VIAS
  let signs = isUsual ? 0 : TEXT['odd-form']
  if ((writing & ONE_VIA) === 0) signs |= TEXT['several-vias']
  if ((writing & SEVENTY_HOPS) === 0 && message.kind === 'request') signs |= TEXT['odd-hops']
  const isLarge =
    raw.length > LARGE_CHARS ||
    ((writing & OCTETS) === 0 && raw.length > UDP_MAX_OCTETS / 3 && Buffer.byteLength(raw) > UDP_MAX_OCTETS)
  return isLarge ? signs | TEXT.large : signs
}

const CR = 13
const LF = 10
const CONTENT_LENGTH = '\nContent-Length: '

/** Text that was pasted has lost its line ends; the length counts them. */
function isLengthOfPasted(raw: string, body: string): boolean {
  const at = raw.indexOf(CONTENT_LENGTH)
  if (at < 0) return false
  let length = body === '' || body.endsWith('\n') ? body.length : body.length + 2
  for (let end = body.indexOf('\n'); end >= 0; end = body.indexOf('\n', end + 1)) length++
  return numberAt(raw, at + CONTENT_LENGTH.length) === length
}

/** Digits up to the line's end; -1 for anything else. */
function numberAt(text: string, start: number): number {
  let value = 0
  for (let at = start; at < start + 8; at++) {
    const digit = text.charCodeAt(at) - 48
    if ((digit === CR - 48 || digit === LF - 48) && at > start) return value
    if (!(digit >= 0 && digit <= 9)) return -1
    value = 10 * value + digit
  }
  return -1
}

function headersOf(message: SipMessage): number {
  let signs = message.kind === 'request' ? viaOfRequest(message) : viaOfResponse(message)
  signs |= fromOf(message) | toOf(message)
  if (holds(own, CONTACT)) signs |= isListed(message) ? addressesIn(message, 'contact') : contactOf(message)
  if (holds(own, ROUTES)) signs |= routesOf(message)
  if (holds(own, AGENT)) signs |= agentOf(message)
  if (message.body !== '' && !holds(own, CONTENT_TYPE)) signs |= TEXT.lacking
  return signs | idOf(message.callId)
}

let lastId = ''
let shownById = 0

/** Of a Call-ID: the messages of a call have the same. */
function idOf(callId: string): number {
  if (callId === lastId) return shownById
  lastId = callId
  shownById = isPrivate(callId.slice(callId.lastIndexOf('@') + 1)) ? TEXT['private-id'] : 0
  return shownById
}

/** Registrations and redirections may have several Contacts. */
const isListed = (message: SipMessage): boolean =>
  message.method === 'REGISTER' || (message.kind === 'response' && message.status >= 300)

function addressesIn(message: SipMessage, name: string): number {
  let signs = 0
  for (const { value } of headers(message, name)) signs |= contactIn(value)
  return signs
}

const routesOf = (message: SipMessage): number =>
  (addressesIn(message, 'route') | addressesIn(message, 'record-route')) & ~TEXT['private-contact']

function requestOf(request: SipRequest): number {
  const { method, cseq, fromTag, toTag, transport, destination } = request
  let signs = targetIn(request.requestUri)
  if (method === 'INVITE') signs |= inviteOf(request)
  if (method === 'REFER') signs |= TEXT['odd-uri']
  if (!holdsAll(own, IN_REQUEST) || (method === 'INVITE' && !holds(own, CONTACT))) signs |= TEXT.lacking
  if (fromTag === undefined || (toTag === undefined && WITHIN.has(method))) signs |= TEXT.tagless
  if (cseq === undefined || cseq.method !== method || cseq.number >= CSEQ_END) signs |= TEXT['odd-method']
  if (destination?.address.includes(':')) signs |= TEXT.ipv6
  if (transport !== 'UDP') signs |= TEXT.reliable
  if (transport === 'WS' || transport === 'WSS') signs |= TEXT.websocket
  if ((signs & TEXT.sips) !== 0 || !isAsSaid(request)) signs |= TEXT['odd-transport']
  return signs
}

function inviteOf(invite: SipRequest): number {
  let signs = holds(own, ALLOW) ? 0 : TEXT['no-allow']
  if (!invite.description) signs |= TEXT['late-offer']
  if (mayHold(own.low, own.high, UNUSUAL) && invite.raw.includes('mergency')) signs |= TEXT.emergency
  return signs
}

/** How a Via begins of what went over each. */
const VIA_OVER: Readonly<Record<Transport, string>> = {
  UDP: 'SIP/2.0/UDP ',
  TCP: 'SIP/2.0/TCP ',
  TLS: 'SIP/2.0/TLS ',
  WS: 'SIP/2.0/WS ',
  WSS: 'SIP/2.0/WSS ',
  SCTP: 'SIP/2.0/SCTP ',
}
const ASKED = /;transport=([a-z]{1,9})/i

/** Its Via names the transport it went over, and its target and Route name no other. */
function isAsSaid(request: SipRequest): boolean {
  const { transport, requestUri } = request
  if (transport === undefined || !viaBegins(request, VIA_OVER[transport])) return false
  if (holds(own, ROUTES) && /^<?sips:|;transport=/i.test(firstValue(request, 'route') ?? '')) return false
  const asked = ASKED.exec(requestUri)?.[1]
  return asked === undefined || asked.toUpperCase() === transport
}

function responseOf(response: Exclude<SipMessage, SipRequest>): number {
  const { status, method, toTag, description, cseq } = response
  let signs = holdsAll(own, IN_EVERY) ? 0 : TEXT.lacking
  if (method === 'INVITE') {
    const accepts = status >= 200 && status < 300
    if (accepts && !holds(own, CONTACT)) signs |= TEXT.lacking
    if (accepts && !holds(own, ALLOW)) signs |= TEXT['no-allow']
    if (accepts && !description) signs |= TEXT['late-offer']
    if (status < 200 && description) signs |= TEXT['early-sdp']
  } else if (status < 200 || status === 408) signs |= TEXT['early-noninvite']
  if (toTag === undefined && status > 100) signs |= TEXT.tagless
  if (cseq === undefined) signs |= TEXT['odd-method']
  return signs
}

function descriptionOf({ complete, connection, origin, media, sessionName }: SessionDescription): number {
  let signs = complete ? 0 : TEXT['private-sdp'] | TEXT.ipv6
  if (connection) signs |= addressSigns(connection.address)
  for (const line of media) if (line.connection) signs |= addressSigns(line.connection.address)
  if (origin && isPrivate(origin.address)) signs |= TEXT['private-sdp']
  if (sessionName !== undefined && sessionName.length > 3 && isHinted(sessionName)) signs |= TEXT.commanding
  return signs
}

const addressSigns = (address: string): number =>
  (isPrivate(address) ? TEXT['private-sdp'] : 0) | (address.includes(':') ? TEXT.ipv6 : 0)

const isHinted = (text: string): boolean => COMMAND_HINTS.some((hint) => text.includes(hint))

/** By the text alone: this is the one reason to look for where the headers of the last message stand. */
function isServerOdd(raw: string): boolean {
  const at = raw.indexOf(SERVER_LINE)
  return at < 0 || productIn(raw.slice(at + SERVER_LINE.length, raw.indexOf('\r', at))) !== 0
}

const SERVER_LINE = '\nServer: '

/** Whether free text of a message, beyond the headers that nearly all have, may speak to a language model. */
export function mayCommand(message: SipMessage): boolean {
  if (message.raw.length > LONG_CHARS) return true
  own.low = 0
  own.high = 0
  noteHeaders(message, own)
  if (holds(own, SERVER) && isServerOdd(message.raw)) return true
  return (
    (message.method === 'MESSAGE' || holds(own, FREE) || mayHold(own.low, own.high, UNUSUAL)) && isHinted(message.raw)
  )
}
