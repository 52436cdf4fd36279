import { firstValue } from '../../../decode/sip/message.ts'
import { isPrivate, isPublic } from '../../../model/address.ts'
import type { Transaction } from '../../../model/call.ts'
import { header } from '../../../model/message.ts'
import { topVia } from '../../facts/addresses.ts'
import { methodScope } from '../../facts/methods.ts'
import { rule, type Weight } from '../../rule.ts'
import { UNANSWERED_SENDS } from '../../thresholds/signaling.ts'

interface Values {
  readonly host: string
  readonly peer: string
  readonly method: string
}

export const viaPrivateNoRport = rule<'transaction', Values>({
  id: 'nat.via-private-no-rport',
  category: 'nat',
  severity: 'medium',
  sources: ['RFC 3581 §3', 'RFC 3261 §18.2.2'],
  title: 'Via holds a private address and no rport',
  examines: 'transaction',
  explains: ['signaling.no-response-invite', 'signaling.no-response-noninvite', 'signaling.retransmissions'],
  issues: ['nat'],
  meaning:
    'Over UDP a response goes to the port in Via unless the client asks for rport. Behind NAT that is the wrong port, and the response is lost.',
  fires:
    'A request over UDP whose top Via names a private address without rport crosses to a public one. High where it got no response; low where one came back.',
  quiet: 'TCP, TLS and WebSocket; Via with rport; private peers.',
  example: ['Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK-1'],
  recommendation:
    'Let the client add rport to its Via (RFC 3581), or let the server answer to the source port whatever the Via says.',
  recipe: 'nat-signaling',
  verify: 'Verify: Via carries ;rport and responses come to the source port.',
  marks: { signs: ['private-via', 'odd-via'] },
  applies: ({ transaction: { method, request } }) => method !== 'ACK' && (request.transport ?? 'UDP') === 'UDP',
  *check({ transaction }) {
    const { request, method } = transaction
    if (/;\s*rport\b/i.test(firstValue(request, 'via') ?? '')) return
    const via = topVia(request)
    const line = header(request, 'via')
    const [from, to] = [request.source?.address, request.destination?.address]
    if (!via || !line) {
      if (!request.complete) yield { insufficient: 'message-cut' }
      return
    }
    if (via.transport !== 'UDP' || via.rport !== undefined || !isPrivate(via.host)) return
    const peer = from !== undefined && isPublic(from) ? from : to !== undefined && isPublic(to) ? to : via.received
    if (peer === undefined) {
      // Two private peers that are both known have no NAT between them here.
      if (from === undefined || to === undefined) yield { insufficient: 'one-direction-only' }
      return
    }
    if (!isPublic(peer)) return
    const severity = weigh(transaction)
    yield {
      values: { host: via.host, peer, method },
      proof: [{ message: request, header: line }, { message: request }],
      scope: [methodScope(method)],
      mends: request,
      ...(severity && { severity }),
    }
  },
  detail: ({ host, peer, method }) =>
    `The ${method} crosses to or from ${peer} with ${host} in its Via and without rport, so the response is to go to a port that NAT may not have opened.`,
})

function weigh({ provisionals, finals, requests }: Transaction): Weight | undefined {
  if (provisionals.length + finals.length > 0) return { level: 'low', because: 'A response came back' }
  return requests.length >= UNANSWERED_SENDS
    ? { level: 'high', because: `It was sent ${requests.length} times and no response came back` }
    : undefined
}
