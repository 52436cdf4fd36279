import type { Transaction } from '../../../model/call.ts'
import type { SipMessage } from '../../../model/message.ts'
import { methodScope } from '../../facts/methods.ts'
import { networkOf } from '../../facts/network.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { UDP_MAX_OCTETS } from '../../thresholds/signaling.ts'
import { UNFRAGMENTED_OCTETS } from '../../thresholds/transport.ts'

interface Values {
  readonly method: string
  readonly octets: number
  readonly largest: readonly string[]
  readonly sends: number
  readonly answered: boolean
  /** There was more of it, which the capture does not show. */
  readonly isCut: boolean
}

/** Parts of the message that are named and shown. */
const PARTS_TOLD = 3

export const udpMessageTooLarge = rule<'transaction', Values>({
  id: 'transport.udp-message-too-large',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 3261 §18.1.1'],
  title: 'A request is too large for UDP',
  examines: 'transaction',
  explains: ['signaling.no-response-invite', 'signaling.no-response-noninvite', 'signaling.retransmissions'],
  issues: ['fragment', 'mtu', 'timeout', 'large'],
  meaning:
    'A request beyond 1,300 octets must go over TCP or TLS. Over UDP it is cut into fragments, which many firewalls drop.',
  fires:
    'A request of more than 1,300 octets over UDP. High where it does not fit one Ethernet frame and is not answered, or only after it was repeated; low where its first sending is answered.',
  quiet: 'Smaller requests; TCP, TLS and WebSocket; responses, which have to go back the way the request came.',
  example: ['INVITE sip:bob@192.0.2.20 SIP/2.0 (2,146 octets over UDP)'],
  recommendation:
    'Signal over TCP or TLS, or make the request smaller: fewer codecs, ICE candidates, History-Info and vendor headers.',
  recipe: 'udp-size',
  verify: 'Verify: the request goes over TCP, or is smaller than 1,300 octets, and its first sending is answered.',
  marks: { signs: ['large'] },
  applies: ({ transaction: { request } }) => request.transport === undefined || request.transport === 'UDP',
  *check({ transaction }, { capture }) {
    const { request, requests, method, provisionals, finals } = transaction
    const octets = octetsOf(request)
    if (octets <= UDP_MAX_OCTETS) return
    if (request.transport === undefined) {
      yield { insufficient: 'one-direction-only' }
      return
    }
    const answered = provisionals.length + finals.length > 0
    const parts = partsOf(request)
    const isCut = networkOf(capture).lostFragments.has(request.origin.number)
    const severity = weigh(transaction, isCut || octets > UNFRAGMENTED_OCTETS, answered)
    yield {
      values: {
        ...{ method: method.slice(0, 40), octets, answered, sends: requests.length, isCut },
        largest: parts.map(({ name, size }) => `${name} (${size} octets)`),
      },
      proof: [{ message: request }, ...parts.flatMap(({ proof }) => proof)],
      scope: [methodScope(method)],
      mends: request,
      confidence: capture.kind === 'text' ? 0.7 : 0.95,
      ...(severity && { severity }),
    }
  },
  detail: ({ method, octets, largest, sends, answered, isCut }) =>
    `The ${method} has ${isCut ? 'more than ' : ''}${octets} octets and goes over UDP.${told(sends, answered)} Most of it: ${largest.join(', ')}.`,
})

/** As sent: a log may have lost the carriage returns, so that this is the least it can be. */
const octetsOf = ({ raw }: SipMessage): number =>
  raw.length > UDP_MAX_OCTETS / 3 ? Buffer.byteLength(raw) : raw.length

const told = (sends: number, answered: boolean): string =>
  sends > 1
    ? ` It was sent ${sends} times${answered ? '' : ' and not answered'}.`
    : answered
      ? ''
      : ' It was not answered.'

function weigh(
  { requests, provisionals, finals }: Transaction,
  isFragmented: boolean,
  answered: boolean,
): Weight | undefined {
  const first = Math.min(...[...provisionals, ...finals].map(({ number }) => number))
  const repeated = requests.filter(({ number }) => number < first).length > 1
  if (answered && !repeated) return { level: 'low', because: 'Its first sending was answered' }
  if (!isFragmented || requests.length < 2) return undefined
  return {
    level: 'high',
    because: answered ? 'It is fragmented, and had to be repeated' : 'It is fragmented, and was not answered',
  }
}

interface Part {
  readonly name: string
  readonly size: number
  readonly proof: readonly Proof[]
}

/** The largest headers, those of one name added up, and the body. */
function partsOf(message: SipMessage): readonly Part[] {
  const parts: Part[] = [...Map.groupBy(message.headers, ({ name }) => name)].map(([name, lines]) => ({
    name: name.slice(0, 40),
    size: lines.reduce((sum, { start, end }) => sum + end - start, 0),
    proof: [{ message, header: lines[0]! }],
  }))
  const lines = message.description?.media[0]
  if (message.body.length > 0)
    parts.push({
      name: 'the body',
      size: Buffer.byteLength(message.body),
      proof: lines ? [{ message, sdp: lines }] : [],
    })
  return parts.sort((a, b) => b.size - a.size).slice(0, PARTS_TOLD)
}
