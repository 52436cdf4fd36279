import { isPublic } from '../../model/address.ts'
import type { Call, Transaction } from '../../model/call.ts'
import type { SipMessage, SipRequest, SipResponse } from '../../model/message.ts'
import type { Weight } from '../rule.ts'
import { lastFew } from './last-few.ts'
import { q850Of, reasonsOf } from './reason.ts'
import { showsDialog, strayFinals } from './stray.ts'

/** Responses that are 5xx faults of a server; 501 and 513 tell of the request (RFC 3261 §21.5). */
export const SERVER_FAILURES: ReadonlySet<number> = new Set([500, 502, 503, 504, 505, 555, 580])

/** Transactions of a call's initial INVITE, on whatever hop and at whatever try. */
export const initialInvites = lastFew((call: Call): readonly Transaction[] =>
  call.transactions.filter((transaction) => transaction.method === 'INVITE' && transaction.initial),
)

/** Whether anything of the call rang or was answered after that message. */
export const progressedAfter = (call: Call, number: number): boolean =>
  initialInvites(call).some((transaction) =>
    [...transaction.provisionals, ...transaction.finals].some(
      (response) => response.number > number && response.status > 100 && response.status < 300,
    ),
  )

export const rang = (call: Call): boolean => call.messages.some(isRinging)

const isRinging = (message: SipMessage): boolean =>
  message.kind === 'response' && message.method === 'INVITE' && message.status > 100 && message.status < 200

/** The final response that ended a call, with its INVITE where that is in the input. */
export interface Decisive {
  readonly response: SipResponse
  readonly request: SipRequest | undefined
}

/**
 * The final response that ended the call: of that status, the first seen, since the hop nearest its author shows it
 * first. Where the input begins after the INVITE, a response that stands alone, unless a dialog is seen: then it may
 * have refused a re-INVITE. Undefined for an answered call and one without a final.
 */
export function decisiveFinal(call: Call): Decisive | undefined {
  if (call.answer || !call.failure) return undefined
  const { status } = call.failure
  for (const { finals, request } of initialInvites(call)) {
    const response = finals.find((final) => final.status === status)
    if (response) return { response, request }
  }
  const alone = !call.invite && !showsDialog(call) && strayFinals(call, 'INVITE').includes(call.failure)
  return alone ? { response: call.failure, request: undefined } : undefined
}

/** What a refused call amounts to, by its final response: an outcome of the user's, of the number, or a fault. */
export function weighFinal(
  call: Call,
  response: SipResponse,
): Weight & { readonly kind: 'redirected' | 'user' | 'address' | 'fault' } {
  const { status } = response
  const q850 = q850Of(response)
  if (status < 400) return { kind: 'redirected', level: 'info', because: 'A redirection is no fault' }
  if (isUserOutcome(call, response, q850))
    return { kind: 'user', level: 'info', because: 'The called party was busy, declined or was not there' }
  if (status === 480) return { kind: 'fault', level: 'medium', because: `480 with Q.850 cause ${q850}` }
  if ([404, 410, 484, 604].includes(status) || [1, 22, 28].includes(q850 ?? 0)) {
    const far = response.source && isPublic(response.source.address)
    return far && (q850 === 1 || q850 === 22)
      ? {
          kind: 'address',
          level: 'medium',
          because: `The far network says that it does not know the number (Q.850 cause ${q850})`,
        }
      : { kind: 'address', level: 'high', because: 'The number or user was not found where the call was sent' }
  }
  if (status === 607 || status === 608) return { kind: 'fault', level: 'medium', because: 'One call was blocked' }
  return { kind: 'fault', level: 'high', because: `The call was refused with ${status}` }
}

function isUserOutcome(call: Call, response: SipResponse, q850: number | undefined): boolean {
  const { status } = response
  if (status === 603) return !/network blocked/i.test(response.raw.slice(0, 4_000))
  if (status === 486 || status === 600) return true
  if (status === 480) return q850 === undefined || q850 < 34
  const noAnswer = rang(call) || (q850 !== undefined && q850 >= 16 && q850 <= 20)
  const elsewhere = reasonsOf(response).some((reason) => reason.protocol === 'SIP' && reason.cause === 200)
  return (status === 408 && noAnswer) || (status === 487 && (noAnswer || elsewhere))
}
