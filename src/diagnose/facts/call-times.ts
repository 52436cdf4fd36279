import type { Call, Transaction } from '../../model/call.ts'
import type { SipRequest, SipResponse } from '../../model/message.ts'
import { isChallenge } from './auth-series.ts'
import { lastFew } from './last-few.ts'
import { initialInvites } from './outcome.ts'

/** The messages between which the times of a call are measured, as the caller's own hop shows them. */
export interface CallTimes {
  /** The first INVITE, and the one that was let in: without the rounds of a challenge. */
  readonly first: SipRequest
  readonly admitted: SipRequest
  /** The first 18x. */
  readonly progress: SipResponse | undefined
  /** The first 2xx, else the last final response that is no challenge. */
  readonly end: SipResponse | undefined
  readonly cancel: SipRequest | undefined
  /** Any provisional response at all was seen, 100 included. */
  readonly trying: boolean
}

/** Undefined where the INVITE is not in the input. */
export const callTimes = lastFew((call: Call): CallTimes | undefined => {
  const [first] = initialInvites(call)
  if (!first) return undefined
  const all = initialInvites(call)
  const hop = all.length === 1 ? all : all.filter((one) => isSameHop(one, first))
  const admitted = hop.find(({ final }) => !isChallenge(final)) ?? hop.at(-1)!
  const tries = hop.slice(hop.indexOf(admitted))
  const progress = earliest(tries.flatMap(({ provisionals }) => provisionals.filter(({ status }) => status > 100)))
  const answer = earliest(tries.flatMap(({ finals }) => finals.filter(({ status }) => status < 300)))
  const end = answer ?? tries.findLast(({ final }) => final && !isChallenge(final))?.final
  const cancel = tries.find((one) => one.cancel)?.cancel
  return {
    first: first.request,
    admitted: admitted.request,
    progress,
    end,
    cancel,
    trying: tries.some(({ provisionals }) => provisionals.length > 0),
  }
})

const isSameHop = (one: Transaction, first: Transaction): boolean =>
  first.request.source ? one.request.source?.address === first.request.source.address : one.hop === first.hop

const earliest = (responses: readonly SipResponse[]): SipResponse | undefined =>
  responses.length < 2 ? responses[0] : responses.toSorted((a, b) => a.number - b.number)[0]

/** Milliseconds between two messages; undefined without both, or without their times. */
export const msBetween = (
  from: { readonly at: number | undefined } | undefined,
  to: { readonly at: number | undefined } | undefined,
): number | undefined => (from?.at === undefined || to?.at === undefined ? undefined : (to.at - from.at) / 1000)
