import { hostAsked } from '../../attempts.ts'
import { lookFor, type Refusal, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { afterText, meaningOf, refusalFault, type Told, tell, toldOf } from '../../facts/responses.ts'
import { raisedByShare } from '../../facts/shares.ts'
import { standingOf } from '../../facts/standing.ts'
import { rule } from '../../rule.ts'
import { AT_ONCE_US, TIMED_OUT_US } from '../../thresholds/signaling.ts'

interface Values extends Told {
  /** When it came: at once, which is no timeout of a server further on; after 64*T1; or in between. */
  readonly when: 'at-once' | 'timer-b' | 'between' | 'unknown'
}

export const response408 = rule<'conversation', Values>({
  id: 'signaling.response-408',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3261 §21.4.9', 'RFC 3261 §17.1.1.2', 'RFC 4320 §4.1'],
  title: 'Timed out: 408',
  examines: 'conversation',
  yieldsTo: ['reg.failed', 'transfer.*'],
  explains: ['signaling.pdd-high'],
  issues: ['408', 'timeout'],
  meaning: 'A server on the way waited in vain for the next one, or could not reach it.',
  fires: 'An INVITE or REGISTER ends with 408 without ringing. Low for other methods, which must not be answered so.',
  quiet: 'Info after ringing, where nobody answered the phone, and where another try was let in.',
  example: ['INVITE sip:bob@198.51.100.4 SIP/2.0', 'SIP/2.0 408 Request Timeout'],
  recommendation:
    'Check that the next hop of the server that answered is up and reachable, and let that server fail over to another one.',
  recipe: 'timeout',
  verify: 'Verify: the same request is answered with 18x or 2xx.',
  marks: lookFor(408),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, [408])) {
      const standing = standingOf(refusal, conversation, 'high')
      const when = whenOf(refusal)
      yield {
        ...refusalFault(refusal, standing, [when]),
        values: { ...toldOf(refusal, standing), when },
        title: `Timed out: 408 to ${refusal.method}`,
        ...(refusal.request && { against: hostAsked(refusal.request) }),
      }
    }
    yield* unseenEnd(conversation)
  },
  weigh: raisedByShare,
  detail: (told) => tell(told, told.kind === 'user' ? NO_ANSWER : `${meaningOf(408)}${WHEN[told.when](told)}`),
  advise: ({ kind, when, method }) => {
    if (kind === 'user') return ''
    if (when === 'at-once')
      return 'Check route, DNS, port and transport of the next hop in the server that answered: it could not send the request at all.'
    if (kind === 'minor' && method !== 'OPTIONS')
      return `Let the server answer ${method} with nothing instead of 408 (RFC 4320), and check its next hop.`
    return 'Check that the next hop of the server that answered is up and reachable, and let that server fail over to another one.'
  },
})

const NO_ANSWER = 'The phone rang, and nobody answered in time.'

const WHEN: Record<Values['when'], (told: Told) => string> = {
  'at-once': (told) =>
    ` It came${afterText(told).replace(',', '')}: no timer runs that fast, so the server could not reach its next hop at all.`,
  'timer-b': (told) => ` It came${afterText(told).replace(',', '')}, when timer B (64*T1) of a server had run out.`,
  between: (told) => ` It came${afterText(told).replace(',', '')}.`,
  unknown: () => '',
}

function whenOf({ request, response }: Refusal): Values['when'] {
  if (request?.at === undefined || response.at === undefined) return 'unknown'
  const us = response.at - request.at
  if (us <= AT_ONCE_US) return 'at-once'
  return us >= TIMED_OUT_US ? 'timer-b' : 'between'
}
