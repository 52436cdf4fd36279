import { parseUri } from '../../../decode/sip/uri.ts'
import type { Transaction } from '../../../model/call.ts'
import type { InsufficientReason } from '../../../model/finding.ts'
import { userOf } from '../../facts/addresses.ts'
import {
  challengesOf,
  credentialsOf,
  isChallenge,
  param,
  type Rejection,
  rejectionsIn,
} from '../../facts/auth-series.ts'
import { type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'
import { AUTH_SERIES_US } from '../../thresholds.ts'

type Cause = 'realm' | 'username' | 'nonce' | 'uri' | 'algorithm' | 'qop' | 'count' | 'secret'

interface Values {
  readonly method: string
  readonly realm: string
  readonly username: string
  readonly status: number
  readonly tries: number
  readonly cause: Cause
}

export const authLoop = rule<'conversation', Values>({
  id: 'auth.loop',
  category: 'auth',
  severity: 'critical',
  sources: ['RFC 3261 §22', 'RFC 7616 §3'],
  title: '401 auth loop',
  examines: 'conversation',
  explains: ['reg.failed', 'signaling.call-failed'],
  observed: true,
  issues: ['password', 'credentials'],
  meaning: 'Credentials are sent and refused again and again: the password, the user name or the realm is wrong.',
  fires:
    'Two or more requests of one series carry credentials for a realm and are challenged for it again, without stale=true; one alone is high.',
  quiet:
    'The first challenge of a request; stale nonces; series that end with a 2xx or ring; a nonce that was issued before the input begins.',
  recommendation: 'Use the same user name, realm and password on both sides.',
  recipe: 'auth',
  verify: 'Verify: the request with credentials gets a 2xx.',
  // Without a challenge nothing was refused, and nothing is missing.
  glance: ({ challenged }) => (challenged ? undefined : 'clear'),
  *check({ conversation }) {
    for (const series of seriesOf(conversation)) {
      const refused = refusedIn(series)
      const last = refused.at(-1)
      if (!last) {
        const blind = blindSpot(series)
        if (blind) yield { insufficient: blind }
        continue
      }
      if (refused.length === 1 && !conversation.final) continue
      const severity = refused.length === 1 ? one(last) : undefined
      yield {
        values: {
          method: last.request.method,
          realm: last.realm,
          username: param(last.sent, 'username'),
          status: last.response.status,
          tries: refused.length,
          cause: causeOf(last, refused),
        },
        proof: proofOf(refused),
        scope: [last.request.method, last.realm],
        mends: last.request,
        ...(severity && { severity }),
      }
      return
    }
  },
  detail: ({ method, realm, username, status, tries, cause }) =>
    `${tries === 1 ? `One ${method}` : `${tries} ${method} requests`} with credentials of "${username}" for realm "${realm}" ${tries === 1 ? 'was' : 'were'} answered with ${status} again. ${CAUSES[cause]}`,
  advise: ({ cause }) => REMEDIES[cause],
})

const CAUSES: Record<Cause, string> = {
  realm: 'The credentials are for another realm than the one that the challenge names.',
  username: 'The user name differs from the address of record.',
  nonce: 'The nonce used is not the latest one.',
  uri: 'The digest uri differs from the Request-URI: the client fills it in wrongly, or something on the way rewrites it.',
  algorithm: 'The algorithm used was not offered.',
  qop: 'The qop used was not offered.',
  count: 'The nonce count was used before.',
  secret: 'Realm, nonce, uri and algorithm fit, so the password is wrong or the user unknown.',
}

const REMEDIES: Record<Cause, string> = {
  realm: 'Configure the realm of the challenge with the account.',
  username: 'Check the authentication user name of the account; often it is not the extension number.',
  nonce: 'Make the client answer the latest challenge.',
  uri: 'Switch off SIP ALG, keep proxies from rewriting the Request-URI of authenticated requests, and check the domain set in the client.',
  algorithm: 'Let both sides use one algorithm, MD5 where an old peer knows no other.',
  qop: 'Let the client use the qop that the challenge offers.',
  count: 'Make the client raise nc with each use of a nonce.',
  secret: 'Set the same user name and password on both sides.',
}

/** One rejected try: the dummy challenge for unknown users repeats its nonce. */
const one = ({ nonceUnchanged }: Rejection): Weight =>
  nonceUnchanged
    ? { level: 'critical', because: 'The nonce is repeated without stale=true: the user or endpoint is unknown there' }
    : { level: 'high', because: 'One request with credentials was refused' }

/**
 * Transactions that belong together: one method on one hop, no longer apart than a minute, and nothing that succeeded in
 * between. Counting on one hop keeps a request that a proxy forwards from being counted twice.
 */
function seriesOf(conversation: SignalingConversation): readonly (readonly Transaction[])[] {
  const byHop = Map.groupBy(
    conversation.transactions.filter(({ method }) => method !== 'ACK' && method !== 'CANCEL'),
    ({ method, hop }) => `${method} ${hop}`,
  )
  return [...byHop.values()].flatMap(split)
}

function split(transactions: readonly Transaction[]): readonly (readonly Transaction[])[] {
  const all: Transaction[][] = []
  let open: Transaction[] | undefined
  let lastAt: number | undefined
  for (const transaction of transactions) {
    const at = transaction.request.at
    const far = at !== undefined && lastAt !== undefined && at - lastAt > AUTH_SERIES_US
    if (!open || far) {
      open = []
      all.push(open)
    }
    open.push(transaction)
    lastAt = at
    // What comes after a success is another series; the success ends, and clears, this one.
    if (succeeded(transaction)) open = undefined
  }
  return all
}

const succeeded = ({ final, provisionals }: Transaction): boolean =>
  (final !== undefined && final.status < 300) || provisionals.some(({ status }) => status > 100)

/** Credentials were challenged again, but the challenge was cut off, or their nonce is older than the input. */
function blindSpot(series: readonly Transaction[]): InsufficientReason | undefined {
  if (series.some(succeeded)) return undefined
  const isCut = ({ request, final }: Transaction): boolean =>
    credentialsOf(request).length > 0 && isChallenge(final) && !final.complete && challengesOf(final).length === 0
  if (series.some(isCut)) return 'message-cut'
  return rejectionsIn(series).some(({ stale, nonceIssued }) => !stale && !nonceIssued) ? 'starts-mid-dialog' : undefined
}

/** Rejections that count, of the realm that has most: none when the series ended well. */
function refusedIn(series: readonly Transaction[]): readonly Rejection[] {
  if (series.some(succeeded)) return []
  const counted = rejectionsIn(series).filter(({ stale, nonceIssued }) => !stale && nonceIssued)
  const byRealm = [...Map.groupBy(counted, ({ realm }) => realm).values()]
  return byRealm.sort((a, b) => b.length - a.length)[0] ?? []
}

/** In the order in which the causes can be told apart; absent algorithm is MD5 (RFC 7616 §3.3). */
function causeOf(last: Rejection, refused: readonly Rejection[]): Cause {
  const { sent, challenge, request } = last
  const algorithm = (one: typeof sent) => (param(one, 'algorithm') || 'MD5').toUpperCase()
  if (param(sent, 'realm') !== param(challenge, 'realm')) return 'realm'
  if (differs(param(sent, 'username'), userOf(request, 'from'))) return 'username'
  if (usesOldNonce(last, refused)) return 'nonce'
  if (param(sent, 'uri') !== '' && !isSameUri(param(sent, 'uri'), request.requestUri)) return 'uri'
  if (algorithm(sent) !== algorithm(challenge)) return 'algorithm'
  if (
    param(sent, 'qop') &&
    !param(challenge, 'qop')
      .toLowerCase()
      .split(/[\s,]+/)
      .includes(param(sent, 'qop').toLowerCase())
  )
    return 'qop'
  return usesCountAgain(refused) ? 'count' : 'secret'
}

/** Only where the account is a name of its own: numbers and names mix freely in honest set-ups. */
const differs = (username: string, user: string | undefined): boolean =>
  user !== undefined && username !== '' && username.split('@')[0]!.toLowerCase() !== user.toLowerCase()

function usesOldNonce(last: Rejection, refused: readonly Rejection[]): boolean {
  const before = refused.at(-2)
  return before !== undefined && param(last.sent, 'nonce') !== param(before.challenge, 'nonce')
}

function isSameUri(a: string, b: string): boolean {
  const [left, right] = [parseUri(a), parseUri(b)]
  if (!left || !right) return a === b
  return left.user === right.user && left.host.toLowerCase() === right.host.toLowerCase()
}

function usesCountAgain(refused: readonly Rejection[]): boolean {
  const used = refused.map(({ sent }) => `${param(sent, 'nonce')} ${param(sent, 'nc')}`)
  return refused.some(({ sent }) => param(sent, 'nc') !== '') && new Set(used).size < used.length
}

function proofOf(refused: readonly Rejection[]): readonly [Proof, ...Proof[]] {
  const lines = refused
    .slice(0, 4)
    .flatMap(({ request, response, sent, challenge }): Proof[] => [
      { message: request, header: sent.header },
      { message: response },
      { message: response, header: challenge.header },
    ])
  return [lines[0]!, ...lines.slice(1)]
}
