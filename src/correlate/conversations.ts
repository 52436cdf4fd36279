import { ownString } from '../decode/own-string.ts'
import { parseUri } from '../decode/sip/uri.ts'
import type { Complain } from '../model/flaw.ts'
import type { SipMessage } from '../model/message.ts'
import type { Micros } from '../model/time.ts'
import type { Caps } from './caps.ts'
import { addTo, empty, type Held, isLate, isQuiet, newHeld, trim } from './held.ts'
import { IdleList } from './idle-list.ts'
import { addressOf } from './parties.ts'
import { createRecentKeys } from './recent-keys.ts'

/** Of the characters held at most: from then on memory counts more than time. Chosen by us: some 4,000 messages. */
const CROWDED_SHARE = 8

/** What happens to conversations besides growing. */
export interface Fates {
  /** It is over, evicted or the input has ended: nothing is added to it any more. */
  released(held: Held): void
  /** An exchange that others were told of becomes a call: its key says nothing any more. */
  promoted(key: string, callId: string): void
}

/** Sorts messages into calls, registrations and other exchanges, and lets go of those that are over. */
export interface Conversations {
  /** The conversation the message was added to; undefined when that is full (`call-messages-capped`). */
  file(message: SipMessage): Held | undefined
  /** Releases what is over and has been quiet for its time. */
  sweep(now: Micros): void
  end(): void
  /** Those that are not released, and the calls among them. */
  open(): Iterable<Held>
  running(): Iterable<Held>
  /** So much goes on that what can be read again is better not kept. */
  isCrowded(): boolean
  /** Distinct Call-IDs with an INVITE, so far. */
  calls(): number
}

export function createConversations(complain: Complain, caps: Caps, fates: Fates): Conversations {
  const going = new IdleList()
  const over = new IdleList()
  const settled = new IdleList()
  const challenged = new IdleList()
  const byCallId = new Map<string, Held>()
  const registrations = new Map<string, Held>()
  const registrationByCallId = new Map<string, Held>()
  const recent = createRecentKeys(caps.recentKeys)
  let chars = 0
  let calls = 0
  let numbers = 0

  const hold = (kind: Held['kind'], id: string, ids: Pick<Held, 'callId' | 'aor' | 'registrar'>): Held =>
    newHeld(kind, recent.keyFor(kind, id), ids)

  const release = (held: Held): void => {
    fates.released(held)
    held.released = true
    held.list?.remove(held)
    recent.release(held.kind, idOf(held))
    chars -= held.chars
    if (byCallId.get(held.callId) === held) byCallId.delete(held.callId)
    if (held.kind === 'registration') {
      registrations.delete(idOf(held))
      for (const message of held.messages) registrationByCallId.delete(dialogOf(message))
    }
    empty(held)
  }

  const count = (): number => going.size + over.size + settled.size + challenged.size

  /** What only waits for stragglers goes before what still goes on; so do INVITEs that nobody ever answered. */
  const evict = (current: Held): void => {
    if (settled.size > caps.settled) release(settled.first!)
    while (count() > caps.conversations || (chars > caps.chars && count() > 1)) {
      const idle =
        [settled, challenged, over, going].map(({ first }) => first).find((one) => one && one !== current) ?? current
      // Of a call that is settled nothing is lost; nor of one that is only held in case the client is late.
      if (!idle.settled && !isLate(idle, current.lastAt)) {
        const kind = idle.kind === 'registration' ? 'registrations-capped' : 'calls-evicted'
        complain(kind, idle.key, idle.messages[0]?.origin)
      }
      release(idle)
    }
  }

  const exchangeOf = (message: SipMessage): Held => {
    const written = message.callId || message.branch || (message.flow ?? '')
    const known = byCallId.get(written)
    if (known && !isQuiet(known, message.at)) return known
    if (known) release(known)
    const callId = ownString(written)
    const made = hold('exchange', callId, { callId, aor: '', registrar: '' })
    byCallId.set(callId, made)
    return made
  }

  const registrationOf = (message: SipMessage): Held => {
    const known = message.kind === 'response' ? registrationByCallId.get(dialogOf(message)) : undefined
    if (known) return known
    const aor = withoutParameters(addressOf(message, 'to') ?? '')
    const registrar =
      message.kind === 'request' ? withoutParameters(message.requestUri) : `sip:${parseUri(aor)?.host ?? ''}`
    const callId = ownString(dialogOf(message))
    const held =
      registrations.get(`${aor}|${registrar}`) ?? newRegistration(callId, ownString(aor), ownString(registrar))
    if (registrationByCallId.get(callId) !== held) registrationByCallId.set(callId, held)
    return held
  }

  const newRegistration = (callId: string, aor: string, registrar: string): Held => {
    const id = ownString(`${aor}|${registrar}`)
    const held = hold('registration', id, { callId, aor, registrar })
    registrations.set(id, held)
    return held
  }

  const promote = (held: Held): void => {
    if (held.shown) fates.promoted(held.key, held.callId)
    held.shown = false
    held.number = ++numbers
    held.kind = 'call'
    held.key = recent.keyFor('call', held.callId)
    if (!isAgain(held)) calls++
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
      if (!addTo(held, message))
        complain('capture-duplicate', 'a message that another capture point saw too', message.origin)
      chars += message.raw.length
      const list = held.settled ? settled : held.challenged ? challenged : held.over ? over : going
      list.add(held)
      evict(held)
      return held
    },
    sweep(now) {
      for (const list of [settled, challenged, over]) {
        for (let idle = list.first; idle && isQuiet(idle, now); idle = list.first) release(idle)
      }
    },
    end() {
      const all = [...going, ...over, ...settled, ...challenged]
      for (const held of all.sort((a, b) => lastNumber(a) - lastNumber(b))) release(held)
    },
    open: () => [...going, ...over, ...settled, ...challenged],
    running: () => [...going, ...over, ...settled, ...challenged].filter(({ kind }) => kind === 'call'),
    isCrowded: () => chars > caps.chars / CROWDED_SHARE,
    calls: () => calls,
  }
}

/** The Call-ID, or what tells a message without one apart. */
const dialogOf = ({ callId, flow }: SipMessage): string => callId || (flow ?? '')

/** Names a conversation among those of its kind. */
const idOf = ({ kind, callId, aor, registrar }: Held): string =>
  kind === 'registration' ? `${aor}|${registrar}` : callId

/** Another of that name was released before. */
const isAgain = ({ key, kind, callId }: Held): boolean => key.length > kind.length + 1 + callId.length

const lastNumber = ({ messages }: Held): number => messages.at(-1)?.number ?? 0

/** `sip:user@host` in the form it is compared in: no parameters, host in lower case (RFC 3261 §10.3 step 5). */
function withoutParameters(text: string): string {
  const uri = parseUri(text)
  if (!uri) return text.trim()
  return `${uri.scheme}:${uri.user === undefined ? '' : `${uri.user}@`}${uri.host.toLowerCase()}`
}
