import type { Transaction } from '../model/call.ts'
import { type Endpoint, endpointText } from '../model/endpoint.ts'
import { header, type SipMessage, type SipRequest, type SipResponse } from '../model/message.ts'

/** RFC 3261 §8.1.1.7: a branch that begins so is unique to its transaction. */
const MAGIC_COOKIE = 'z9hG4bK'

interface Open {
  readonly key: string
  readonly hop: string
  readonly method: string
  readonly requests: SipRequest[]
  readonly provisionals: SipResponse[]
  readonly finals: SipResponse[]
  readonly acks: SipRequest[]
  cancel: SipRequest | undefined
  snapshot: Transaction | undefined
}

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

  add(message: SipMessage): void {
    if (message.kind === 'response') this.#addResponse(message)
    else if (message.method === 'ACK') this.#addAck(message)
    else this.#addRequest(message)
  }

  /** In order of their first request. What did not change since the last time is the same object. */
  all(): readonly Transaction[] {
    return this.#open.map(snapshotOf)
  }

  #addRequest(request: SipRequest): void {
    const key = keyOf(request, request.method)
    const known = this.#open.find((one) => one.key === key && isSentAgain(one.requests[0]!, request))
    if (known) {
      known.requests.push(request)
      known.snapshot = undefined
    } else this.#open.push(opened(key, request))
    if (request.method !== 'CANCEL') return
    const invite = this.#inviteOf(request)
    if (!invite || invite.cancel) return
    invite.cancel = request
    invite.snapshot = undefined
  }

  #addAck(ack: SipRequest): void {
    const invite =
      this.#inviteOf(ack) ??
      closest(
        this.#open.filter((one) => isAckedBy(one, ack)),
        ack,
      )
    if (!invite) return
    invite.acks.push(ack)
    invite.snapshot = undefined
  }

  #addResponse(response: SipResponse): void {
    const key = keyOf(response, response.method)
    const found = answering(
      this.#open.filter((one) => one.key === key),
      response,
    )
    if (!found) return
    const list = response.status < 200 ? found.provisionals : found.finals
    list.push(response)
    found.snapshot = undefined
  }

  /** The INVITE with the same branch on the same way. */
  #inviteOf(request: SipRequest): Open | undefined {
    const key = keyOf(request, 'INVITE')
    return this.#open.findLast((one) => one.key === key && isSameWay(one.requests[0]!, request))
  }
}

/** Messages that were sent before: repeated requests, responses and ACKs. */
export function retransmissionsOf(transactions: readonly Transaction[]): ReadonlySet<SipMessage> {
  const again = new Set<SipMessage>()
  for (const { requests, provisionals, finals, acks } of transactions) {
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

/** Host and port of the top Via's sent-by as written, in lower case; empty when there is none to read. */
function sentBy(message: SipMessage): string {
  const via = header(message, 'via')
  return (via && SENT_BY.exec(via.value)?.[1]?.toLowerCase()) ?? ''
}

/** `source>destination`, or where addresses are not known the top Via's sent-by. */
function hopOf(message: SipMessage): string {
  const { source, destination } = message
  return source && destination ? `${endpointText(source)}>${endpointText(destination)}` : sentBy(message)
}

function opened(key: string, request: SipRequest): Open {
  return {
    key,
    hop: hopOf(request),
    method: request.method,
    requests: [request],
    provisionals: [],
    finals: [],
    acks: [],
    cancel: undefined,
    snapshot: undefined,
  }
}

function snapshotOf(one: Open): Transaction {
  one.snapshot ??= {
    method: one.method,
    request: one.requests[0]!,
    requests: one.requests.slice(),
    provisionals: one.provisionals.slice(),
    finals: one.finals.slice(),
    final: one.finals[0],
    acks: one.acks.slice(),
    cancel: one.cancel,
    initial: one.requests[0]!.toTag === undefined,
    hop: one.hop,
  }
  return one.snapshot
}

function keyOf(message: SipMessage, method: string): string {
  const number = message.cseq?.number ?? 0
  return message.branch?.startsWith(MAGIC_COOKIE)
    ? `${message.branch}|${sentBy(message)}|${number}|${method}`
    : `${message.callId}|${message.fromTag ?? ''}|${sentBy(message)}|${number}|${method}`
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
  if (candidates.length < 2) return candidates[0]
  return (
    candidates.findLast(
      ({ requests: [request] }) =>
        isSameOrUnknown(request!.source, destination) && isSameOrUnknown(request!.destination, source),
    ) ??
    candidates.findLast(
      ({ requests: [request] }) =>
        request!.source?.address === destination?.address && request!.destination?.address === source?.address,
    ) ??
    candidates.at(-1)
  )
}

const isAckedBy = ({ method, requests: [invite] }: Open, ack: SipRequest): boolean =>
  method === 'INVITE' && invite!.cseq?.number === ack.cseq?.number && invite!.fromTag === ack.fromTag

/** Of several hops the one the ACK went, else the one it came from, else the last that was accepted. */
function closest(candidates: readonly Open[], ack: SipRequest): Open | undefined {
  return (
    candidates.findLast(({ requests: [invite] }) => isSameWay(invite!, ack)) ??
    candidates.findLast(({ requests: [invite] }) => invite!.source?.address === ack.source?.address) ??
    candidates.findLast(({ finals }) => finals.some(({ status }) => status < 300)) ??
    candidates.at(-1)
  )
}
