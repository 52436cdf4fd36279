import { dialogHistoriesOf } from '../../correlate/dialog-histories.ts'
import { isWithin, senderIn } from '../../correlate/dialogs.ts'
import type { Call, Transaction } from '../../model/call.ts'
import type { Party } from '../../model/call-facts.ts'
import type { DialogHistory } from '../../model/dialog.ts'
import type { SipRequest, SipResponse } from '../../model/message.ts'
import { ACK_MISSING_RESENDS } from '../thresholds/signaling.ts'
import { lastFew } from './last-few.ts'
import { isLost, lossText } from './lost.ts'

/** A request within a dialog, or the ACK of the 2xx that made it, on the hop nearest to who sent it. */
export interface DialogRequest {
  readonly history: DialogHistory
  readonly request: SipRequest
  /** Of an ACK, that of its INVITE. */
  readonly transaction: Transaction
  readonly by: Party
  /** `lost`: it did not arrive, or met nobody who knows the dialog. `open`: the input does not tell. */
  readonly outcome: 'worked' | 'lost' | 'open'
  /** Of one that was lost, in words. */
  readonly loss: string
}

/** All of a call, dialog by dialog. */
export const dialogRequestsOf = lastFew((call: Call): readonly DialogRequest[] =>
  dialogHistoriesOf(call).flatMap((history) =>
    history.passages.flatMap(({ near }) => [...requestOf(history, near), ...acksOf(history, near)]),
  ),
)

function requestOf(history: DialogHistory, transaction: Transaction): readonly DialogRequest[] {
  const { request } = transaction
  if (!isWithin(history.dialog, request)) return []
  const outcome = outcomeOf(transaction)
  const loss = outcome === 'lost' ? lossText(transaction) : ''
  return [{ history, request, transaction, by: senderIn(history.dialog, request), outcome, loss }]
}

function outcomeOf(transaction: Transaction): DialogRequest['outcome'] {
  const { final } = transaction
  if (isLost(transaction) || final?.status === 481 || final?.status === 404) return 'lost'
  return final ? 'worked' : 'open'
}

function acksOf(history: DialogHistory, transaction: Transaction): readonly DialogRequest[] {
  const { acks, finals, final } = transaction
  const [ack] = acks.filter((one) => isWithin(history.dialog, one))
  if (!ack || transaction.method !== 'INVITE' || !final || final.status >= 300) return []
  const again = resentAfter(ack, finals)
  const outcome = again >= ACK_MISSING_RESENDS ? 'lost' : again === 0 ? 'worked' : 'open'
  const loss = outcome === 'lost' ? `the 2xx was repeated ${again} times after the ACK` : ''
  return [{ history, request: ack, transaction, by: senderIn(history.dialog, ack), outcome, loss }]
}

const resentAfter = (ack: SipRequest, finals: readonly SipResponse[]): number =>
  finals.filter(({ number, status, toTag }) => number > ack.number && status < 300 && toTag === ack.toTag).length
