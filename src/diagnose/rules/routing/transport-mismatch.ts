import { parseUri, type Uri } from '../../../decode/sip/uri.ts'
import { headerValues } from '../../../decode/sip/values.ts'
import type { Transaction } from '../../../model/call.ts'
import { header, headers } from '../../../model/message.ts'
import { topVia } from '../../facts/addresses.ts'
import { isUnanswered } from '../../facts/lost.ts'
import { carriageOf } from '../../facts/tap.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly method: string
  readonly what: 'via' | 'target' | 'sips'
  readonly said: string
  readonly went: string
  readonly answered: boolean
}

export const transportMismatch = rule<'transaction', Values>({
  id: 'routing.transport-mismatch',
  category: 'routing',
  severity: 'medium',
  sources: ['RFC 3261 §8.1.2', 'RFC 3261 §18.1.1', 'RFC 3261 §26.2.2', 'RFC 5630 §3'],
  title: 'A request goes over another transport than it says',
  examines: 'transaction',
  yieldsTo: ['security.sips-downgrade'],
  explains: ['signaling.no-response-invite', 'signaling.no-response-noninvite'],
  issues: ['transport', 'tcp', 'tls'],
  meaning:
    'Via and the transport parameter of the next hop say how a request travels and where the answer goes. The packet went another way.',
  fires:
    'The top Via names UDP and the packet is TCP, or the reverse; the next hop asks for transport=tcp, tls or udp and is addressed by another; a sips URI goes out in the clear. High where no response comes, info where one does.',
  quiet: 'Port numbers by themselves; a tap behind a TLS offloader; a log that does not tell how messages travelled.',
  example: ['INVITE sip:bob@192.0.2.20;transport=tcp SIP/2.0 (over UDP)', 'Via: SIP/2.0/UDP 192.0.2.10:5060'],
  recommendation:
    'Set one transport for this peer on both sides, in the trunk or proxy address as well as in the Contact.',
  verify: 'Verify: Via, the transport parameter of the target and the packet name the same transport.',
  marks: { signs: ['odd-transport'] },
  applies: ({ transaction: { request } }) => request.transport !== undefined && headers(request, 'via').length > 0,
  *check({ transaction, conversation }) {
    const { request, method, provisionals, finals } = transaction
    const found = viaMismatch(transaction) ?? targetMismatch(transaction)
    if (!found) return
    const carriage = carriageOf(request)
    if (carriage === 'unsealed' || carriage === 'unknown') {
      yield { insufficient: 'encrypted' }
      return
    }
    const answered = provisionals.length + finals.length > 0
    if (!answered && !isUnanswered(transaction) && !conversation.final) return
    const severity: Weight | undefined = answered
      ? { level: 'info', because: 'It was answered all the same' }
      : isUnanswered(transaction)
        ? { level: 'high', because: `It was sent ${transaction.requests.length} times and no response came` }
        : undefined
    yield {
      values: { ...found.values, method: method.slice(0, 40), answered },
      proof: found.proof,
      scope: [found.values.what, found.values.said, found.values.went],
      mends: request,
      ...(severity && { severity }),
    }
  },
  detail: ({ method, what, said, went, answered }) =>
    `${SAID[what](method, said)}, and it went over ${went}.${answered ? '' : ' No response was seen.'}`,
})

const SAID: Record<Values['what'], (method: string, said: string) => string> = {
  via: (method, said) => `The Via of the ${method} says ${said}`,
  target: (method, said) => `The next hop of the ${method} asks for ${said}`,
  sips: (method) => `The ${method} is for a sips URI, which demands TLS`,
}

interface Found {
  readonly values: Pick<Values, 'what' | 'said' | 'went'>
  readonly proof: readonly [Proof, ...Proof[]]
}

function viaMismatch({ request }: Transaction): Found | undefined {
  const said = topVia(request)?.transport
  const line = header(request, 'via')
  const went = request.transport!
  if (!line || said === undefined || said === went) return undefined
  // WS over TCP and the like are two names for one thing; a log need not tell the one from the other.
  if ((said !== 'UDP' && went !== 'UDP') || said === 'SCTP' || went === 'SCTP') return undefined
  return { values: { what: 'via', said, went }, proof: [{ message: request, header: line }, { message: request }] }
}

/** The URI that the packet was really sent to, where it asks for another transport. */
function targetMismatch({ request }: Transaction): Found | undefined {
  const [route] = headerValues(request, 'route')
  const uri = route ? route.uri : parseUri(request.requestUri)
  const line = route && header(request, 'route')
  const went = request.transport!
  if (!uri || uri.host !== request.destination?.address) return undefined
  const proof: Found['proof'] = [line ? { message: request, header: line } : { message: request }]
  if (uri.scheme === 'sips' && (went === 'UDP' || went === 'TCP'))
    return { values: { what: 'sips', said: 'TLS', went }, proof }
  const said = transportIn(uri)
  if (said === undefined || said === went || isKin(said, went)) return undefined
  return { values: { what: 'target', said, went }, proof }
}

const transportIn = ({ params }: Uri): string | undefined => params.get('transport')?.toUpperCase()

/** transport=ws stands for WSS too (RFC 7118 §5.3), transport=tcp with sips for TLS (RFC 3261 §26.2.2). */
const isKin = (said: string, went: string): boolean =>
  !['UDP', 'TCP', 'TLS'].includes(said) || (said === 'TCP' && went !== 'UDP') || (said === 'TLS' && went === 'WSS')
