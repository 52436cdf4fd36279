import { headerValues } from '../../../decode/sip/values.ts'
import { hasHeader, header, type SipMessage, type SipRequest } from '../../../model/message.ts'
import { finalOf } from '../../facts/aftermath.ts'
import { methodScope } from '../../facts/methods.ts'
import { capital, kindText, senderName, senderText } from '../../facts/sender.ts'
import { type Fault, type Proof, rule, type SignalingConversation } from '../../rule.ts'

interface Values {
  readonly kind: 'capabilities' | 'no-allow' | 'not-allowed'
  readonly sender: string
  readonly what: string
  readonly allow: readonly string[]
  readonly supported: readonly string[]
}

/** Methods and options shown of one side. */
const SHOWN = 20
/** Beyond the basic ones: whether the other side takes them is what Allow tells. */
const OPTIONAL = ['REFER', 'UPDATE', 'INFO', 'MESSAGE', 'PRACK', 'SUBSCRIBE', 'NOTIFY'] as const
const OPTIONALS: ReadonlySet<string> = new Set(OPTIONAL)
/** Used without asking, they break a transfer or a refresh. */
const NEEDS_LEAVE: ReadonlySet<string> = new Set(['REFER', 'UPDATE'])

export const allowSupported = rule<'conversation', Values>({
  id: 'compliance.allow-supported',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3261 §13.2.1', 'RFC 3261 §20.5', 'RFC 3261 §20.37', 'RFC 3311 §4', 'RFC 3515 §2.2'],
  title: 'What each side supports',
  examines: 'conversation',
  explains: ['routing.response-405-501', 'transfer.refer-rejected-method'],
  meaning: 'Allow names the methods a side takes, Supported the extensions it knows. Peers go by them.',
  fires:
    'A call that uses a method beyond the basic ones: what each side says it takes. Low where an INVITE or its 2xx has no Allow; medium where REFER or UPDATE goes to a side whose Allow lacks it, low where that side accepts it.',
  quiet: 'Calls of basic methods whose sides both say what they take; cut messages.',
  example: ['Allow: INVITE, ACK, CANCEL, BYE, OPTIONS', 'REFER sip:bob@192.0.2.20 SIP/2.0'],
  recommendation: 'Let the user agent list its methods in Allow, and use only those that the peer lists.',
  about: { methods: ['INVITE'] },
  marks: [{ methods: OPTIONAL }, { signs: ['no-allow'] }],
  *check({ conversation }) {
    let cut = false
    for (const message of speakers(conversation)) {
      if (hasHeader(message, 'allow')) continue
      if (!message.complete) cut = true
      else yield noAllow(message)
    }
    const used = conversation.messages.filter((one): one is SipRequest => one.kind === 'request' && isOptional(one))
    for (const request of used) {
      const peer = lastAllowOfPeer(conversation, request)
      if (!peer) continue
      if (NEEDS_LEAVE.has(request.method) && !methodsOf(peer).includes(request.method))
        yield notAllowed(conversation, request, peer)
    }
    if (used.length > 0)
      for (const message of speakers(conversation)) if (hasHeader(message, 'allow')) yield capabilities(message)
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail({ kind, sender, what, allow, supported }) {
    const methods = allow.join(', ')
    if (kind === 'no-allow')
      return `The ${what} from ${sender} has no Allow: its peer cannot know whether it takes REFER, UPDATE or INFO.`
    if (kind === 'not-allowed') return `${what} goes to a side that does not list it: ${sender} allows ${methods}.`
    return `${capital(sender)} allows ${methods}${supported.length > 0 ? ` and supports ${supported.join(', ')}` : ''}.`
  },
  advise: ({ kind, what }) =>
    kind === 'no-allow'
      ? 'Let the user agent list the methods it takes in Allow of every INVITE and 2xx; look for an SBC rule that takes it off.'
      : kind === 'not-allowed'
        ? `Use ${what} only towards a side that lists it in Allow, or let that side, or the SBC before it, support it and say so.`
        : '',
})

const isOptional = ({ method }: SipMessage): boolean => OPTIONALS.has(method)

/** The first INVITE and the first 2xx to it; what comes later repeats them. */
function speakers(conversation: SignalingConversation): readonly SipMessage[] {
  if (conversation.kind !== 'call') return []
  return [conversation.invite, conversation.answer].filter((one) => one !== undefined)
}

const methodsOf = (message: SipMessage): readonly string[] =>
  headerValues(message, 'allow').map((method) => method.toUpperCase())

/** The last word of whom a request within a dialog goes to, before it went. */
function lastAllowOfPeer({ messages }: SignalingConversation, request: SipRequest): SipMessage | undefined {
  if (request.toTag === undefined) return undefined
  return messages.findLast(
    (one) =>
      one.number < request.number &&
      hasHeader(one, 'allow') &&
      (one.kind === 'request' ? one.fromTag : one.toTag) === request.toTag,
  )
}

function capabilities(message: SipMessage): Fault<Values> {
  const supported = header(message, 'supported')
  return {
    values: valuesOf('capabilities', message, message),
    proof: [{ message, header: header(message, 'allow')! }, ...(supported ? [{ message, header: supported }] : [])],
    scope: ['capabilities', message.kind, senderName(message)],
  }
}

const noAllow = (message: SipMessage): Fault<Values> => ({
  values: valuesOf('no-allow', message, message),
  title: `No Allow header in ${kindText(message)}`,
  proof: [{ message }],
  scope: ['no-allow', message.kind, senderName(message)],
  severity: { level: 'low', because: 'RFC 3261 asks for Allow in every INVITE and its 2xx' },
  mends: message,
})

function notAllowed(conversation: SignalingConversation, request: SipRequest, peer: SipMessage): Fault<Values> {
  const final = finalOf(conversation, request)
  const accepted = final !== undefined && final.status < 300
  const proof: readonly Proof[] = final ? [{ message: final }] : []
  return {
    values: valuesOf('not-allowed', peer, request),
    title: `${request.method} to a side that does not allow it`,
    proof: [{ message: request }, { message: peer, header: header(peer, 'allow')! }, ...proof],
    scope: ['not-allowed', methodScope(request.method), senderName(peer)],
    severity: accepted
      ? { level: 'low', because: 'It was accepted all the same' }
      : { level: 'medium', because: `${request.method} was used although the peer does not list it` },
    mends: request,
  }
}

const valuesOf = (kind: Values['kind'], speaker: SipMessage, message: SipMessage): Values => ({
  kind,
  sender: senderText(speaker),
  what: kindText(message),
  allow: methodsOf(speaker).slice(0, SHOWN),
  supported: headerValues(speaker, 'supported').slice(0, SHOWN),
})
