/** One product of User-Agent or Server (RFC 3261 §20.35, §20.41): `Asterisk PBX 20.5.0` is all one without a version. */
export interface Product {
  readonly name: string
  readonly version: string | undefined
  /** What stands in parentheses behind it. */
  readonly comment: string | undefined
}

/** Longest value taken apart. */
const MAX_LENGTH = 1_000
/** `name/version (comment)`; free text, which most products write against the grammar, up to the next slash or comment. */
const PRODUCT = /([^/()]{1,200})(?:\/([^\s()]{1,100}))?\s{0,9}(?:\(([^()]{0,500})\))?/g

/** Products in order. A text that is no list of products is one product by that name. */
export function parseProducts(value: string): Product[] {
  return [...value.slice(0, MAX_LENGTH).matchAll(PRODUCT)].flatMap(([, name = '', version, comment]) =>
    name.trim() === '' ? [] : [{ name: name.trim(), version, comment }],
  )
}
