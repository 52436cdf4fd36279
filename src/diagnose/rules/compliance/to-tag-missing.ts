import type { Call } from '../../../model/call.ts'
import { header, type SipMessage, type SipRequest, type SipResponse } from '../../../model/message.ts'
import { aftermathOf } from '../../facts/aftermath.ts'
import { kindText, senderName, senderText } from '../../facts/sender.ts'
import { type Fault, rule, type SignalingConversation, type Weight } from '../../rule.ts'

interface Values {
  readonly what: string
  readonly sender: string
  readonly within: boolean
  readonly refusal: boolean
}

/** Methods that only exist within a dialog (RFC 3261 §15, RFC 3262, RFC 3311); re-INVITEs cannot be told from new calls. */
const IN_DIALOG: ReadonlySet<string> = new Set(['BYE', 'PRACK', 'UPDATE'])

export const toTagMissing = rule<'conversation', Values>({
  id: 'compliance.to-tag-missing',
  category: 'compliance',
  severity: 'medium',
  sources: ['RFC 3261 §8.2.6.2', 'RFC 3261 §12.1.1', 'RFC 3261 §12.2.1.1'],
  title: 'To tag missing',
  examines: 'conversation',
  explains: ['dialog.response-481'],
  meaning: 'The To tag is the callee’s half of a dialog’s name. Without it, requests within the call find no dialog.',
  fires:
    'A 18x or 2xx to INVITE or SUBSCRIBE without To tag; a BYE, PRACK or UPDATE without it. Low for refusals and where the call works, high where 481 follows.',
  quiet: '100 Trying; cut or redacted messages; requests towards a side that never gave a tag.',
  example: ['SIP/2.0 200 OK', 'To: <sip:bob@example.com>'],
  recommendation: 'Correct the stack of the side that answers, or the SBC rule that rewrites To.',
  verify: 'Verify: every response but 100 has a To tag, and requests within the dialog repeat it.',
  marks: { signs: ['tagless'] },
  *check({ conversation }) {
    let cut = false
    for (const message of conversation.messages) {
      if (!lacksTag(message)) continue
      if (!isReadable(message)) cut = true
      else if (message.kind === 'response') yield ofResponse(conversation, message)
      else if (conversation.messages.some((other) => gaveTag(other, message))) yield ofRequest(conversation, message)
    }
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail: ({ what, sender, within, refusal }) =>
    refusal
      ? `The ${what} from ${sender} has no To tag. A refusal opens no dialog, but forks cannot be told apart.`
      : within
        ? `The ${what} from ${sender} has no To tag although the dialog has one: the other side takes it for something new and refuses or ignores it.`
        : `The ${what} from ${sender} has no To tag, so it names no dialog: forks cannot be told apart, and what follows may be refused with 481.`,
  advise: ({ within }) =>
    within
      ? 'Let the sender repeat the To tag of the answer in every request of the dialog; look for an SBC rule that rewrites To.'
      : 'Let the answering side put a tag into To of every response but 100; look for an SBC rule that rewrites To.',
})

const lacksTag = (message: SipMessage): boolean =>
  message.toTag === undefined &&
  (message.kind === 'response'
    ? message.status > 100 && (message.method === 'INVITE' || message.method === 'SUBSCRIBE')
    : IN_DIALOG.has(message.method))

/** A redaction may have taken the tag with it. */
const isReadable = (message: SipMessage): boolean =>
  message.complete && !message.repairs?.includes('redactions') && header(message, 'to') !== undefined

/** The other side had named the dialog, so that its name was there to be repeated. */
const gaveTag = (other: SipMessage, request: SipRequest): boolean =>
  other.number < request.number &&
  other.kind === 'response' &&
  other.status > 100 &&
  other.status < 300 &&
  other.method === 'INVITE' &&
  (other.fromTag === request.fromTag ? other.toTag !== undefined : other.toTag === request.fromTag)

function ofResponse(conversation: SignalingConversation, message: SipResponse): Fault<Values> {
  const weight: Weight | undefined =
    message.status >= 300
      ? { level: 'low', because: 'A refusal opens no dialog' }
      : conversation.kind === 'call'
        ? weightOf(conversation)
        : undefined
  return { ...faultOf(message, false), ...(weight && { severity: weight }) }
}

/** A call that was acknowledged and ended as calls do came by without the tag. */
function weightOf(call: Call): Weight | undefined {
  const refused = call.messages.find((one) => one.kind === 'response' && one.status === 481)
  if (refused) return { level: 'high', because: 'A request of the call was refused with 481' }
  return call.answer && call.ack ? { level: 'low', because: 'The call works all the same' } : undefined
}

function ofRequest(conversation: SignalingConversation, message: SipRequest): Fault<Values> {
  const aftermath = aftermathOf(conversation, message, [481])
  const own = conversation.transactions.find(({ request }) => request === message)?.final
  const weight: Weight | undefined =
    aftermath.kind === 'refused'
      ? { level: 'high', because: 'It was refused with 481' }
      : own && own.status < 300
        ? { level: 'low', because: 'The other side accepts it all the same' }
        : undefined
  return { ...faultOf(message, true), ...(weight && { severity: weight }) }
}

function faultOf(message: SipMessage, within: boolean): Fault<Values> {
  return {
    values: {
      what: kindText(message),
      sender: senderText(message),
      within,
      refusal: message.kind === 'response' && message.status >= 300,
    },
    title: `To tag missing in ${kindText(message)}`,
    proof: [{ message, header: header(message, 'to')! }, { message }],
    scope: [message.kind, kindText(message), senderName(message)],
    mends: message,
  }
}
