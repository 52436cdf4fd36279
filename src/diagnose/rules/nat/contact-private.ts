import { firstValue } from '../../../decode/sip/message.ts'
import { parseUri } from '../../../decode/sip/uri.ts'
import { locatedValues } from '../../../decode/sip/values.ts'
import { isPrivate, isPublic } from '../../../model/address.ts'
import type { Transaction } from '../../../model/call.ts'
import { hasHeader, type SipHeader, type SipMessage } from '../../../model/message.ts'
import { copiesOf, resentAfterAck } from '../../facts/acknowledged.ts'
import { layer3, MAY_BE_PRIVATE, topVia } from '../../facts/addresses.ts'
import { isWebSocket } from '../../facts/media-lines.ts'
import { methodScope } from '../../facts/methods.ts'
import { type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'
import { ACK_MISSING_RESENDS, UNANSWERED_SENDS } from '../../thresholds/signaling.ts'

interface Values {
  readonly host: string
  readonly path: string
  readonly what: string
  readonly failed: string | undefined
}

export const contactPrivate = rule<'transaction', Values>({
  id: 'nat.contact-private',
  category: 'nat',
  severity: 'high',
  sources: ['RFC 3261 §8.1.1.8', 'RFC 5626 §4', 'RFC 1918 §3'],
  title: 'Contact holds a private address',
  examines: 'transaction',
  about: { methods: ['INVITE', 'REGISTER'] },
  explains: [
    'media.one-way-audio',
    'media.no-media',
    'signaling.ack-missing-2xx',
    'signaling.drop-32s',
    'routing.contact-unreachable',
  ],
  issues: ['nat'],
  meaning:
    'Later requests (ACK, BYE, calls to a registered phone) go to the address in Contact. A private one cannot be reached from outside, unless the peer remembers where the message came from.',
  fires:
    'A Contact with a private address in an INVITE, 2xx or REGISTER that came from a public address. High where a later request to it fails; medium where none was seen.',
  quiet:
    'All peers private; WebSocket clients. Low where requests to it worked, the call ended as it should, the registrar accepted it, or alias, received, Path or outbound tell how to reach it.',
  example: ['Contact: <sip:alice@192.168.1.20:5060>'],
  recommendation:
    'Let the side behind NAT put its public address into Contact, or let the server send to where the request came from.',
  recipe: 'nat-signaling',
  verify: 'Verify: ACK and BYE, or a call to the phone, reach it.',
  marks: { signs: ['private-contact'] },
  applies: ({ transaction: { method, initial } }) => method === 'REGISTER' || (method === 'INVITE' && initial),
  *check({ transaction, conversation }) {
    for (const message of bearers(transaction)) {
      const path = publicPath(message)
      if (message.complete && (path === undefined || !MAY_BE_PRIVATE.test(firstValue(message, 'contact') ?? '')))
        continue
      const contact = locatedValues(message, 'contact').find(({ value }) => isPrivate(value.address.uri?.host ?? ''))
      if (!contact?.value.address.uri) {
        if (!message.complete && path !== undefined && !hasHeader(message, 'contact'))
          yield { insufficient: 'message-cut' }
        continue
      }
      if (path === undefined || isWebSocket(message)) continue
      const { host } = contact.value.address.uri
      const later = requestsTo(host, message, conversation)
      const failed = later.find(isLost)
      const lines: Proof[] = failed ? [{ message: failed.request }] : []
      if (failed?.final) lines.push({ message: failed.final })
      const isKept = transaction.method === 'REGISTER' && conversation.transactions.some(isAcceptedRegister)
      const severity =
        weigh(isKept, message, contact.header, later, failed) ?? (endedWell(conversation) ? ENDED_WELL : undefined)
      if (!severity && !conversation.final) continue
      yield {
        values: { host, path, what: nameOf(message), failed: failed && outcomeOf(failed) },
        proof: [{ message, header: contact.header }, { message }, ...lines],
        scope: [message.kind === 'request' ? 'client' : 'server', methodScope(message.method)],
        mends: message,
        severity: severity ?? { level: 'medium', because: 'No later request to it was seen' },
        confidence: failed ? 0.95 : 0.7,
      }
    }
  },
  detail: ({ host, path, what, failed }) =>
    `The ${what} came from ${path}, and its Contact names ${host}, which cannot be reached from outside.${failed === undefined ? '' : ` A later ${failed}.`}`,
})

/** The request, and the 2xx that answers it. */
const bearers = ({ request, finals, method }: Transaction): readonly SipMessage[] => {
  const accepted = method === 'INVITE' ? finals.find(({ status }) => status < 300) : undefined
  return accepted ? [request, accepted] : [request]
}

const nameOf = (message: SipMessage): string =>
  message.kind === 'request' ? message.method : `${message.status} to ${message.method}`

/** The public address it came from: by layer 3, else by what the next hop noted in its Via. */
function publicPath(message: SipMessage): string | undefined {
  const source = layer3(message.source)
  if (source !== undefined) return isPublic(source) ? source : undefined
  if (message.kind === 'response') return undefined
  const via = topVia(message)
  return via?.received !== undefined && via.received !== via.host && isPublic(via.received) ? via.received : undefined
}

/** Requests of the same conversation that are addressed to that host. */
const requestsTo = (
  host: string,
  message: SipMessage,
  { transactions }: SignalingConversation,
): readonly Transaction[] =>
  transactions.filter(
    ({ request, method }) =>
      request.number > message.number && method !== 'REGISTER' && parseUri(request.requestUri)?.host === host,
  )

const isLost = ({ method, final, provisionals, requests }: Transaction): boolean =>
  method !== 'ACK' &&
  (final === undefined
    ? provisionals.length === 0 && requests.length >= UNANSWERED_SENDS
    : [408, 480, 430].includes(final.status))

const outcomeOf = ({ method, final, requests }: Transaction): string =>
  final
    ? `${method} to it was answered with ${final.status}`
    : `${method} to it was sent ${requests.length} times and not answered`

/** The first one may have been challenged. */
const isAcceptedRegister = ({ method, final }: Transaction): boolean =>
  method === 'REGISTER' && final !== undefined && final.status < 300

/** The answer was acknowledged, so that it was not sent again and again, and the BYE was answered, whichever side sent that. */
const endedWell = (conversation: SignalingConversation): boolean =>
  conversation.kind === 'call' &&
  conversation.ack !== undefined &&
  !conversation.transactions.some(isUnheard) &&
  conversation.transactions.some(({ method, final }) => method === 'BYE' && final !== undefined && final.status < 300)

const isUnheard = (one: Transaction): boolean =>
  one.method === 'INVITE' && copiesOf(one).some((copies) => resentAfterAck(copies, one) >= ACK_MISSING_RESENDS)

const ENDED_WELL: Weight = { level: 'low', because: 'The call was acknowledged and ended as it should' }

function weigh(
  isKept: boolean,
  message: SipMessage,
  line: SipHeader,
  later: readonly Transaction[],
  failed: Transaction | undefined,
): Weight | undefined {
  if (failed) return { level: 'high', because: `A request to it failed: ${outcomeOf(failed)}` }
  const low = (because: string): Weight => ({ level: 'low', because })
  if (/;\s*(?:alias|received)=|;ob\b|\+sip\.instance/i.test(line.value))
    return low('Its parameters tell how to reach it')
  if (hasHeader(message, 'path') || hasHeader(message, 'record-route') || hasHeader(message, 'route'))
    return low('The way back goes through a proxy')
  if (later.some(({ final }) => final && final.status < 300)) return low('Requests to it were answered')
  if (isKept) return low('The registrar accepted it, and as a rule remembers where it came from')
  return undefined
}
