import { firstValue, viaBegins } from '../decode/sip/message.ts'
import type { Transaction } from '../model/call.ts'
import { endpointText } from '../model/endpoint.ts'
import type { SipMessage, SipRequest, SipResponse } from '../model/message.ts'
import { isCopy, isSameOrUnknown, isSameWay } from './resends.ts'

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
  copies: readonly SipMessage[]
  cancel: SipRequest | undefined
  hop: string | undefined
  snapshot: Transaction | undefined
}

const NONE: readonly never[] = []

/** Whether the later message is the packet of the first once more, as a second capture point saw it. */
type IsCopy = (first: SipMessage, later: SipMessage) => boolean

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
  readonly #isKnownCopy: IsCopy
  #snapshot: readonly Transaction[] | undefined

  /** `isKnownCopy` knows copies that nothing in their packets gives away. */
  constructor(isKnownCopy: IsCopy = () => false) {
    this.#isKnownCopy = isKnownCopy
  }

  /** False for a copy of what stands here already. */
  add(message: SipMessage): boolean {
    this.#snapshot = undefined
    if (message.kind === 'response') return this.#addResponse(message)
    return message.method === 'ACK' ? this.#addAck(message) : this.#addRequest(message)
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
    for (const { method, finals, acks } of this.#open)
      if (finals.length === 0 || (method === 'INVITE' && acks.length === 0)) return false
    return true
  }

  #addRequest(request: SipRequest): boolean {
    const known = this.#sentBefore(request)
    if (!known) this.#open.push(opened(request))
    else if (this.#noteCopy(known, known.requests, request)) return false
    else known.requests = known.requests.concat(request)
    const invite = request.method === 'CANCEL' ? this.#inviteOf(request) : undefined
    if (invite && !invite.cancel) {
      invite.cancel = request
      invite.snapshot = undefined
    }
    return true
  }

  #sentBefore(request: SipRequest): Open | undefined {
    for (const one of this.#open) if (isOf(one, request, request.method) && isSentAgain(one, request)) return one
    return undefined
  }

  #addAck(ack: SipRequest): boolean {
    const invite = this.#inviteOf(ack) ?? this.#inviteAccepted(ack)
    if (!invite) return true
    if (this.#noteCopy(invite, invite.acks, ack)) return false
    invite.acks = invite.acks.length === 0 ? [ack] : invite.acks.concat(ack)
    return true
  }

  #addResponse(response: SipResponse): boolean {
    const found = this.#answeredBy(response)
    if (!found) return true
    const isProvisional = response.status < 200
    const before = isProvisional ? found.provisionals : found.finals
    if (this.#noteCopy(found, before, response)) return false
    const now = before.length === 0 ? [response] : before.concat(response)
    if (isProvisional) found.provisionals = now
    else found.finals = now
    return true
  }

  /** Whether the message is one of these again, as another capture point saw it. The transaction changes either way. */
  #noteCopy(one: Open, before: readonly SipMessage[], message: SipMessage): boolean {
    one.snapshot = undefined
    if (before.length === 0) return false
    if (!before.some((earlier) => isCopy(earlier, message) || this.#isKnownCopy(earlier, message))) return false
    one.copies = [...one.copies, message]
    return true
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
    for (let i = this.#open.length - 1; i >= 0; i--) {
      const one = this.#open[i]!
      if (isOf(one, request, 'INVITE') && isSameWay(one.first, request)) return one
    }
    return undefined
  }

  #inviteAccepted(ack: SipRequest): Open | undefined {
    let only: Open | undefined
    for (const one of this.#open) {
      if (!isAckedBy(one, ack)) continue
      if (only)
        return closest(
          this.#open.filter((other) => isAckedBy(other, ack)),
          ack,
        )
      only = one
    }
    return only
  }
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
    copies: NONE,
    cancel: undefined,
    hop: undefined,
    snapshot: undefined,
  }
}

function snapshotOf(one: Open): Transaction {
  if (one.snapshot) return one.snapshot
  const { method, first, requests, provisionals, finals, acks, copies, cancel } = one
  one.hop ??= hopOf(first)
  one.snapshot = {
    method,
    request: first,
    requests,
    provisionals,
    finals,
    final: finals[0],
    acks,
    copies,
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
 * and wraps bodies, so in text they are not compared, nor are those of messages that were cut. Without the magic cookie the
 * To tag counts too (RFC 3261 §17.2.3).
 */
const isSentAgain = ({ first, branch }: Open, again: SipRequest): boolean =>
  isSameWay(first, again) &&
  first.requestUri === again.requestUri &&
  (branch !== undefined || first.toTag === again.toTag) &&
  (again.origin.kind === 'line' || !first.complete || !again.complete || first.body === again.body)

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
