import { splitEscapes } from './escapes.ts'
import { splitMessages, splitRecords } from './flattened.ts'
import { BIT } from './repairs.ts'

/** What a written line stands for: one line, or several where line ends were written out or lost. */
export interface Cleaned {
  readonly texts: readonly string[]
  /** `BIT` of each repair. */
  readonly repairs: number
}

/** Tags that only lay a text out; those of XML bodies are none of them. */
const BLOCK_TAGS = 'p|div|li|ul|ol|tr|table|tbody|pre|blockquote|h[1-6]|hr'
const INLINE_TAGS = 'span|code|td|th|strong|em|font|wbr|samp|tt|kbd'
const BREAK = /<br\s{0,9}\/?>/gi
const BLOCK = new RegExp(`</?(?:${BLOCK_TAGS})(?: [^<>]{0,300})?/?>`, 'gi')
const INLINE = new RegExp(`</?(?:${INLINE_TAGS})(?: [^<>]{0,300})?/?>|</?a(?: [^<>]{0,500})?>`, 'gi')
const ANY_TAG = new RegExp(`</?(?:br|a|${BLOCK_TAGS}|${INLINE_TAGS})[ />]`, 'i')

/** The control characters of terminals, which a literal could not hold. */
const [ESC, BACKSPACE, NUL] = ['\\u001b', '\\u0008', '\\u0000']
const INVISIBLE = `${NUL}\\u200b-\\u200f\\u2028\\u202a-\\u202e\\ufeff`
const ODD_BLANKS = '\\u00a0\\u2007\\u202f\\u3000'
const ANSI = new RegExp(`${ESC}\\[[0-9;?]{0,20}[A-Za-z]|${ESC}[()][A-Z0-9]`, 'g')
/** A pager's prompt, with the backspaces that wipe it out. */
const PAGER = new RegExp(`<?-{1,3} ?More ?-{1,3}>?[ ${BACKSPACE}]{0,200}|${BACKSPACE}`, 'g')
const NOT_SEEN = new RegExp(`[${INVISIBLE}]`, 'g')
const NOT_USUAL = new RegExp(`[${ODD_BLANKS}]`, 'g')

/** Only a line with one of these needs a closer look, and one that is very long. */
const UNCLEAN = new RegExp(
  `[\\\\&${ESC}${BACKSPACE}${INVISIBLE}${ODD_BLANKS}]|#01|</|<[A-Za-z][A-Za-z0-9]*[ _/>-]|<mailto|\\]\\(|\\^M$|- ?More ?-`,
)
/** Longer lines may be a whole log without its line ends. */
const LONG_LINE = 300

/** No repair is needed. Most lines are so. */
export const isClean = (line: string): boolean => line.length <= LONG_LINE && !UNCLEAN.test(line)

/**
 * A line without what terminals, editors, mail and web pages add: colours, `^M`, no-break blanks, tags, entities,
 * links; split where its line ends were written out in characters.
 */
export function cleaned(line: string): Cleaned {
  let repairs = 0
  let text = withoutTerminal(line)
  if (text !== line) repairs |= BIT.terminal
  text = text.replace(NOT_USUAL, ' ')
  const split = splitEscapes(text)
  repairs |= split.repairs
  const texts = split.texts.flatMap((one) => {
    const { texts: clean, repairs: more } = cleanedPiece(one)
    repairs |= more
    return clean
  })
  return {
    texts: texts.flatMap((one) => (one.length > LONG_LINE ? splitRecords(one).flatMap(splitMessages) : [one])),
    repairs,
  }
}

function withoutTerminal(line: string): string {
  let text = line
  if (text.includes('\u001b')) text = text.replace(ANSI, '')
  if (text.includes('More') || text.includes('\u0008')) text = text.replace(PAGER, '')
  return text.replace(NOT_SEEN, '')
}

