import { isWithin } from '../../../correlate/dialogs.ts'
import type { Call } from '../../../model/call.ts'
import type { ReferNotify, Transfer } from '../../../model/dialog.ts'
import type { SipMessage } from '../../../model/message.ts'
import { durationText } from '../../facts/durations.ts'
import { isTimeLeft } from '../../facts/input-end.ts'
import { referProof, targetText, transfersIn } from '../../facts/transfers.ts'
import { type Proof, rule } from '../../rule.ts'
import { TRANSFEROR_LEAVES_US } from '../../thresholds/dialog.ts'

interface Values {
  readonly how: 'left' | 'dropped'
  readonly target: string
  /** How long the dialog went on; undefined where its end is not in the input. */
  readonly afterMs: number | undefined
}

export const bothLegsLeft = rule<'call', Values>({
  id: 'transfer.both-legs-left',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 5589 §6.1', 'RFC 5589 §7.1'],
  title: 'Transferor does not let go in time',
  examines: 'call',
  observed: true,
  about: { methods: ['REFER'] },
  marks: { methods: ['NOTIFY'] },
  issues: ['transfer', 'refer'],
  meaning:
    'After a transfer the transferor has to leave the call: staying on keeps a line busy and billed, and leaving before the target answers can end the transfer.',
  fires:
    'The NOTIFY told that the transfer succeeded, and the dialog of the REFER is still up 10 s later; or the transferor hung up before, and the transfer then failed.',
  quiet: 'A BYE of either side within 10 s; an input that ends before.',
  example: ['NOTIFY: SIP/2.0 200 OK', 'BYE sip:bob@192.0.2.7 SIP/2.0 (never, or much later)'],
  recommendation: 'Let the transferor send BYE on its own dialogs when the NOTIFY tells of 200.',
  recipe: 'transfer',
  verify: 'Verify: a BYE follows the NOTIFY with 200 within seconds.',
  *check({ call }, { capture }) {
    const dialogs = call.legs.flatMap((leg) => leg.dialogs)
    for (const transfer of transfersIn(call)) {
      const dialog = dialogs.find((one) => isWithin(one, transfer.refer.near.request))
      const told = transfer.notifies.findLast(({ status }) => status !== undefined && status >= 200)
      if (!dialog || !told) continue
      const { end } = dialog
      if (transfer.outcome === 'failed') {
        if (end?.kind === 'bye' && isKilled(transfer, told, end.message))
          yield faultOf(transfer, told, 'dropped', end.message, undefined)
        continue
      }
      if (told.at === undefined) {
        if (!end) yield { insufficient: 'no-timestamps' }
        continue
      }
      if (
        end ? (end.at ?? told.at) - told.at <= TRANSFEROR_LEAVES_US : !isTimeLeft(told, capture, TRANSFEROR_LEAVES_US)
      ) {
        if (!end && call.final) yield { insufficient: 'ends-mid-dialog' }
        continue
      }
      yield faultOf(transfer, told, 'left', end?.message, end?.at === undefined ? undefined : (end.at - told.at) / 1000)
    }
  },
  detail: ({ how, target, afterMs }) =>
    how === 'dropped'
      ? `The transferor hung up before the target ${target} had answered, and the transfer failed.`
      : `The call was transferred to ${target}, and the transferor's dialog ${afterMs === undefined ? 'was not ended' : `went on for ${durationText(afterMs)}`}.`,
  advise: ({ how }) =>
    how === 'dropped'
      ? 'Let the transferor wait for the NOTIFY with the final status before it hangs up, or let the transferee go on without it.'
      : 'Let the transferor send BYE on its own dialogs when the NOTIFY tells of 200.',
})

function faultOf(
  transfer: Transfer,
  { passage }: ReferNotify,
  how: Values['how'],
  end: SipMessage | undefined,
  afterMs: number | undefined,
) {
  const proof: Proof[] = [{ message: passage.near.request }, ...(end ? [{ message: end }] : [])]
  return {
    values: { how, afterMs, target: targetText(transfer) },
    proof: [...referProof(transfer), ...proof] as const,
    scope: [how, transfer.kind],
    mends: transfer.refer.near.request,
  }
}

/** The transferor's BYE came first, and what failed is that the new call was ended: 487, or a dialog that was gone. */
const isKilled = ({ refer, status }: Transfer, told: ReferNotify, bye: Call['messages'][number]): boolean =>
  (status === 487 || status === 481) &&
  bye.number < told.passage.near.request.number &&
  bye.number > refer.near.request.number &&
  bye.fromTag === refer.near.request.fromTag
