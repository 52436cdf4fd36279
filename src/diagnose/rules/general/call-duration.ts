import type { Call } from '../../../model/call.ts'
import type { SipMessage } from '../../../model/message.ts'
import { durationText } from '../../facts/durations.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly totalMs: number
  readonly ringMs: number | undefined
  readonly talkMs: number | undefined
  readonly estimated: boolean
  readonly answered: boolean
}

export const callDuration = rule<'call', Values>({
  id: 'general.call-duration',
  category: 'general',
  severity: 'info',
  sources: ['RFC 6076 §4.3.1', 'RFC 6076 §4.5'],
  title: 'Call duration',
  examines: 'call',
  meaning: 'How long the call rang and lasted, or how long the attempt took.',
  fires: 'A call that ended, with times.',
  quiet: 'No times; a call whose end is not in the input and that has no RTP to estimate it by.',
  example: ['INVITE sip:bob@example.com SIP/2.0', 'SIP/2.0 200 OK', 'BYE sip:bob@192.0.2.20 SIP/2.0'],
  recommendation: '',
  *check({ call }, { capture }) {
    const { invite, answer, bye } = call
    if (!call.final && !bye) return
    if (!invite) {
      yield { insufficient: 'starts-mid-dialog' }
      return
    }
    if (!capture.timed || invite.at === undefined) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    const end = endOf(call)
    if (end === undefined) {
      yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const rang = firstRinging(call)
    const until = answer?.at ?? end.at
    yield {
      values: {
        totalMs: (end.at - invite.at) / 1000,
        ringMs: rang?.at === undefined ? undefined : (until - rang.at) / 1000,
        talkMs: answer?.at === undefined ? undefined : (end.at - answer.at) / 1000,
        estimated: end.estimated,
        answered: answer !== undefined,
      },
      proof: proofOf(invite, [rang, answer, end.message]),
      scope: [answer ? 'answered' : 'unanswered'],
    }
  },
  detail({ totalMs, ringMs, talkMs, estimated, answered }) {
    const ring = ringMs === undefined ? '' : `, ringing ${durationText(ringMs)}`
    if (!answered) return `The attempt took ${durationText(totalMs)}${ring}.`
    const guess = estimated ? ' (up to the last RTP packet; the BYE is not in the input)' : ''
    return `Total ${durationText(totalMs)}${ring}, talk ${durationText(talkMs ?? 0)}${guess}.`
  },
})

/** The BYE, else the last RTP packet; for a call without an answer its final response. */
function endOf(
  call: Call,
): { readonly at: number; readonly estimated: boolean; readonly message?: SipMessage } | undefined {
  if (!call.answer) {
    const { failure } = call
    return failure?.at === undefined ? undefined : { at: failure.at, estimated: false, message: failure }
  }
  if (call.bye?.at !== undefined) return { at: call.bye.at, estimated: false, message: call.bye }
  const last = Math.max(...call.streams.map(({ lastAt }) => lastAt))
  return call.streams.length > 0 && last > (call.answer.at ?? 0) ? { at: last, estimated: true } : undefined
}

function firstRinging(call: Call) {
  for (const { provisionals } of initialInvites(call))
    for (const response of provisionals) if (response.status > 100) return response
  return undefined
}

function proofOf(invite: SipMessage, others: readonly (SipMessage | undefined)[]): readonly [Proof, ...Proof[]] {
  return [{ message: invite }, ...others.flatMap((message): Proof[] => (message ? [{ message }] : []))]
}
