import { SCANNER_NAMES } from '../../correlate/products/catalogue.ts'
import { firstValue } from '../../decode/sip/message.ts'
import { parseNameAddrs } from '../../decode/sip/name-addr.ts'
import { header, type SipHeader, type SipMessage } from '../../model/message.ts'
import { TEXT } from '../signs/bits.ts'
import { agentOf, contactOf, fromOf } from '../signs/values.ts'

/** Addresses that give scanners away: SIPVicious' 100@1.1.1.1, nmap's nm@nm. */
const ADDRESSES: readonly RegExp[] = [/\b100@1\.1\.1\.1\b/, /\bnm@nm\b/i]

/** Whether there may be a mark: asked of every request, so no header is cut out whole for it. */
export const isSuspect = (message: SipMessage): boolean =>
  ((agentOf(message) | fromOf(message) | contactOf(message)) & TEXT['odd-name']) !== 0 &&
  (ANY_NAME.test(firstValue(message, 'user-agent') ?? '') ||
    ANY_ADDRESS.test(firstValue(message, 'from') ?? '') ||
    ANY_ADDRESS.test(firstValue(message, 'contact') ?? ''))

const ANY_NAME = new RegExp(SCANNER_NAMES.map(({ source }) => source).join('|'), 'i')
const ANY_ADDRESS = /100@1\.1\.1\.1|nm@nm|sipvicious/i

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
