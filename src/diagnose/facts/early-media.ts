import { streamPlacesOf } from '../../correlate/quality/attribution.ts'
import type { Call, Transaction } from '../../model/call.ts'
import type { SipResponse } from '../../model/message.ts'
import { lastFew } from './last-few.ts'
import { initialInvites } from './outcome.ts'

/** The provisionals of a call as its own hop shows them, the one nearest to the caller, in order. */
export const callersProvisionals = lastFew((call: Call): readonly SipResponse[] =>
  callersInvites(call).flatMap(({ provisionals }) => provisionals.filter(({ status }) => status > 100)),
)

/** The first INVITEs on that hop. */
export function callersInvites(call: Call): readonly Transaction[] {
  const from = call.invite?.source?.address
  return initialInvites(call).filter(({ request }) => request.source?.address === from)
}

/** Audio streams of the callee, in order of their first packets. */
export const calleesAudio = lastFew((call: Call) =>
  streamPlacesOf(call).filter(({ by, kind }) => by === 'callee' && kind === 'audio'),
)
