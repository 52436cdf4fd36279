import { firstValue, isOfOneHop } from '../../../decode/sip/message.ts'
import { isLiteral, isPrivate, isPublic } from '../../../model/address.ts'
import { hasHeader, header, headers, type SipMessage } from '../../../model/message.ts'
import { allVias, hostsIn } from '../../facts/addresses.ts'
import { type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'

interface Values {
  readonly what: string
  readonly shown: string
}

export const topologyExposed = rule<'conversation', Values>({
  id: 'security.topology-exposed',
  category: 'security',
  severity: 'low',
  sources: ['RFC 3261 §26.1', 'RFC 3261 §20.35'],
  title: 'Inner addresses are shown to the outside',
  examines: 'conversation',
  posture: true,
  meaning:
    'A message to a public peer names private hosts of the network behind, or exact software versions: a map for whoever looks for a way in.',
  fires:
    'A message sent to a public address has private hosts in lower Via entries, Record-Route or the Call-ID. Info for an exact version in Server or User-Agent alone.',
  quiet: 'Private hosts in the top Via or Contact alone, which tell of NAT; private peers.',
  example: ['Via: SIP/2.0/UDP 10.1.0.5:5060;branch=z9hG4bK-2', 'Call-ID: 4711@10.1.0.5'],
  recommendation:
    'Hide the topology at the border: topology hiding on the proxy or SBC, a Call-ID without the inner host, and a User-Agent without a version.',
  applies({ conversation }) {
    for (const message of conversation.messages) if (goesOut(message)) return true
    return false
  },
  *check({ conversation }) {
    const [request, response] = [sentOut(conversation, 'request'), sentOut(conversation, 'response')]
    for (const message of [request, response]) {
      if (!message) continue
      const found = innerHost(message) ?? version(message)
      if (!found) {
        if (!message.complete) yield { insufficient: 'message-cut' }
        continue
      }
      const severity: Weight = { level: 'info', because: 'Only a software version is shown' }
      yield {
        values: { what: found.what, shown: found.shown.slice(0, 100) },
        proof: [found.proof],
        scope: [],
        mends: message,
        ...(found.what === 'version' && { severity }),
      }
    }
  },
  detail: ({ what, shown }) =>
    what === 'version'
      ? `The peer outside is told the exact version: ${shown}.`
      : `The peer outside is told of ${shown} in ${what}.`,
})

const goesOut = ({ destination }: SipMessage): boolean => destination !== undefined && isPublic(destination.address)

/** The first one of that kind: what one message shows, the others show as a rule. */
const sentOut = ({ messages }: SignalingConversation, kind: SipMessage['kind']): SipMessage | undefined =>
  messages.find((message) => message.kind === kind && goesOut(message))

interface Shown {
  readonly what: string
  readonly shown: string
  readonly proof: Proof
}

function innerHost(message: SipMessage): Shown | undefined {
  const via =
    message.kind === 'request' && !isOfOneHop(message)
      ? allVias(message).find(({ host }, index) => index > 0 && isPrivate(host))
      : undefined
  if (via) {
    const vias = headers(message, 'via')
    const line = vias.find(({ value }) => value.includes(via.host)) ?? vias[0]!
    return { what: 'Via', shown: via.host, proof: { message, header: line } }
  }
  const route = message.kind === 'request' ? hostsIn(message, 'record-route').find(isPrivate) : undefined
  const routeLine = header(message, 'record-route')
  if (route !== undefined && routeLine)
    return { what: 'Record-Route', shown: route, proof: { message, header: routeLine } }
  const host = message.callId.slice(message.callId.lastIndexOf('@') + 1)
  if (message.kind === 'response' || !message.callId.includes('@') || !isLiteral(host) || !isPrivate(host))
    return undefined
  const callId = header(message, 'call-id')
  return callId && { what: 'Call-ID', shown: host, proof: { message, header: callId } }
}

/** `Product/1.2.3`, or `1.2.3` on its own. */
function version(message: SipMessage): Shown | undefined {
  const name = hasHeader(message, 'server') ? 'server' : 'user-agent'
  if (!/\d{1,4}\.\d{1,4}(?:\.\d{1,6})?/.test(firstValue(message, name) ?? '')) return undefined
  const line = header(message, name)!
  return { what: 'version', shown: line.value, proof: { message, header: line } }
}
