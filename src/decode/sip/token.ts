/** Parameters of a header or URI by lower-case name; a parameter without `=` is the empty string. First one wins. */
export type Parameters = ReadonlyMap<string, string>

const NO_PARAMS: Parameters = new Map()

/** More parameters or list items than this are not read: no honest header has them. */
const MAX_ITEMS = 1_000

const TOKEN = /^[A-Za-z0-9.!%*_+`'~-]+$/

const QUOTE = 34
const COMMA = 44
const SEMICOLON = 59
const BACKSLASH = 92

/** RFC 3261 §25.1 `token`. */
export const isToken = (text: string): boolean => TOKEN.test(text)

/**
 * The members of a comma list (RFC 3261 §7.3.1), split outside quoted strings and angle brackets, trimmed, empty ones left
 * out. An unclosed quote or bracket runs to the end. Not for credentials or dates, which hold commas of their own.
 */
export function splitList(text: string): string[] {
  const items: string[] = []
  if (!text.includes(',')) {
    pushTrimmed(items, text)
    return items
  }
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
    else if (c === COMMA && !bracketed) {
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

/** `;a=1;b;c="x y"` or the same without the first semicolon. Quoted values come unquoted. */
export const parseParams = (text: string): Parameters => parametersOf(text, SEMICOLON)

/** `a=1, b="x, y"`, as credentials are written (RFC 3261 §25.1 `digest-response`). */
export const parseCommaParams = (text: string): Parameters => parametersOf(text, COMMA)

function parametersOf(text: string, separator: number): Parameters {
  const { length } = text
  if (length === 0) return NO_PARAMS
  const found = new Map<string, string>()
  let items = 0
  for (let at = 0; at < length && items < MAX_ITEMS; items++) {
    let equals = -1
    let end = at
    for (; end < length; end++) {
      const c = text.charCodeAt(end)
      if (c === separator) break
      if (c === 61 /* = */ && equals < 0) equals = end
      else if (c === QUOTE) end = endOfQuoted(text, end) - 1
      else if (c === 60 /* < */) end = endOfBracketed(text, end) - 1
    }
    addParameter(found, text, at, equals, end)
    at = end + 1
  }
  return found
}

/** `name`, or `name=value` with the sign at `equals`. */
function addParameter(found: Map<string, string>, text: string, start: number, equals: number, end: number): void {
  const name = trimmed(text, start, equals < 0 ? end : equals).toLowerCase()
  if (name === '' || found.has(name)) return
  found.set(name, equals < 0 ? '' : unquote(trimmed(text, equals + 1, end)))
}

/** The text between two offsets without the blanks around it. */
function trimmed(text: string, start: number, end: number): string {
  let from = start
  let to = end
  while (from < to && text.charCodeAt(from) <= 32) from++
  while (to > from && text.charCodeAt(to - 1) <= 32) to--
  return text.slice(from, to)
}

/** Index just past the `>` that closes the bracket at `start`, quoted strings skipped, or the end of the text. */
function endOfBracketed(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) i = endOfQuoted(text, i) - 1
    else if (c === 62 /* > */) return i + 1
  }
  return text.length
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
    const c = text.charCodeAt(i)
    if (c === BACKSLASH) i++
    else if (c === QUOTE) return i + 1
  }
  return text.length
}

/** Digits read of a number: any figure of SIP has fewer, and 15 are exact. */
const MAX_DIGITS = 15

/** A decimal number of up to 15 digits and nothing else, blanks around it aside. */
export function parseDecimal(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const digits = text.charCodeAt(0) <= 32 || text.charCodeAt(text.length - 1) <= 32 ? text.trim() : text
  const { length } = digits
  if (length === 0 || length > MAX_DIGITS) return undefined
  let value = 0
  for (let i = 0; i < length; i++) {
    const digit = digits.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  return value
}
