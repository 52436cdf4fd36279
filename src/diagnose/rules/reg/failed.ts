import { headerValues } from '../../../decode/sip/values.ts'
import type { CaptureFacts, Registration, Transaction } from '../../../model/call.ts'
import { header, type SipRequest, type SipResponse } from '../../../model/message.ts'
import { userKey } from '../../attempts.ts'
import { credentialsOf, isChallenge, rejectionsIn } from '../../facts/auth-series.ts'
import { isScanned } from '../../facts/scanner.ts'
import { strayFinals } from '../../facts/stray.ts'
import { type Proof, rule, type Verdict, type Weight } from '../../rule.ts'
import { TIMER_B_US, UNANSWERED_NONINVITE_SENDS, UNANSWERED_SPAN_US } from '../../thresholds/signaling.ts'

/** Sends that are cited: all that timers E and F allow (RFC 3261 §17.1.2.2). */
const SENDS_CITED = 11

/** So often a nonce does not run out. Chosen by us. */
const STALE_MANY = 3

/** A refusal without its REGISTER may have refused a removal: a strong inference only. */
const ALONE_CONFIDENCE = 0.7

interface Values {
  readonly aor: string
  readonly registrar: string
  readonly tries: number
  /** Undefined when nothing answered. */
  readonly status: number | undefined
  readonly reason: string
  readonly withCredentials: boolean
}

