import { bindingsOf } from '../../../correlate/bindings.ts'
import type { CaptureFacts, Transaction } from '../../../model/call.ts'
import type { Endpoint } from '../../../model/endpoint.ts'
import type { TcpConnectionRecord } from '../../../model/network.ts'
import { durationText } from '../../facts/durations.ts'
import { connectionText, momentProof, networkOf } from '../../facts/network.ts'
import { isReliable } from '../../facts/transports.ts'
import { type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'
import { RECONNECT_US, RESET_PATTERN, RESET_TOLERANCE } from '../../thresholds/transport.ts'

interface Values {
  readonly connection: string
  readonly by: 'client' | 'server'
  readonly lost: 'request' | 'call' | 'registration'
  readonly method: string
  readonly everyMs: number | undefined
}

export const tcpReset = rule<'conversation', Values>({
  id: 'transport.tcp-reset',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 9293 §3.5.2', 'RFC 5626 §3.5.1', 'RFC 5626 §4.4.1'],
  title: 'A TCP connection with SIP is reset',
  examines: 'conversation',
  explains: ['signaling.no-response-invite', 'signaling.no-response-noninvite', 'reg.failed'],
  issues: ['tcp', 'tls', 'disconnect', 'dropped'],
  meaning:
    'One side, or a firewall between them, throws the connection away. What was under way on it is lost, and incoming calls find nobody.',
  fires:
    'A RST while a request waits for its answer, a call is up or a registration is in force. High where the call fails of it; info where the client is back within 5 s and nothing was lost.',
  quiet: 'A RST after the last answer, after FIN or BYE; UDP.',
  example: ['TCP RST from 192.0.2.20:5060 while INVITE waits for its answer'],
  recommendation:
    'Keep the connection alive with line ends every 60 s or less, and raise the idle timeout of the firewall or load balancer between.',
  recipe: 'reg-nat',
  verify: 'Verify: the connection stays up while calls and registrations use it.',
  about: { signs: ['reliable'] },
  applies: ({ conversation }) => conversation.transactions.some(({ request }) => isReliable(request)),
  *check({ conversation }, { capture }) {
    if (capture.kind === 'text') {
      yield { insufficient: 'one-direction-only' }
      return
    }
    const { connections } = networkOf(capture)
    for (const connection of connections) {
      const { closed } = connection
      if (closed?.how !== 'rst') continue
      const harm = harmOf(conversation, connection, closed.at)
      if (!harm) continue
      const back = isBack(connection, closed.at, connections)
      const severity = weigh(harm.lost, conversation, back)
      const everyMs = patternOf(connection, capture)
      yield {
        values: {
          connection: connectionText(connection),
          ...{ by: closed.by, lost: harm.lost, method: harm.transaction.method.slice(0, 40), everyMs },
        },
        proof: [
          momentProof(`${connectionText(connection)}: RST from the ${closed.by}`, closed),
          { message: harm.transaction.request } satisfies Proof,
        ],
        scope: [harm.lost, closed.by],
        mends: harm.transaction.request,
        confidence: 0.85,
        ...(severity && { severity }),
      }
      return
    }
  },
  detail: ({ connection, by, lost, method, everyMs }) =>
    `${connection} was reset by the ${by} ${WHILE[lost](method)}.${everyMs === undefined ? '' : ` That happens every ${durationText(everyMs)}: a timer does it.`}`,
})

const WHILE: Record<Values['lost'], (method: string) => string> = {
  request: (method) => `while the ${method} waited for its answer`,
  call: () => 'while the call was up',
  registration: () => 'while the registration was in force',
}

/** What the connection was still needed for. */
function harmOf(
  conversation: SignalingConversation,
  connection: TcpConnectionRecord,
  at: number,
): { readonly lost: Values['lost']; readonly transaction: Transaction } | undefined {
  const ours = conversation.transactions.filter(({ request }) => isOn(request.source, request.destination, connection))
  const waiting = ours.find(
    ({ request, final, method }) =>
      method !== 'ACK' && request.at !== undefined && request.at <= at && (final?.at === undefined || final.at > at),
  )
  if (waiting) return { lost: 'request', transaction: waiting }
  const last = ours.findLast(({ request }) => request.at !== undefined && request.at <= at)
  if (!last) return undefined
  if (conversation.kind === 'call') {
    const { answer, bye } = conversation
    const isUp = answer?.at !== undefined && answer.at <= at && (bye?.at === undefined || bye.at > at)
    return isUp ? { lost: 'call', transaction: last } : undefined
  }
  if (conversation.kind !== 'registration') return undefined
  const isInForce = bindingsOf(conversation).some(
    ({ asked, grants }) =>
      asked &&
      grants.some(
        (grant) => grant.at !== undefined && grant.at <= at && at < grant.at + (grant.grantedS ?? 0) * 1_000_000,
      ),
  )
  return isInForce ? { lost: 'registration', transaction: last } : undefined
}

const isOn = (a: Endpoint | undefined, b: Endpoint | undefined, { client, server }: TcpConnectionRecord): boolean =>
  (isSame(a, client) && isSame(b, server)) || (isSame(a, server) && isSame(b, client))

const isSame = (a: Endpoint | undefined, b: Endpoint): boolean => a?.address === b.address && a.port === b.port

/** The client has opened another connection to that host by then. */
const isBack = (
  { client, server }: TcpConnectionRecord,
  at: number,
  connections: readonly TcpConnectionRecord[],
): boolean =>
  connections.some(
    (other) =>
      other.answered &&
      other.client.address === client.address &&
      other.server.address === server.address &&
      other.opened !== undefined &&
      other.opened.at >= at &&
      other.opened.at - at <= RECONNECT_US,
  )

function weigh(lost: Values['lost'], conversation: SignalingConversation, back: boolean): Weight | undefined {
  if (lost === 'request') {
    const failed = conversation.kind === 'call' && !conversation.answer
    return failed ? { level: 'high', because: 'The call was lost with it' } : undefined
  }
  return back ? { level: 'info', because: 'The client was back within 5 s, and nothing was lost' } : undefined
}

/** The time between resets of the same two hosts, where it is always the same. */
function patternOf({ client, server }: TcpConnectionRecord, capture: CaptureFacts): number | undefined {
  const times = networkOf(capture)
    .connections.filter(
      (one) =>
        one.closed?.how === 'rst' && one.client.address === client.address && one.server.address === server.address,
    )
    .map((one) => one.closed!.at - (one.opened?.at ?? one.firstAt))
  if (times.length < RESET_PATTERN) return undefined
  const mean = times.reduce((sum, us) => sum + us, 0) / times.length
  const isRegular = mean > 0 && times.every((us) => Math.abs(us - mean) <= RESET_TOLERANCE * mean)
  return isRegular ? mean / 1000 : undefined
}
