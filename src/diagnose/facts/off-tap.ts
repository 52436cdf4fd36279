import type { SipMessage, SipRequest } from '../../model/message.ts'
import { lastFew } from './last-few.ts'

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
      !refusingTags(messages).has(message.toTag),
  )

/** To tags of the responses that refused something. */
const refusingTags = lastFew(
  (messages: readonly SipMessage[]): ReadonlySet<string | undefined> =>
    new Set(messages.flatMap((one) => (one.kind === 'response' && one.status >= 300 ? [one.toTag] : []))),
)