function cleanedPiece(piece: string): Cleaned {
  let text = piece
  let repairs = 0
  const mend = (repair: number, mended: string) => {
    if (mended === text) return
    text = mended
    repairs |= repair
  }
  if (text.endsWith('^M')) mend(BIT.escapes, text.slice(0, -2))
  const pieces = text.includes('<') && ANY_TAG.test(text) ? withoutTags(text) : undefined
  if (pieces !== undefined) {
    const inner = pieces.map(mendWords)
    return {
      texts: inner.map((one) => one.text),
      repairs: inner.reduce((all, one) => all | one.repairs, repairs | BIT.markup),
    }
  }
  const words = mendWords(text)
  return { texts: [words.text], repairs: repairs | words.repairs }
}

/** Entities, links and redactions within a line. */
function mendWords(line: string): { readonly text: string; readonly repairs: number } {
  let text = line
  let repairs = 0
  // Where there are real angle brackets too, it is XML that happens to hold entities.
  if (text.includes('&') && (!text.includes('<') || text.includes('&colon;'))) {
    const decoded = decodeEntities(text)
    if (decoded !== text) repairs |= BIT.entities
    text = decoded
  }
  if (text.includes('](') || text.includes('<mailto:')) {
    const unlinked = withoutLinks(text)
    if (unlinked !== text) repairs |= BIT.links
    text = unlinked
  }
  if (text.includes('<') && !text.trimStart().startsWith('<')) {
    const joined = joinRedactions(text)
    if (joined !== text) repairs |= BIT.redactions
    text = joined
  }
  return { text, repairs }
}

/** Undefined when nothing but tags stands there: such a line ends a message. */
function withoutTags(line: string): readonly string[] | undefined {
  const bare = line.replace(BREAK, '\n').replace(BLOCK, '\r').replace(INLINE, '')
  if (bare === line) return undefined
  if (/^\r{0,99}$/.test(bare)) return undefined
  // A break ends its line, as the line end after it does; a block stands on lines of its own.
  const lines = bare.replace(/\n$/, '').split('\n')
  return lines.flatMap((one) => {
    const blocks = one.split('\r').filter((block) => block.trim() !== '')
    return blocks.length === 0 ? [''] : blocks
  })
}

const ENTITY = /&(lt|gt|quot|amp|apos|colon|nbsp|#\d{1,6}|#x[0-9a-f]{1,5});/gi
const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  amp: '&',
  apos: "'",
  colon: ':',
  nbsp: ' ',
}

function decodeEntities(text: string): string {
  return text.replace(ENTITY, (whole, name: string) => {
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    // Encoded line ends are left to `splitEscapes`.
    if (name.startsWith('#')) return code > 31 && code < 0xd800 ? String.fromCharCode(code) : whole
    return NAMED[name.toLowerCase()] ?? whole
  })
}

/** `[x@y](mailto:x@y)`, as Markdown and some mail programs write it. */
const MARKDOWN_LINK = /\[([^[\]]{1,200})\]\((?:mailto:|https?:\/\/|sips?:|tel:)[^()\s]{1,300}\)/g
/** `x@y<mailto:x@y>`, as others do. */
const MAIL_LINK = /\s?<mailto:([^<>\s]{1,200})>/g

function withoutLinks(text: string): string {
  return text.replace(MARKDOWN_LINK, '$1').replace(MAIL_LINK, (whole, target: string, offset: number) => {
    const before = text.slice(Math.max(0, offset - target.length), offset)
    return before.toLowerCase() === target.toLowerCase() || /[^\s<,;]$/.test(before) ? '' : whole
  })
}

/** `<OUR PUBLIC IP>`, where a host should stand. An address in brackets has a scheme, so a colon. */
const REDACTION =
  /(?<=[@:/=[]|\bIP[46] |\/(?:UDP|TCP|TLS|WSS?) )<([A-Za-z][A-Za-z0-9]{0,30}(?:[ _-][A-Za-z0-9]{1,30}){0,6})>/g

const joinRedactions = (text: string): string => text.replace(REDACTION, (_, words: string) => words.replace(/ /g, '-'))
