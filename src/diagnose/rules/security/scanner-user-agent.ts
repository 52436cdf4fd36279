import { inPrefixes } from '../../../model/address.ts'
import { hasHeader, type SipMessage } from '../../../model/message.ts'
import { topVia } from '../../facts/addresses.ts'
import { scannerMark } from '../../facts/scanner.ts'
import { rule, type SignalingConversation, type Weight } from '../../rule.ts'

interface Values {
  readonly name: string
  readonly source: string
  readonly method: string
  readonly answers: string
}

export const scannerUserAgent = rule<'conversation', Values>({
  id: 'security.scanner-user-agent',
  category: 'security',
  severity: 'medium',
  sources: ['RFC 3261 §26', 'RFC 3261 §20.41'],
  title: 'SIP scanner at work',
  examines: 'conversation',
  excuses: [
    'reg.failed',
    'auth.loop',
    'auth.403-after-credentials',
    'signaling.call-failed',
    'signaling.no-response-invite',
    'signaling.response-*',
    'routing.response-*',
  ],
  issues: ['attack', 'fraud'],
  meaning: 'Somebody probes the system with a known scanning tool.',
  fires: 'User-Agent, From or Contact of a request name a scanner.',
  quiet: 'Sources that the policy lists as test ranges. Low where every request was refused or ignored.',
  example: ['User-Agent: friendly-scanner', 'OPTIONS sip:100@203.0.113.7 SIP/2.0'],
  recommendation: 'Drop such requests before they are parsed, and accept SIP only from carriers and users you know.',
  recipe: 'scan',
  verify: 'Verify: requests from that source get no answer any more.',
  marks: { signs: ['odd-name', 'one-sided'] },
  *check({ conversation }, { options }) {
    const requests = conversation.messages.filter((message) => message.kind === 'request')
    if (requests.length === 0) yield { insufficient: 'one-direction-only' }
    for (const message of requests) {
      const mark = scannerMark(message)
      if (!mark) continue
      const source = message.source?.address
      if (source && inPrefixes(source, options.policy?.testSources ?? [])) return
      yield {
        values: {
          name: mark.name,
          source: source ?? viaHost(message),
          method: message.method,
          answers: answersIn(conversation),
        },
        proof: [{ message, header: mark.header }, { message }],
        scope: [mark.name],
        mends: firstResponse(conversation),
        severity: weigh(conversation),
      }
      return
    }
    // The name may have stood in the part that is missing.
    if (requests.some((message) => !message.complete && !hasHeader(message, 'user-agent')))
      yield { insufficient: 'message-cut' }
  },
  detail: ({ name, source, method, answers }) =>
    `${source} sent ${method} with the mark of a scanning tool, "${name}". It got ${answers === '' ? 'no answer' : `the answer ${answers}`}.`,
})

/** Without layer 3, what the request says of itself. */
function viaHost(message: SipMessage): string {
  const via = topVia(message)
  const host = via?.received ?? via?.host
  return host ? `${host} (by its Via)` : 'Somebody'
}

const responses = (conversation: SignalingConversation) =>
  conversation.messages.filter((message) => message.kind === 'response')

const firstResponse = (conversation: SignalingConversation): SipMessage | undefined => responses(conversation)[0]

const answersIn = (conversation: SignalingConversation): string =>
  [...new Set(responses(conversation).map(({ status }) => String(status)))].slice(0, 5).join(', ')

function weigh(conversation: SignalingConversation): Weight {
  if (conversation.kind === 'call' && conversation.answer)
    return { level: 'critical', because: 'A call of the scanner was answered' }
  const served = responses(conversation).find(({ status }) => status > 100 && status < 300)
  return served
    ? { level: 'high', because: `It was served: ${served.status}` }
    : { level: 'low', because: 'Its requests were refused or ignored' }
}
