import type { SipRequest } from '../../../model/message.ts'
import { lookFor, type Refusal, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { clip, meaningOf, refusalFault, type Told, tell, toldOf } from '../../facts/responses.ts'
import { type Standing, standingOf } from '../../facts/standing.ts'
import { type Proof, rule, type SignalingConversation } from '../../rule.ts'

interface Values extends Told {
  readonly octets: number | undefined
  readonly transport: string | undefined
  /** Names of the largest headers, largest first. */
  readonly largest: readonly string[]
}

const STATUSES = [413, 513]
const LARGEST = 5

export const response413 = rule<'conversation', Values>({
  id: 'signaling.response-413-513',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3261 §21.4.11', 'RFC 3261 §21.5.7', 'RFC 3261 §18.1.1'],
  title: 'Message too large',
  examines: 'conversation',
  yieldsTo: ['reg.failed', 'transfer.*'],
  issues: ['413', '513', 'size'],
  meaning: 'The side that answers does not take a message or body of this size.',
  fires:
    'A request ends with 413 or 513. Critical for an INVITE that no other try follows with success; low for requests that carry no call or registration.',
  quiet: 'Info where a smaller try, or one over TCP or TLS, was let in.',
  example: ['INVITE sip:bob@203.0.113.7 SIP/2.0', 'SIP/2.0 513 Message Too Large'],
  recommendation: 'Use TCP or TLS for signalling, and send fewer codecs, ICE candidates and vendor headers.',
  recipe: 'udp-size',
  verify: 'Verify: the smaller request is answered with 18x or 2xx.',
  marks: lookFor(...STATUSES),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, STATUSES)) {
      const { request, response } = refusal
      const standing = weigh(refusal, conversation)
      const large = request ? largestOf(request) : []
      const fault = refusalFault(refusal, standing)
      yield {
        ...fault,
        proof: [...fault.proof, ...large.map((header): Proof => ({ message: request!, header }))],
        values: {
          ...toldOf(refusal, standing),
          octets: request && Buffer.byteLength(request.raw),
          transport: request?.transport,
          largest: large.map(({ name }) => clip(name, 40)),
        },
        title: `Message too large: ${response.status}`,
        ...(request && { mends: request }),
      }
    }
    yield* unseenEnd(conversation)
  },
  detail(told) {
    const { octets, transport, largest, status } = told
    const size =
      octets === undefined ? '' : ` The request has ${octets} octets${transport ? ` over ${transport}` : ''}.`
    const most = largest.length > 0 ? ` Its largest headers are ${largest.join(', ')}.` : ''
    return `${tell(told, meaningOf(status))}${size}${most}`
  },
  advise: ({ status }) =>
    status === 413
      ? 'Send a smaller body: fewer codecs and ICE candidates, and no parts that this peer does not need.'
      : 'Use TCP or TLS for signalling, and send fewer codecs, ICE candidates and vendor headers.',
})

function weigh(refusal: Refusal, conversation: SignalingConversation): Standing {
  const standing = standingOf(
    refusal,
    conversation,
    refusal.method === 'INVITE' && refusal.request ? 'critical' : 'high',
  )
  return standing.level === 'critical'
    ? { ...standing, because: 'No smaller try, or one over TCP or TLS, was let in: each call of this size fails' }
    : standing
}

/** The headers that take most room. A body's size shows in Content-Length. */
const largestOf = (request: SipRequest) =>
  [...request.headers].sort((a, b) => b.end - b.start - (a.end - a.start)).slice(0, LARGEST)
