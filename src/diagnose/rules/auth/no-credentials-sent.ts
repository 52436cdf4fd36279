import { credentialUser } from '../../../correlate/facts.ts'
import type { CaptureFacts, Transaction } from '../../../model/call.ts'
import type { InsufficientReason } from '../../../model/finding.ts'
import type { SipResponse } from '../../../model/message.ts'
import { challengesOf, credentialsOf, isChallenge, param, seriesOf, succeeded } from '../../facts/auth-series.ts'
import { isScanned } from '../../facts/scanner.ts'
import { rule, type SignalingConversation } from '../../rule.ts'
import { ANSWERS_CHALLENGE_US } from '../../thresholds/auth.ts'

interface Values {
  readonly method: string
  readonly status: number
  readonly realm: string
  readonly tries: number
}

/** Methods that carry a call or registration; a ping or subscription that is challenged is left alone on purpose. */
const MATTER = new Set(['INVITE', 'REGISTER', 'MESSAGE'])

export const noCredentialsSent = rule<'conversation', Values>({
  id: 'auth.no-credentials-sent',
  category: 'auth',
  severity: 'high',
  sources: ['RFC 3261 §22.2', 'RFC 3261 §8.1.3.5'],
  title: 'Challenge is not answered with credentials',
  examines: 'conversation',
  about: { methods: ['INVITE', 'REGISTER', 'MESSAGE'] },
  marks: { statuses: [401, 407] },
  explains: ['reg.failed', 'signaling.call-failed'],
  observed: true,
  issues: ['credentials', 'authentication'],
  meaning:
    'The server asks for a user name and password, and the client never sends any: it has none configured for that realm, or somebody takes the header off.',
  fires:
    'A 401 or 407 to INVITE, REGISTER or MESSAGE, and within 5 s no request with credentials follows, in a call or registration that does not succeed.',
  quiet:
    'Pings and subscriptions; scanners; a challenge that is the last thing in the input; a retry under another Call-ID; a call that went on another way.',
  example: [
    'SIP/2.0 407 Proxy Authentication Required',
    'Proxy-Authenticate: Digest realm="trunk.example.com", nonce="…"',
  ],
  recommendation:
    'Configure user name and password for the realm of the challenge on the client, and check that no SBC on the way removes the header.',
  recipe: 'auth',
  verify: 'Verify: the request is sent again with an Authorization or Proxy-Authorization header.',
  *check({ conversation }, { capture }) {
    if (isScanned(conversation.messages) || conversation.transactions.some(isWon)) return
    for (const series of seriesOf(conversation)) {
      const challenged = series.filter(
        ({ method, final, request }) => MATTER.has(method) && isChallenge(final) && credentialsOf(request).length === 0,
      )
      const last = challenged.at(-1)
      if (!last || series.some(succeeded) || isAnswered(conversation, last)) continue
      const final = last.final!
      if (answeredElsewhere(last, final, capture)) continue
      // A drawing, or a table of one line each, does not show what a later try carries.
      const first = challenged[0]!.final!
      if (series.some(({ request }) => !request.complete && request.number > first.number)) {
        if (conversation.final) yield { insufficient: 'message-cut' }
        continue
      }
      const blind = blindSpot(challenged, final, capture)
      if (blind) {
        if (conversation.final) yield { insufficient: blind }
        continue
      }
      const [challenge] = challengesOf(final)
      const realm = challenge ? param(challenge, 'realm') : ''
      yield {
        values: { method: last.method, status: final.status, realm: realm.slice(0, 100), tries: challenged.length },
        proof: [
          { message: final },
          ...(challenge ? [{ message: final, header: challenge.header } as const] : []),
          { message: last.request },
        ],
        scope: [last.method, realm],
        mends: last.request,
      }
      return
    }
  },
  detail: ({ method, status, realm, tries }) =>
    `${tries === 1 ? `The ${method}` : `${tries} ${method} requests`} got a ${status}${realm && ` for realm "${realm}"`}, and no request with credentials followed.`,
})

const isWon = ({ method, final }: Transaction): boolean =>
  MATTER.has(method) && final !== undefined && final.status < 300

/** With credentials, however late: a person may have been asked for them. What becomes of those is told by other rules. */
const isAnswered = ({ transactions }: SignalingConversation, { method }: Transaction): boolean =>
  transactions.some(({ request }) => request.method === method && credentialsOf(request).length > 0)

/** Some clients begin again under another Call-ID. */
function answeredElsewhere({ request }: Transaction, final: SipResponse, { credentials }: CaptureFacts): boolean {
  const who = credentialUser(request)
  if (!credentials.has(who)) return false
  const at = credentials.get(who)
  return at === undefined || final.at === undefined || at >= final.at
}

/** The client may have answered after the input ends. */
function blindSpot(
  challenged: readonly Transaction[],
  final: SipResponse,
  capture: CaptureFacts,
): InsufficientReason | undefined {
  if (challenged.length >= 2) return undefined
  if (capture.timed && final.at !== undefined && capture.lastAt !== undefined)
    return capture.lastAt - final.at < ANSWERS_CHALLENGE_US ? 'ends-mid-dialog' : undefined
  // The ACK of the challenge itself is no later try.
  return capture.messages <= final.number + challenged[0]!.acks.length ? 'ends-mid-dialog' : undefined
}
