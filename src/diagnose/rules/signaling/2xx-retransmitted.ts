import { copiesOf, fits, isAccepted, resentAfterAck } from '../../facts/acknowledged.ts'
import { msBetween } from '../../facts/call-times.ts'
import { durationText } from '../../facts/durations.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { ACK_MISSING_RESENDS } from '../../thresholds/signaling.ts'

interface Values {
  readonly resends: number
  readonly ackMs: number | undefined
}

export const retransmitted2xx = rule<'transaction', Values>({
  id: 'signaling.2xx-retransmitted',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 3261 §13.3.1.4'],
  title: '2xx to INVITE was sent again before its ACK came',
  examines: 'transaction',
  observed: true,
  issues: ['ack', 'slow'],
  meaning: 'The ACK of the answer was slow or was lost once: the beginning of the conversation may be cut off.',
  fires: 'A 2xx to INVITE is sent again although an ACK that fits is seen: low for one repetition, medium for more.',
  quiet: 'Different answers of a fork; a 2xx that is never acknowledged, which has a rule of its own.',
  example: ['SIP/2.0 200 OK (at 0, 0.5 and 1.5 s)', 'ACK sip:bob@203.0.113.7 SIP/2.0 (at 1.9 s)'],
  recommendation: 'Check the path for loss, and what keeps the caller from sending its ACK at once.',
  recipe: 'timeout',
  verify: 'Verify: one ACK follows each 2xx within half a second.',
  about: { methods: ['INVITE'] },
  marks: { signs: ['unacknowledged', 'resent'] },
  applies: ({ transaction }) => isAccepted(transaction),
  *check({ transaction, conversation }, { capture }) {
    for (const copies of copiesOf(transaction)) {
      const ack = transaction.acks.find((one) => fits(one, copies[0]!))
      if (!ack) {
        if (conversation.final) yield { insufficient: 'one-direction-only' }
        continue
      }
      const resends = copies.length - 1
      if (resends === 0 || resentAfterAck(copies, transaction) >= ACK_MISSING_RESENDS) continue
      const severity: Weight | undefined =
        resends === 1 ? { level: 'low', because: 'A single lost packet explains one repetition' } : undefined
      yield {
        values: { resends, ackMs: capture.timed ? msBetween(copies[0], ack) : undefined },
        proof: [
          { message: copies[0]! },
          ...copies.slice(1, 5).map((message): Proof => ({ message })),
          { message: ack },
        ],
        scope: [resends === 1 ? 'once' : 'often'],
        mends: ack,
        ...(severity && { severity }),
      }
    }
  },
  detail: ({ resends, ackMs }) =>
    `The 2xx to INVITE was sent ${resends + 1} times.${ackMs === undefined ? '' : ` Its ACK came ${durationText(ackMs)} after the first.`}`,
})
