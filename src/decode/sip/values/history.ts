import { type NameAddr, parseNameAddrs } from '../name-addr.ts'
import { parseDecimal } from '../token.ts'
import { unescaped, uriHeaders } from '../uri.ts'
import { parseReasons, type Reason } from './reason.ts'

/** One entry of History-Info (RFC 7044): an address the request was sent to, in order of its index. */
export interface HistoryEntry {
  readonly address: NameAddr
  /** `1.1.2`: the way through forks; undefined without one. */
  readonly index: string | undefined
  /** Why the request left this address: the Reason header escaped into its URI. */
  readonly reasons: readonly Reason[]
  /** Privacy escaped into the URI: the entry is to be hidden. */
  readonly privacy: string | undefined
}

export const parseHistoryEntries = (value: string): HistoryEntry[] =>
  parseNameAddrs(value).map((address) => {
    const headers = address.uri ? uriHeaders(address.uri) : undefined
    return {
      address,
      index: address.params.get('index') || undefined,
      reasons: parseReasons(headers?.get('reason') ?? ''),
      privacy: headers?.get('privacy'),
    }
  })

/** One Diversion (RFC 5806): who was called before, the latest first. */
export interface Diversion {
  readonly address: NameAddr
  /** Lower case: `unconditional`, `user-busy`, `no-answer`, `deflection` ... */
  readonly reason: string | undefined
  readonly counter: number | undefined
}

export const parseDiversions = (value: string): Diversion[] =>
  parseNameAddrs(value).map((address) => ({
    address,
    reason: unescaped(address.params.get('reason') ?? '').toLowerCase() || undefined,
    counter: parseDecimal(address.params.get('counter')),
  }))
