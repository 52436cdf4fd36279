import { firstValue, viaBegins } from '../decode/sip/message.ts'
import type { Transaction } from '../model/call.ts'
import { type Endpoint, endpointText } from '../model/endpoint.ts'
import type { SipMessage, SipRequest, SipResponse } from '../model/message.ts'

/** RFC 3261 §8.1.1.7: a branch that begins so is unique to its transaction. */
const MAGIC_COOKIE = 'z9hG4bK'

/** Lists are never changed once they stand in a snapshot: what comes later makes new ones. */
interface Open {
  /** Of the top Via, where it has the magic cookie and so is enough to go by. */
  readonly branch: string | undefined
  readonly number: number
  readonly method: string
  readonly first: SipRequest
  /** Its top Via up to the first parameter, the semicolon included; empty where it has none. */
  readonly via: string
  requests: readonly SipRequest[]
  provisionals: readonly SipResponse[]
  finals: readonly SipResponse[]
  acks: readonly SipRequest[]
  cancel: SipRequest | undefined
  hop: string | undefined
  snapshot: Transaction | undefined
}

const NONE: readonly never[] = []

/**
 * The transactions of one conversation, fed message by message.
 *
 * Messages are grouped by the top Via's branch and sent-by, the CSeq and the way they went (RFC 3261 §17.1.3, §17.2.3), or
 * without the magic cookie by Call-ID, CSeq, From tag and sent-by (RFC 2543). A tap at a proxy sees one request on several
 * hops; each hop is a transaction. An ACK for a non-2xx joins its INVITE by branch, the ACK of a 2xx by CSeq and From tag,
 * on the same hop where there is one. A CANCEL is a transaction of its own and stands in its INVITE's too. Responses and
 * ACKs whose request was not seen are in none.
 */
export class TransactionTable {
  readonly #open: Open[] = []
  #snapshot: readonly Transaction[] | undefined

  add(message: SipMessage): void {
    this.#snapshot = undefined
    if (message.kind === 'response') this.#addResponse(message)
    else if (message.method === 'ACK') this.#addAck(message)
    else this.#addRequest(message)
  }

  /** In order of their first request. What did not change since the last time is the same object. */
  all(): readonly Transaction[] {
    this.#snapshot ??= this.#open.map(snapshotOf)
    return this.#snapshot
  }

  /** INVITEs that began something, and those of them that were heard of and are not decided yet. */
  starts(): { readonly seen: number; readonly ringing: number } {
    let [seen, ringing] = [0, 0]
    for (const { method, first, provisionals, finals } of this.#open) {
      if (method !== 'INVITE' || first.toTag !== undefined) continue
      seen++
      if (finals.length === 0 && provisionals.length > 0) ringing++
    }
    return { seen, ringing }
  }

  /** Every request has its final response, and every INVITE its ACK: nothing will be sent again. */
  settled(): boolean {
    return this.#open.every(({ method, finals, acks }) => finals.length > 0 && (method !== 'INVITE' || acks.length > 0))
  }

  #addRequest(request: SipRequest): void {
    const known = this.#open.find((one) => isOf(one, request, request.method) && isSentAgain(one.first, request))
    if (known) {
      known.requests = [...known.requests, request]
      known.snapshot = undefined
    } else this.#open.push(opened(request))
    if (request.method !== 'CANCEL') return
    const invite = this.#inviteOf(request)
    if (!invite || invite.cancel) return
    invite.cancel = request
    invite.snapshot = undefined
  }

  #addAck(ack: SipRequest): void {
    const invite = this.#inviteOf(ack) ?? this.#inviteAccepted(ack)
    if (!invite) return
    invite.acks = [...invite.acks, ack]
    invite.snapshot = undefined
  }

  #addResponse(response: SipResponse): void {
    const found = this.#answeredBy(response)
    if (!found) return
    if (response.status < 200) found.provisionals = [...found.provisionals, response]
    else found.finals = [...found.finals, response]
    found.snapshot = undefined
  }

  #answeredBy(response: SipResponse): Open | undefined {
    let first: Open | undefined
    let more: Open[] | undefined
    for (const one of this.#open) {
      if (!isOf(one, response, response.method)) continue
      if (first === undefined) first = one
      else if (more === undefined) more = [first, one]
      else more.push(one)
    }
    return more ? answering(more, response) : first
  }

  /** The INVITE with the same branch on the same way. */
  #inviteOf(request: SipRequest): Open | undefined {
    return this.#open.findLast((one) => isOf(one, request, 'INVITE') && isSameWay(one.first, request))
  }

  #inviteAccepted(ack: SipRequest): Open | undefined {
    return closest(
      this.#open.filter((one) => isAckedBy(one, ack)),
      ack,
    )
  }
}

/** Messages that were sent before: repeated requests, responses and ACKs. */
export function retransmissionsOf(transactions: readonly Transaction[]): ReadonlySet<SipMessage> {
  const again = new Set<SipMessage>()
  for (const { requests, provisionals, finals, acks } of transactions) {
    // Nearly all transactions are one message of each.
    if (requests.length < 2 && provisionals.length < 2 && finals.length < 2 && acks.length < 2) continue
    for (const request of requests.slice(1)) again.add(request)
    for (const list of [provisionals, finals, acks]) {
      if (list.length < 2) continue
      const seen = new Set<string>()
      for (const message of list) {
        const identity = message.raw.trimEnd()
        if (seen.has(identity)) again.add(message)
        seen.add(identity)
      }
    }
  }
  return again
}

