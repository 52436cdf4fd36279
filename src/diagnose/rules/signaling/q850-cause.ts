import { header, type SipMessage, type SipRequest, type SipResponse } from '../../../model/message.ts'
import { q850Meaning } from '../../../model/q850.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { q850Of } from '../../facts/reason.ts'
import { refusalsOf } from '../../facts/refusals.ts'
import { authorOf, clip } from '../../facts/responses.ts'
import { type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'
import { FREQUENT_CALLS } from '../../thresholds/general.ts'
import { AT_ANSWER_US } from '../../thresholds/signaling.ts'

interface Values {
  readonly cause: number
  readonly meaning: string
  readonly what: string
  readonly author: string
  /** Why cause and response do not go together, or what the cause means where it stands. */
  readonly trouble: 'hidden' | 'misnamed' | 'after-answer' | undefined
}

export const q850Cause = rule<'call', Values>({
  id: 'signaling.q850-cause',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3326', 'RFC 3398 §7.2.4.1', 'RFC 6432', 'ITU-T Q.850'],
  title: 'Q.850 cause',
  examines: 'call',
  issues: ['cause', 'q850'],
  meaning: 'Why the telephone network ended or refused the call, in its own words.',
  fires:
    'A final response, BYE or CANCEL of the call gives a Q.850 cause other than normal clearing. Low where cause and status contradict each other, medium where another try followed for that reason or three calls show it; medium for a BYE right after the answer that names a failure.',
  quiet: 'Causes 16 and 31, which are the normal end of a call.',
  example: ['BYE sip:alice@192.0.2.5 SIP/2.0', 'Reason: Q.850;cause=47;text="Resource unavailable, unspecified"'],
  recommendation: '',
  about: { headers: ['reason', 'x-asterisk-hangupcausecode'] },
  *check({ call }) {
    if (!call.invite && !call.bye) {
      if (call.final && tellers(call).some((message) => q850Of(message) !== undefined))
        yield { insufficient: 'starts-mid-dialog' }
      return
    }
    const seen = new Set<string>()
    for (const message of tellers(call)) {
      const cause = q850Of(message)
      if (cause === undefined || cause === 16 || cause === 31) continue
      const trouble = troubleOf(message, cause, call)
      if (seen.size === seen.add(`${cause} ${trouble}`).size) continue
      const severity = weigh(trouble, message, call)
      yield {
        values: {
          cause,
          meaning: q850Meaning(cause) ?? 'a cause nobody defined',
          what: message.kind === 'request' ? message.method : clip(`${message.status} ${message.reason}`, 60),
          author: authorOf(message),
          trouble,
        },
        title: `Q.850 cause ${cause}: ${q850Meaning(cause) ?? 'not defined'}`,
        proof: proofOf(message),
        scope: [String(cause), trouble ?? 'plain'],
        mends: message,
        ...(severity && { severity }),
      }
    }
  },
  weigh: ({ severity, conversations }) =>
    severity === 'low' && conversations >= FREQUENT_CALLS
      ? { level: 'medium', because: `${conversations} calls show the same contradiction` }
      : undefined,
  detail: ({ cause, meaning, what, author, trouble }) =>
    `The ${what}${author ? ` from ${author}` : ''} gives Q.850 cause ${cause}: ${meaning}.${trouble ? ` ${TROUBLES[trouble]}` : ''}`,
  advise: ({ trouble, cause }) => {
    if (trouble === 'after-answer') return remedyFor(cause)
    return trouble === undefined
      ? ''
      : 'Correct the mapping of causes to SIP statuses in the gateway that answered (RFC 3398 §7.2.4.1).'
  },
})

const TROUBLES: Record<NonNullable<Values['trouble']>, string> = {
  hidden: 'The cause is about the number or the user; as a 5xx it makes clients try other routes in vain.',
  misnamed:
    'The cause is about the network; told as an outcome of the number or the user, it keeps clients from another route.',
  'after-answer': 'The call was answered, and ended at once because something failed.',
}

const NUMBER_OR_USER = new Set([1, 17, 18, 19, 20, 21, 22, 28])
const NETWORK = new Set([34, 38, 41, 42, 47])
const OUTCOMES = new Set([404, 484, 486, 600, 604])

function tellers(call: Extract<SignalingConversation, { kind: 'call' }>): readonly SipMessage[] {
  const ends = call.transactions.flatMap(({ method, request }) =>
    method === 'BYE' || method === 'CANCEL' ? [request] : [],
  )
  return [...refusalsOf(call).map(({ response }) => response), ...ends]
}

function troubleOf(
  message: SipRequest | SipResponse,
  cause: number,
  { answer }: Parameters<typeof tellers>[0],
): Values['trouble'] {
  if (message.kind === 'response') {
    if (message.method !== 'INVITE') return undefined
    if (NUMBER_OR_USER.has(cause) && message.status >= 500 && message.status < 600) return 'hidden'
    return NETWORK.has(cause) && OUTCOMES.has(message.status) ? 'misnamed' : undefined
  }
  const soon =
    message.method === 'BYE' &&
    answer?.at !== undefined &&
    message.at !== undefined &&
    message.at - answer.at <= AT_ANSWER_US
  return soon && cause >= 34 ? 'after-answer' : undefined
}

function weigh(
  trouble: Values['trouble'],
  message: SipMessage,
  call: Parameters<typeof tellers>[0],
): Weight | undefined {
  if (trouble === undefined) return undefined
  if (trouble === 'after-answer') return { level: 'medium', because: 'A failure ended the call right after its answer' }
  const elsewhere = trouble === 'hidden' && initialInvites(call).some(({ request }) => request.number > message.number)
  return elsewhere
    ? { level: 'medium', because: 'Another route was tried for that reason' }
    : { level: 'low', because: 'Cause and status contradict each other' }
}

function remedyFor(cause: number): string {
  if ([47, 58, 63, 65, 79, 88].includes(cause))
    return 'Compare codecs and media settings of both legs at the side that hung up: it could not connect the media.'
  return 'Ask the side that hung up for its log at that moment: what it connects to failed.'
}

function proofOf(message: SipMessage): readonly [Proof, ...Proof[]] {
  const found = header(message, 'reason') ?? header(message, 'x-asterisk-hangupcausecode')
  return [{ message }, ...(found ? [{ message, header: found }] : [])]
}
