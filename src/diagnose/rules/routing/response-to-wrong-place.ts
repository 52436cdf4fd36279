import type { Via } from '../../../decode/sip/via.ts'
import { isLiteral } from '../../../model/address.ts'
import type { Transaction } from '../../../model/call.ts'
import { endpointText } from '../../../model/endpoint.ts'
import { header, type SipResponse } from '../../../model/message.ts'
import { topVia } from '../../facts/addresses.ts'
import { type Proof, rule, type SignalingConversation } from '../../rule.ts'

interface Values {
  readonly what: string
  readonly went: string
  readonly due: string
  readonly resends: number
}

/** Sends after the response that show it did not arrive. Chosen by us: one may have crossed it. */
const RESENDS = 2
const SIP_PORT = 5060

export const responseToWrongPlace = rule<'transaction', Values>({
  id: 'routing.response-to-wrong-place',
  category: 'nat',
  severity: 'high',
  sources: ['RFC 3261 §18.2.2', 'RFC 3581 §4'],
  title: 'A response goes to another place than Via says',
  examines: 'transaction',
  explains: [
    'signaling.retransmissions',
    'signaling.no-response-invite',
    'signaling.ack-missing-2xx',
    'signaling.drop-32s',
  ],
  issues: ['nat', 'timeout'],
  meaning:
    'Over UDP a response goes to the address its request came from; to the port it came from where Via asks for rport, else to the port in Via.',
  fires:
    'A response over UDP is sent to another address or port than that. High where the request is then sent again twice or more; low otherwise, as many clients take it.',
  quiet: 'TCP and TLS; multicast; a hop whose request was seen on the other side of a NAT.',
  example: [
    'Via: SIP/2.0/UDP 192.0.2.10:5060;rport;branch=z9hG4bK-1 (from 192.0.2.10:41022)',
    'SIP/2.0 200 OK (sent to 192.0.2.10:5060)',
  ],
  recommendation: 'Let the server answer to where the request came from (rport), and the client ask for it in its Via.',
  recipe: 'nat-signaling',
  verify: 'Verify: the response goes to the source address and port of the request, and is not asked for again.',
  marks: { signs: ['elsewhere'] },
  applies: ({ transaction: { request } }) => (request.transport ?? 'UDP') === 'UDP',
  *check({ transaction, conversation }, { capture }) {
    const { request } = transaction
    if (isSeenTwice(transaction, conversation)) return
    const via = topVia(request)
    let unknown = false
    for (const response of [...transaction.provisionals, ...transaction.finals]) {
      const due = dueFor(response, transaction, via)
      if (due === undefined || due === 'unknown') {
        unknown ||= due === 'unknown'
        continue
      }
      const resends = transaction.requests.filter(({ number }) => number > response.number).length
      const line = header(response, 'via')
      yield {
        values: {
          what: `${response.status} to ${response.method.slice(0, 40)}`,
          went: endpointText(response.destination!),
          due,
          resends,
        },
        proof: [
          { message: response },
          ...(line ? [{ message: response, header: line } satisfies Proof] : []),
          { message: request },
        ],
        scope: [due.split(':')[0] === response.destination!.address ? 'port' : 'address'],
        mends: response,
        ...(resends < RESENDS && {
          severity: { level: 'low' as const, because: 'The request was not repeated, so the response arrived' },
        }),
      }
      return
    }
    if (unknown && capture.kind === 'text') yield { insufficient: 'one-direction-only' }
  },
  detail: ({ what, went, due, resends }) =>
    `The ${what} was sent to ${went}; by the Via of its request it belongs to ${due}.${resends > 0 ? ` The request was repeated ${resends} times after it.` : ''}`,
})

/** Behind a NAT one request is seen with two source addresses; which answer belongs where the addresses do not tell. */
const isSeenTwice = ({ request }: Transaction, { transactions }: SignalingConversation): boolean =>
  transactions.some((one) => one.request !== request && one.request.branch === request.branch)

/** Where the response belongs; undefined where it went there, `unknown` where that cannot be told. */
function dueFor(response: SipResponse, { request }: Transaction, via: Via | undefined): string | undefined {
  const [from, to] = [request.source, response.destination]
  if (!via || via.maddr !== undefined) return undefined
  if (from?.port === undefined || to?.port === undefined || !isLiteral(from.address)) return 'unknown'
  const port = via.rport !== undefined ? from.port : (via.port ?? SIP_PORT)
  if (to.address === from.address && to.port === port) return undefined
  // Where the client asks for no rport the source port is the better guess, and most servers take it.
  if (to.address === from.address && via.rport === undefined && to.port === from.port) return undefined
  return endpointText({ address: from.address, port })
}
