import type { SignalingConversation } from './rule.ts'

/** What one look at the messages of a conversation tells, for rules to see at a glance that they have nothing to say. */
export interface Traits {
  readonly conversation: SignalingConversation
  /** A message is visibly cut. */
  readonly cut: boolean
  readonly requests: number
  /** Some response is a 401 or 407; some is a 5xx. */
  readonly challenged: boolean
  readonly serverFailed: boolean
}

export function traitsOf(conversation: SignalingConversation): Traits {
  let [cut, challenged, serverFailed] = [false, false, false]
  let requests = 0
  for (const message of conversation.messages) {
    if (!message.complete) cut = true
    if (message.kind === 'request') {
      requests++
      continue
    }
    const { status } = message
    if (status === 401 || status === 407) challenged = true
    else if (status >= 500 && status < 600) serverFailed = true
  }
  return { conversation, cut, requests, challenged, serverFailed }
}
