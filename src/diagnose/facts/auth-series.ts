import type { Auth } from '../../decode/sip/auth.ts'
import { parseUri } from '../../decode/sip/uri.ts'
import { locatedValues } from '../../decode/sip/values.ts'
import type { Transaction } from '../../model/call.ts'
import type { SipHeader, SipMessage, SipRequest, SipResponse } from '../../model/message.ts'
import type { SignalingConversation } from '../rule.ts'
import { AUTH_SERIES_US } from '../thresholds/auth.ts'

export interface Credentials {
  readonly header: SipHeader
  readonly auth: Auth
}

type AuthHeader = 'authorization' | 'proxy-authorization' | 'www-authenticate' | 'proxy-authenticate'

const read = (message: SipMessage, name: AuthHeader): readonly Credentials[] =>
  locatedValues(message, name).map(({ header, value }) => ({ header, auth: value }))

export const credentialsOf = (request: SipRequest): readonly Credentials[] => [
  ...read(request, 'authorization'),
  ...read(request, 'proxy-authorization'),
]

export const challengesOf = (response: SipResponse): readonly Credentials[] => [
  ...read(response, 'www-authenticate'),
  ...read(response, 'proxy-authenticate'),
]

export const isChallenge = (response: SipResponse | undefined): response is SipResponse =>
  response?.status === 401 || response?.status === 407

/** A request that carried credentials for a realm and was challenged again. */
export interface Rejection {
  readonly realm: string
  readonly request: SipRequest
  readonly response: SipResponse
  readonly sent: Credentials
  readonly challenge: Credentials
  readonly stale: boolean
  /** The challenge repeats the nonce that was just used. */
  readonly nonceUnchanged: boolean
  /** The nonce used was issued in the input: an old one that is refused proves nothing about the password. */
  readonly nonceIssued: boolean
}

/** Rejected credentials of one hop, in order. `transactions` are those of one series on one hop. */
export function rejectionsIn(transactions: readonly Transaction[]): readonly Rejection[] {
  const issued = new Set<string>()
  const realms = new Set<string>()
  const found: Rejection[] = []
  for (const { request, final } of transactions) {
    if (!isChallenge(final)) continue
    const challenges = challengesOf(final)
    for (const sent of credentialsOf(request)) {
      const realm = param(sent, 'realm')
      const challenge = challenges.find((one) => param(one, 'realm') === realm) ?? misread(sent, challenges, realms)
      if (!challenge) continue
      found.push({
        realm,
        request,
        response: final,
        sent,
        challenge,
        stale: param(challenge, 'stale').toLowerCase() === 'true' || isStaleInWords(final),
        nonceUnchanged: param(sent, 'nonce') !== '' && param(sent, 'nonce') === param(challenge, 'nonce'),
        nonceIssued: issued.has(param(sent, 'nonce')),
      })
    }
    for (const challenge of challenges) {
      issued.add(param(challenge, 'nonce'))
      realms.add(param(challenge, 'realm'))
    }
  }
  return found
}

/** Old servers say in the reason phrase only that the nonce has run out. */
const isStaleInWords = ({ reason }: SipResponse): boolean =>
  /\bstale\b|\bnonce\b.{0,20}\b(?:changed|expired|too old|timed? ?out)\b|\bexpired nonce\b/i.test(reason)

/**
 * The challenge that credentials for a realm nobody asked for were meant to answer: one of the same kind, for a realm
 * that had been asked for before. A first challenge for another realm is none: a request may pass several.
 */
function misread(
  sent: Credentials,
  challenges: readonly Credentials[],
  realms: ReadonlySet<string>,
): Credentials | undefined {
  if (realms.has(param(sent, 'realm'))) return undefined
  const answered = sent.header.name === 'proxy-authorization' ? 'proxy-authenticate' : 'www-authenticate'
  return challenges.find((one) => one.header.name === answered && realms.has(param(one, 'realm')))
}

export const param = ({ auth }: Credentials, name: string): string => auth.params.get(name) ?? ''

/**
 * Transactions that belong together: one method on one hop, no longer apart than a minute, and nothing that succeeded in
 * between. Counting on one hop keeps a request that a proxy forwards from being counted twice.
 */
export function seriesOf(conversation: SignalingConversation): readonly (readonly Transaction[])[] {
  const byHop = Map.groupBy(
    conversation.transactions.filter(({ method }) => method !== 'ACK' && method !== 'CANCEL'),
    ({ method, hop }) => `${method} ${hop}`,
  )
  return [...byHop.values()].flatMap(split)
}

function split(transactions: readonly Transaction[]): readonly (readonly Transaction[])[] {
  const all: Transaction[][] = []
  let open: Transaction[] | undefined
  let lastAt: number | undefined
  for (const transaction of transactions) {
    const at = transaction.request.at
    const far = at !== undefined && lastAt !== undefined && at - lastAt > AUTH_SERIES_US
    if (!open || far) {
      open = []
      all.push(open)
    }
    open.push(transaction)
    lastAt = at
    // What comes after a success is another series; the success ends, and clears, this one.
    if (succeeded(transaction)) open = undefined
  }
  return all
}

/** It rang, or got a 2xx. */
export const succeeded = ({ final, provisionals }: Transaction): boolean =>
  (final !== undefined && final.status < 300) || provisionals.some(({ status }) => status > 100)

/** Whether credentials made for another URI than the request went to were taken: then the server does not mind. */
export const takesOtherUris = ({ transactions }: SignalingConversation): boolean =>
  transactions.some(
    (one) => succeeded(one) && credentialsOf(one.request).some((sent) => isForAnother(param(sent, 'uri'), one.request)),
  )

const isForAnother = (uri: string, { requestUri }: SipRequest): boolean => uri !== '' && !isSameUri(uri, requestUri)

/** Whether two URIs name the same user at the same host. */
export function isSameUri(a: string, b: string): boolean {
  const [left, right] = [parseUri(a), parseUri(b)]
  if (!left || !right) return a === b
  return left.user === right.user && left.host.toLowerCase() === right.host.toLowerCase()
}
