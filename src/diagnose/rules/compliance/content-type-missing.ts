import { hasHeader, header, type SipMessage } from '../../../model/message.ts'
import { aftermathOf } from '../../facts/aftermath.ts'
import { kindText, senderName, senderText } from '../../facts/sender.ts'
import { type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'

interface Values {
  readonly what: string
  readonly sender: string
  readonly firstLine: string
}

export const contentTypeMissing = rule<'conversation', Values>({
  id: 'compliance.content-type-missing',
  category: 'compliance',
  severity: 'medium',
  sources: ['RFC 3261 §7.4.1', 'RFC 3261 §20.15'],
  title: 'Body without Content-Type',
  examines: 'conversation',
  explains: ['signaling.response-400', 'signaling.response-406-415', 'sdp.answer-missing'],
  meaning: 'A body without Content-Type is no session description to a receiver that goes by the letter.',
  fires:
    'A message with a body and no Content-Type. High where 400 or 415 answers it, low where the other side read the description all the same.',
  quiet: 'Empty bodies; what stands behind a pasted message without a Content-Length of its own; cut messages.',
  example: ['Content-Length: 142', '', 'v=0'],
  recommendation: 'Let the sender write Content-Type: application/sdp; look for an SBC rule that takes it off.',
  verify: 'Verify: messages with a body have a Content-Type, and the other side answers the offer.',
  marks: { signs: ['lacking'] },
  *check({ conversation }) {
    let cut = false
    for (const message of conversation.messages) {
      if (!message.complete) cut = true
      else if (lacksType(message)) {
        const severity = weigh(conversation, message)
        yield {
          values: {
            what: kindText(message),
            sender: senderText(message),
            firstLine: message.body.trimStart().split(/\r?\n/, 1)[0]!.slice(0, 60),
          },
          proof: [{ message }, ...lengthProof(message)],
          scope: [senderName(message)],
          ...(severity && { severity }),
          mends: message,
        }
      }
    }
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail: ({ what, sender, firstLine }) =>
    `The ${what} from ${sender} has a body that begins with "${firstLine}", and no Content-Type that says what it is.`,
})

function lengthProof(message: SipMessage): readonly Proof[] {
  const found = header(message, 'content-length')
  return found ? [{ message, header: found }] : []
}

/** In text, whatever was pasted behind a message looks like its body: only a description, or a length, makes it one. */
function lacksType(message: SipMessage): boolean {
  if (hasHeader(message, 'content-type')) return false
  const body = message.body.trim()
  if (body === '' || !/[^\0\s]/.test(body)) return false
  if (body.startsWith('v=0')) return true
  const length = header(message, 'content-length')?.value
  return length === undefined ? message.origin.kind === 'frame' : /^[1-9]\d*$/.test(length)
}

function weigh(conversation: SignalingConversation, message: SipMessage): Weight | undefined {
  const aftermath = aftermathOf(conversation, message, [400, 415])
  if (aftermath.kind === 'refused')
    return { level: 'high', because: `The message was answered with ${aftermath.by.status}` }
  const isRead =
    conversation.kind === 'call'
      ? conversation.offerAnswers.some(
          ({ offer, answer }) => answer && (offer.message === message || answer.message === message),
        )
      : aftermath.kind === 'accepted'
  return isRead ? { level: 'low', because: 'The other side read it all the same' } : undefined
}
