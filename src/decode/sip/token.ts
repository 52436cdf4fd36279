/** Parameters of a header or URI by lower-case name; a parameter without `=` is the empty string. First one wins. */
export type Parameters = ReadonlyMap<string, string>

const NO_PARAMS: Parameters = new Map()

/** More parameters or list items than this are not read: no honest header has them. */
const MAX_ITEMS = 1_000

const TOKEN = /^[A-Za-z0-9.!%*_+`'~-]+$/

const QUOTE = 34
const BACKSLASH = 92

/** RFC 3261 §25.1 `token`. */
export const isToken = (text: string): boolean => TOKEN.test(text)

/**
 * Splits at a separator outside quoted strings and angle brackets, trims, and drops empty items.
 * An unclosed quote or bracket runs to the end.
 */
export function splitOutside(text: string, separator: ',' | ';'): string[] {
  const items: string[] = []
  if (!text.includes(separator)) {
    pushTrimmed(items, text)
    return items
  }
  const wanted = separator.charCodeAt(0)
  let quoted = false
  let bracketed = false
  let start = 0
  for (let i = 0; i < text.length && items.length < MAX_ITEMS; i++) {
    const c = text.charCodeAt(i)
    if (quoted) {
      if (c === BACKSLASH) i++
      else if (c === QUOTE) quoted = false
    } else if (c === QUOTE) quoted = true
    else if (c === 60 /* < */) bracketed = true
    else if (c === 62 /* > */) bracketed = false
    else if (c === wanted && !bracketed) {
      pushTrimmed(items, text.slice(start, i))
      start = i + 1
    }
  }
  if (items.length < MAX_ITEMS) pushTrimmed(items, text.slice(start))
  return items
}

function pushTrimmed(items: string[], text: string) {
  const trimmed = text.trim()
  if (trimmed !== '') items.push(trimmed)
}

/** The members of a comma list (RFC 3261 §7.3.1). Never used on credentials or dates, which hold commas of their own. */
export const splitList = (value: string): string[] => splitOutside(value, ',')

/** `;a=1;b;c="x y"` or the same without the first semicolon. Quoted values come unquoted. */
export function parseParams(text: string): Parameters {
  if (text === '') return NO_PARAMS
  return parametersOf(splitOutside(text, ';'))
}

/** `name=value` pairs already split apart. */
export function parametersOf(pairs: readonly string[]): Parameters {
  const found = new Map<string, string>()
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    const name = (equals < 0 ? pair : pair.slice(0, equals)).trim().toLowerCase()
    if (name !== '' && !found.has(name)) found.set(name, equals < 0 ? '' : unquote(pair.slice(equals + 1).trim()))
  }
  return found
}

/** A quoted string without its quotes and escapes (RFC 3261 §25.1); anything else as it is. */
export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text
  const inner = text.slice(1, -1)
  return inner.includes('\\') ? inner.replace(/\\(.)/gs, '$1') : inner
}

/** Index just past a quoted string that begins at `start`, or the end of the text when it is never closed. */
export function endOfQuoted(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '"') return i + 1
  }
  return text.length
}
