import type { Call } from '../../../model/call.ts'
import type { SipMessage } from '../../../model/message.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly missing: 'beginning' | 'end'
  readonly callId: string
}

export const partialDialogs = rule<'conversation', Values>({
  id: 'general.partial-dialogs',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3261 §12', 'RFC 3261 §15'],
  title: 'Calls that are only in part in the input',
  examines: 'conversation',
  meaning:
    'The input begins after a call did, or ends before it. Nothing is inferred from what such a call does not show.',
  fires: 'A call without its INVITE, or one that was going on when the input ended.',
  quiet: 'Calls from their INVITE to their BYE or refusal.',
  example: ['BYE sip:bob@192.0.2.20 SIP/2.0'],
  recommendation: '',
  about: { methods: ['INVITE', 'BYE', 'PRACK', 'UPDATE', 'INFO'] },
  marks: { signs: ['no-invite', 'no-bye', 'undecided'] },
  *check({ conversation }) {
    const { messages } = conversation
    const [first, last] = [messages[0], messages.at(-1)]
    if (!first || !last) return
    if (conversation.kind === 'call' ? !conversation.invite : messages.some(isWithinCall))
      yield faultOf('beginning', first)
    else if (conversation.kind === 'call' && isCutOff(conversation)) yield faultOf('end', last)
  },
  detail: ({ missing, callId }) =>
    missing === 'beginning'
      ? `Call-ID ${callId}: its INVITE is not in the input.`
      : `Call-ID ${callId}: the input ends before the call does.`,
  advise: ({ missing }) =>
    missing === 'beginning'
      ? 'Start the capture before the call, or keep a ring buffer running.'
      : 'Let the capture run until the call is over.',
})

/** A request of a call that was there before the input: alone, it makes none. */
const isWithinCall = (message: SipMessage): boolean =>
  message.kind === 'request' && message.toTag !== undefined && WITHIN.has(message.method)

const WITHIN: ReadonlySet<string> = new Set(['BYE', 'PRACK', 'UPDATE', 'INFO'])

/** Answered and not hung up, or undecided, when nothing more comes. */
const isCutOff = ({ final, answer, bye, outcome }: Call): boolean =>
  final && (answer ? bye === undefined : outcome === 'unknown')

const faultOf = (missing: Values['missing'], message: SipMessage) => ({
  values: { missing, callId: message.callId.slice(0, 100) },
  title: missing === 'beginning' ? 'Calls that began before the input' : 'Calls that go on after the input',
  proof: [{ message }] as const,
  scope: [missing],
})
