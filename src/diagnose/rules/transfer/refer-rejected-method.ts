import { headerProofs } from '../../facts/header-proofs.ts'
import { clip } from '../../facts/responses.ts'
import { senderText } from '../../facts/sender.ts'
import { NOT_ALLOWED, referProof, succeededLater, targetText, transfersIn } from '../../facts/transfers.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly result: string
  readonly status: number
  readonly by: string
  readonly target: string
}

export const referRejectedMethod = rule<'conversation', Values>({
  id: 'transfer.refer-rejected-method',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3515 §2.4.2', 'RFC 3261 §21.4.6'],
  title: 'REFER is not allowed',
  examines: 'conversation',
  observed: true,
  about: { methods: ['REFER'] },
  marks: { statuses: [403, 405, 501, 603] },
  issues: ['transfer', 'refer'],
  meaning: 'The trunk or platform does not take REFER: calls cannot be transferred that way on it.',
  fires: 'REFER is answered with 403, 405, 501 or 603.',
  quiet: 'Other refusals; info where another transfer succeeds afterwards.',
  example: ['REFER sip:+12025550147@trunk.example.com SIP/2.0', 'SIP/2.0 405 Method Not Allowed'],
  recommendation:
    'Enable transfers by SIP REFER for this trunk at the carrier or platform, or let the own server bridge the transferred call in place of passing the REFER on.',
  recipe: 'transfer',
  verify: 'Verify: REFER is answered with 202, or the server itself calls the target.',
  *check({ conversation }) {
    const all = transfersIn(conversation)
    for (const transfer of all) {
      const { final } = transfer.refer.near
      if (!final) {
        if (conversation.final && transfer.refer.near.requests.length === 1) yield { insufficient: 'ends-mid-dialog' }
        continue
      }
      if (!NOT_ALLOWED.has(final.status)) continue
      const { status } = final
      yield {
        values: {
          ...{ status, result: clip(`${status} ${final.reason}`, 60), by: senderText(final) },
          target: targetText(transfer),
        },
        proof: [{ message: final }, ...headerProofs(final, 'allow'), ...referProof(transfer)],
        scope: [String(status)],
        mends: final,
        ...(succeededLater(all, transfer) && {
          severity: { level: 'info', because: 'Another transfer succeeded afterwards' } as const,
        }),
      }
    }
  },
  detail: ({ result, by, target }) => `${by} refused the REFER to ${target} with ${result}.`,
})
