import { isPublic } from '../../model/address.ts'
import type { Call } from '../../model/call.ts'
import type { Severity } from '../../model/finding.ts'
import type { SipMessage, SipResponse } from '../../model/message.ts'
import { durationText } from '../facts/durations.ts'
import type { SignalingConversation, Weight } from '../rule.ts'
import { stepDown } from '../severity.ts'
import { COSTLY_STEP_US } from '../thresholds/signaling.ts'
import { progressedAfter, rang } from './outcome.ts'
import { q850Of, reasonsOf } from './reason.ts'
import type { Refusal } from './refusals.ts'
import { isScanned } from './scanner.ts'

/**
 * What a refusal amounts to: a step on the way to success, something that carries no call, a redirection, an outcome of the
 * user's or of the number, the right answer to a scanner, or a fault.
 */
export type StandingKind = 'step' | 'minor' | 'redirected' | 'user' | 'address' | 'scanned' | 'fault'

export interface Standing extends Weight {
  readonly kind: StandingKind
}

/** The first that fits decides; `base` is the level of a fault. */
export function standingOf(refusal: Refusal, conversation: SignalingConversation, base: Severity): Standing {
  const standing =
    stepOf(refusal, conversation) ?? minorOf(refusal) ?? outcomeOf(refusal, conversation) ?? scanned(conversation)
  return doubted(refusal, standing ?? faultOf(refusal, base))
}

/** Its INVITE was not seen: a strong inference only, which counts one step less. */
function doubted({ request, refused }: Refusal, standing: Standing): Standing {
  if (request || refused !== 'call' || standing.level === 'info') return standing
  return { ...standing, level: stepDown(standing.level), because: `${standing.because}; its INVITE was not seen` }
}

function faultOf({ response, refused, method }: Refusal, base: Severity): Standing {
  const what = refused === 'registration' ? 'registration' : method === 'INVITE' ? 'call' : method
  return { kind: 'fault', level: base, because: `The ${what} was refused with ${response.status}` }
}

function scanned({ messages }: SignalingConversation): Standing | undefined {
  return isScanned(messages) ? { kind: 'scanned', level: 'low', because: 'Refusing a scanner is right' } : undefined
}

/** Another try was let in, or rang, afterwards. */
function stepOf({ response, request, refused }: Refusal, conversation: SignalingConversation): Standing | undefined {
  if (!wentOn(refused, conversation, response)) return undefined
  const lostUs = request?.at === undefined || response.at === undefined ? 0 : response.at - request.at
  if (lostUs <= COSTLY_STEP_US) return { kind: 'step', level: 'info', because: 'Another try succeeded afterwards' }
  const because = `Another try succeeded afterwards, but this one cost ${durationText(lostUs / 1000)}`
  return { kind: 'step', level: 'low', because }
}

function wentOn(refused: Refusal['refused'], conversation: SignalingConversation, response: SipResponse): boolean {
  if (conversation.kind === 'call' && refused === 'call')
    return conversation.answer !== undefined || progressedAfter(conversation, response.number)
  return conversation.transactions.some(
    ({ final, method }) =>
      method === response.method && final !== undefined && final.number > response.number && final.status < 300,
  )
}

/** Neither the start of a call nor a registration: OPTIONS answered at all shows that the peer is alive. */
function minorOf({ refused, method, response: { status } }: Refusal): Standing | undefined {
  if (refused === 'call' || refused === 'registration') return undefined
  const alive = method === 'OPTIONS' && status !== 408 && status !== 503
  return alive
    ? { kind: 'minor', level: 'info', because: `A peer that answers OPTIONS with ${status} is alive` }
    : { kind: 'minor', level: 'low', because: `${method} does not carry the call` }
}

const ADDRESS_STATUSES = new Set([404, 410, 484, 604])
/** Unallocated number, number changed, invalid number format (ITU-T Q.850). */
const ADDRESS_CAUSES = new Set([1, 22, 28])

function outcomeOf({ refused, response }: Refusal, conversation: SignalingConversation): Standing | undefined {
  if (refused !== 'call' || conversation.kind !== 'call') return undefined
  const { status } = response
  const q850 = q850Of(response)
  if (status < 400) return { kind: 'redirected', level: 'info', because: 'A redirection is no fault' }
  if (isUserOutcome(conversation, response, q850))
    return { kind: 'user', level: 'info', because: 'The called party was busy, declined or was not there' }
  if (status === 480) return { kind: 'fault', level: 'medium', because: `480 with Q.850 cause ${q850}` }
  if (!ADDRESS_STATUSES.has(status) && !ADDRESS_CAUSES.has(q850 ?? 0)) return undefined
  const far = response.source !== undefined && isPublic(response.source.address)
  if (far && (q850 === 1 || q850 === 22))
    return {
      kind: 'address',
      level: 'medium',
      because: `The far network says that it does not know the number (Q.850 cause ${q850})`,
    }
  return { kind: 'address', level: 'high', because: 'The number or user was not found where the call was sent' }
}

function isUserOutcome(call: Call, response: SipResponse, q850: number | undefined): boolean {
  const { status } = response
  if (status === 603) return !isBlocked(response)
  if (status === 486 || status === 600) return true
  if (status === 480) return q850 === undefined || q850 < 34
  const noAnswer = rang(call) || (q850 !== undefined && q850 >= 16 && q850 <= 20)
  return (status === 408 && noAnswer) || (status === 487 && (noAnswer || isTakenElsewhere(response)))
}

/** Reason `SIP;cause=200`: another branch answered (RFC 3326 §2). */
export const isTakenElsewhere = (message: SipMessage): boolean =>
  reasonsOf(message).some(({ protocol, cause }) => protocol === 'SIP' && cause === 200)

/** A 603 that says the network, not the user, blocked the call (ATIS-1000099, "603+"): by its phrase or its Reason. */
export const isBlocked = (response: SipResponse): boolean =>
  /network blocked/i.test(response.reason) ||
  reasonsOf(response).some(({ text }) => text !== undefined && /network blocked|\bv=analytics\d/i.test(text))
