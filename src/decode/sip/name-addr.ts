import { endOfQuoted, type Parameters, parseParams, splitList, unquote } from './token.ts'
import { parseUri, type Uri } from './uri.ts'

/** One value of From, To, Contact, Route, Record-Route, Refer-To ... (RFC 3261 §25.1 `name-addr` and `addr-spec`). */
export interface NameAddr {
  /** Display name without quotes, undefined without one. */
  readonly displayName: string | undefined
  /** The URI as written, without angle brackets. `*` for `Contact: *`. */
  readonly uriText: string
  /** Undefined when `uriText` is no usable URI. */
  readonly uri: Uri | undefined
  /** Header parameters: `tag`, `expires`, `q` ... */
  readonly params: Parameters
}

/**
 * Undefined when there is no URI text at all. Without angle brackets every parameter belongs to the header
 * (RFC 3261 §20.10), so `sip:a@b;tag=1` has a tag.
 */
export function parseNameAddr(value: string): NameAddr | undefined {
  const text = value.trim()
  const afterQuote = text.startsWith('"') ? endOfQuoted(text, 0) : 0
  const open = text.indexOf('<', afterQuote)
  if (open < 0) return addrSpec(text)
  const close = text.indexOf('>', open)
  const uriText = text.slice(open + 1, close < 0 ? text.length : close).trim()
  if (uriText === '') return undefined
  const name = text.slice(0, open).trim()
  return new LazyNameAddr(name === '' ? undefined : unquote(name), uriText, close < 0 ? '' : text.slice(close + 1))
}

function addrSpec(text: string): NameAddr | undefined {
  const semicolon = text.indexOf(';')
  const uriText = (semicolon < 0 ? text : text.slice(0, semicolon)).trim()
  return uriText === '' ? undefined : new LazyNameAddr(undefined, uriText, semicolon < 0 ? '' : text.slice(semicolon))
}

/** Most who ask want one part: URI and parameters are taken apart when looked at. */
class LazyNameAddr implements NameAddr {
  readonly displayName: string | undefined
  readonly uriText: string
  readonly #paramsText: string
  #uri: Uri | null | undefined = null
  #params: Parameters | undefined

  constructor(displayName: string | undefined, uriText: string, paramsText: string) {
    this.displayName = displayName
    this.uriText = uriText
    this.#paramsText = paramsText
  }

  get uri(): Uri | undefined {
    if (this.#uri === null) this.#uri = parseUri(this.uriText)
    return this.#uri
  }

  get params(): Parameters {
    this.#params ??= parseParams(this.#paramsText)
    return this.#params
  }
}

/** All usable values of a header that may be a comma list: Contact, Route, Record-Route, P-Asserted-Identity. */
export function parseNameAddrs(value: string): NameAddr[] {
  const found: NameAddr[] = []
  for (const item of splitList(value)) {
    const one = parseNameAddr(item)
    if (one) found.push(one)
  }
  return found
}
