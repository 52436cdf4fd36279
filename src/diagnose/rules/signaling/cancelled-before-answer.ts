import type { Call, Transaction } from '../../../model/call.ts'
import { hostAsked } from '../../attempts.ts'
import { msBetween } from '../../facts/call-times.ts'
import { durationText } from '../../facts/durations.ts'
import { headerProofs } from '../../facts/header-proofs.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { reasonsOf } from '../../facts/reason.ts'
import { reasonText } from '../../facts/responses.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { ABANDON_MS, ABANDON_SHARE, ABANDON_WHOLE, LONG_RING_MS } from '../../thresholds/signaling.ts'

interface Values {
  readonly waitMs: number | undefined
  readonly ringMs: number | undefined
  readonly why: string
  readonly long: boolean
  readonly early: boolean
}

export const cancelledBeforeAnswer = rule<'call', Values>({
  id: 'signaling.cancelled-before-answer',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3261 §9'],
  title: 'Caller cancelled before the answer',
  examines: 'call',
  issues: ['cancel', 'noanswer'],
  meaning: 'The caller hung up, or a timer on its side ran out, before anybody answered.',
  fires:
    'CANCEL, and 487 to the INVITE. Low where it had rung for more than a minute; medium where a tenth of twenty calls or more are cancelled within 2 s, as diallers do that call more people than they have agents.',
  quiet: 'Branches of a fork that are cancelled because another one answered.',
  example: ['CANCEL sip:bob@203.0.113.7 SIP/2.0', 'SIP/2.0 487 Request Terminated'],
  recommendation: 'Where many calls are cancelled at once, pace the dialler to the agents it has.',
  verify: 'Verify: calls ring until somebody answers.',
  about: { methods: ['CANCEL'] },
  *check({ call }) {
    if (call.answer) return
    const cancelled = cancelledIn(call)
    const cancel = cancelled?.cancel
    if (!cancel) return
    if (!call.failure) {
      if (call.final) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    if (call.failure.status !== 487) return
    const waitMs = msBetween(cancelled.request, cancel)
    const ringMs = msBetween(
      cancelled.provisionals.find(({ status }) => status > 100),
      cancel,
    )
    const long = (ringMs ?? 0) > LONG_RING_MS
    const early = waitMs !== undefined && waitMs < ABANDON_MS
    const severity: Weight | undefined = long ? { level: 'low', because: 'It rang for more than a minute' } : undefined
    yield {
      values: { ...{ waitMs, ringMs, long, early }, why: reasonsOf(cancel).slice(0, 2).map(reasonText).join('') },
      proof: [{ message: cancel }, ...headerProofs(cancel, 'reason'), ...proofOf(cancelled)],
      scope: [long ? 'long' : early ? 'early' : 'plain'],
      ...(severity && { severity }),
      // Only those cancelled at once are weighed against all.
      ...(early && { against: hostAsked(cancelled.request) }),
    }
  },
  weigh: ({ severity, shares, tally }) => {
    const early = shares.reduce((sum, { faults }) => sum + faults, 0)
    return severity === 'info' && tally.calls >= ABANDON_WHOLE && early >= ABANDON_SHARE * tally.calls
      ? { level: 'medium', because: `${early} of ${tally.calls} calls were cancelled within 2 s` }
      : undefined
  },
  detail({ waitMs, ringMs, why }) {
    const waited = waitMs === undefined ? '' : ` ${durationText(waitMs)} after the INVITE`
    const rung = ringMs === undefined ? '' : `, after ${durationText(ringMs)} of ringing`
    return `The caller sent CANCEL${waited}${rung}.${why}`
  },
  advise: ({ long }) =>
    long ? 'Let voicemail or another destination take a call that nobody answers for a minute.' : '',
})

/** On the caller's own hop, which is the first. */
const cancelledIn = (call: Call): Transaction | undefined => initialInvites(call).find(({ cancel }) => cancel)

const proofOf = ({ request, final }: Transaction): readonly Proof[] => [
  { message: request },
  ...(final ? [{ message: final }] : []),
]
