import { firstValue } from '../../../decode/sip/message.ts'
import { locatedValues } from '../../../decode/sip/values.ts'
import { hasHeader, header, type SipHeader, type SipMessage } from '../../../model/message.ts'
import { kindText, senderName, senderText } from '../../facts/sender.ts'
import { type Fault, rule } from '../../rule.ts'

type Problem = 'parameters' | 'too-many' | 'scheme' | 'anonymous'

interface Values {
  readonly problem: Problem
  readonly name: string
  readonly what: string
  readonly sender: string
  readonly value: string
}

const NAMES = ['p-asserted-identity', 'p-preferred-identity'] as const
const PRINTED: Readonly<Record<string, string>> = {
  'p-asserted-identity': 'P-Asserted-Identity',
  'p-preferred-identity': 'P-Preferred-Identity',
  from: 'From',
}
const SCHEMES: ReadonlySet<string> = new Set(['sip', 'sips', 'tel'])
/** RFC 3325 §9.1: one sip or sips URI and one tel URI. */
const MOST_VALUES = 2
/** What verifiers and networks add behind the bracket (3GPP TS 24.229, RFC 7315); a tag or other dialog parameter is none. */
const HARMLESS: ReadonlySet<string> = new Set(['verstat', 'cpc', 'rank', 'screen'])

export const paiFormat = rule<'conversation', Values>({
  id: 'compliance.pai-format',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3325 §9.1', 'RFC 3325 §9.2', 'RFC 3323 §4.1'],
  title: 'Identity header against its form',
  examines: 'conversation',
  meaning:
    'P-Asserted-Identity holds one or two plain addresses. Parameters copied from From, or a third value, make networks drop the caller ID.',
  fires:
    'P-Asserted-Identity or P-Preferred-Identity with parameters such as tag, more than two values, or another scheme than sip, sips and tel; an anonymous From without Privacy that hides an asserted identity.',
  quiet: 'verstat and the like, which networks add; an anonymous caller who asserts nothing; cut messages.',
  example: ['P-Asserted-Identity: <sip:+12025550101@example.com>;tag=as1'],
  recommendation: 'Build the header from the address alone: name, URI in angle brackets, nothing behind.',
  verify: 'Verify: the header ends with the closing angle bracket.',
  marks: { headers: NAMES },
  *check({ conversation }) {
    let cut = false
    for (const message of conversation.messages) {
      if (!message.complete) cut = true
      for (const name of NAMES) {
        const all = locatedValues(message, name)
        const third = all[MOST_VALUES]
        if (third) yield faultOf('too-many', message, third.header)
        for (const { header: line, value } of all) {
          const scheme = value.uri?.scheme
          if (scheme !== undefined && !SCHEMES.has(scheme)) yield faultOf('scheme', message, line)
          else if ([...value.params.keys()].some((param) => !HARMLESS.has(param)))
            yield faultOf('parameters', message, line)
        }
      }
      const hidden = message.complete ? anonymousFrom(message) : undefined
      if (hidden) yield faultOf('anonymous', message, hidden)
    }
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail: ({ problem, name, what, sender, value }) =>
    `${name} of the ${what} from ${sender} ${PROBLEMS[problem]}: ${value}`,
  advise: ({ problem }) =>
    problem === 'anonymous'
      ? 'Add Privacy: id where the caller wants to stay anonymous; without it networks show the asserted identity.'
      : 'Build the header from the address alone: one sip and one tel URI at most, in angle brackets, nothing behind.',
})

const PROBLEMS: Record<Problem, string> = {
  parameters: 'has parameters that do not belong to it',
  'too-many': 'has more than one sip and one tel URI',
  scheme: 'is neither a sip, a sips nor a tel URI',
  anonymous: 'is anonymous while an identity is asserted and no Privacy asks to hide it',
}

const ANONYMOUS = /sips?:anonymous@|@anonymous\.invalid/i

function anonymousFrom(message: SipMessage): SipHeader | undefined {
  if (message.kind !== 'request' || message.method !== 'INVITE' || message.toTag !== undefined) return undefined
  if (!ANONYMOUS.test(firstValue(message, 'from') ?? '') || hasHeader(message, 'privacy')) return undefined
  return hasHeader(message, 'p-asserted-identity') ? header(message, 'from') : undefined
}

const faultOf = (problem: Problem, message: SipMessage, line: SipHeader): Fault<Values> => ({
  values: {
    problem,
    name: PRINTED[line.name]!,
    what: kindText(message),
    sender: senderText(message),
    value: line.value.slice(0, 120),
  },
  title: problem === 'anonymous' ? 'Anonymous From without Privacy' : `${PRINTED[line.name]} against its form`,
  proof: [{ message, header: line }, { message }],
  scope: [problem, line.name, senderName(message)],
  mends: message,
})
