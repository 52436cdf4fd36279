import { parseUri } from '../decode/sip/uri.ts'
import type { Complain } from '../model/flaw.ts'
import type { SipMessage } from '../model/message.ts'
import type { Micros } from '../model/time.ts'
import type { Caps } from './caps.ts'
import { addTo, empty, type Held, newHeld, trim } from './held.ts'
import { TRANSACTION_LIFETIME_US } from './outcome.ts'
import { addressOf } from './parties.ts'
import { createRecentKeys } from './recent-keys.ts'

/** What happens to conversations besides growing. */
export interface Fates {
  /** It is over, evicted or the input has ended: nothing is added to it any more. */
  released(held: Held): void
  /** An exchange of that key has become a call. */
  promoted(key: string, callId: string): void
}

/** Sorts messages into calls, registrations and other exchanges, and lets go of those that are over. */
export interface Conversations {
  /** The conversation the message was added to; undefined when that is full (`call-messages-capped`). */
  file(message: SipMessage): Held | undefined
  /** Releases what is over and has been quiet for 64*T1. */
  sweep(now: Micros): void
  end(): void
  /** Distinct Call-IDs with an INVITE, so far. */
  calls(): number
}

export function createConversations(complain: Complain, caps: Caps, fates: Fates): Conversations {
  /** Least recently active first, as `over` is. */
  const live = new Map<string, Held>()
  const over = new Map<string, Held>()
  const byCallId = new Map<string, Held>()
  const registrations = new Map<string, Held>()
  const registrationByCallId = new Map<string, Held>()
  const recent = createRecentKeys(caps.recentKeys)
  let chars = 0
  let calls = 0
  let numbers = 0

  const hold = (kind: Held['kind'], id: string, ids: Pick<Held, 'callId' | 'aor' | 'registrar'>): Held => {
    const made = newHeld(kind, recent.keyFor(`${kind}:${id}`), ids)
    live.set(made.key, made)
    return made
  }

  const release = (held: Held): void => {
    fates.released(held)
    held.released = true
    live.delete(held.key)
    over.delete(held.key)
    recent.release(held.key)
    chars -= held.chars
    if (byCallId.get(held.callId) === held) byCallId.delete(held.callId)
    if (held.kind === 'registration') {
      registrations.delete(`${held.aor}|${held.registrar}`)
      for (const { callId } of held.messages) registrationByCallId.delete(callId)
    }
    empty(held)
  }

  /** What only waits for stragglers goes before what still goes on; so do INVITEs that nobody ever answered. */
  const evict = (current: Held): void => {
    while (live.size > caps.conversations || (chars > caps.chars && live.size > 1)) {
      const ended = over.values().next().value
      const idle = ended && ended !== current ? ended : live.values().next().value!
      const kind = idle.kind === 'registration' ? 'registrations-capped' : 'calls-evicted'
      complain(kind, idle.key, idle.messages[0]?.origin)
      release(idle)
    }
  }

  const exchangeOf = (message: SipMessage): Held => {
    const callId = message.callId || (message.branch ?? '')
    const known = byCallId.get(callId)
    if (known && !isQuiet(known, message.at)) return known
    if (known) release(known)
    const made = hold('exchange', callId, { callId, aor: '', registrar: '' })
    byCallId.set(callId, made)
    return made
  }

  const registrationOf = (message: SipMessage): Held => {
    const known = message.kind === 'response' ? registrationByCallId.get(message.callId) : undefined
    if (known) return known
    const aor = withoutParameters(addressOf(message, 'to') ?? '')
    const registrar =
      message.kind === 'request' ? withoutParameters(message.requestUri) : `sip:${parseUri(aor)?.host ?? ''}`
    const id = `${aor}|${registrar}`
    const held = registrations.get(id) ?? hold('registration', id, { callId: message.callId, aor, registrar })
    registrations.set(id, held)
    registrationByCallId.set(message.callId, held)
    return held
  }

  const promote = (held: Held): void => {
    live.delete(held.key)
    over.delete(held.key)
    if (held.messages.length > 0) fates.promoted(held.key, held.callId)
    const key = `call:${held.callId}`
    held.number = ++numbers
    held.key = recent.keyFor(key)
    if (held.key === key) calls++
    held.kind = 'call'
    held.over = false
  }

  /** False when the conversation is a call and full. Others keep their latest messages. */
  const makeRoom = (held: Held, message: SipMessage): boolean => {
    if (held.messages.length < (held.kind === 'call' ? caps.callMessages : caps.otherMessages)) return true
    complain(held.kind === 'registration' ? 'registrations-capped' : 'call-messages-capped', held.key, message.origin)
    if (held.kind === 'call') return false
    const before = held.chars
    trim(held)
    chars += held.chars - before
    return true
  }

  return {
    file(message) {
      const held = message.method === 'REGISTER' ? registrationOf(message) : exchangeOf(message)
      if (held.kind === 'exchange' && message.method === 'INVITE') promote(held)
      if (!makeRoom(held, message)) return undefined
      addTo(held, message)
      chars += message.raw.length
      live.delete(held.key)
      live.set(held.key, held)
      over.delete(held.key)
      if (held.over) over.set(held.key, held)
      evict(held)
      return held
    },
    sweep(now) {
      for (const held of over.values()) {
        if (!isQuiet(held, now)) break
        release(held)
      }
    },
    end() {
      for (const held of [...live.values()]) release(held)
    },
    calls: () => calls,
  }
}

/** Over, and 64*T1 have passed since its last message. Without times nothing is ever quiet. */
const isQuiet = ({ over, lastAt }: Held, now: Micros | undefined): boolean =>
  over && lastAt !== undefined && now !== undefined && now - lastAt > TRANSACTION_LIFETIME_US

/** `sip:user@host` in the form it is compared in: no parameters, host in lower case (RFC 3261 §10.3 step 5). */
function withoutParameters(text: string): string {
  const uri = parseUri(text)
  if (!uri) return text.trim()
  return `${uri.scheme}:${uri.user === undefined ? '' : `${uri.user}@`}${uri.host.toLowerCase()}`
}
