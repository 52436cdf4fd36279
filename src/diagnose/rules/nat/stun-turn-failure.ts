import type { CaptureFacts } from '../../../model/call.ts'
import { endpointText } from '../../../model/endpoint.ts'
import type { StunExchange, StunMethod } from '../../../model/stun.ts'
import { MICROS_PER_SECOND } from '../../../model/time.ts'
import { momentProof } from '../../facts/network.ts'
import { rule, type Weight } from '../../rule.ts'

interface Values {
  readonly method: string
  readonly server: string
  readonly client: string
  readonly code: number | undefined
  readonly reason: string
  readonly count: number
}

const TOLD = 10
/** A request that nobody answers is sent seven times in 39.5 s (RFC 8489 §6.2.1); three rule out one lost packet. Chosen by us. */
const REQUESTS = 3
const LAST_US = 8 * MICROS_PER_SECOND
/** The first 401 asks for credentials, a single 438 for a new nonce (RFC 8489 §9.2.5). */
const CHALLENGES: ReadonlySet<number> = new Set([401, 438])

export const stunTurnFailure = rule<'capture', Values>({
  id: 'nat.stun-turn-failure',
  category: 'nat',
  severity: 'medium',
  sources: ['RFC 8489 §6.2', 'RFC 8489 §14.8', 'RFC 8656 §7', 'RFC 8656 §19'],
  title: 'STUN or TURN fails',
  examines: 'capture',
  explains: ['ice.failed', 'media.no-media'],
  issues: ['stun', 'turn', 'ice', 'webrtc'],
  meaning:
    'The client asks a STUN or TURN server for an address that others can reach, and does not get it: media then depends on luck.',
  fires:
    'Requests to a STUN server get no answer; Allocate, Refresh, CreatePermission or ChannelBind end in an error such as 401 with credentials, 437, 438 again and again, 486 or 508, or are not answered. High where the connectivity checks of that client fail as well.',
  quiet:
    'The first 401 and a single 438; connectivity checks between two clients, of which most fail by design; the end of the input.',
  example: ['TURN allocate 192.0.2.10:50000 > 198.51.100.7:3478: error 486 (Allocation Quota Reached)'],
  recommendation:
    'Check address and port of the server, the credentials and their expiry, the quota of the TURN server, and that UDP and TCP to it are open.',
  recipe: 'webrtc',
  verify: 'Verify: Allocate and Binding are answered with success.',
  applies: ({ capture }) => capture.stunExchanges.length > 0,
  *check({ capture }) {
    let open = false
    let told = 0
    for (const exchange of capture.stunExchanges) {
      const failed = failureOf(exchange)
      if (!failed || told >= TOLD) continue
      if (failed.code === undefined && isTooLate(exchange, capture)) {
        open = true
        continue
      }
      told++
      const severity = weigh(exchange, capture)
      const { client, server, method } = exchange
      const what = `${NAMES[method] ?? method} ${endpointText(client)} > ${endpointText(server)}`
      yield {
        values: {
          method: NAMES[method] ?? method,
          ...{ server: endpointText(server), client: client.address, ...failed },
        },
        proof: [
          momentProof(
            `${what}: ${failed.code === undefined ? `${exchange.requests} requests, no answer` : `error ${failed.code} (${failed.reason})`}`,
            { frame: failed.frame, at: failed.at },
          ),
        ],
        scope: [method, String(failed.code ?? 'silent')],
        ...(severity && { severity }),
      }
    }
    if (open && told === 0) yield { insufficient: 'ends-mid-dialog' }
  },
  detail: ({ method, server, client, code, reason, count }) =>
    code === undefined
      ? `${client} sent ${count} ${method} requests to ${server}, and none was answered.`
      : `${server} answered ${method} of ${client} with ${code}${reason ? ` (${reason})` : ''}${count > 1 ? `, ${count} times` : ''}.`,
  advise: ({ code }) => (code === undefined ? SILENT : (ADVICE[code] ?? SILENT)),
})

const SILENT = 'Check address and port of the server, and that the firewall lets UDP and TCP through to it.'
const ADVICE: Readonly<Record<number, string>> = {
  401: 'Check user name and password of the TURN server, and the expiry of short-lived credentials.',
  403: 'Let the TURN server permit that peer address.',
  437: 'Let the client begin a new allocation: the server knows none on this port any more.',
  438: 'Let the client take the new nonce of the server into its next request.',
  441: 'Let the client use the same credentials for the whole allocation.',
  442: 'Ask for a transport that the TURN server offers, or switch it on there.',
  486: 'Raise the quota of allocations for this user, or end those that are not used.',
  508: 'Give the TURN server more ports or memory.',
}
const NAMES: Partial<Record<StunMethod, string>> = {
  binding: 'STUN Binding',
  allocate: 'TURN Allocate',
  refresh: 'TURN Refresh',
  'create-permission': 'TURN CreatePermission',
  'channel-bind': 'TURN ChannelBind',
}

/** Registered for STUN and TURN (RFC 8489 §14, RFC 8656), and those of public servers; other ports may be those of a peer. */
const isServerPort = (port: number): boolean =>
  (port >= 3478 && port <= 3481) || port === 5349 || port === 5350 || (port >= 19_302 && port <= 19_309)

type Failure = Pick<Values, 'code' | 'reason' | 'count'> & { readonly frame: number; readonly at: number }

/** An error that stands, or silence; undefined for what works, and for checks between two clients. */
function failureOf(exchange: StunExchange): Failure | undefined {
  const { method, username, requests, successes, errors, unanswered, firstFrame, firstAt } = exchange
  // A check carries both fragments (RFC 8445 §7.2.2); a TURN user name goes with a realm.
  if (method === 'binding' && username?.includes(':')) return undefined
  if (!(method in NAMES) || successes > 0) return undefined
  const error = errors.find(({ code, count }) => !CHALLENGES.has(code) || count > 1)
  if (error) {
    const { code, reason, count, frame, at } = error
    return { code, reason: reason.slice(0, 80), count, frame, at }
  }
  if (errors.length > 0 || unanswered === 0 || requests < REQUESTS) return undefined
  if (method === 'binding' && !isServerPort(exchange.server.port ?? 0)) return undefined
  return { code: undefined, reason: '', count: requests, frame: firstFrame, at: firstAt }
}

/** The input may end before the answer came. */
const isTooLate = ({ firstAt }: StunExchange, { lastAt }: CaptureFacts): boolean =>
  lastAt === undefined || lastAt - firstAt < LAST_US

/** Its connectivity checks came to nothing, too. */
function weigh({ client }: StunExchange, { stunExchanges }: CaptureFacts): Weight | undefined {
  const checks = stunExchanges.filter(
    (one) => one.method === 'binding' && one.username?.includes(':') && one.client.address === client.address,
  )
  return checks.length > 0 && checks.every(({ successes }) => successes === 0)
    ? { level: 'high', because: 'No connectivity check of that client was answered either' }
    : undefined
}
