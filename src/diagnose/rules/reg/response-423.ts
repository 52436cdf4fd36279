import { headerValues } from '../../../decode/sip/values.ts'
import type { Registration, Transaction } from '../../../model/call.ts'
import { header, type SipRequest, type SipResponse } from '../../../model/message.ts'
import { clip } from '../../facts/responses.ts'
import { type Proof, type RuleContext, rule, type Weight } from '../../rule.ts'
import { TIMER_B_US } from '../../thresholds/signaling.ts'

interface Values {
  readonly aor: string
  readonly askedS: number | undefined
  readonly minimumS: number | undefined
  readonly next: 'accepted' | 'raised' | 'same' | 'nothing'
}

export const response423 = rule<'registration', Values>({
  id: 'reg.response-423',
  category: 'signaling',
  severity: 'low',
  sources: ['RFC 3261 §10.2.8', 'RFC 3261 §21.4.17'],
  title: 'Registration interval too brief: 423',
  examines: 'registration',
  issues: ['423', 'interval'],
  meaning: 'The client wants to register for a shorter time than the registrar allows.',
  fires: 'REGISTER is answered with 423. High where the client does not ask for at least Min-Expires afterwards.',
  quiet: 'Info where the next REGISTER is accepted; low where the input ends before one could come.',
  example: ['Expires: 60', 'SIP/2.0 423 Interval Too Brief', 'Min-Expires: 300'],
  recommendation: 'Set the registration expiry of the client to at least the Min-Expires of the registrar.',
  verify: 'Verify: REGISTER is answered with 200 and no 423 comes before.',
  marks: { statuses: [423] },
  *check({ registration }, context) {
    for (const { request, final } of registration.transactions) {
      if (final?.status !== 423) continue
      const next = whatFollowed(registration, request, final)
      if (next === 'nothing' && !registration.final) continue
      const isOpen = next === 'nothing' && endsSoon(final, context)
      yield {
        values: {
          aor: clip(registration.aor) || 'an unnamed user',
          askedS: askedOf(request),
          minimumS: minimumOf(final),
          next,
        },
        proof: proofOf(request, final),
        scope: [next],
        severity: isOpen ? AT_THE_END : WEIGHTS[next],
        mends: request,
      }
      // The whole series tells one story.
      return
    }
  },
  detail: ({ aor, askedS, minimumS, next }) => {
    const asked = askedS === undefined ? '' : ` for ${askedS} s`
    const wanted = minimumS === undefined ? 'a longer time' : `at least ${minimumS} s`
    return `${aor} asked to be registered${asked}; the registrar wants ${wanted}. ${THEN[next]}`
  },
  advise: ({ minimumS }) =>
    minimumS === undefined
      ? 'Set a longer registration expiry in the client, 300 s or more.'
      : `Set the registration expiry of the client to ${minimumS} s or more.`,
})

const THEN: Record<Values['next'], string> = {
  accepted: 'The next REGISTER was accepted.',
  raised: 'The next REGISTER asks for enough.',
  same: 'The next REGISTER asks for too little again.',
  nothing: 'No other REGISTER follows.',
}

const WEIGHTS: Record<Values['next'], Weight> = {
  accepted: { level: 'info', because: 'The next REGISTER was accepted' },
  raised: { level: 'low', because: 'The next REGISTER asks for enough' },
  same: { level: 'high', because: 'The client does not heed Min-Expires, and stays unregistered' },
  nothing: { level: 'high', because: 'The client does not try again, and stays unregistered' },
}

const AT_THE_END: Weight = { level: 'low', because: 'The input ends there: the client may have tried again' }

const askedOf = (request: SipRequest): number | undefined =>
  headerValues(request, 'contact')[0]?.expiresS ?? headerValues(request, 'expires')[0]
const minimumOf = (response: SipResponse): number | undefined => headerValues(response, 'min-expires')[0]

function whatFollowed({ transactions }: Registration, { number }: SipRequest, final: SipResponse): Values['next'] {
  const later = transactions.filter(({ method, request }) => method === 'REGISTER' && request.number > number)
  if (later.length === 0) return 'nothing'
  if (later.some(isAccepted)) return 'accepted'
  const minimum = minimumOf(final) ?? 0
  return later.some(({ request }) => (askedOf(request) ?? Number.POSITIVE_INFINITY) >= minimum) ? 'raised' : 'same'
}

const isAccepted = ({ final }: Transaction): boolean => final !== undefined && final.status < 300

/** A retry may follow where the input ends soon after, and where no times tell. */
const endsSoon = ({ at }: SipResponse, { capture: { timed, lastAt } }: RuleContext): boolean =>
  !timed || at === undefined || lastAt === undefined || lastAt - at < TIMER_B_US

function proofOf(request: SipRequest, final: SipResponse): readonly [Proof, ...Proof[]] {
  const minimum = header(final, 'min-expires')
  const expires = header(request, 'expires') ?? header(request, 'contact')
  return [
    { message: final },
    ...(minimum ? [{ message: final, header: minimum }] : []),
    { message: request },
    ...(expires ? [{ message: request, header: expires }] : []),
  ]
}
