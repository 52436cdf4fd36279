import { headerValues, locatedValues, type ValueOf } from '../../../decode/sip/values.ts'
import { isLiteral, isPrivate, isPublic, sameNeighbourhood } from '../../../model/address.ts'
import type { Transaction } from '../../../model/call.ts'
import type { SipHeader } from '../../../model/message.ts'
import type { IcmpError } from '../../../model/packet.ts'
import { hostAsked } from '../../attempts.ts'
import { layer3, topVia } from '../../facts/addresses.ts'
import { icmpProof } from '../../facts/icmp.ts'
import { isLost, isUnanswered, lossText } from '../../facts/lost.ts'
import { methodScope } from '../../facts/methods.ts'
import { shareOf } from '../../facts/shares.ts'
import { type Proof, rule, type SignalingConversation } from '../../rule.ts'

type Why = 'hairpin' | 'private' | 'other-site' | 'icmp'

interface Values {
  readonly method: string
  readonly route: string
  readonly sender: string
  readonly why: Why
  readonly loss: string
}

export const routeUnreachable = rule<'conversation', Values>({
  id: 'routing.route-unreachable',
  category: 'routing',
  severity: 'high',
  sources: ['RFC 3261 §16.4', 'RFC 3261 §16.12', 'RFC 3327 §5.3'],
  title: 'A route leads to an address that cannot be reached',
  examines: 'conversation',
  about: { headers: ['route'] },
  observed: true,
  explains: [
    'signaling.no-response-invite',
    'signaling.no-response-noninvite',
    'signaling.response-408',
    'signaling.response-5xx',
    'signaling.call-failed',
    'reg.failed',
  ],
  issues: ['route', 'nat', '408', 'timeout'],
  meaning:
    'Route (or the Path or Record-Route it was made of) names the next server. Who has to send there cannot: it is its own translated address, a private one of another network, or a host that refuses.',
  fires:
    'A request with Route ends in 408, 430, 477, 478, 503, 504 or silence, and its next route is the address the request came from, a private address of another network, or one about which an ICMP error came back. Critical where five calls or more go there, and all end so.',
  quiet: 'A route to the server that has the request already and takes it off; routes to names.',
  example: [
    'SERVICE sip:svc@192.0.2.9 SIP/2.0 (from 198.51.100.4)',
    'Route: <sip:198.51.100.4:4401;transport=tls;lr>',
    'SIP/2.0 408 Request Timeout',
  ],
  recommendation:
    'Let the server that wrote this route use an address that the other side can reach, and open it in the firewall between them.',
  recipe: 'route',
  verify: 'Verify: the request leaves towards the route and is answered by the server behind it.',
  *check({ conversation }) {
    let blind = false
    for (const transaction of conversation.transactions) {
      if (!isLost(transaction)) continue
      const routes = locatedValues(transaction.request, 'route')
      if (routes.length === 0 || isSentOn(transaction, conversation)) continue
      const hop = nextHop(transaction, routes)
      if (!hop) {
        blind ||= transaction.request.destination === undefined
        continue
      }
      const why = obstacleOf(hop, transaction, conversation)
      if (!why) continue
      const { final, request } = transaction
      yield {
        values: {
          method: request.method.slice(0, 40),
          route: hop.value.uriText.slice(0, 120),
          sender: hop.sender,
          why: why.kind,
          loss: lossText(transaction),
        },
        proof: [
          { message: request, header: hop.header },
          { message: request },
          ...(final ? [{ message: final } satisfies Proof] : []),
          ...(why.icmp ? [icmpProof(why.icmp)] : []),
        ],
        scope: [why.kind, methodScope(request.method)],
        mends: request,
        against: hostAsked(request),
        confidence: why.kind === 'other-site' ? 0.7 : 0.85,
      }
      return
    }
    if (blind) yield { insufficient: 'one-direction-only' }
  },
  weigh(seen) {
    const all = shareOf(seen, 1)
    return all && { level: 'critical', because: `All of ${all.calls} calls on that way end so` }
  },
  detail: ({ method, route, sender, why, loss }) =>
    `The ${method} is to go on to ${route}, and ${WHY[why](sender)}. ${loss}.`,
})

const WHY: Record<Why, (sender: string) => string> = {
  hairpin: (sender) => `that is the address it came from as ${sender} sees it: the way leads back through the firewall`,
  private: (sender) => `${sender} cannot send to a private address`,
  'other-site': (sender) => `${sender} is in another private network`,
  icmp: (sender) => `an ICMP error tells ${sender} that it cannot be reached`,
}

interface Hop {
  readonly header: SipHeader
  readonly value: ValueOf<'route'>
  readonly host: string
  /** Who has to send there. */
  readonly sender: string
}

/** The tap shows that its receiver sent it on. */
const isSentOn = ({ request, method }: Transaction, { transactions }: SignalingConversation): boolean =>
  transactions.some(
    (one) =>
      one.method === method &&
      one.request.number > request.number &&
      one.request.cseq?.number === request.cseq?.number &&
      one.request.source?.address === request.destination?.address &&
      one.request.source !== undefined,
  )

/** Where the request has to go: for its sender when nobody answers, else for the server that answered in its place. */
function nextHop(
  transaction: Transaction,
  routes: readonly { readonly header: SipHeader; readonly value: ValueOf<'route'> }[],
): Hop | undefined {
  const here = layer3(transaction.request.destination)
  const from = layer3(transaction.request.source)
  const silent = isUnanswered(transaction)
  const sender = silent ? from : here
  if (sender === undefined) return undefined
  const found = silent ? routes[0] : routes.find(({ value }) => value.uri?.host !== here)
  const host = found?.value.uri?.host
  if (!found || !host || !isLiteral(host) || host === '::1' || host.startsWith('127.')) return undefined
  return { ...found, host, sender }
}

function obstacleOf(
  { host, sender }: Hop,
  transaction: Transaction,
  conversation: SignalingConversation,
): { readonly kind: Why; readonly icmp?: IcmpError } | undefined {
  const icmp =
    conversation.kind === 'call'
      ? conversation.icmpErrors.find(({ destination }) => destination?.address === host)
      : undefined
  if (icmp) return { kind: 'icmp', icmp }
  if (host === cameFrom(transaction, sender)) return { kind: 'hairpin' }
  if (!isPrivate(host)) return undefined
  if (isPublic(sender)) return { kind: 'private' }
  return isPrivate(sender) && !sameNeighbourhood(host, sender) ? { kind: 'other-site' } : undefined
}

/** The address from which the sender of this hop got the request, or by which its peer knows the sender itself. */
function cameFrom(transaction: Transaction, sender: string): string | undefined {
  const source = layer3(transaction.request.source)
  if (source !== sender) return source
  const known = transaction.provisionals[0] ?? transaction.final
  return (known && topVia(known)?.received) ?? headerValues(transaction.request, 'via')[0]?.received
}
