import { firstValue, viaBegins } from '../../decode/sip/message.ts'
import type { SipMessage } from '../../model/message.ts'
import { topVia } from './addresses.ts'

/** How a message travelled on its hop, as far as the input tells. */
export type Carriage =
  /** Readable by anybody on the way. */
  | 'clear'
  /** Over TLS, and read where it ends: in a log, or behind the keys. */
  | 'secure'
  /** Its own Via or Contact says TLS, and what was captured is plain: the tap stands behind a TLS offloader. */
  | 'unsealed'
  | 'unknown'

const SECURE = new Set(['TLS', 'WSS', 'TLS-SCTP'])

/** By layer 4 where it is known, else by the top Via (RFC 3261 §20.42). */
export function carriageOf(message: SipMessage): Carriage {
  const isSips = /<?sips:/i.test(firstValue(message, 'contact') ?? '')
  // As nearly everything goes: asked of every conversation.
  if (message.transport === 'UDP' && !isSips && viaBegins(message, 'SIP/2.0/UDP ')) return 'clear'
  const transport = message.transport?.toUpperCase()
  const said = topVia(message)?.transport?.toUpperCase()
  if (transport !== undefined && SECURE.has(transport)) return 'secure'
  const saysSecure = isSips || (said !== undefined && SECURE.has(said))
  if (transport === undefined) return said === undefined ? 'unknown' : saysSecure ? 'secure' : 'clear'
  return saysSecure ? 'unsealed' : 'clear'
}