export const regFailed = rule<'registration', Values>({
  id: 'reg.failed',
  category: 'auth',
  severity: 'critical',
  sources: ['RFC 3261 §10.3', 'RFC 3261 §22'],
  title: 'Registration failed',
  examines: 'registration',
  observed: true,
  issues: ['registration', 'register'],
  meaning: 'The user is not registered: calls to it will not arrive.',
  fires:
    'A series of REGISTERs has no 2xx in the input, and its last final is a refusal other than a first challenge or 423; or nothing answers at all. A refusal whose REGISTER is not in the input counts too: high.',
  quiet:
    'Unregistering (Expires 0); the first challenge; scanners; silence at the end of the input. High for a single 408 or 5xx; low where another registrar takes the same user.',
  example: ['REGISTER sip:example.com SIP/2.0', 'SIP/2.0 403 Forbidden'],
  recommendation: 'Check user name, password, realm and domain of the account, and that the registrar knows it.',
  recipe: 'auth',
  verify: 'Verify: REGISTER is answered with 200 and a Contact.',
  applies: ({ registration }) => registers(registration).length > 0 || strayFinals(registration, 'REGISTER').length > 0,
  *check({ registration }, { capture }) {
    const tries = registers(registration)
    const strays = strayFinals(registration, 'REGISTER')
    if (isScanned(registration.messages) || [...tries.map(({ final }) => final), ...strays].some(isSuccess)) return
    const last = tries.findLast(({ final }) => final)
    if (!last?.final) {
      if (strays.length > 0) yield* alone(registration, strays)
      else yield* silent(registration, tries, capture)
      return
    }
    const stale = staleIn(tries)
    const isStep = (one: Transaction): boolean => isAsked(one) || (stale.size < STALE_MANY && stale.has(one.final))
    const refused = tries.filter((one) => one.final && !isStep(one))
    const refusal = refused.at(-1)
    if (isAsked(last) || !refusal?.final) {
      // What became of the next try is not in the input.
      if (registration.final) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const severity = weigh(refusal.final, refused.length)
    yield {
      values: valuesOf(registration, refused.length, refusal.final, refusal.request),
      proof: proofOf(refusal.request, refusal.final),
      scope: [String(refusal.final.status)],
      mends: refusal.request,
      against: userKey(registration.aor),
      ...(severity && { severity }),
    }
  },
  weigh: ({ severity, shares }) =>
    severity !== 'low' && shares.length > 0 && shares.every(({ registered }) => registered > 0)
      ? { level: 'low', because: 'Another registrar took the registration of the user' }
      : undefined,
  detail({ aor, registrar, tries, status, reason, withCredentials }) {
    if (status === undefined)
      return `REGISTER of ${aor} was sent to ${registrar} ${tries} times and got no response at all.`
    const credentials = withCredentials ? ' although it carried credentials' : ''
    const often = tries === 1 ? '' : `, ${tries} times in all,`
    return `The registration of ${aor} at ${registrar} was refused with ${status} ${reason}${credentials}${often} and never succeeded.`
  },
  advise: ({ status, withCredentials }) => remedyFor(status, withCredentials),
})

/** REGISTERs that want a binding; `Expires: 0` takes it away (RFC 3261 §10.2.2). */
const registers = (registration: Registration): readonly Transaction[] =>
  registration.transactions.filter(({ method, request }) => method === 'REGISTER' && !isRemoval(request))

const isRemoval = (request: SipRequest): boolean =>
  headerValues(request, 'expires')[0] === 0 || headerValues(request, 'contact').some(({ expiresS }) => expiresS === 0)

/** A challenge without credentials, or an interval that is too brief: the client is expected to try again. */
const isAsked = ({ final, request }: Transaction): boolean =>
  final?.status === 423 || (isChallenge(final) && credentialsOf(request).length === 0)

/** Challenges to credentials made with a nonce that has run out, or of which nobody knows how old it was: a step as well. */
const staleIn = (tries: readonly Transaction[]): ReadonlySet<SipResponse | undefined> =>
  new Set(rejectionsIn(tries).flatMap((one) => (one.stale || !one.nonceIssued ? one.response : [])))

const isSuccess = (final: SipResponse | undefined): boolean => final !== undefined && final.status < 300

/** Refusals whose REGISTER is not in the input. A challenge or 423 is a step; a removal is refused the same way. */
function* alone(registration: Registration, strays: readonly SipResponse[]): Iterable<Verdict<Values>> {
  const last = strays.at(-1)!
  if ([401, 407, 423].includes(last.status)) {
    yield { insufficient: 'starts-mid-dialog' }
    return
  }
  yield {
    values: valuesOf(registration, strays.length, last, undefined),
    proof: [{ message: last }],
    scope: [String(last.status)],
    against: userKey(registration.aor),
    severity: { level: 'high', because: 'The REGISTER it answers is not in the input' },
    confidence: ALONE_CONFIDENCE,
  }
}

function* silent(
  registration: Registration,
  tries: readonly Transaction[],
  { timed, lastAt: endAt }: CaptureFacts,
): Iterable<Verdict<Values>> {
  const sends = tries.flatMap(({ requests }) => requests)
  const [first, last] = [sends[0], sends.at(-1)]
  if (!first || !last) return
  const spanUs = timed && first.at !== undefined && last.at !== undefined ? last.at - first.at : 0
  const isShort = sends.length < UNANSWERED_NONINVITE_SENDS && spanUs < UNANSWERED_SPAN_US
  if (isShort || tries.some(({ provisionals }) => provisionals.length > 0)) {
    if (registration.final) yield { insufficient: 'ends-mid-dialog' }
    return
  }
  const open = timed && first.at !== undefined && endAt !== undefined && endAt - first.at < TIMER_B_US
  if (open && !registration.final) return
  yield {
    values: valuesOf(registration, sends.length, undefined, first),
    proof: [{ message: first }, ...sends.slice(1, SENDS_CITED).map((message): Proof => ({ message }))],
    scope: ['silence'],
    mends: first,
    against: userKey(registration.aor),
    ...(open && {
      severity: { level: 'medium', because: 'The input ends less than 32 s after the first REGISTER' } as const,
    }),
  }
}

const valuesOf = (
  registration: Registration,
  tries: number,
  final: SipResponse | undefined,
  request: SipRequest | undefined,
): Values => ({
  aor: registration.aor.slice(0, 120) || 'an unnamed user',
  registrar: registration.registrar.slice(0, 120) || 'an unnamed registrar',
  tries,
  status: final?.status,
  reason: final?.reason ?? '',
  withCredentials: request !== undefined && credentialsOf(request).length > 0,
})

function weigh({ status }: SipResponse, tries: number): Weight | undefined {
  const passing = status === 408 || (status >= 500 && status < 600)
  return passing && tries === 1 ? { level: 'high', because: `A single ${status}; it may pass` } : undefined
}

function proofOf(request: SipRequest, final: SipResponse): readonly [Proof, ...Proof[]] {
  const lines = credentialsOf(request).map((one): Proof => ({ message: request, header: one.header }))
  const contact = header(request, 'contact')
  return [
    { message: final },
    { message: request },
    ...lines,
    ...(contact ? [{ message: request, header: contact }] : []),
  ]
}

function remedyFor(status: number | undefined, withCredentials: boolean): string {
  if (status === undefined) return 'Check address, port and transport of the registrar, and the firewall on the way.'
  if (status === 404 || status === 410)
    return 'Create the user at the registrar, or correct user and domain of the account.'
  if (status === 403)
    return withCredentials
      ? 'Check the password: many registrars answer a wrong one with 403. Also check that the account is not blocked.'
      : 'Check that the registrar allows this source address and this user to register.'
  if (status === 405 || status === 501) return 'Register at the registrar: the server that answers is none.'
  if (status === 408 || status >= 500)
    return 'Look into the log of the registrar at that moment, and let the client try another one.'
  if (status === 482 || status === 483) return 'Correct the route: the REGISTER runs in a circle between servers.'
  return 'Check user name, password, realm and domain of the account.'
}