/** `SIP/2.0/UDP host:port`; blanks around the slashes are legal (RFC 4475 §3.1.1.1). */
const SENT_BY = /^SIP\s{0,9}\/\s{0,9}[\d.]{1,9}\s{0,9}\/\s{0,9}[A-Za-z0-9.-]{1,20}\s{1,9}([^\s;,]{1,300})/i

const topVia = (message: SipMessage): string | undefined => firstValue(message, 'via')

/** Host and port of the top Via's sent-by as written, in lower case; empty when there is none to read. */
function sentBy(message: SipMessage): string {
  const via = topVia(message)
  return (via && SENT_BY.exec(via)?.[1]?.toLowerCase()) ?? ''
}

function viaHead(message: SipMessage): string {
  const via = topVia(message) ?? ''
  return via.slice(0, via.indexOf(';') + 1)
}

/** Nearly always both are written alike, up to the parameters. */
const sameSentBy = ({ via, first }: Open, message: SipMessage): boolean =>
  (via !== '' && viaBegins(message, via)) || sentBy(first) === sentBy(message)

/** `source>destination`, or where addresses are not known the top Via's sent-by. */
function hopOf(message: SipMessage): string {
  const { source, destination } = message
  return source && destination ? `${endpointText(source)}>${endpointText(destination)}` : sentBy(message)
}

function opened(request: SipRequest): Open {
  return {
    branch: uniqueBranch(request),
    number: request.cseq?.number ?? 0,
    method: request.method,
    first: request,
    via: viaHead(request),
    requests: [request],
    provisionals: NONE,
    finals: NONE,
    acks: NONE,
    cancel: undefined,
    hop: undefined,
    snapshot: undefined,
  }
}

function snapshotOf(one: Open): Transaction {
  if (one.snapshot) return one.snapshot
  const { method, first, requests, provisionals, finals, acks, cancel } = one
  one.hop ??= hopOf(first)
  one.snapshot = {
    method,
    request: first,
    requests,
    provisionals,
    finals,
    final: finals[0],
    acks,
    cancel,
    initial: first.toTag === undefined,
    hop: one.hop,
  }
  return one.snapshot
}

const uniqueBranch = ({ branch }: SipMessage): string | undefined =>
  branch?.startsWith(MAGIC_COOKIE) ? branch : undefined

/** Whether a message is of that transaction, as far as branch, CSeq and sent-by tell. */
function isOf(one: Open, message: SipMessage, method: string): boolean {
  if (one.method !== method || one.number !== (message.cseq?.number ?? 0)) return false
  const branch = uniqueBranch(message)
  if (one.branch !== branch) return false
  const { first } = one
  if (branch === undefined && (first.callId !== message.callId || first.fromTag !== message.fromTag)) return false
  return sameSentBy(one, message)
}

/**
 * The same request on the same way. One that came back with another target is a spiral, not a retransmission. Pasting cuts
 * and wraps bodies, so in text they are not compared, nor are those of messages that were cut.
 */
const isSentAgain = (first: SipRequest, again: SipRequest): boolean =>
  isSameWay(first, again) &&
  first.requestUri === again.requestUri &&
  (again.origin.kind === 'line' || !first.complete || !again.complete || first.body === again.body)

const isSameWay = (a: SipMessage, b: SipMessage): boolean =>
  isSameOrUnknown(a.source, b.source) && isSameOrUnknown(a.destination, b.destination)

const isSameOrUnknown = (a: Endpoint | undefined, b: Endpoint | undefined): boolean =>
  a === undefined || b === undefined || (a.address === b.address && a.port === b.port)

/** The transaction whose request went the way the response came: by address and port, else by address, else the last. */
function answering(candidates: readonly Open[], { source, destination }: SipResponse): Open | undefined {
  return (
    candidates.findLast(
      ({ first }) => isSameOrUnknown(first.source, destination) && isSameOrUnknown(first.destination, source),
    ) ??
    candidates.findLast(
      ({ first }) => first.source?.address === destination?.address && first.destination?.address === source?.address,
    ) ??
    candidates.at(-1)
  )
}

const isAckedBy = ({ method, first }: Open, ack: SipRequest): boolean =>
  method === 'INVITE' && first.cseq?.number === ack.cseq?.number && first.fromTag === ack.fromTag

/** Of several hops the one the ACK went, else the one it came from, else the last that was accepted. */
function closest(candidates: readonly Open[], ack: SipRequest): Open | undefined {
  return (
    candidates.findLast(({ first }) => isSameWay(first, ack)) ??
    candidates.findLast(({ first }) => first.source?.address === ack.source?.address) ??
    candidates.findLast(({ finals }) => finals.some(({ status }) => status < 300)) ??
    candidates.at(-1)
  )
}
