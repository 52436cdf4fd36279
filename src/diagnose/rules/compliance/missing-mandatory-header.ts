import { hasHeader, header, headerCount, type SipMessage, type SipResponse } from '../../../model/message.ts'
import { type Fault, rule, type SignalingConversation, type Weight } from '../../rule.ts'

interface Values {
  readonly name: string
  readonly what: string
}

const IN_EVERY = ['via', 'from', 'to', 'call-id', 'cseq'] as const
const IN_REQUEST = [...IN_EVERY, 'max-forwards'] as const
const IN_INVITE = [...IN_REQUEST, 'contact'] as const
const IN_INVITE_2XX = [...IN_EVERY, 'contact'] as const
const PRINTED: Record<string, string> = {
  via: 'Via',
  from: 'From',
  to: 'To',
  'call-id': 'Call-ID',
  cseq: 'CSeq',
  'max-forwards': 'Max-Forwards',
  contact: 'Contact',
}
export const missingMandatoryHeader = rule<'conversation', Values>({
  id: 'compliance.missing-mandatory-header',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3261 §8.1.1', 'RFC 3261 §8.2.6.2', 'RFC 3261 §12.1'],
  title: 'Missing mandatory SIP header',
  examines: 'conversation',
  meaning: 'A message lacks a header that every SIP message of its kind must have.',
  fires:
    'A request without Via, From, To, Call-ID, CSeq or Max-Forwards; a response without the first five; an INVITE or its 2xx without Contact.',
  quiet:
    'Messages that are visibly cut or abridged. Low while the call works, medium when it fails, high when 400 or 481 answers it.',
  example: ['INVITE sip:bob@example.com SIP/2.0', 'Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK1', 'CSeq: 1 INVITE'],
  recommendation: 'Correct the stack, or the SBC rule, that leaves the header out.',
  verify: 'Verify: the header is there in the next message of that sender.',
  marks: { signs: ['lacking'] },
  *check({ conversation }) {
    let cut = false
    for (const message of conversation.messages) {
      if (!isWhole(message)) {
        cut = true
        continue
      }
      for (const name of required(message)) {
        if (!hasHeader(message, name)) yield faultOf(conversation, message, name)
      }
    }
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail: ({ name, what }) => `The ${what} has no ${name} header, which RFC 3261 requires.`,
})

/** Abridged prints and one-line summaries prove nothing: of text a message counts with four headers; a packet has it all. */
const isWhole = (message: SipMessage): boolean =>
  message.complete && (message.origin.kind === 'frame' || headerCount(message) >= 4)

function required(message: SipMessage): readonly string[] {
  if (message.kind === 'request') return message.method === 'INVITE' ? IN_INVITE : IN_REQUEST
  const accepts = message.cseq?.method === 'INVITE' && message.status >= 200 && message.status < 300
  return accepts ? IN_INVITE_2XX : IN_EVERY
}

function faultOf(conversation: SignalingConversation, message: SipMessage, name: string): Fault<Values> {
  const printed = PRINTED[name] ?? name
  const what =
    message.kind === 'request'
      ? message.method
      : `${message.status} response${message.method ? ` to ${message.method}` : ''}`
  const severity = weigh(conversation, message)
  return {
    values: { name: printed, what },
    title: `Missing mandatory SIP header: ${printed}`,
    proof: [{ message }],
    scope: [name, message.kind, header(message, 'user-agent')?.value ?? header(message, 'server')?.value ?? ''],
    mends: message,
    ...(severity && { severity }),
  }
}

/** Of the transaction that failed, and no later than its final response: an ACK cannot have caused it. */
const isPartOf = (failure: SipResponse | undefined, message: SipMessage): boolean =>
  failure !== undefined && message.number <= failure.number && message.cseq?.number === failure.cseq?.number

function weigh(conversation: SignalingConversation, message: SipMessage): Weight | undefined {
  if (conversation.kind === 'call' && conversation.answer) return undefined
  const answer = conversation.messages.find(
    (other) =>
      other.kind === 'response' &&
      other.number > message.number &&
      other.cseq?.number === message.cseq?.number &&
      (other.status === 400 || other.status === 481),
  )
  if (answer?.kind === 'response') return { level: 'high', because: `The message was answered with ${answer.status}` }
  return conversation.kind === 'call' && conversation.outcome === 'failed' && isPartOf(conversation.failure, message)
    ? { level: 'medium', because: 'The request that lacks it, or its response, ended the call' }
    : undefined
}
