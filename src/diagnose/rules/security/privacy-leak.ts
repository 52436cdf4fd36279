import { locatedValues } from '../../../decode/sip/values.ts'
import type { SipHeader, SipRequest } from '../../../model/message.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly asked: string
  readonly leaks: string
}

/** Values of Privacy that ask the user's own headers to be made anonymous (RFC 3323 §4.1). */
const OWN_HEADERS = new Set(['user', 'full', 'header'])

export const privacyLeak = rule<'transaction', Values>({
  id: 'security.privacy-leak',
  category: 'security',
  severity: 'medium',
  sources: ['RFC 3323 §4.1', 'RFC 3325 §9.3'],
  title: 'Caller asks for privacy and is named all the same',
  examines: 'transaction',
  about: { headers: ['privacy'] },
  meaning: 'The caller wants to stay anonymous, and the From header still says who calls: the called party sees it.',
  fires:
    'Privacy asks for user, header or full privacy, or id, and From carries the number or name that is to be hidden.',
  quiet: 'P-Asserted-Identity with Privacy: id towards a trunk, which is how RFC 3325 works; an anonymous From.',
  example: ['Privacy: id', 'From: "Alice" <sip:+14155550100@example.com>;tag=1'],
  recommendation:
    'Send an anonymous From ("Anonymous" <sip:anonymous@anonymous.invalid>) when the caller asks for privacy, and keep the identity in P-Asserted-Identity.',
  applies: ({ transaction }) => transaction.initial && transaction.method === 'INVITE',
  *check({ transaction: { request } }) {
    const [privacy] = locatedValues(request, 'privacy')
    if (!privacy) return
    const asked = locatedValues(request, 'privacy').map(({ value }) => String(value).toLowerCase())
    if (asked.includes('none')) return
    const leak = leakIn(request, asked)
    if (leak === 'unknown') {
      yield { insufficient: 'message-cut' }
      return
    }
    if (!leak) return
    const lines: Proof[] = leak.others.map((line) => ({ message: request, header: line }))
    yield {
      values: { asked: asked.join(';').slice(0, 60), leaks: leak.shown.slice(0, 80) },
      proof: [{ message: request, header: privacy.header }, { message: request, header: leak.from }, ...lines],
      scope: asked.toSorted(),
      mends: request,
    }
  },
  detail: ({ asked, leaks }) => `Privacy is "${asked}", and From still says ${leaks}.`,
})

interface Leak {
  readonly from: SipHeader
  readonly shown: string
  readonly others: readonly SipHeader[]
}

function leakIn(request: SipRequest, asked: readonly string[]): Leak | 'unknown' | undefined {
  const [from] = locatedValues(request, 'from')
  if (!from) return 'unknown'
  const user = from.value.uri?.user
  if (user === undefined || /anonym|unknown|restricted|unavailable|private/i.test(`${user} ${from.value.uri?.host}`))
    return undefined
  const identities = locatedValues(request, 'p-asserted-identity')
  const same = identities.find(({ value }) => value.uri?.user === user)
  // With `id` alone the network hides what it asserts; From is the caller's own affair unless it says the very same.
  if (!asked.some((value) => OWN_HEADERS.has(value)) && !same) return undefined
  return { from: from.header, shown: user, others: same ? [same.header] : [] }
}
