import { partiesOf } from '../correlate/parties.ts'
import { ownString } from '../decode/own-string.ts'
import { firstValue } from '../decode/sip/message.ts'
import { parseNameAddr } from '../decode/sip/name-addr.ts'
import { parseUri } from '../decode/sip/uri.ts'
import type { Conversation, Transaction } from '../model/call.ts'
import type { Evidence } from '../model/finding.ts'
import type { Complain } from '../model/flaw.ts'
import { hasHeader, type SipRequest } from '../model/message.ts'
import type { Micros } from '../model/time.ts'
import { targetUri } from './attempts.ts'
import { evidenceOf } from './evidence.ts'
import { isOddNumber } from './facts/dialled.ts'
import { isSuspect } from './facts/scanner.ts'
import { ATTEMPTS_CAP, ATTEMPTS_PROVEN, NAMES_CAP } from './thresholds/security.ts'

/** What strangers try: to call, to register, to find out who is there. */
export type AttemptMethod = 'INVITE' | 'REGISTER' | 'OPTIONS'

/** A request that begins something, on the first hop it was seen on, with what came of it. Texts are copies of their own. */
export interface Attempt {
  readonly method: AttemptMethod
  /** Of its message. */
  readonly number: number
  readonly at: Micros | undefined
  /** Host and port that asked, and host that was asked: by layer 3, else as the request itself says. */
  readonly source: string
  readonly port: number | undefined
  readonly target: string
  /** Layer 3 addresses, or those of the log, are known. */
  readonly placed: boolean
  /** User part of who is registered, else of the Request-URI; and of From. */
  readonly user: string
  readonly caller: string
  /** The same for all of one Call-ID. */
  readonly conversation: number
  /** Of the call it began. */
  readonly call: number | undefined
  readonly credentialed: boolean
  /** It bears the mark of a scanning tool. */
  readonly scanner: boolean
  /** Final response; 0 for none. */
  readonly status: number
  /** It rang, or got a 2xx. */
  readonly progressed: boolean
  /** To its first response. */
  readonly firstMs: number | undefined
  /** Answer to BYE. */
  readonly talkMs: number | undefined
  /** Its start line, of the first few of each source. */
  readonly evidence: Evidence | undefined
}

type Row = { -readonly [Name in keyof Attempt]: Attempt[Name] }

/** What is still open: its number, and its attempts by number of their message. */
interface Open {
  readonly number: number
  readonly rows: Map<number, Row>
  /** Requests that were seen already, on whatever hop: one that a proxy sends on is the same request. */
  readonly seen: Set<string>
}

/** Keeps the attempts of the whole input while conversations grow: each snapshot brings what its conversation shows by now. */
export class AttemptLog {
  readonly #complain: Complain
  readonly #rows: Row[] = []
  readonly #open = new Map<string, Open>()
  readonly #names = new Map<string, string>()
  /** How many of each source and method have a start line to show. */
  readonly #proven = new Map<string, number>()
  #conversations = 0

  constructor(complain: Complain) {
    this.#complain = complain
  }

  take(conversation: Conversation): void {
    if (conversation.kind === 'orphan-streams') return
    const { key, final, transactions } = conversation
    const before = this.#open.size > 0 ? this.#open.get(key) : undefined
    const call = conversation.kind === 'call' ? conversation : undefined
    let open = before
    let begun = 0
    for (const transaction of transactions) if (isStart(transaction)) begun++
    for (const transaction of transactions) {
      if (!isStart(transaction)) continue
      let row: Row | undefined
      // Nearly all are over at once, with one attempt.
      if (final && !before && begun === 1) row = this.#begin(++this.#conversations, transaction, call?.number)
      else {
        open ??= { number: ++this.#conversations, rows: new Map(), seen: new Set() }
        row = open.rows.get(transaction.request.number) ?? this.#first(open, transaction, call?.number)
      }
      if (!row) continue
      update(row, transaction)
      if (call?.answer && call.bye && row.status >= 200 && row.status < 300)
        row.talkMs = msBetween(call.answer.at, call.bye.at)
    }
    if (!final && open) this.#open.set(key, open)
    else if (before) this.#open.delete(key)
  }

  #first(open: Open, transaction: Start, call: number | undefined): Row | undefined {
    const { method, request } = transaction
    const asked = `${method} ${request.cseq?.number} ${request.fromTag}`
    if (open.seen.has(asked)) return undefined
    open.seen.add(asked)
    const row = this.#begin(open.number, transaction, call)
    if (row) open.rows.set(request.number, row)
    return row
  }

