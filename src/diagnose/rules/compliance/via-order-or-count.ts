import type { Via } from '../../../decode/sip/via.ts'
import type { Transaction } from '../../../model/call.ts'
import { header, type SipMessage, type SipResponse } from '../../../model/message.ts'
import { viasOf } from '../../facts/forwarding.ts'
import { senderName, senderText } from '../../facts/sender.ts'
import { type Proof, rule, type SignalingConversation } from '../../rule.ts'

interface Values {
  readonly method: string
  readonly status: number
  readonly sender: string
  readonly asked: number
  readonly answered: number
  readonly reordered: boolean
}

export const viaOrderOrCount = rule<'conversation', Values>({
  id: 'compliance.via-order-or-count',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3261 §8.2.6.2', 'RFC 3261 §16.7', 'RFC 3261 §18.2.2'],
  title: 'Vias of the response are not those of the request',
  examines: 'conversation',
  explains: ['signaling.no-response-invite', 'signaling.no-response-noninvite', 'signaling.retransmissions'],
  meaning:
    'A response goes back by the Vias of its request, one hop each. With fewer, more or others it ends somewhere else.',
  fires:
    'On one hop a response has another number of Vias than its request, or others, or in another order. Medium where Vias are missing and the request was sent again.',
  quiet: 'Parameters that the way adds, such as received and rport; cut messages.',
  example: ['Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK2', 'Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK1'],
  recommendation: 'Let the answering side copy all Vias in their order, and take header manipulation off Via.',
  verify: 'Verify: request and response show the same Vias on each hop.',
  marks: { signs: ['several-vias'] },
  *check({ conversation }) {
    let cut = false
    for (const transaction of conversation.transactions) {
      const { request, requests, method } = transaction
      const asked = viasOf(request)
      for (const response of responsesOf(transaction)) {
        if (!request.complete || !response.complete) {
          cut = true
          continue
        }
        const answered = viasOf(response)
        if (asked.length === 0 || answered.length === 0 || isSame(asked, answered)) continue
        const lost = answered.length < asked.length && requests.length > 1 && !isHeard(conversation, transaction)
        yield {
          values: {
            method,
            status: response.status,
            sender: senderText(response),
            asked: asked.length,
            answered: answered.length,
            reordered: asked.length === answered.length,
          },
          proof: [{ message: response }, ...viaProof(response), ...viaProof(request)],
          scope: [senderName(response), asked.length === answered.length ? 'order' : 'count'],
          ...(lost && {
            severity: { level: 'medium', because: 'The request was sent again: the answer did not arrive' },
          }),
          mends: response,
        }
      }
    }
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail({ method, status, sender, asked, answered, reordered }) {
    const what = reordered ? 'other Vias, or in another order,' : `${answered} ${answered === 1 ? 'Via' : 'Vias'}`
    return `The ${status} to ${method} from ${sender} has ${what} where its request has ${asked}: it cannot go back the way the request came.`
  },
})

function* responsesOf({ provisionals, finals }: Transaction): Iterable<SipResponse> {
  yield* provisionals
  yield* finals
}

const isSame = (asked: readonly Via[], answered: readonly Via[]): boolean =>
  asked.length === answered.length &&
  asked.every(({ host, branch }, index) => {
    const other = answered[index]!
    return other.branch === branch && other.host.toLowerCase() === host.toLowerCase()
  })

/** Who asked went on as one does with the answer in hand. */
const isHeard = ({ messages }: SignalingConversation, { method, acks, finals, request }: Transaction): boolean =>
  method === 'INVITE'
    ? acks.length > 0
    : messages.some(
        (later) =>
          later.kind === 'request' &&
          finals[0] !== undefined &&
          later.number > finals[0].number &&
          later.cseq?.number !== request.cseq?.number,
      )

function viaProof(message: SipMessage): readonly Proof[] {
  const via = header(message, 'via')
  return via ? [{ message, header: via }] : []
}
