import type { Fix } from '../model/finding.ts'
import { header, type SipMessage } from '../model/message.ts'
import type { Product, RecipeName } from './fixes/product.ts'
import { COMMON_PRODUCTS, PRODUCTS } from './fixes/products.ts'

/** The product that wrote a message, by User-Agent, Server, or the o= and s= lines of its description; as claimed. */
export function productOf(message: SipMessage): Product | undefined {
  const claims = [
    header(message, 'user-agent')?.value,
    header(message, 'server')?.value,
    message.description?.origin?.text,
    message.description?.sessionName === undefined ? undefined : `s=${message.description.sessionName}`,
  ].filter((claim) => claim !== undefined)
  return PRODUCTS.find((product) => claims.some((claim) => product.claims.test(claim)))
}

export interface Advice {
  readonly recommendation: string
  readonly fixes: readonly Fix[]
}

/** One product's settings where it is known, every product's otherwise, so that readers can pick theirs. */
export function adviceOf(
  sentence: string,
  recipe: RecipeName | undefined,
  product: Product | undefined,
  verify: string | undefined,
): Advice {
  if (sentence === '') return { recommendation: '', fixes: [] }
  const known = recipe !== undefined && product?.settings[recipe] ? product : undefined
  const named = recipe === undefined ? [] : known ? [known] : COMMON_PRODUCTS
  const clauses = named.flatMap(({ name, settings }) =>
    recipe && settings[recipe] ? [`${name}: ${settings[recipe].brief}.`] : [],
  )
  const fixes = (known ? [known] : PRODUCTS).flatMap(({ name, settings }) =>
    recipe && settings[recipe] ? [{ product: name, text: settings[recipe].text }] : [],
  )
  return { recommendation: [sentence, ...clauses, ...(verify ? [verify] : [])].join(' '), fixes }
}