  #begin(conversation: number, { request, method }: Start, call: number | undefined): Row | undefined {
    if (this.#rows.length >= ATTEMPTS_CAP) {
      this.#complain(
        'attempts-capped',
        `${method} from ${request.source?.address ?? 'an unknown host'}`,
        request.origin,
      )
      return undefined
    }
    const { from, to } = partiesOf(request)
    const source = this.#name(from?.address ?? '')
    const user =
      method === 'REGISTER' ? userIn(firstValue(request, 'to') ?? '') : (targetUri(request.requestUri)?.user ?? '')
    const row: Row = {
      method,
      number: request.number,
      at: request.at,
      source,
      port: from?.port,
      target: this.#name(to?.address ?? ''),
      placed: request.source !== undefined,
      user: this.#name(user),
      caller: this.#name(userIn(firstValue(request, 'from') ?? '')),
      conversation,
      call,
      credentialed: hasHeader(request, 'authorization') || hasHeader(request, 'proxy-authorization'),
      scanner: isSuspect(request),
      status: 0,
      progressed: false,
      firstMs: undefined,
      talkMs: undefined,
      evidence: this.#prove(request, source, method === 'INVITE' && isOddNumber(user) ? 'odd number' : method),
    }
    this.#rows.push(row)
    return row
  }

  /** One text for one name, however often it comes; short ones, and those beyond the cap, are copies of their own. */
  #name(name: string): string {
    if (name.length < SHORT_NAME) return ownString(name)
    const known = this.#names.get(name)
    if (known !== undefined) return known
    const own = ownString(name)
    if (this.#names.size < NAMES_CAP) this.#names.set(own, own)
    return own
  }

  #prove(request: SipRequest, source: string, what: string): Evidence | undefined {
    const key = `${what} ${source}`
    const count = this.#proven.get(key) ?? 0
    if (count >= ATTEMPTS_PROVEN || (count === 0 && this.#proven.size >= NAMES_CAP)) return undefined
    this.#proven.set(key, count + 1)
    // A start line that was cut out of a message would keep it.
    const evidence = evidenceOf({ message: request })
    return { ...evidence, excerpt: ownString(evidence.excerpt) }
  }

  read(): readonly Attempt[] {
    return this.#rows
  }
}

/** Shorter ones weigh less than what it takes to find them again: most telephone numbers. */
const SHORT_NAME = 13

type Start = Transaction & { readonly method: AttemptMethod }

const isStart = (transaction: Transaction): transaction is Start => {
  const { method, initial } = transaction
  return method === 'REGISTER' || (initial && (method === 'INVITE' || method === 'OPTIONS'))
}

function update(row: Row, { request, provisionals, finals, final }: Transaction): void {
  row.status = final?.status ?? 0
  row.progressed = row.status >= 200 && row.status < 300
  for (const { status } of provisionals) if (status > 100) row.progressed = true
  row.firstMs = msBetween(request.at, (provisionals[0] ?? finals[0])?.at)
}

/** As nearly everybody writes From and To. */
const PLAIN = /^(?:"[^"\\<]{0,60}" ?)?<sip:([^@:;?<>\s%]{1,60})@[^@<>"]{1,100}>/

/** The user part of the URI in a From or To header. */
function userIn(value: string): string {
  const plain = PLAIN.exec(value)?.[1]
  if (plain !== undefined) return plain
  const address = parseNameAddr(value)
  return (address?.uri ?? parseUri(address?.uriText ?? ''))?.user ?? ''
}

const msBetween = (from: Micros | undefined, to: Micros | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : (to - from) / 1000
