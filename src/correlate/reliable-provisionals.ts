import { headerValues } from '../decode/sip/values.ts'
import type { Call, Transaction } from '../model/call.ts'
import type { ReliableProvisional } from '../model/dialog.ts'
import type { SipResponse } from '../model/message.ts'
import { passagesOf } from './capture-points.ts'
import { acknowledges, isReliable } from './offers.ts'
import { remembered } from './remembered.ts'

/** The provisionals that ask for a PRACK (RFC 3262), each once with its sendings, in order. Told by the hop nearest to the caller. */
export const reliableProvisionalsOf = remembered((call: Call): readonly ReliableProvisional[] =>
  passagesOf(call.transactions).flatMap(({ method, near }) => (method === 'INVITE' ? reliablesIn(near, call) : [])),
)

function reliablesIn(invite: Transaction, { transactions }: Call): readonly ReliableProvisional[] {
  const reliable = invite.provisionals.filter(isReliable)
  if (reliable.length === 0) return []
  const groups = Map.groupBy(reliable, (one) => `${rseqOf(one)} ${one.toTag}`)
  return [...groups.values()].flatMap((sendings): ReliableProvisional | readonly ReliableProvisional[] => {
    const rseq = rseqOf(sendings[0]!)
    if (rseq === undefined) return []
    return { invite, sendings, rseq, prack: prackOf(sendings[0]!, transactions, invite.hop) }
  })
}

const rseqOf = (response: SipResponse): number | undefined => headerValues(response, 'rseq')[0]

/** On the same hop where there is one: a proxy that is not on the route does not see it. */
function prackOf(response: SipResponse, all: readonly Transaction[], hop: string): Transaction | undefined {
  const meant = all.filter(
    (one) =>
      acknowledges(one, response) && one.request.callId === response.callId && one.request.toTag === response.toTag,
  )
  return meant.find((one) => one.hop === hop) ?? meant[0]
}
