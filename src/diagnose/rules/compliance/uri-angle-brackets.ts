import { header, type SipHeader, type SipMessage } from '../../../model/message.ts'
import { senderName, senderText } from '../../facts/sender.ts'
import { rule, type SignalingConversation } from '../../rule.ts'

interface Values {
  readonly name: string
  readonly sender: string
  readonly parameter: string
  readonly lost: boolean
}

const HEADERS = ['contact', 'from', 'to'] as const
const PRINTED = { contact: 'Contact', from: 'From', to: 'To' } as const

/** Parameters of a SIP URI (RFC 3261 §19.1.1, RFC 3486, RFC 5627, RFC 5626 and what clients add); no header has them. */
const URI_PARAMETER = /;\s{0,9}(transport|user|method|ttl|maddr|lr|comp|gr|ob|rinstance)\s{0,9}(?:[=;]|$)/i

export const uriAngleBrackets = rule<'conversation', Values>({
  id: 'compliance.uri-angle-brackets',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3261 §20', 'RFC 3261 §20.10'],
  title: 'URI with parameters but without angle brackets',
  examines: 'conversation',
  meaning:
    'Without angle brackets whatever follows a semicolon belongs to the header, not to the URI: the transport or the user it names is lost.',
  fires:
    'Contact, From or To without angle brackets around a URI that has a comma, a question mark or a parameter of its own. Medium where a later request shows that the parameter was lost.',
  quiet: 'Header parameters such as tag, expires and q behind a bare URI; cut messages.',
  example: ['Contact: sip:alice@192.0.2.10:5060;transport=tcp'],
  recommendation: 'Put angle brackets around the URI: Contact: <sip:alice@192.0.2.10:5060;transport=tcp>.',
  verify: 'Verify: requests to that contact carry the parameter in their Request-URI.',
  marks: { signs: ['odd-uri'] },
  *check({ conversation }) {
    let cut = false
    for (const message of conversation.messages) {
      for (const name of HEADERS) {
        const found = header(message, name)
        const parameter = found && bareParameter(found)
        if (!found || !parameter) continue
        if (!message.complete) cut = true
        const later = name === 'contact' ? losingRequest(conversation, message, found, parameter) : undefined
        yield {
          values: { name: PRINTED[name], sender: senderText(message), parameter, lost: later !== undefined },
          title: `${PRINTED[name]} without angle brackets around a URI with parameters`,
          proof: [{ message, header: found }, ...(later ? [{ message: later }] : [{ message }])],
          scope: [name, senderName(message)],
          ...(later && { severity: { level: 'medium', because: 'A later request shows that the parameter was lost' } }),
          mends: message,
        }
      }
      if (!message.complete && header(message, 'contact') === undefined) cut = true
    }
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail: ({ name, sender, parameter, lost }) =>
    `${name} of ${sender} has "${parameter}" behind a URI without angle brackets, so it belongs to the header and not to the URI${lost ? ', and the next request to it goes without' : ''}.`,
})

/** What stands outside the URI and belongs into it. */
function bareParameter({ value }: SipHeader): string | undefined {
  if (value.includes('<') || !/^"?[^"]*sips?:/i.test(value)) return undefined
  const parameter = URI_PARAMETER.exec(value)?.[1]
  if (parameter) return parameter.toLowerCase()
  const semicolon = value.indexOf(';')
  const uri = semicolon < 0 ? value : value.slice(0, semicolon)
  const mark = /[?,]/.exec(uri.slice(uri.lastIndexOf('@') + 1))?.[0]
  // A comma parts two contacts as well.
  return mark === ',' && /,\s*"?[^"]*sips?:/i.test(uri) ? undefined : mark
}

/** A later request to that URI that goes without the parameter. */
function losingRequest(
  { messages }: SignalingConversation,
  message: SipMessage,
  { value }: SipHeader,
  parameter: string,
): SipMessage | undefined {
  const uri = value.split(/[;?,]/, 1)[0]!.trim().toLowerCase()
  return messages.find((later) => {
    if (later.kind !== 'request' || later.number <= message.number) return false
    const target = later.requestUri.toLowerCase()
    return target.startsWith(uri) && !/[a-z0-9.:]/.test(target.charAt(uri.length)) && !target.includes(`;${parameter}`)
  })
}
