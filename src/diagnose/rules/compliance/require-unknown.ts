import { locatedValues } from '../../../decode/sip/values.ts'
import { header, type SipHeader, type SipRequest, type SipResponse } from '../../../model/message.ts'
import { finalOf, hasSucceeded } from '../../facts/aftermath.ts'
import { kindText, senderName, senderText } from '../../facts/sender.ts'
import { type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'

interface Values {
  readonly options: readonly string[]
  readonly name: string
  readonly what: string
  readonly sender: string
  readonly refused: boolean
}

/** IANA's registry of SIP option tags. */
const REGISTERED = new Set(
  [
    '100rel 199 answermode early-session eventlist explicitsub from-change geolocation-http geolocation-sip gin gruu',
    'histinfo ice join multiple-refer norefersub nosub outbound path policy precondition pref privacy',
    'recipient-list-invite recipient-list-message recipient-list-subscribe record-aware replaces resource-priority',
    'sdp-anat sec-agree siprec tdialog timer trickle-ice uui',
  ].flatMap((line) => line.split(' ')),
)

/** Options shown in one finding. */
const OPTIONS_SHOWN = 5

export const requireUnknown = rule<'conversation', Values>({
  id: 'compliance.require-unknown',
  category: 'compliance',
  severity: 'medium',
  sources: ['RFC 3261 §8.2.2.3', 'RFC 3261 §20.29', 'RFC 3261 §20.32'],
  title: 'Required extension not supported',
  examines: 'conversation',
  yieldsTo: ['prack.required-unsupported'],
  explains: ['signaling.response-416-420-421'],
  meaning: 'Require and Proxy-Require name extensions without which a request must be refused.',
  fires:
    'A request with Require or Proxy-Require is answered with 420. Low where an option is in no registry and accepted all the same, info where the next try succeeds without it.',
  quiet: 'Registered options that nobody refuses; Supported, which asks for nothing.',
  example: ['Require: 100rel', 'SIP/2.0 420 Bad Extension', 'Unsupported: 100rel'],
  recommendation:
    'Name the option in Supported instead of Require, or switch the extension off on the side that requires it.',
  verify: 'Verify: the request is no longer answered with 420.',
  marks: { headers: ['require', 'proxy-require'] },
  *check({ conversation }) {
    let cut = false
    for (const { request, final } of conversation.transactions) {
      const refusal = final ?? finalOf(conversation, request)
      for (const name of ['require', 'proxy-require'] as const) {
        const found = header(request, name)
        if (!found) continue
        if (!refusal && !request.complete) cut = true
        const options = locatedValues(request, name).map(({ value }) => value.toLowerCase())
        if (refusal?.status === 420) yield refused(conversation, request, found, refusal, options)
        else {
          const strange = options.filter((option) => !REGISTERED.has(option))
          if (strange.length > 0) yield unregistered(request, found, strange)
        }
      }
    }
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail: ({ options, name, what, sender, refused: wasRefused }) =>
    wasRefused
      ? `The ${what} from ${sender} requires ${options.join(', ')} by ${name}, and the other side refuses it with 420.`
      : `The ${what} from ${sender} requires ${options.join(', ')} by ${name}, which no registry knows: others must refuse it with 420.`,
})

const valuesOf = (request: SipRequest, found: SipHeader, options: readonly string[], wasRefused: boolean): Values => ({
  options: options.slice(0, OPTIONS_SHOWN).map((option) => option.slice(0, 40)),
  name: found.name === 'require' ? 'Require' : 'Proxy-Require',
  what: kindText(request),
  sender: senderText(request),
  refused: wasRefused,
})

function refused(
  conversation: SignalingConversation,
  request: SipRequest,
  found: SipHeader,
  refusal: SipResponse,
  options: readonly string[],
) {
  const unsupported = header(refusal, 'unsupported')
  const named = unsupported ? locatedValues(refusal, 'unsupported').map(({ value }) => value.toLowerCase()) : []
  const blamed = options.filter((option) => named.includes(option))
  const severity: Weight | undefined = hasSucceeded(conversation)
    ? { level: 'info', because: 'A later try succeeded' }
    : undefined
  const proof: readonly [Proof, ...Proof[]] = [
    { message: refusal },
    { message: request, header: found },
    ...(unsupported ? [{ message: refusal, header: unsupported }] : []),
  ]
  const values = valuesOf(request, found, blamed.length > 0 ? blamed : options, true)
  return {
    ...{ values, proof, mends: request, scope: ['refused', ...values.options, senderName(request)] },
    title: `Required extension not supported: ${values.options.join(', ')}`,
    ...(severity && { severity }),
  }
}

function unregistered(request: SipRequest, found: SipHeader, strange: readonly string[]) {
  const values = valuesOf(request, found, strange, false)
  const proof: readonly [Proof, ...Proof[]] = [{ message: request, header: found }, { message: request }]
  const severity: Weight = { level: 'low', because: 'Nobody refused it here' }
  return {
    ...{ values, proof, severity, mends: request, scope: ['unregistered', ...values.options, senderName(request)] },
    title: `Required extension that no registry knows: ${values.options.join(', ')}`,
  }
}
