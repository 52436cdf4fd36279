import type { Transaction } from '../../../model/call.ts'
import { isScanned } from '../../facts/scanner.ts'
import { type Proof, rule } from '../../rule.ts'
import { ACK_MISSING_RESENDS } from '../../thresholds/signaling.ts'

interface Values {
  readonly status: number
  readonly sends: number
}

export const ackMissingNon2xx = rule<'transaction', Values>({
  id: 'signaling.ack-missing-non2xx',
  category: 'signaling',
  severity: 'low',
  sources: ['RFC 3261 §17.2.1', 'RFC 3261 §17.1.1.3'],
  title: 'Refusal of an INVITE is never acknowledged',
  examines: 'transaction',
  issues: ['ack'],
  meaning: 'The refusal does not reach the client, or its ACK does not come back: the server repeats it for 32 s.',
  fires: 'A final response of 300 or more to INVITE is sent four times or more without an ACK of the same transaction.',
  quiet: 'Refusals that are acknowledged, and those of scanners, which never acknowledge.',
  example: ['SIP/2.0 486 Busy Here (at 0, 0.5, 1.5 and 3.5 s, no ACK)'],
  recommendation:
    'Check the way back to the client (Via with rport), and that its ACK carries the branch of the INVITE.',
  recipe: 'nat-signaling',
  verify: 'Verify: one ACK follows the refusal.',
  about: { methods: ['INVITE'] },
  marks: { signs: ['unacknowledged'] },
  applies: ({ transaction }) => isRefused(transaction),
  *check({ transaction, conversation }) {
    const { finals, acks } = transaction
    if (acks.length > 0) return
    const { status } = finals[0]!
    const copies = finals.filter((final) => final.status === status)
    if (copies.length <= ACK_MISSING_RESENDS) {
      if (conversation.final) yield { insufficient: 'one-direction-only' }
      return
    }
    if (isScanned(conversation.messages)) return
    yield {
      values: { status, sends: copies.length },
      proof: [{ message: copies[0]! }, ...copies.slice(1, 5).map((message): Proof => ({ message }))],
      scope: [String(status)],
      mends: transaction.request,
    }
  },
  detail: ({ status, sends }) =>
    `The ${status} to INVITE was sent ${sends} times, and no ACK of that transaction was seen.`,
})

const isRefused = ({ method, final }: Transaction): boolean =>
  method === 'INVITE' && final !== undefined && final.status >= 300
