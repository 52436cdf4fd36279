import { type NameAddr, parseNameAddrs } from '../name-addr.ts'
import { parseDecimal } from '../token.ts'

/** One value of a Contact header (RFC 3261 §20.10), with the parameters of RFC 5626. */
export interface Contact {
  /** `Contact: *`, which takes all bindings away (RFC 3261 §10.2.2). */
  readonly wildcard: boolean
  readonly address: NameAddr
  /** `expires` in seconds; undefined without one or when it is no number. */
  readonly expiresS: number | undefined
  /** `q` from 0 to 1; undefined without one. */
  readonly q: number | undefined
  /** `+sip.instance` without quotes and angle brackets, usually a UUID URN: the device, whatever its address. */
  readonly instance: string | undefined
  readonly regId: number | undefined
  /** The client keeps this flow open and wants requests over it (RFC 5626 §5.4). */
  readonly outbound: boolean
}

const OUTBOUND = /;ob(?=$|[;?])/i

export const parseContacts = (value: string): Contact[] => parseNameAddrs(value).map(contactOf)

function contactOf(address: NameAddr): Contact {
  const { params } = address
  return {
    wildcard: address.uriText === '*',
    address,
    expiresS: parseDecimal(params.get('expires')),
    q: qualityOf(params.get('q')),
    instance: params.get('+sip.instance')?.replace(/^<|>$/g, '') || undefined,
    regId: parseDecimal(params.get('reg-id')),
    outbound: address.uriText.includes(';ob') && OUTBOUND.test(address.uriText),
  }
}

const QUALITY = /^(?:0?\.\d{1,9}|[01](?:\.\d{0,9})?)$/

/** A `q` value, 0 to 1 (RFC 3261 §25.1 `qvalue`); undefined when it is none. */
export function qualityOf(text: string | undefined): number | undefined {
  const quality = text !== undefined && QUALITY.test(text.trim()) ? Number(text) : Number.NaN
  return quality <= 1 ? quality : undefined
}
