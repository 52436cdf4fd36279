import { isIPv6 } from 'node:net'
import type { FaultKind, Found } from './fault.ts'

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/
/** What no URI holds unescaped (RFC 2396 §2.4.3). */
const OUTSIDE = /[^\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]/
/** RFC 3261 §25.1 `user` and `password`. */
const USER = /^(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/]|%[0-9A-Fa-f]{2})+$/
const PASSWORD = /^(?:[A-Za-z0-9\-_.!~*'()&=+$,]|%[0-9A-Fa-f]{2})*$/
/** RFC 3261 §25.1 `paramchar`, and the equals sign between name and value. */
const PARAMETER =
  /^(?:[A-Za-z0-9\-_.!~*'()[\]/:&+$]|%[0-9A-Fa-f]{2})+(?:=(?:[A-Za-z0-9\-_.!~*'()[\]/:&+$]|%[0-9A-Fa-f]{2})+)?$/

/** The first fault of a URI that stands alone, without blanks; `asTarget` for a Request-URI, which carries no headers. */
export function uriFault(text: string, asTarget: boolean): FaultKind | undefined {
  const scheme = SCHEME.exec(text)?.[0]
  if (scheme === undefined) return 'uri-invalid'
  const rest = text.slice(scheme.length)
  if (/^sips?:$/i.test(scheme)) return sipUriFault(rest, asTarget)
  return rest === '' || OUTSIDE.test(rest) ? 'uri-invalid' : undefined
}

function sipUriFault(rest: string, asTarget: boolean): FaultKind | undefined {
  const at = rest.lastIndexOf('@')
  if (at >= 0 && !isUserinfo(rest.slice(0, at))) return 'uri-invalid'
  const place = rest.slice(at + 1)
  const question = place.indexOf('?')
  if (question >= 0 && asTarget) return 'headers-in-request-uri'
  const [hostPort = '', ...params] = (question < 0 ? place : place.slice(0, question)).split(';')
  const wrong = hostPortFault(hostPort)
  if (wrong) return wrong
  if (params.includes('')) return 'empty-parameter'
  return params.every((one) => PARAMETER.test(one)) ? undefined : 'uri-invalid'
}

function isUserinfo(text: string): boolean {
  const colon = text.indexOf(':')
  return USER.test(colon < 0 ? text : text.slice(0, colon)) && (colon < 0 || PASSWORD.test(text.slice(colon + 1)))
}

/** A `hostport` (RFC 3261 §25.1). */
export function hostPortFault(text: string): FaultKind | undefined {
  if (text.startsWith('[')) {
    const end = text.indexOf(']')
    if (end < 0 || !isPortOrNone(text.slice(end + 1))) return 'uri-invalid'
    const address = text.slice(1, end)
    // The grammar of RFC 3261 derives three colons in a row before an IPv4 part; RFC 5954 mends it.
    return isIPv6(address) && !address.includes('%') ? undefined : 'ipv6-reference-invalid'
  }
  const colon = text.indexOf(':')
  if (colon !== text.lastIndexOf(':')) return isIPv6(text) ? 'ipv6-without-brackets' : 'uri-invalid'
  const host = colon < 0 ? text : text.slice(0, colon)
  return isHost(host) && isPortOrNone(colon < 0 ? '' : text.slice(colon)) ? undefined : 'uri-invalid'
}

const isPortOrNone = (text: string): boolean =>
  text === '' || (/^:\d{1,5}$/.test(text) && Number(text.slice(1)) <= 65_535)

/** Labels of letters, digits and inner hyphens; one dot may end it. An IPv4 address is made of such labels too. */
function isHost(text: string): boolean {
  const labels = text.split('.')
  if (labels.length > 1 && labels.at(-1) === '') labels.pop()
  return labels.every((label) => /^[A-Za-z0-9-]+$/.test(label) && !label.startsWith('-') && !label.endsWith('-'))
}

/** A Request-URI as it stands between the blanks of its line. */
export function requestUriFaults(text: string, found: Found): void {
  if (text.startsWith('<')) found('uri-in-angle-brackets')
  else if (/[\t ]/.test(text)) found('blank-in-request-uri')
  else {
    const kind = uriFault(text, true)
    if (kind) found(kind)
  }
}
