import type { Call } from '../../../model/call.ts'
import { header, type SipRequest, type SipResponse } from '../../../model/message.ts'
import { acksAfter, copiesOf, fits, isAccepted, resentAfterAck } from '../../facts/acknowledged.ts'
import { msBetween } from '../../facts/call-times.ts'
import { durationText } from '../../facts/durations.ts'
import { headerProofs } from '../../facts/header-proofs.ts'
import { reasonsOf } from '../../facts/reason.ts'
import { clip } from '../../facts/responses.ts'
import { type Party, releasedBy } from '../../facts/session.ts'
import { type Proof, rule } from '../../rule.ts'
import { DROP_FROM_MS, DROP_TO_MS } from '../../thresholds/signaling.ts'

interface Values {
  readonly afterMs: number
  readonly party: Party | undefined
  readonly sends: number
  readonly told: string | undefined
  readonly contact: string
}

export const drop32s = rule<'call', Values>({
  id: 'signaling.drop-32s',
  category: 'signaling',
  severity: 'critical',
  sources: ['RFC 3261 §13.3.1.4'],
  title: 'Call dropped about 32 s after the answer: no ACK',
  examines: 'call',
  observed: true,
  issues: ['dropped', '32', 'disconnect'],
  meaning: 'The answering side never gets the ACK of its 2xx, and ends the call when its timer of 64*T1 runs out.',
  fires:
    'BYE 20 to 36 s after the answer, with the 2xx repeated and never acknowledged; or a BYE whose Reason says that the ACK did not come.',
  quiet: 'A BYE in that time after an ACK that arrived; an ACK on a hop of its own.',
  example: ['SIP/2.0 200 OK (ten times in 31.5 s)', 'BYE sip:alice@192.0.2.5 SIP/2.0 (32.0 s after the first)'],
  recommendation: 'Make the Contact of the 2xx reachable for the caller, and let the ACK follow the route set.',
  recipe: 'nat-signaling',
  verify: 'Verify: one ACK follows the first 2xx, and the call outlasts a minute.',
  about: { methods: ['INVITE'] },
  marks: [{ signs: ['resent', 'unacknowledged'] }, { headers: ['reason'] }],
  *check({ call }, { capture }) {
    const { answer, bye } = call
    if (!answer || !bye) return
    const afterMs = msBetween(answer, bye)
    const copies = unacknowledged(call, answer)
    const told = toldReason(bye)
    if (!copies && !(told && bye.toTag === answer.fromTag)) return
    if (!capture.timed || afterMs === undefined) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    if (afterMs < DROP_FROM_MS || afterMs > DROP_TO_MS) return
    yield {
      values: {
        ...{ afterMs, told },
        party: releasedBy(call, bye),
        sends: copies?.length ?? 1,
        contact: clip(header(answer, 'contact')?.value ?? 'missing'),
      },
      proof: [
        { message: answer },
        ...headerProofs(answer, 'contact', 'record-route'),
        ...(copies ?? []).slice(1, 4).map((message): Proof => ({ message })),
        ...acksAfter(call, answer)
          .slice(0, 2)
          .map((message): Proof => ({ message })),
        { message: bye },
        ...headerProofs(bye, 'reason'),
      ],
      scope: [told ? 'told' : 'silent'],
      mends: answer,
    }
  },
  detail: ({ afterMs, party, sends, told, contact }) =>
    `The ${party ?? 'other side'} ended the call ${durationText(afterMs)} after the answer.${sends > 1 ? ` The 2xx had been sent ${sends} times without an ACK that arrived.` : ''}${told ? ` Its BYE says: ${told}.` : ''} The Contact of the 2xx is ${contact}.`,
})

/** Copies of the answer on a hop where it was repeated and nothing stopped that; no ACK on another hop fits either. */
function unacknowledged(call: Call, answer: SipResponse): readonly SipResponse[] | undefined {
  for (const transaction of call.transactions) {
    if (!isAccepted(transaction) || !transaction.initial) continue
    for (const copies of copiesOf(transaction)) {
      const acks = acksAfter(call, answer).filter((ack) => fits(ack, copies[0]!))
      const elsewhere = acks.some((ack) => !transaction.acks.includes(ack))
      const silent = resentAfterAck(copies, transaction)
      // Two copies may have been on their way when the ACK came.
      if (!elsewhere && silent > (acks.length > 0 ? 2 : 0)) return copies
    }
  }
  return undefined
}

/** Reason of a BYE that says the ACK did not come: its text, SIP 408, or Q.850 102 (recovery on timer expiry). */
function toldReason(bye: SipRequest): string | undefined {
  const reason = reasonsOf(bye).find(
    ({ protocol, cause, text }) =>
      /\back\b.{0,20}(?:timeout|timed out|missing|not)|no ack\b/i.test(text ?? '') ||
      (protocol === 'Q.850' && cause === 102) ||
      (protocol === 'SIP' && cause === 408),
  )
  return reason && clip(`${reason.protocol};cause=${reason.cause ?? '?'}${reason.text ? ` "${reason.text}"` : ''}`)
}
