import { locatedValues } from '../../../decode/sip/values.ts'
import { hasHeader, type SipMessage } from '../../../model/message.ts'
import { passportsIn } from '../../facts/passport.ts'
import { digitsOf } from '../../facts/telephone.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly signs: readonly string[]
  readonly caller: string
}

interface Sign {
  readonly name: 'failed' | 'weak' | 'invalid' | 'neighbour'
  readonly says: string
  readonly proof: Proof
}

export const spoofedCallerid = rule<'transaction', Values>({
  id: 'security.spoofed-callerid',
  category: 'security',
  severity: 'medium',
  sources: ['ATIS-1000074 §5.3.1', 'ATIS-1000082', 'RFC 8224 §6.2'],
  title: 'Caller ID is probably spoofed',
  examines: 'transaction',
  about: { methods: ['INVITE'] },
  meaning: 'Several signs together say that the caller does not own the number shown.',
  fires:
    "Two or more of: the network says its check failed (verstat), the signature vouches for nothing (attestation C or none) and the number imitates the callee's exchange, the number cannot exist. Medium with a failed check, else low.",
  quiet: 'One sign alone; From and P-Asserted-Identity that differ, which forwarding does.',
  example: ['From: <sip:+12025550100;verstat=TN-Validation-Failed@example.com>;tag=1'],
  recommendation: 'Label or block such calls by verstat and attestation, and do not return calls to the number shown.',
  recipe: 'stir',
  marks: [{ headers: ['identity', 'p-asserted-identity'] }, { signs: ['odd-name'] }],
  applies: ({ transaction }) => transaction.initial && transaction.method === 'INVITE',
  *check({ transaction: { request } }) {
    if (!request.complete) {
      yield { insufficient: 'message-cut' }
      return
    }
    // Without one of these there is one sign at most.
    if (!hasHeader(request, 'identity') && !request.raw.includes('verstat')) return
    const signs = signsIn(request)
    if (signs.length < 2) return
    const failed = signs.some(({ name }) => name === 'failed')
    const severity: Weight = { level: 'low', because: 'No network says that its check of the number failed' }
    yield {
      values: { signs: signs.map(({ says }) => says), caller: callerOf(request) ?? 'no number' },
      proof: [signs[0]!.proof, ...signs.slice(1).map(({ proof }) => proof)],
      scope: signs.map(({ name }) => name),
      confidence: 0.7,
      ...(!failed && { severity }),
    }
  },
  detail: ({ signs, caller }) => `The call shows ${caller}, but ${signs.join(', and ')}.`,
})

/** Digits of an area code and exchange of the North American plan. */
const EXCHANGE_DIGITS = 6

const callerOf = (request: SipMessage): string | undefined =>
  [...locatedValues(request, 'p-asserted-identity'), ...locatedValues(request, 'from')]
    .map(({ value }) => digitsOf(value.uri))
    .find((digits) => digits !== undefined)

function signsIn(request: SipMessage): readonly Sign[] {
  const signs: Sign[] = []
  const places = [...locatedValues(request, 'p-asserted-identity'), ...locatedValues(request, 'from')]
  const failed = places.find(({ value }) => /verstat=TN-Validation-Failed/i.test(value.uriText))
  if (failed)
    signs.push({
      name: 'failed',
      says: 'the network marks the number as failed (verstat=TN-Validation-Failed)',
      proof: { message: request, header: failed.header },
    })
  const passport = passportsIn(request).find(({ ppt }) => ppt === 'shaken')
  const weak = passport && passport.attest !== 'A' && passport.attest !== 'B' ? passport : undefined
  if (weak)
    signs.push({
      name: 'weak',
      says: `the signature vouches for nothing (attestation ${weak.attest ?? 'missing'})`,
      proof: { message: request, header: weak.header },
    })
  const caller = callerOf(request)
  const from = places[0]?.header
  if (caller === undefined || !from) return signs
  const proof: Proof = { message: request, header: from }
  if (/^0+$|^1?(?:911|112)$|^(.)\1{8,}$|^1900\d{7}$/.test(caller))
    signs.push({ name: 'invalid', says: 'that number cannot call', proof })
  const called = digitsOf(locatedValues(request, 'to')[0]?.value.uri)
  if (weak && called !== undefined && isNeighbour(caller, called))
    signs.push({ name: 'neighbour', says: 'it imitates the exchange of the called number', proof })
  return signs
}

function isNeighbour(caller: string, called: string): boolean {
  const [a, b] = [caller.replace(/^1(?=\d{10}$)/, ''), called.replace(/^1(?=\d{10}$)/, '')]
  return a.length === 10 && b.length === 10 && a !== b && a.slice(0, EXCHANGE_DIGITS) === b.slice(0, EXCHANGE_DIGITS)
}
