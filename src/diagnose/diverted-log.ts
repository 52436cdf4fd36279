import { senderOf } from '../correlate/call-parties.ts'
import { partiesOf } from '../correlate/parties.ts'
import { parseUri } from '../decode/sip/uri.ts'
import { headerValues, locatedValues } from '../decode/sip/values.ts'
import type { Call, Conversation, Transaction } from '../model/call.ts'
import type { Evidence } from '../model/finding.ts'
import type { Complain } from '../model/flaw.ts'
import { hasHeader, header, type SipMessage, type SipRequest } from '../model/message.ts'
import { evidenceOf } from './evidence.ts'
import { isChallenge } from './facts/auth-series.ts'
import { type Dialled, dialledOf } from './facts/dialled.ts'
import type { Proof } from './rule.ts'
import { REDIRECTS_CAP } from './thresholds/security.ts'

/** A call that was sent on to an international number: by a 3xx, a REFER, or by whom an INVITE with Diversion comes from. */
export interface Redirect {
  readonly means: '3xx' | 'REFER' | 'Diversion'
  readonly by: string
  readonly to: Dialled
  /** User parts of who called and who was called. */
  readonly parties: readonly string[]
  readonly call: number | undefined
  readonly evidence: Evidence
}

/** A called phone that was challenged by its caller, and gave its credentials. */
export interface Leak {
  readonly phone: string
  readonly challenger: string
  readonly method: string
  readonly realm: string
  readonly call: number
  readonly evidence: readonly [Evidence, ...Evidence[]]
}

export interface Diverted {
  readonly redirects: readonly Redirect[]
  readonly leaks: readonly Leak[]
}

/**
 * Keeps, of conversations that are over, what sent them elsewhere and what their phones gave away: the first `REDIRECTS_CAP` of
 * each; past that they are counted (`diverted-capped`).
 */
export class DivertedLog {
  readonly #complain: Complain
  readonly #redirects: Redirect[] = []
  readonly #leaks: Leak[] = []

  constructor(complain: Complain) {
    this.#complain = complain
  }

  take(conversation: Conversation): void {
    if (conversation.kind === 'orphan-streams' || !conversation.final) return
    const call = conversation.kind === 'call' ? conversation : undefined
    for (const transaction of conversation.transactions) {
      const message = sentOn(transaction)
      if (message) this.#keep(this.#redirects, redirectOf(message, transaction, call?.number), message)
      const { initial, final } = transaction
      if (call && !initial && isChallenge(final))
        this.#keep(this.#leaks, leakOf(call, transaction), transaction.request)
    }
  }

  #keep<T extends Redirect | Leak>(kept: T[], one: T | undefined, { origin }: SipMessage): void {
    if (one === undefined) return
    if (kept.length < REDIRECTS_CAP) kept.push(own(one))
    else this.#complain('diverted-capped', 'means' in one ? `${one.means} by ${one.by}` : `${one.phone}`, origin)
  }

  read(): Diverted {
    return { redirects: this.#redirects, leaks: this.#leaks }
  }
}

function sentOn({ method, initial, request, final }: Transaction): SipMessage | undefined {
  if (method === 'REFER') return request
  if (method !== 'INVITE' || !initial) return undefined
  if (final && final.status >= 300 && final.status < 400) return final
  return hasHeader(request, 'diversion') ? request : undefined
}

function redirectOf(message: SipMessage, { request }: Transaction, call: number | undefined): Redirect | undefined {
  const [means, name] =
    message.kind === 'response'
      ? (['3xx', 'contact'] as const)
      : message.method === 'REFER'
        ? (['REFER', 'refer-to'] as const)
        : (['Diversion', undefined] as const)
  const users = name
    ? locatedValues(message, name).map(({ value, header: line }) => {
        const { uri } = 'address' in value ? value.address : value
        return { user: uri?.user, line }
      })
    : [{ user: parseUri(request.requestUri)?.user, line: header(message, 'diversion') }]
  for (const { user, line } of users) {
    const to = user === undefined ? undefined : dialledOf(user)
    if (!to) continue
    const parties = (['from', 'to'] as const).flatMap((side) =>
      headerValues(request, side).flatMap(({ uri }) => uri?.user ?? []),
    )
    const evidence = evidenceOf(line ? { message, header: line } : { message })
    const by = partiesOf(message).from?.address ?? ''
    return { means, by, to, parties: name ? parties : parties.slice(0, 1), call, evidence }
  }
  return undefined
}

/** A request of the callee within the call was challenged, and came again with an answer. */
function leakOf(call: Call, { method, request, final, hop }: Transaction): Leak | undefined {
  if (!final || senderOf(call, request) !== 'callee') return undefined
  const again = call.transactions.find(
    (other) =>
      other.method === method && other.hop === hop && other.request.number > final.number && line(other.request),
  )?.request
  const [phone, challenger] = [request.source?.address, request.destination?.address]
  if (!again || phone === undefined || challenger === undefined) return undefined
  const name = final.status === 401 ? 'www-authenticate' : 'proxy-authenticate'
  const [challenge] = locatedValues(final, name)
  const asked: Proof = challenge ? { message: final, header: challenge.header } : { message: final }
  const realm = challenge?.value.params.get('realm') ?? ''
  const evidence = [evidenceOf({ message: again, header: line(again)! }), evidenceOf(asked)] as const
  return { phone, challenger, method, realm, call: call.number, evidence }
}

const line = (request: SipRequest) => header(request, 'authorization') ?? header(request, 'proxy-authorization')

/** A copy that holds on to no message. */
const own = <T>(value: T): T => JSON.parse(JSON.stringify(value))
