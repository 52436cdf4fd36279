import type { Transaction } from '../../../model/call.ts'
import type { InsufficientReason } from '../../../model/finding.ts'
import type { AnalyzeOptions } from '../../../model/options.ts'
import { userOf } from '../../facts/addresses.ts'
import {
  challengesOf,
  credentialsOf,
  isChallenge,
  isSameUri,
  param,
  type Rejection,
  rejectionsIn,
  seriesOf,
  succeeded,
  takesOtherUris,
} from '../../facts/auth-series.ts'
import { isMadeWith } from '../../facts/digest.ts'
import { methodScope } from '../../facts/methods.ts'
import { type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'

type Cause = 'realm' | 'username' | 'nonce' | 'uri' | 'algorithm' | 'qop' | 'count' | 'client' | 'server' | 'secret'

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
  example: ['SIP/2.0 401 Unauthorized', 'Authorization: Digest username="alice", realm="pbx.example.com", …'],
  meaning: 'Credentials are sent and refused again and again: the password, the user name or the realm is wrong.',
  fires:
    'Two or more requests of one series carry credentials for a realm and are challenged for it again, without stale=true; one alone is high.',
  quiet:
    'The first challenge of a request; stale nonces; series that end with a 2xx or ring; a nonce that was issued before the input begins.',
  recommendation: 'Use the same user name, realm and password on both sides.',
  recipe: 'auth',
  verify: 'Verify: the request with credentials gets a 2xx.',
  // Without a challenge nothing was refused, and nothing is missing.
  marks: { statuses: [401, 407] },
  *check({ conversation }, { options }) {
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
          cause: causeOf(last, refused, conversation, options.passwords),
        },
        proof: proofOf(refused),
        scope: [methodScope(last.request.method), last.realm],
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
  client: 'Computed again with the password given, the digest comes out different: the client uses another password.',
  server:
    'Computed again with the password given, the digest fits: the client has that password, and the server another or no such user.',
  secret: 'Realm, nonce and algorithm fit, so the password is wrong or the user unknown.',
}

const REMEDIES: Record<Cause, string> = {
  realm: 'Configure the realm of the challenge with the account.',
  username: 'Check the authentication user name of the account; often it is not the extension number.',
  nonce: 'Make the client answer the latest challenge.',
  uri: 'Switch off SIP ALG, keep proxies from rewriting the Request-URI of authenticated requests, and check the domain set in the client.',
  algorithm: 'Let both sides use one algorithm, MD5 where an old peer knows no other.',
  qop: 'Let the client use the qop that the challenge offers.',
  count: 'Make the client raise nc with each use of a nonce.',
  client: 'Enter the password again on the client.',
  server: 'Set the password of this user on the server, and check that the user exists there.',
  secret: 'Set the same user name and password on both sides.',
}

/** One rejected try: the dummy challenge for unknown users repeats its nonce. */
const one = ({ nonceUnchanged }: Rejection): Weight =>
  nonceUnchanged
    ? { level: 'critical', because: 'The nonce is repeated without stale=true: the user or endpoint is unknown there' }
    : { level: 'high', because: 'One request with credentials was refused' }

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
function causeOf(
  last: Rejection,
  refused: readonly Rejection[],
  conversation: SignalingConversation,
  passwords: AnalyzeOptions['passwords'],
): Cause {
  const { sent, challenge, request } = last
  const algorithm = (one: typeof sent) => (param(one, 'algorithm') || 'MD5').toUpperCase()
  if (param(sent, 'realm') !== param(challenge, 'realm')) return 'realm'
  if (differs(param(sent, 'username'), userOf(request, 'from'))) return 'username'
  if (usesOldNonce(last, refused)) return 'nonce'
  const uri = param(sent, 'uri')
  if (uri !== '' && !isSameUri(uri, request.requestUri) && !takesOtherUris(conversation)) return 'uri'
  if (algorithm(sent) !== algorithm(challenge)) return 'algorithm'
  if (
    param(sent, 'qop') &&
    !param(challenge, 'qop')
      .toLowerCase()
      .split(/[\s,]+/)
      .includes(param(sent, 'qop').toLowerCase())
  )
    return 'qop'
  if (usesCountAgain(refused)) return 'count'
  const password = passwords?.get(param(sent, 'username'))
  const made = password === undefined ? undefined : isMadeWith(sent.auth, request.method, request.body, password)
  return made === undefined ? 'secret' : made ? 'server' : 'client'
}

/** Only where the account is a name of its own: numbers and names mix freely in honest set-ups. */
const differs = (username: string, user: string | undefined): boolean =>
  user !== undefined && username !== '' && username.split('@')[0]!.toLowerCase() !== user.toLowerCase()

function usesOldNonce(last: Rejection, refused: readonly Rejection[]): boolean {
  const before = refused.at(-2)
  return before !== undefined && param(last.sent, 'nonce') !== param(before.challenge, 'nonce')
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
