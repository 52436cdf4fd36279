/** An element as a test looks at it. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: XmlElement[]
  text: string
}

const TAG = /^<(\/?)([A-Za-z][\w:.-]*)((?:\s+[A-Za-z_:][\w:.-]*="[^"<]*")*)\s*(\/?)>/
const ATTRIBUTE = /([A-Za-z_:][\w:.-]*)="([^"<]*)"/g
const REFERENCE = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-fA-F]{1,6});)/

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const decoded = (text: string): string => {
  if (REFERENCE.test(text)) throw new Error(`a bare ampersand: ${text.slice(0, 80)}`)
  return text.replace(/&(#x?)?(\w+);/g, (_all, hash: string | undefined, name: string) =>
    hash === undefined ? ENTITIES[name]! : String.fromCodePoint(Number.parseInt(name, hash === '#x' ? 16 : 10)),
  )
}

/** The root of a document of elements, attributes and text. Throws for whatever else XML knows, and for what is not well-formed. */
export function parseXml(document: string): XmlElement {
  const top: XmlElement = { name: '', attributes: {}, children: [], text: '' }
  const open = [top]
  let rest = document
  while (rest !== '') {
    if (!rest.startsWith('<')) {
      const end = rest.indexOf('<')
      const text = end < 0 ? rest : rest.slice(0, end)
      if (text.includes('>')) throw new Error(`a bare > in ${text.slice(0, 80)}`)
      open.at(-1)!.text += decoded(text)
      rest = rest.slice(text.length)
      continue
    }
    const [all, closing, name = '', attributes = '', empty] = TAG.exec(rest) ?? []
    if (all === undefined) throw new Error(`no tag: ${rest.slice(0, 80)}`)
    if (closing) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`)
    } else {
      const pairs = [...attributes.matchAll(ATTRIBUTE)].map(([, key, value]) => [key!, decoded(value!)] as const)
      if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`an attribute twice: ${all}`)
      const element: XmlElement = { name, attributes: Object.fromEntries(pairs), children: [], text: '' }
      open.at(-1)!.children.push(element)
      if (!empty) open.push(element)
    }
    rest = rest.slice(all.length)
  }
  if (open.length !== 1 || top.children.length !== 1 || top.text.trim() !== '') throw new Error('not one root element')
  return top.children[0]!
}

/** The element and all below it. */
export const allElements = (element: XmlElement): readonly XmlElement[] => [
  element,
  ...element.children.flatMap(allElements),
]
