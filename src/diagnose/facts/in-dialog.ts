import type { Call } from '../../model/call.ts'
import type { SipRequest } from '../../model/message.ts'

/** Whether a request names a dialog that a 1xx or 2xx to an INVITE of this call made, from either side (RFC 3261 §12). */
export const isPartOfDialog = (call: Call, { fromTag, toTag }: SipRequest): boolean =>
  call.messages.some(
    (message) =>
      message.kind === 'response' &&
      message.method === 'INVITE' &&
      message.status > 100 &&
      message.status < 300 &&
      ((message.fromTag === fromTag && message.toTag === toTag) ||
        (message.fromTag === toTag && message.toTag === fromTag)),
  )
