import { parseUri, telephoneOf, type Uri, unescaped } from '../../../decode/sip/uri.ts'
import { headerValues } from '../../../decode/sip/values.ts'
import { isPrivate, isPublic, isPublicName } from '../../../model/address.ts'
import { header, type SipRequest, type SipResponse } from '../../../model/message.ts'
import { layer3 } from '../../facts/addresses.ts'
import { rang } from '../../facts/outcome.ts'
import { type Proof, type RuleContext, rule, type Weight } from '../../rule.ts'
import { EXTENSION_DIGITS } from '../../thresholds/routing.ts'

type Form = 'separators' | 'prefix' | 'national' | 'user-phone' | 'tel-local' | 'caller'

interface Values {
  readonly number: string
  readonly form: Form
  readonly header: string
  /** Of a refusal that may be for the number. */
  readonly status: number | undefined
}

/** Statuses that turn a number away (RFC 3261 §21.4). */
const NUMBER_REFUSED: ReadonlySet<number> = new Set([403, 404, 484, 604])
/** The called party, or who stands for it, was asked: the number was understood. */
const UNDERSTOOD: ReadonlySet<number> = new Set([480, 486, 487, 600, 603, 607, 608])
const CARRIER = /carrier|trunk|itsp|provider/i
const E164 = /^\+[1-9]\d{6,14}$/

export const numberFormat = rule<'call', Values>({
  id: 'routing.number-format',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3966 §5', 'RFC 3261 §19.1.6', 'ITU-T E.164 §6'],
  title: 'A number towards a trunk is not in E.164 form',
  examines: 'call',
  about: { methods: ['INVITE'] },
  explains: ['routing.response-404', 'routing.response-484', 'signaling.response-403'],
  issues: ['number', '404', '484', '604'],
  meaning: 'Trunks want numbers as +, country code and number, without blanks or hyphens. Others they may not know.',
  fires:
    'The called number of an INVITE to a public next hop has separators, an international prefix (00, 011) or no country code, or misuses user=phone or tel:, and the call was not let in. Medium where 403, 404, 484 or 604 follows; then the calling number is looked at, too.',
  quiet:
    'Calls that rang or were answered: national forms are legal; extensions of up to six digits; names; redacted numbers.',
  example: ['INVITE sip:00442079460123@203.0.113.7 SIP/2.0', 'SIP/2.0 404 Not Found'],
  recommendation: 'Normalise numbers to + and country code in the dial plan before the trunk.',
  verify: 'Verify: the Request-URI to the trunk has the form +442079460123.',
  marks: { signs: ['no-answer'] },
  applies: ({ call }) => call.invite !== undefined,
  *check({ call }, context) {
    const invite = call.invite!
    const { failure } = call
    if (call.answer || rang(call) || (failure && UNDERSTOOD.has(failure.status))) return
    const refusal = failure && NUMBER_REFUSED.has(failure.status) && !isForCredentials(failure) ? failure : undefined
    const trunk = isTrunk(invite, context)
    if (trunk === false) return
    const uri = parseUri(invite.requestUri)
    const form = uri && formOf(uri)
    const found = form
      ? { uri: uri!, form, name: 'Request-URI', proof: { message: invite } satisfies Proof }
      : failure && NUMBER_REFUSED.has(failure.status) && uri && E164.test(unescaped(uri.user ?? ''))
        ? callerIn(invite)
        : undefined
    if (!found) return
    if (trunk === undefined) {
      yield { insufficient: 'one-direction-only' }
      return
    }
    const severity: Weight | undefined = refusal && {
      level: 'medium',
      because: `The call was refused with ${refusal.status}`,
    }
    yield {
      values: {
        number: found.uri.user?.slice(0, 60) ?? '',
        form: found.form,
        header: found.name,
        status: refusal?.status,
      },
      proof: [found.proof, ...(refusal ? [{ message: refusal } satisfies Proof] : [])],
      scope: [found.name, found.form],
      mends: invite,
      confidence: 0.7,
      ...(severity && { severity }),
    }
  },
  detail: ({ number, form, header: name, status }) =>
    `The number ${number} in ${name} ${FORMS[form]}.${status === undefined ? '' : ` The call was refused with ${status}.`}`,
})

/** The refusal names the password or account: the number had no part in it. */
const isForCredentials = ({ reason }: SipResponse): boolean => /password|\bauth|credential|\baccount\b/i.test(reason)

const FORMS: Record<Form, string> = {
  separators: 'has blanks, hyphens or brackets in it',
  prefix: 'begins with an international prefix instead of +',
  national: 'has no + and country code',
  'user-phone': 'is marked user=phone and is no telephone number',
  'tel-local': 'is a local tel: number without phone-context',
  caller: 'is not in E.164 form, while the called number is',
}

/** Whether the next hop is a trunk; undefined where nothing tells. */
function isTrunk({ destination, requestUri }: SipRequest, { options }: RuleContext): boolean | undefined {
  const host = layer3(destination) ?? parseUri(requestUri)?.host
  if (host !== undefined && (isPublic(host) || isPublicName(host))) return true
  if (options.endpoints?.some((label) => CARRIER.test(label))) return true
  return host !== undefined && isPrivate(host) ? false : undefined
}

function formOf(uri: Uri): Form | undefined {
  const telephone = telephoneOf(uri)
  const written = unescaped(uri.user ?? '')
  if (!telephone) {
    if (/^\+?\d[\d\s().-]{5,30}\d$/.test(written) && /\s/.test(written)) return 'separators'
    return uri.params.get('user')?.toLowerCase() === 'phone' && /^[a-z]{2}/i.test(written) ? 'user-phone' : undefined
  }
  const { number, global, separated, params } = telephone
  const digits = number.replace(/\D/g, '')
  if (digits.length <= EXTENSION_DIGITS || /[*#]/.test(number)) return undefined
  if (separated) return 'separators'
  if (global) return E164.test(number) ? undefined : 'national'
  if (uri.scheme === 'tel' && !params.has('phone-context')) return 'tel-local'
  if (params.has('phone-context') || uri.params.has('phone-context')) return undefined
  return /^(?:00|011)[1-9]/.test(number) ? 'prefix' : 'national'
}

function callerIn(invite: SipRequest) {
  for (const name of ['p-asserted-identity', 'from', 'diversion'] as const) {
    const line = header(invite, name)
    const uri = name === 'diversion' ? headerValues(invite, name)[0]?.address.uri : headerValues(invite, name)[0]?.uri
    const telephone = uri && telephoneOf(uri)
    if (!line || !telephone || E164.test(telephone.number)) continue
    return { uri, form: 'caller' as const, name: NAMES[name], proof: { message: invite, header: line } satisfies Proof }
  }
  return undefined
}

const NAMES = { 'p-asserted-identity': 'P-Asserted-Identity', from: 'From', diversion: 'Diversion' } as const
