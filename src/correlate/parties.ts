import { firstValue } from '../decode/sip/message.ts'
import { parseNameAddr } from '../decode/sip/name-addr.ts'
import { parseHostPort, parseUri } from '../decode/sip/uri.ts'
import { parseSentBy } from '../decode/sip/via.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { SipMessage } from '../model/message.ts'

/** Who sent a message and to whom. */
export interface Parties {
  readonly from: Endpoint | undefined
  readonly to: Endpoint | undefined
}

/**
 * By the addresses of layer 3 or of the log's envelope. Where these are not known, as far as the message itself tells:
 * a request comes from its top Via's sent-by and goes to its Request-URI, a response goes to the sent-by and comes from
 * its Contact.
 */
export function partiesOf(message: SipMessage): Parties {
  const { source, destination, number } = message
  if (source && destination) return { from: source, to: destination }
  const slot = number % ASKED
  if (asked[slot] === message) return answers[slot]!
  const parties = partiesByText(message)
  asked[slot] = message
  answers[slot] = parties
  return parties
}

/** Messages of which it is remembered what their text tells: a call's, of which many ask the same. Chosen by us. */
const ASKED = 64
const asked = new Array<SipMessage | undefined>(ASKED).fill(undefined)
const answers = new Array<Parties | undefined>(ASKED).fill(undefined)

function partiesByText(message: SipMessage): Parties {
  const { source, destination } = message
  const hop = viaEndpoint(message)
  return message.kind === 'request'
    ? { from: source ?? hop, to: destination ?? uriEndpoint(message.requestUri) }
    : { from: source ?? contactEndpoint(message), to: destination ?? hop }
}

function viaEndpoint(message: SipMessage): Endpoint | undefined {
  const via = parseSentBy(firstValue(message, 'via') ?? '')
  return via && { address: via.host.toLowerCase(), port: via.port }
}

function contactEndpoint(message: SipMessage): Endpoint | undefined {
  const uri = parseNameAddr(firstValue(message, 'contact') ?? '')?.uri
  return uri?.host ? { address: uri.host.toLowerCase(), port: uri.port } : undefined
}

function uriEndpoint(text: string): Endpoint | undefined {
  const uri = parseUri(text)
  const place = uri?.host ? { host: uri.host, port: uri.port } : parseHostPort(text)
  return place && { address: place.host.toLowerCase(), port: place.port }
}

/** The URI of a From or To header without its parameters, undefined without a header. */
export function addressOf(message: SipMessage, name: 'from' | 'to'): string | undefined {
  const value = firstValue(message, name)
  return value === undefined ? undefined : (parseNameAddr(value)?.uriText ?? value)
}
