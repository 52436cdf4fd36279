import { headerValues } from '../../../decode/sip/values.ts'
import { header, type SipRequest } from '../../../model/message.ts'
import { callbacksOf, emergencyOf } from '../../facts/emergency.ts'
import { type Proof, rule } from '../../rule.ts'
import { CALLBACK_DIGITS } from '../../thresholds/emergency.ts'

interface Values {
  readonly service: string
  readonly user: string
  readonly hidden: boolean
}

export const badCallback = rule<'call', Values>({
  id: 'emergency.bad-callback',
  category: 'compliance',
  severity: 'medium',
  sources: ['RFC 6881 §9', 'RFC 3323'],
  title: 'Emergency call without a number to call back',
  examines: 'call',
  issues: ['emergency', '911', '112', 'callback'],
  meaning:
    'When the line drops, the emergency centre cannot call back: what it sees is an extension, a name or nobody.',
  fires:
    'Neither P-Asserted-Identity nor From of an emergency call has a number that can be called from outside. High where Privacy hides the caller besides.',
  quiet: 'National and international numbers of seven digits and more; test numbers; redacted numbers; cut messages.',
  example: ['INVITE sip:911@203.0.113.9 SIP/2.0', 'From: "Room 12" <sip:1012@192.0.2.10>;tag=1'],
  recommendation:
    'Send a direct number (DID or ELIN) of the caller in P-Asserted-Identity and From of emergency calls, and switch privacy off for them.',
  verify: 'Verify: the number that a test call to 933 or the like reads back rings at the caller.',
  about: { methods: ['INVITE'], signs: ['emergency'] },
  applies: ({ call }) => emergencyOf(call) !== undefined,
  *check({ call }, { options }) {
    const emergency = emergencyOf(call, options.policy?.testNumbers)
    if (!emergency || emergency.test) return
    const { request, service } = emergency
    if (!request.complete || request.repairs?.includes('redactions')) {
      yield { insufficient: 'message-cut' }
      return
    }
    const callbacks = callbacksOf(request)
    if (callbacks.some(({ digits, user }) => isCallable(digits) || isRedacted(user))) return
    const privacy = header(request, 'privacy')
    const hidden = privacy !== undefined && headerValues(request, 'privacy').some((one) => one !== 'none')
    yield {
      values: { service, user: callbacks[0]?.user.slice(0, 40) ?? '', hidden },
      proof: [{ message: request }, ...lines(request), ...(privacy ? [{ message: request, header: privacy }] : [])],
      scope: [hidden ? 'hidden' : 'shown'],
      mends: request,
      ...(hidden && { severity: { level: 'high', because: 'Privacy hides the caller besides' } as const }),
    }
  },
  detail: ({ service, user, hidden }) =>
    `The call to ${service} names its caller ${user === '' ? 'by no user at all' : `as "${user}"`}, which nobody can call from outside${hidden ? ', and asks to hide even that' : ''}.`,
})

const isCallable = (digits: string | undefined): boolean => digits !== undefined && digits.length >= CALLBACK_DIGITS

/** `+1202555xxxx`: digits that whoever pasted it took out. */
const isRedacted = (user: string): boolean => /^\+?[\dx*#.-]{7,}$/i.test(user) && /x{2}|\*{2}/i.test(user)

const lines = (request: SipRequest): readonly Proof[] =>
  ['p-asserted-identity', 'from'].flatMap((name): Proof[] => {
    const found = header(request, name)
    return found ? [{ message: request, header: found }] : []
  })
