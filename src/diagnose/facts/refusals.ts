import type { Transaction } from '../../model/call.ts'
import type { InsufficientReason } from '../../model/finding.ts'
import type { SipRequest, SipResponse } from '../../model/message.ts'
import type { SignalingConversation } from '../rule.ts'
import { UNANSWERED_SENDS } from '../thresholds/signaling.ts'
import type { Marks } from '../traits.ts'
import { lastFew } from './last-few.ts'
import { showsDialog, strayFinals } from './stray.ts'

/** A final response of 300 or more, with what is known of its request. One request has one, on however many hops it is seen. */
export interface Refusal {
  /** As the hop nearest its author shows it. */
  readonly response: SipResponse
  /** On that hop; undefined where it is not in the input. */
  readonly request: SipRequest | undefined
  readonly transaction: Transaction | undefined
  readonly method: string
  /** `unknown`: the INVITE is missing, and dialogs are seen, so that it may have been a re-INVITE. */
  readonly refused: 'call' | 'registration' | 'in-dialog' | 'other' | 'unknown'
  /** What a server on the way told the client in its place. */
  readonly passedOnAs: SipResponse | undefined
}

/** In order of the input. CANCEL has rules of its own. */
export const refusalsOf = lastFew((conversation: SignalingConversation): readonly Refusal[] => {
  const failed = conversation.transactions.filter(isRefused)
  const translated = failed.filter((one) => isTranslation(one, conversation.transactions))
  const seen = new Set<string>()
  const found: Refusal[] = []
  for (const transaction of failed.toSorted((a, b) => a.final!.number - b.final!.number)) {
    const { final, request, method } = transaction
    const key = keyOf(final!)
    if (translated.includes(transaction) || seen.size === seen.add(key).size) continue
    const passedOnAs = translated.find((upper) => isAbove(upper, transaction))?.final
    found.push({ response: final!, request, transaction, method, refused: kindOf(transaction), passedOnAs })
  }
  for (const response of strays(conversation)) {
    if (seen.size === seen.add(keyOf(response)).size) continue
    found.push({
      response,
      request: undefined,
      transaction: undefined,
      method: response.method,
      refused: response.method === 'REGISTER' ? 'registration' : showsDialog(conversation) ? 'unknown' : 'call',
      passedOnAs: undefined,
    })
  }
  return found
})

const isRefused = ({ method, final }: Transaction): boolean =>
  method !== 'CANCEL' && final !== undefined && final.status >= 300

const strays = (conversation: SignalingConversation): readonly SipResponse[] =>
  ['INVITE', 'REGISTER'].flatMap((method) =>
    strayFinals(conversation, method).filter(({ status, method: answered }) => status >= 300 && answered !== ''),
  )

const keyOf = ({ method, cseq, fromTag, status }: SipResponse): string =>
  `${method} ${cseq?.number} ${fromTag} ${status}`

function kindOf({ method, initial }: Transaction): Refusal['refused'] {
  if (method === 'REGISTER') return 'registration'
  if (!initial) return 'in-dialog'
  return method === 'INVITE' ? 'call' : 'other'
}

const isChallenged = ({ final }: Transaction): boolean => final?.status === 401 || final?.status === 407

/** What the receiver of this request sent on, on other hops; challenges it answered itself left out. */
function below(upper: Transaction, all: readonly Transaction[]): readonly Transaction[] {
  const host = upper.request.destination?.address
  if (host === undefined) return []
  return all.filter((one) => one !== upper && isSentOn(one, upper, host) && !isChallenged(one))
}

const isSentOn = ({ method, initial, request }: Transaction, upper: Transaction, host: string): boolean =>
  method === upper.method &&
  initial === upper.initial &&
  request.source?.address === host &&
  request.number > upper.request.number

/** Whether whoever answered here had been refused itself, with other statuses, before it did: then those are the result. */
function isTranslation(upper: Transaction, all: readonly Transaction[]): boolean {
  if (all.length < 2) return false
  const lower = below(upper, all)
  return (
    lower.length > 0 &&
    lower.every(({ final }) => final && final.status >= 300 && final.number < upper.final!.number) &&
    !lower.some(({ final }) => final!.status === upper.final!.status)
  )
}

const isAbove = (upper: Transaction, lower: Transaction): boolean =>
  isSentOn(lower, upper, upper.request.destination!.address) && lower.final!.number < upper.final!.number

const byStatus = lastFew((conversation: SignalingConversation) => Map.groupBy(refusalsOf(conversation), statusOf))
const statusOf = ({ response }: Refusal): number => response.status

/**
 * Refusals with one of these statuses. A refused re-INVITE or UPDATE within a dialog is left out: the call goes on, which
 * is another story.
 */
export const refusedWith = (conversation: SignalingConversation, statuses: readonly number[]): readonly Refusal[] =>
  statuses
    .flatMap((status) => byStatus(conversation).get(status) ?? [])
    .filter(({ refused, method }) => refused !== 'unknown' && !(refused === 'in-dialog' && isChange(method)))

export const isChange = (method: string): boolean => method === 'INVITE' || method === 'UPDATE'

/** Why a final response that decides may be missing: the input ends before it, or begins after what it answers. */
export const blindSpotOf = lastFew((conversation: SignalingConversation): InsufficientReason | undefined => {
  if (!conversation.final || (conversation.kind === 'call' && conversation.answer)) return undefined
  return conversation.transactions.some(isCutOff) ? 'ends-mid-dialog' : undefined
})

/** The start of a call or a registration whose final response is not in the input, though it was neither lost nor cancelled. */
const isCutOff = ({ method, initial, final, cancel, requests, provisionals }: Transaction): boolean =>
  (method === 'REGISTER' || (method === 'INVITE' && initial)) &&
  !final &&
  !cancel &&
  (provisionals.length > 0 || requests.length < UNANSWERED_SENDS)

/** `marks` of a rule on these statuses, or classes: one of them, or an end that is out of sight. */
export const lookFor = (...statuses: readonly number[]): readonly Marks[] => [{ statuses }, { signs: ['cut-off'] }]

/** What `check` yields in the end, where a final response may be missing. */
export function* unseenEnd(conversation: SignalingConversation) {
  const insufficient = blindSpotOf(conversation)
  if (insufficient) yield { insufficient }
}
