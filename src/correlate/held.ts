import type { Conversation, Exchange, Registration } from '../model/call.ts'
import type { SipMessage } from '../model/message.ts'
import type { IcmpError } from '../model/packet.ts'
import type { RtpStream } from '../model/stream.ts'
import { MICROS_PER_SECOND, type Micros } from '../model/time.ts'
import { callOf } from './call.ts'
import type { IdleList } from './idle-list.ts'
import { TRANSACTION_LIFETIME_US } from './outcome.ts'
import { addressOf } from './parties.ts'
import { withoutCopies } from './resends.ts'
import { TransactionTable } from './transactions.ts'

/** T4: as long may a message wander in the network (RFC 3261 §17.1.2.2); repetitions come at most T2 = 4 s apart. */
export const SETTLED_US = 5 * MICROS_PER_SECOND

/** As long may it take to ask a person for a password, and the call begins again. Chosen by us. */
export const CHALLENGED_US = 180 * MICROS_PER_SECOND

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
  messages: SipMessage[]
  table: TransactionTable
  /** Absent until the first; most calls of a signalling capture have none. */
  streams: Map<number, RtpStream> | undefined
  icmpErrors: IcmpError[] | undefined
  chars: number
  firstAt: Micros | undefined
  lastAt: Micros | undefined
  /** When a BYE or a failure ended it. */
  endedAt: Micros | undefined
  answered: boolean
  /** Nothing is awaited any more but stragglers: after the quiet time it is released. */
  over: boolean
  /** Ended by a BYE, and all that was asked is answered and acknowledged: the quiet time is short. */
  settled: boolean
  /** Over with a 401 or 407 to an INVITE or MESSAGE: the client may yet send credentials, and so may a person who is asked for them. */
  challenged: boolean
  /** Somebody was told of it under its key. */
  shown: boolean
  released: boolean
  /** Who calls whom, and the message that says so. */
  named: { readonly by: SipMessage; readonly from: string | undefined; readonly to: string | undefined } | undefined
  // Its place in the order of idleness.
  list: IdleList | undefined
  idler: Held | undefined
  fresher: Held | undefined
}

export function newHeld(kind: Held['kind'], key: string, ids: Pick<Held, 'callId' | 'aor' | 'registrar'>): Held {
  return {
    kind,
    key,
    number: 0,
    callId: ids.callId,
    aor: ids.aor,
    registrar: ids.registrar,
    messages: [],
    table: new TransactionTable(),
    streams: undefined,
    icmpErrors: undefined,
    chars: 0,
    firstAt: undefined,
    lastAt: undefined,
    endedAt: undefined,
    answered: false,
    over: kind === 'exchange',
    settled: false,
    challenged: false,
    shown: false,
    released: false,
    named: undefined,
    list: undefined,
    idler: undefined,
    fresher: undefined,
  }
}

/** Files a message under its conversation; false for one that another capture point had seen before. */
export function addTo(held: Held, message: SipMessage): boolean {
  held.messages.push(message)
  const isNew = held.table.add(message)
  held.chars += message.raw.length
  held.firstAt ??= message.at
  held.lastAt = message.at ?? held.lastAt
  if (!isNew) return isNew
  if (held.kind === 'call') follow(held, message)
  if (message.method !== 'ACK') held.challenged = held.over && isChallenge(message)
  if (held.kind !== 'call') return isNew
  held.settled = held.over && held.answered && held.table.settled()
  return isNew
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
  held.messages = NO_MESSAGES
  held.icmpErrors = undefined
  held.streams = undefined
  held.named = undefined
  held.table = NO_TRANSACTIONS
}

/** Of all that are released: nothing is added to them. */
const NO_MESSAGES: SipMessage[] = []
const NO_TRANSACTIONS = new TransactionTable()

/** Over, and quiet for so long that nothing more will come. Without times nothing is ever quiet. */
export const isQuiet = (held: Held, now: Micros | undefined): boolean => isSilent(held, now, waitOf(held))

/** A challenge that was left alone for as long as other conversations are held. */
export const isLate = (held: Held, now: Micros | undefined): boolean =>
  held.challenged && isSilent(held, now, TRANSACTION_LIFETIME_US)

const isSilent = ({ over, lastAt }: Held, now: Micros | undefined, waitUs: Micros): boolean =>
  over && lastAt !== undefined && now !== undefined && now - lastAt > waitUs

const waitOf = ({ settled, challenged }: Held): Micros =>
  settled ? SETTLED_US : challenged ? CHALLENGED_US : TRANSACTION_LIFETIME_US

const isChallenge = (message: SipMessage): boolean =>
  message.kind === 'response' &&
  (message.status === 401 || message.status === 407) &&
  (message.method === 'INVITE' || message.method === 'MESSAGE')

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
  // An INVITE nobody reacted to is given up by its client (timer B).
  const { seen, ringing } = held.table.starts()
  held.over = !held.answered && seen > 0 && ringing === 0
  if (!held.answered) held.endedAt = held.over && message.kind === 'response' ? message.at : undefined
}

/** The conversation as it stands, as plain data. `latest` gives a stream as it is by now. */
export function snapshotOf(
  held: Held,
  now: Micros | undefined,
  final: boolean,
  latest: (stream: RtpStream, whole: boolean) => RtpStream,
): Conversation {
  const { key, callId, aor, registrar, number, firstAt, lastAt } = held
  const transactions = held.table.all()
  const messages = withoutCopies(final ? held.messages : held.messages.slice(), transactions)
  switch (held.kind) {
    case 'call': {
      const streams = held.streams ? Array.from(held.streams.values(), (stream) => latest(stream, final)) : []
      const icmpErrors = held.icmpErrors?.slice() ?? []
      const parts = { key, number, messages, transactions, streams, icmpErrors, firstAt, lastAt, final }
      // Without a Call-ID it is filed under a branch.
      return callOf(parts, messages[0]!.callId && callId, now, (first) => namesOf(held, first))
    }
    case 'registration':
      return {
        kind: 'registration',
        key,
        aor,
        registrar,
        messages,
        transactions,
        icmpErrors: held.icmpErrors?.slice(),
        firstAt,
        lastAt,
        final,
      } satisfies Registration
    case 'exchange':
      return {
        ...{ kind: 'exchange', key, callId, messages, transactions, firstAt, lastAt, final },
        icmpErrors: held.icmpErrors?.slice(),
      } satisfies Exchange
    default:
      return held.kind satisfies never
  }
}

function namesOf(held: Held, first: SipMessage): NonNullable<Held['named']> {
  if (held.named?.by !== first) held.named = { by: first, from: addressOf(first, 'from'), to: addressOf(first, 'to') }
  return held.named
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
