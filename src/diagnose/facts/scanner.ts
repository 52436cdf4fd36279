import { SCANNER_NAMES } from '../../correlate/products/catalogue.ts'
import { firstValue } from '../../decode/sip/message.ts'
import { parseNameAddrs } from '../../decode/sip/name-addr.ts'
import { header, type SipHeader, type SipMessage } from '../../model/message.ts'

/** Addresses that give scanners away: SIPVicious' 100@1.1.1.1, nmap's nm@nm. */
const ADDRESSES: readonly RegExp[] = [/\b100@1\.1\.1\.1\b/, /\bnm@nm\b/i]

/** All of either list in one pattern, which lets every honest message go by at once. */
const ANY_NAME = new RegExp(SCANNER_NAMES.map(({ source }) => source).join('|'), 'i')
export const SCANNER_NAME = /nm@nm|sipvicious/i
export const SCANNER_HOST = '@1.1.1.1'
const SCANNER_ADDRESS = /100@1\.1\.1\.1|nm@nm|sipvicious/i

/** Whether there may be a mark: asked of every request, so no header is cut out whole for it. */
export const isSuspect = (message: SipMessage): boolean =>
  isBadName(firstValue(message, 'user-agent')) ||
  isBadFrom(firstValue(message, 'from')) ||
  isBadContact(firstValue(message, 'contact'))

/** Whether the pattern is in a text; the requests of a call bring the same one again and again. */
function matches(pattern: RegExp): (text: string | undefined) => boolean {
  let honest = ''
  return (text = '') => {
    if (text === honest) return false
    if (pattern.test(text)) return true
    honest = text
    return false
  }
}

const isBadName = matches(ANY_NAME)
const isBadFrom = matches(SCANNER_ADDRESS)
const isBadContact = matches(SCANNER_ADDRESS)

/** The header by which a request gives itself away as a scanner's, with the name found. */
export function scannerMark(message: SipMessage): { readonly header: SipHeader; readonly name: string } | undefined {
  if (!isSuspect(message)) return undefined
  const agent = header(message, 'user-agent')
  const named = agent && SCANNER_NAMES.map((name) => name.exec(agent.value)?.[0]).find(Boolean)
  if (agent && named) return { header: agent, name: named.replace(/\/$/, '').toLowerCase() }
  for (const name of ['from', 'contact']) {
    const found = header(message, name)
    if (!found) continue
    const address = ADDRESSES.map((mark) => mark.exec(found.value)?.[0]).find(Boolean)
    if (address) return { header: found, name: address.toLowerCase() }
    const display = parseNameAddrs(found.value)[0]?.displayName ?? ''
    if (/sipvicious/i.test(display)) return { header: found, name: 'sipvicious' }
  }
  return undefined
}

/** Whether any request of a conversation is a scanner's: refusing it is right. */
export const isScanned = (messages: readonly SipMessage[]): boolean =>
  messages.slice(0, 8).some((message) => message.kind === 'request' && scannerMark(message) !== undefined)
