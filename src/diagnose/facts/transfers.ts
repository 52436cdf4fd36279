import { transfersOf } from '../../correlate/transfers.ts'
import type { Transfer } from '../../model/dialog.ts'
import { header } from '../../model/message.ts'
import type { Proof, SignalingConversation } from '../rule.ts'
import { clip } from './responses.ts'

/** The REFERs of a conversation with what became of them. */
export const transfersIn = ({ transactions }: SignalingConversation): readonly Transfer[] => transfersOf(transactions)

/** Statuses that say that the method is not allowed at all, not that this transfer failed. */
export const NOT_ALLOWED: ReadonlySet<number> = new Set([403, 405, 501, 603])

/** The REFER with its Refer-To. */
export function referProof({ refer }: Transfer): readonly [Proof, ...Proof[]] {
  const { request } = refer.near
  const line = header(request, 'refer-to')
  return [{ message: request }, ...(line ? [{ message: request, header: line } as const] : [])]
}

/** Where a transfer was to go, in a sentence. */
export const targetText = ({ target }: Transfer): string =>
  target === undefined ? 'an unusable Refer-To' : clip(target)

/** Another try afterwards went well. */
export const succeededLater = (all: readonly Transfer[], one: Transfer): boolean =>
  all.some((other) => other.outcome === 'succeeded' && other.refer.near.request.number > one.refer.near.request.number)
