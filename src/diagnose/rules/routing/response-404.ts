import { parseUri } from '../../../decode/sip/uri.ts'
import { header, type SipRequest } from '../../../model/message.ts'
import { hostAsked } from '../../attempts.ts'
import { lookFor, refusedWith, unseenEnd } from '../../facts/refusals.ts'
import { clip, meaningOf, refusalFault, remedyOf, type Told, tell, toldOf } from '../../facts/responses.ts'
import { standingOf } from '../../facts/standing.ts'
import { rule } from '../../rule.ts'
import { RARE_SHARE, RARE_WHOLE, WORKING_CALLS } from '../../thresholds/signaling.ts'

interface Values extends Told {
  /** What the number looks like: `+` and digits, digits alone, or a name; undefined without a user part. */
  readonly form: 'e164' | 'digits' | 'name' | undefined
  readonly diversion: string | undefined
}

const STATUSES = [404, 410, 604]
/** Methods that look for a user; to others it is the answer of a server without that service. */
const LOOKING = new Set(['INVITE', 'REGISTER', 'REFER'])

export const response404 = rule<'conversation', Values>({
  id: 'routing.response-404',
  category: 'routing',
  severity: 'high',
  sources: ['RFC 3261 §21.4.5', 'RFC 3261 §21.4.10', 'RFC 3261 §21.6.3', 'ITU-T Q.850'],
  title: 'Number or user not found',
  examines: 'conversation',
  yieldsTo: ['reg.failed', 'transfer.*'],
  issues: ['404', 'notfound'],
  meaning: 'The number or user is not known where the request was sent.',
  fires:
    'INVITE, REGISTER or REFER ends with 404, 410 or 604. Medium where the far network says that the number does not exist (Q.850 cause 1 or 22), or where the request is not in the input; low where nearly all other calls to that peer work.',
  quiet: 'Other methods; info where another try was let in.',
  example: [
    'INVITE sip:5551234@203.0.113.7 SIP/2.0',
    'SIP/2.0 404 Not Found',
    'Reason: Q.850;cause=1;text="Unallocated (unassigned) number"',
  ],
  recommendation: `${remedyOf(404)} Compare with a number that works.`,
  verify: 'Verify: the same number is answered with 18x or 2xx.',
  about: { methods: ['INVITE', 'REGISTER', 'REFER'] },
  marks: lookFor(...STATUSES),
  *check({ conversation }) {
    for (const refusal of refusedWith(conversation, STATUSES)) {
      if (!LOOKING.has(refusal.method)) continue
      const standing = standingOf(refusal, conversation, 'high')
      const { request } = refusal
      const diversion = request && header(request, 'diversion')
      const fault = refusalFault(refusal, standing)
      yield {
        ...fault,
        values: {
          ...toldOf(refusal, standing),
          form: request && formOf(request),
          diversion: diversion && clip(diversion.value),
        },
        title: `Number or user not found: ${refusal.response.status}`,
        proof: diversion ? [...fault.proof, { message: request, header: diversion }] : fault.proof,
        ...(request && { against: hostAsked(request) }),
      }
    }
    yield* unseenEnd(conversation)
  },
  weigh: ({ severity, shares }) =>
    (severity === 'high' || severity === 'medium') &&
    shares.length > 0 &&
    shares.every(
      ({ calls, faults, progressed }) =>
        calls >= RARE_WHOLE && faults < RARE_SHARE * calls && progressed >= WORKING_CALLS,
    )
      ? { level: 'low', because: 'Nearly all other calls to that peer rang or were answered' }
      : undefined,
  detail: (told) => `${tell(told, meaningOf(told.status))}${formText(told)}`,
  advise: ({ status, method, diversion, form }) => {
    if (method === 'REGISTER') return 'Create the user at the registrar, or correct user and domain of the account.'
    if (status === 410) return remedyOf(410)
    const forwarded = diversion ? ' Check also what the Diversion header changes about the route.' : ''
    const plus = form === 'digits' ? ' If the next hop wants E.164, send the number with + and country code.' : ''
    return `${remedyOf(status)}${plus}${forwarded}`
  },
})

function formOf({ requestUri }: SipRequest): Values['form'] {
  const user = parseUri(requestUri)?.user
  if (user === undefined) return undefined
  const number = user.split(';')[0]!.replace(/[\s().-]/g, '')
  if (/^\+\d{6,15}$/.test(number)) return 'e164'
  return /^\d+$/.test(number) ? 'digits' : 'name'
}

function formText({ form, diversion, method }: Values): string {
  if (method !== 'INVITE') return ''
  const written =
    form === 'e164'
      ? ' The number is well-formed E.164.'
      : form === 'digits'
        ? ' The number has no + and so is no E.164: whether it fits depends on the dial plan there.'
        : ''
  return `${written}${diversion ? ` The call was diverted by ${diversion}.` : ''}`
}
