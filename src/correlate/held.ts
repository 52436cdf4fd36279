import type { Conversation, Exchange, Registration, Transaction } from '../model/call.ts'
import type { SipMessage } from '../model/message.ts'
import type { IcmpError } from '../model/packet.ts'
import type { RtpStream } from '../model/stream.ts'
import type { Micros } from '../model/time.ts'
import { callOf } from './call.ts'
import { TransactionTable } from './transactions.ts'

/** A conversation while it goes on: what arrived so far, and whether anything is still awaited. */
export interface Held {
  kind: 'call' | 'registration' | 'exchange'
  key: string
  /** Of a call, from 1. */
  number: number
  readonly callId: string
  /** Of a registration. */
  readonly aor: string
  readonly registrar: string
  readonly messages: SipMessage[]
  table: TransactionTable
  readonly streams: Map<number, RtpStream>
  readonly icmpErrors: IcmpError[]
  chars: number
  firstAt: Micros | undefined
  lastAt: Micros | undefined
  /** When a BYE or a failure ended it. */
  endedAt: Micros | undefined
  answered: boolean
  /** Nothing is awaited any more: after the quiet time it is released. */
  over: boolean
  released: boolean
}

export function newHeld(kind: Held['kind'], key: string, ids: Pick<Held, 'callId' | 'aor' | 'registrar'>): Held {
  return {
    kind,
    key,
    number: 0,
    ...ids,
    messages: [],
    table: new TransactionTable(),
    streams: new Map(),
    icmpErrors: [],
    chars: 0,
    firstAt: undefined,
    lastAt: undefined,
    endedAt: undefined,
    answered: false,
    over: kind === 'exchange',
    released: false,
  }
}

/** Files a message under its conversation. */
export function addTo(held: Held, message: SipMessage): void {
  held.messages.push(message)
  held.table.add(message)
  held.chars += message.raw.length
  held.firstAt ??= message.at
  held.lastAt = message.at ?? held.lastAt
  if (held.kind === 'call') follow(held, message)
}

/** Drops the older half of the messages, and the transactions they made. */
export function trim(held: Held): void {
  const kept = held.messages.splice(0, Math.floor(held.messages.length / 2))
  held.chars -= kept.reduce((sum, { raw }) => sum + raw.length, 0)
  held.table = new TransactionTable()
  for (const message of held.messages) held.table.add(message)
}

/** Lets go of the contents: tables elsewhere may name the conversation for a while longer. */
export function empty(held: Held): void {
  held.messages.length = 0
  held.icmpErrors.length = 0
  held.streams.clear()
  held.table = new TransactionTable()
}

/** Moves the state of a call: what ended it, and whether a final response or a BYE is still to come. */
function follow(held: Held, message: SipMessage): void {
  if (message.kind === 'request' && message.method === 'BYE') {
    held.endedAt ??= message.at
    held.over = true
  } else if (message.kind === 'request' && message.method === 'CANCEL') {
    held.over = !held.answered
  } else if (message.method === 'INVITE') {
    followInvite(held, message)
  }
}

function followInvite(held: Held, message: SipMessage): void {
  if (held.answered && held.endedAt !== undefined) {
    // Over by a BYE: only an INVITE that begins anew opens it again.
    if (message.kind === 'response' || message.toTag !== undefined) return
    held.answered = false
    held.endedAt = undefined
  }
  if (message.kind === 'response' && message.status >= 200 && message.status < 300) {
    held.answered = true
    held.endedAt = undefined
  }
  const starts = held.table.all().filter(({ method, initial }) => method === 'INVITE' && initial)
  held.over = !held.answered && starts.length > 0 && !starts.some(isRinging)
  if (!held.answered) held.endedAt = held.over && message.kind === 'response' ? message.at : undefined
}

/** Heard of, and not yet decided; an INVITE nobody reacted to is given up by its client (timer B). */
const isRinging = ({ final, provisionals }: Transaction): boolean => !final && provisionals.length > 0

/** The conversation as it stands, as plain data. */
export function snapshotOf(held: Held, now: Micros | undefined, final: boolean): Conversation {
  const { key, callId, aor, registrar, number, firstAt, lastAt } = held
  const parts = { key, messages: [...held.messages], transactions: held.table.all(), firstAt, lastAt, final }
  switch (held.kind) {
    case 'call':
      return callOf({ ...parts, number, now, streams: [...held.streams.values()], icmpErrors: [...held.icmpErrors] })
    case 'registration':
      return { kind: 'registration', aor, registrar, ...parts } satisfies Registration
    case 'exchange':
      return { kind: 'exchange', callId, ...parts } satisfies Exchange
    default:
      return held.kind satisfies never
  }
}

/** What is left of an exchange that turned out to be a call: nothing, so that nothing is said of it twice. */
export function emptied(key: string, callId: string): Exchange {
  return {
    kind: 'exchange',
    key,
    callId,
    messages: [],
    transactions: [],
    firstAt: undefined,
    lastAt: undefined,
    final: true,
  }
}
