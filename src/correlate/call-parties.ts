import type { Call } from '../model/call.ts'
import type { Party } from '../model/call-facts.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { SipMessage, SipRequest } from '../model/message.ts'

/** Who sent this message: a request is its From's, a response its To's. */
export function senderOf(call: Pick<Call, 'invite' | 'messages'>, message: SipMessage): Party {
  const callerTag = call.invite?.fromTag ?? call.messages[0]?.fromTag
  const isCallers = message.fromTag === callerTag
  return (message.kind === 'request') === isCallers ? 'caller' : 'callee'
}

/**
 * Who sent the BYE. Abridged messages have no tags: then it is the host that sent the INVITE, or one that sent none.
 * Undefined where neither is known.
 */
export function releasedBy(call: Call, bye: SipRequest): Party | undefined {
  if (bye.fromTag !== undefined || bye.complete) return senderOf(call, bye)
  const [from, caller] = [bye.source, call.invite?.source]
  if (from === undefined || caller === undefined) return undefined
  if (isSamePlace(from, caller)) return 'caller'
  const invited = call.messages.some(
    (one) => one.kind === 'request' && one.method === 'INVITE' && one.source && isSamePlace(one.source, from),
  )
  return invited ? undefined : 'callee'
}

const isSamePlace = (a: Endpoint, b: Endpoint): boolean => a.address === b.address && a.port === b.port

export const otherParty = (party: Party): Party => (party === 'caller' ? 'callee' : 'caller')
