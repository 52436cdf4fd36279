import { authorOf } from '../correlate/products/recognise.ts'
import type { Fix } from '../model/finding.ts'
import type { SipMessage } from '../model/message.ts'
import { lastFew } from './facts/last-few.ts'
import type { Product, RecipeName } from './fixes/product.ts'
import { COMMON_PRODUCTS, PRODUCTS } from './fixes/products.ts'

/** Less sure than this, all products' settings are listed rather than one's: that may be the wrong one. Chosen by us. */
const SURE_PRODUCT = 0.7

/** The product that wrote a message, as it claims, or as its session description or the shape of its identifiers tells. */
export const productOf = lastFew((message: SipMessage): Product | undefined => {
  const author = authorOf(message)
  return author?.id === undefined || author.confidence < SURE_PRODUCT
    ? undefined
    : PRODUCTS.find(({ id }) => id === author.id)
})

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
  const { clauses, fixes } = recipe === undefined ? NO_SETTINGS : settingsFor(recipe, product)
  return { recommendation: [sentence, ...clauses, ...(verify ? [verify] : [])].join(' '), fixes }
}

interface Settings {
  readonly clauses: readonly string[]
  readonly fixes: readonly Fix[]
}

const NO_SETTINGS: Settings = { clauses: [], fixes: [] }
/** By recipe, and product where that has the setting: there are some hundreds. */
const written = new Map<string, Settings>()

function settingsFor(recipe: RecipeName, product: Product | undefined): Settings {
  const known = product?.settings[recipe] ? product : undefined
  const key = `${recipe} ${known?.id}`
  const before = written.get(key)
  if (before) return before
  const clauses = (known ? [known] : COMMON_PRODUCTS).flatMap(({ name, settings }) =>
    settings[recipe] ? [`${name}: ${settings[recipe].brief}.`] : [],
  )
  const fixes = (known ? [known] : PRODUCTS).flatMap(({ name, settings }) =>
    settings[recipe] ? [{ product: name, text: settings[recipe].text }] : [],
  )
  const made = { clauses, fixes }
  written.set(key, made)
  return made
}
