import { passagesOf } from '../../../correlate/capture-points.ts'
import { isReferNotify } from '../../../correlate/transfers.ts'
import type { Passage, Transfer } from '../../../model/dialog.ts'
import { headerProofs } from '../../facts/header-proofs.ts'
import { clip } from '../../facts/responses.ts'
import { transfersIn } from '../../facts/transfers.ts'
import { rule, type SignalingConversation, type Weight } from '../../rule.ts'

interface Values {
  readonly result: string
  /** What the NOTIFY had to tell; undefined where it has no body. */
  readonly told: string | undefined
}

export const notifyRejected = rule<'conversation', Values>({
  id: 'transfer.notify-rejected',
  category: 'signaling',
  severity: 'low',
  sources: ['RFC 3515 §2.4', 'RFC 6665 §4.1.3', 'RFC 4488 §4'],
  title: 'Word of a transfer is refused',
  examines: 'conversation',
  about: { headers: ['event'], methods: ['NOTIFY'] },
  marks: { statuses: [4, 5, 6] },
  explains: ['dialog.response-481'],
  issues: ['transfer', 'refer', 'notify'],
  meaning: 'The transferor refuses the NOTIFY that tells what became of its REFER: it never learns the result.',
  fires:
    'A NOTIFY with Event: refer is answered with 400 or more. Medium where the transferor then stays on a call that was in fact transferred.',
  quiet: 'Subscriptions that were never wanted (Refer-Sub: false, nosub); challenges.',
  example: ['NOTIFY sip:alice@192.0.2.5 SIP/2.0', 'Event: refer', 'SIP/2.0 481 Call/Transaction Does Not Exist'],
  recommendation:
    'Let the transferor accept NOTIFYs of its REFER until Subscription-State: terminated comes, also when it has hung up.',
  recipe: 'transfer',
  verify: 'Verify: NOTIFYs with Event: refer are answered with 200.',
  *check({ conversation }, { capture }) {
    const transfers = transfersIn(conversation)
    for (const passage of passagesOf(conversation.transactions).filter(isReferNotify)) {
      const { final, request } = passage.near
      const transfer = transfers.find(({ notifies }) => notifies.some((one) => one.passage === passage))
      if (!final) {
        if (conversation.final && capture.ended) yield { insufficient: 'ends-mid-dialog' }
        continue
      }
      if (final.status < 400 || final.status === 401 || final.status === 407 || transfer?.subscribed === false) continue
      const notify = transfer?.notifies.find((one) => one.passage === passage)
      yield {
        values: {
          result: clip(`${final.status} ${final.reason}`, 60),
          told: notify?.status === undefined ? undefined : clip(`${notify.status} ${notify.reason ?? ''}`, 60),
        },
        proof: [{ message: request }, ...headerProofs(request, 'event', 'subscription-state'), { message: final }],
        scope: [String(final.status)],
        mends: final,
        ...(transfer && stays(transfer, passage, conversation) && { severity: STAYS }),
      }
    }
  },
  detail: ({ result, told }) =>
    `The NOTIFY${told === undefined ? '' : ` that tells of "${told}"`} was refused with ${result}: the transferor does not learn what came of its transfer.`,
})

const STAYS: Weight = { level: 'medium', because: 'The transferor stays on a call that was transferred' }

/** It succeeded, and the transferor, who was not told, did not hang up. */
const stays = (transfer: Transfer, { near }: Passage, { transactions, final }: SignalingConversation): boolean =>
  final &&
  transfer.outcome === 'succeeded' &&
  transfer.status !== undefined &&
  !transactions.some(
    ({ method, request }) =>
      method === 'BYE' && request.callId === near.request.callId && request.number > transfer.refer.near.request.number,
  )
