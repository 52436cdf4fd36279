import { viaBegins } from '../../decode/sip/message.ts'
import type { SipRequest } from '../../model/message.ts'
import { topVia } from './addresses.ts'

/** How a request went: as layer 3 or the log shows it, else as its Via says, else over UDP. */
export const transportOf = (request: SipRequest): string =>
  request.transport ?? (viaBegins(request, 'SIP/2.0/UDP ') ? 'UDP' : (topVia(request)?.transport ?? 'UDP'))

/** Over TCP, TLS and the like nothing is sent again (RFC 3261 §17.1.2.2). */
export const isReliable = (request: SipRequest): boolean => transportOf(request) !== 'UDP'
