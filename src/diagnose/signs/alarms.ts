/**
 * A first look at a name, character by character: patterns need only be tried on what raises an alarm. Every pattern holds one of
 * these characters or pairs, small or capital; an alarm proves nothing, but without one nothing is there.
 */

/** `META`, `SCANNER_NAME`, `COMMAND_HINTS` or `verstat` may be there. */
export const NAMES = 1
/** A URI may have `#`, `%23`, a blank or a semicolon in its user. */
export const USERS = 2

const SINGLE = `'%$/|#`
const PAIRS = [
  '--',
  'ni',
  'sc',
  ';r',
  ';w',
  ';c',
  '; ',
  ';\t',
  'pv',
  'm@',
  'gn',
  'sr',
  'rg',
  'u ',
  'ys',
  'ss',
  'o ',
  'rs',
]

/** What moves the search for a gap before an `@`. */
const AT = 4
const GAP = 8
const BREAK = 16

const CODES = 128
/** By a character and the one before it. */
const raised = new Uint8Array(CODES * CODES)
for (let before = 0; before < CODES; before++) {
  const raise = (character: string, what: number): void => {
    raised[before * CODES + character.charCodeAt(0)]! |= what
  }
  // Characters beyond ASCII count as NUL, and may be anything.
  raise('\0', NAMES | USERS)
  for (const character of SINGLE) raise(character, NAMES | USERS)
  for (const character of '; \t\v\f') raise(character, GAP)
  for (const character of '<>\r\n') raise(character, BREAK)
  raise('@', AT)
}
for (const [first, second] of PAIRS.map((pair) => [...pair] as [string, string]))
  for (const a of [first, first.toUpperCase()])
    for (const b of [second, second.toUpperCase()]) raised[a.charCodeAt(0) * CODES + b.charCodeAt(0)]! |= NAMES

/** `NAMES` and `USERS`, as bits. */
export function alarmsIn(text: string): number {
  let [found, before, gap] = [0, 0, false]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const character = code < CODES ? code : 0
    const bits = raised[before * CODES + character]!
    before = character
    if (bits === 0) continue
    found |= bits
    if ((bits & AT) !== 0 && gap) found |= USERS
    if ((bits & GAP) !== 0) gap = true
    if ((bits & BREAK) !== 0) gap = false
  }
  return found & (NAMES | USERS)
}
