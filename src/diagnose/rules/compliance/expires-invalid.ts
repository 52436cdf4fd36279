import type { Call } from '../../../model/call.ts'
import { header, headers, type SipHeader, type SipMessage } from '../../../model/message.ts'
import { MICROS_PER_SECOND } from '../../../model/time.ts'
import { initialInvites, rang } from '../../facts/outcome.ts'
import { kindText, senderName, senderText } from '../../facts/sender.ts'
import { type Fault, rule } from '../../rule.ts'
import { EXPIRES_SLACK_US } from '../../thresholds/compliance.ts'

interface Values {
  readonly problem: 'unreadable' | 'too-large' | 'ran-out'
  readonly name: string
  readonly what: string
  readonly value: string
  readonly sender: string
}

/** RFC 3261 §20.19. */
const MOST = 2 ** 32 - 1
const PRINTED: Readonly<Record<string, string>> = { expires: 'Expires', 'min-expires': 'Min-Expires' }

export const expiresInvalid = rule<'conversation', Values>({
  id: 'compliance.expires-invalid',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3261 §20.19', 'RFC 3261 §13.3.1', 'RFC 3261 §16.6'],
  title: 'Expires out of range',
  examines: 'conversation',
  issues: ['expires'],
  meaning:
    'Expires says for how many seconds a binding, a subscription or an invitation stands. In an INVITE it ends the ringing.',
  fires:
    'Expires or Min-Expires that is no number from 0 to 2^32-1; an INVITE whose Expires ran out while it rang, so that 487 or 408 ended it.',
  quiet: 'An INVITE that ended well before its Expires; cut messages.',
  example: ['Expires: -1'],
  recommendation: 'Let the sender write a whole number of seconds.',
  verify: 'Verify: Expires of its next request is a whole number, longer than anybody lets it ring.',
  marks: { headers: ['expires', 'min-expires'] },
  *check({ conversation }) {
    let cut = false
    for (const message of conversation.messages) {
      const found = [...headers(message, 'expires'), ...headers(message, 'min-expires')]
      if (found.length === 0 && !message.complete) cut = true
      for (const one of found) {
        const problem = problemOf(one.value)
        if (problem) yield faultOf(message, one, problem)
      }
    }
    if (conversation.kind === 'call') yield* ranOut(conversation)
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail({ problem, name, what, value, sender }) {
    if (problem === 'ran-out')
      return `The INVITE from ${sender} was good for ${value} s and rang for as long; then it was ended with ${what}.`
    return `${name} of the ${what} from ${sender} is "${value}", ${problem === 'too-large' ? 'more than 32 bits hold' : 'no number of seconds'}.`
  },
  advise: ({ problem, value }) =>
    problem === 'ran-out'
      ? `Raise Expires of the INVITE above ${value} s, or leave it out, where the phone should ring longer.`
      : 'Let the sender write a whole number of seconds.',
})

/** What follows a semicolon or a bracket is a parameter or remark. */
function problemOf(value: string): 'unreadable' | 'too-large' | undefined {
  const number = /^(-?\d+)\s*(?:[;(<].*)?$/s.exec(value)?.[1]
  if (number === undefined || number.startsWith('-')) return 'unreadable'
  return Number(number) > MOST ? 'too-large' : undefined
}

const faultOf = (message: SipMessage, found: SipHeader, problem: 'unreadable' | 'too-large'): Fault<Values> => ({
  values: {
    problem,
    name: PRINTED[found.name]!,
    what: kindText(message),
    value: found.value.slice(0, 40),
    sender: senderText(message),
  },
  title: `${PRINTED[found.name]} out of range`,
  proof: [{ message, header: found }, { message }],
  scope: [found.name, problem, senderName(message)],
  mends: message,
})

/** An INVITE that rang until its Expires had passed, and was ended then. */
function* ranOut(call: Call): Iterable<Fault<Values> | { readonly insufficient: 'no-timestamps' }> {
  if (call.answer || !rang(call)) return
  for (const { request, final } of initialInvites(call)) {
    const expires = header(request, 'expires')
    const seconds = expires && problemOf(expires.value) === undefined ? Number.parseInt(expires.value, 10) : 0
    if (!expires || seconds === 0 || !final || (final.status !== 487 && final.status !== 408)) continue
    if (request.at === undefined || final.at === undefined) {
      yield { insufficient: 'no-timestamps' }
      continue
    }
    if (Math.abs(final.at - request.at - seconds * MICROS_PER_SECOND) > EXPIRES_SLACK_US) continue
    yield {
      values: {
        problem: 'ran-out',
        name: 'Expires',
        what: `${final.status} ${final.reason}`.slice(0, 60),
        value: String(seconds),
        sender: senderText(request),
      },
      title: 'Expires of the INVITE ran out while it rang',
      proof: [{ message: request, header: expires }, { message: request }, { message: final }],
      scope: ['ran-out', senderName(request)],
      mends: request,
    }
    return
  }
}
