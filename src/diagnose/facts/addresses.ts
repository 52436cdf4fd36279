import { firstValue } from '../../decode/sip/message.ts'
import { parseNameAddrs } from '../../decode/sip/name-addr.ts'
import { parseUri } from '../../decode/sip/uri.ts'
import { headerValues } from '../../decode/sip/values.ts'
import { parseVia } from '../../decode/sip/via.ts'
import { isLiteral } from '../../model/address.ts'
import { header, headers, type SipMessage } from '../../model/message.ts'

/** Hosts of every URI in a header such as Contact, Route or Record-Route. */
export const hostsIn = (message: SipMessage, name: string): readonly string[] =>
  headers(message, name).flatMap((h) =>
    parseNameAddrs(h.value).flatMap((address) => (address.uri?.host ? [address.uri.host] : [])),
  )

/** The top Via: who sent this on its last hop, and the address the next hop saw (RFC 3261 §18.2.1). */
export const topVia = (message: SipMessage) => {
  const via = firstValue(message, 'via')
  return via === undefined ? undefined : parseVia(via)
}

/** All Vias, topmost first. */
export const allVias = (message: SipMessage) => headerValues(message, 'via')

export const requestHost = (message: SipMessage): string | undefined =>
  message.kind === 'request' ? parseUri(message.requestUri)?.host || undefined : undefined

/** Host of the URI in From or To. */
export const hostOf = (message: SipMessage, name: 'from' | 'to'): string | undefined => hostsIn(message, name)[0]

/** User part of the URI in From or To. */
export function userOf(message: SipMessage, name: 'from' | 'to'): string | undefined {
  const first = header(message, name)
  return first && parseNameAddrs(first.value)[0]?.uri?.user
}

/** A layer 3 or log envelope address that is an IP literal. */
export const layer3 = (endpoint: SipMessage['source']): string | undefined =>
  endpoint && isLiteral(endpoint.address) ? endpoint.address : undefined

/** How every private literal in a URI begins (RFC 1918, RFC 6598, RFC 3927, RFC 4193). */
export const MAY_BE_PRIVATE =
  /[@:[]\s*(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)|\[(?:f[cde]|::)/i
