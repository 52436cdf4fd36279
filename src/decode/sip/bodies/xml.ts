import { unquote } from '../token.ts'

/** One element of a small XML body, without regard to namespaces: `<ns:basic>` is `basic`. */
export interface XmlElement {
  /** Local name as written. */
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  /** Its own text up to its first child or its end, entities undone, without the blanks around it. */
  readonly text: string
  readonly children: readonly XmlElement[]
}

/** Elements read, and how deep they may stand in each other. Chosen by us: a presence document has some dozens. */
const MAX_ELEMENTS = 2_000
const MAX_DEPTH = 32
/** Longest tag read. */
const MAX_TAG = 4_000

interface OpenElement extends XmlElement {
  text: string
  readonly children: OpenElement[]
}

/**
 * The outermost element, undefined when there is none. Read as far as bodies of SIP need it: comments, processing
 * instructions and document types are skipped, no entity is defined or fetched, a tag that is never closed ends where the
 * one around it does.
 */
export function parseXml(text: string): XmlElement | undefined {
  const root: OpenElement = { name: '', attributes: new Map(), text: '', children: [] }
  const open = [root]
  let elements = 0
  for (let at = text.indexOf('<'); at >= 0 && elements < MAX_ELEMENTS; ) {
    const end = endOfMarkup(text, at)
    if (end === undefined) break
    const next = text.indexOf('<', end)
    const inner = open[open.length - 1]!
    if (text.startsWith('<![CDATA[', at)) addText(inner, text.slice(at + 9, end - 3))
    else if (text[at + 1] === '/') close(open, text.slice(at + 2, end - 1))
    else if (text[at + 1] !== '!' && text[at + 1] !== '?') {
      elements++
      begin(open, text.slice(at + 1, end - 1))
    }
    addText(open[open.length - 1]!, unescapeXml(text.slice(end, next < 0 ? text.length : next)))
    at = next
  }
  return root.children[0]
}

/** Offset past the `>` that ends what begins at `at`; undefined when it never ends, or only beyond any tag's length. */
function endOfMarkup(text: string, at: number): number | undefined {
  if (text.startsWith('<!--', at)) return past(text.indexOf('-->', at + 4), 3)
  if (text.startsWith('<![CDATA[', at)) return past(text.indexOf(']]>', at + 9), 3)
  const limit = Math.min(text.length, at + MAX_TAG)
  let quote = 0
  for (let i = at + 1; i < limit; i++) {
    const c = text.charCodeAt(i)
    if (quote !== 0) {
      if (c === quote) quote = 0
    } else if (c === 34 || c === 39) quote = c
    else if (c === 62 /* > */) return i + 1
  }
  return undefined
}

const past = (at: number, length: number): number | undefined => (at < 0 ? undefined : at + length)

function addText(element: OpenElement, text: string): void {
  if (element.text === '') element.text = text.trim()
}

function begin(open: OpenElement[], tag: string): void {
  const empty = tag.endsWith('/')
  const name = localName(/^[^\s/>]{1,200}/.exec(tag)?.[0] ?? '')
  if (name === '') return
  const element: OpenElement = { name, attributes: attributesOf(tag), text: '', children: [] }
  open[open.length - 1]!.children.push(element)
  if (!empty && open.length < MAX_DEPTH) open.push(element)
}

/** Closes the innermost element of that name, and those within it. */
function close(open: OpenElement[], tag: string): void {
  const name = localName(tag.trim())
  for (let i = open.length - 1; i > 0; i--) {
    if (open[i]!.name !== name) continue
    open.length = i
    return
  }
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

const ATTRIBUTE = /([^\s=/]{1,64})\s{0,9}=\s{0,9}("[^"]*"|'[^']*')/g

function attributesOf(tag: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', value = ''] of tag.matchAll(ATTRIBUTE)) {
    const key = localName(name)
    if (!found.has(key)) found.set(key, unescapeXml(unquote(value.replace(/^'|'$/g, '"'))))
  }
  return found
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The five entities of XML and numbered characters; any other stays as it is. */
function unescapeXml(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,8}));/gi, (whole, decimal, hex, name) => {
    if (name) return ENTITIES[name as string] ?? whole
    const code = decimal ? Number(decimal) : Number.parseInt(hex as string, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

/** Elements of that name anywhere below, in order of their beginning. */
export function* elementsNamed(element: XmlElement, name: string): Iterable<XmlElement> {
  for (const child of element.children) {
    if (child.name === name) yield child
    yield* elementsNamed(child, name)
  }
}

/** Text of the first element of that name below; undefined without one, or when it is empty. */
export function textOf(element: XmlElement, name: string): string | undefined {
  for (const one of elementsNamed(element, name)) return one.text || undefined
  return undefined
}
