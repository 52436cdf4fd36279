import { headerValues } from '../decode/sip/values.ts'
import type { Transaction } from '../model/call.ts'
import type { Passage, PassageHop } from '../model/dialog.ts'
import type { SipResponse } from '../model/message.ts'
import { remembered } from './remembered.ts'

/**
 * The requests of a conversation, each once however many hops of it were captured, in order. One request keeps Call-ID, From
 * tag, CSeq and method on its way (RFC 3261 §16.6); of its hops that with the fewest Vias is nearest to its maker. Pass
 * `conversation.transactions`.
 */
export const passagesOf = remembered((transactions: readonly Transaction[]): readonly Passage[] => {
  if (transactions.length < 2) return transactions.map(alone)
  const groups = Map.groupBy(transactions, ({ method, request: { callId, fromTag, cseq } }) =>
    JSON.stringify([method, cseq?.number, callId, fromTag]),
  )
  return groups.size === transactions.length ? transactions.map(alone) : [...groups.values()].map(passageOf)
})

/** Its transactions, the nearest to its maker first. */
export const hopsOf = ({ near, further }: Passage): readonly Transaction[] =>
  further.length === 0 ? [near] : [near, ...further.map(({ transaction }) => transaction)]

/** The final response that counts: the first on the nearest hop. */
export const finalOf = ({ near }: Passage): SipResponse | undefined => near.final

/** Whether its result is a 2xx. */
export const hasSucceeded = ({ near: { final } }: Passage): boolean => final !== undefined && final.status < 300

const alone = (near: Transaction): Passage => ({ method: near.method, near, further: NONE })
const NONE: readonly never[] = []

function passageOf(group: readonly Transaction[]): Passage {
  if (group.length === 1) return alone(group[0]!)
  const sorted = group
    .map((transaction) => ({ transaction, vias: headerValues(transaction.request, 'via').length }))
    .sort((a, b) => a.vias - b.vias || a.transaction.request.number - b.transaction.request.number)
  const near = sorted[0]!.transaction
  const further = sorted.slice(1).map(({ transaction, vias }, index): PassageHop => {
    const same = sorted
      .slice(0, index + 1)
      .some((one) => one.vias === vias && hasBranchOf(one.transaction, transaction))
    return { transaction, kind: same ? 'translated' : 'forwarded' }
  })
  return { method: near.method, near, further }
}

const hasBranchOf = ({ request: a }: Transaction, { request: b }: Transaction): boolean =>
  a.branch !== undefined && a.branch === b.branch
