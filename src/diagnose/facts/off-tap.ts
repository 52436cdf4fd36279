import type { SipMessage, SipRequest } from '../../model/message.ts'

/**
 * A dialog that goes on without any response in sight was answered where the tap does not look. The ACK of a refusal on another
 * hop, where a proxy gave up waiting, is none.
 */
export const goesOnElsewhere = (request: SipRequest, messages: readonly SipMessage[]): boolean =>
  messages.some(
    (message) =>
      message.number > request.number &&
      message.kind === 'request' &&
      message.fromTag === request.fromTag &&
      message.toTag !== undefined &&
      message.toTag !== request.toTag &&
      !messages.some((other) => other.kind === 'response' && other.status >= 300 && other.toTag === message.toTag),
  )
