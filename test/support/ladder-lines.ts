import type { Endpoint } from '../../src/model/endpoint.ts'

/** A line of a ladder, read but not yet understood: `[time] [from > to] words`. */
export interface LadderLine {
  /** From 1, for error messages. */
  readonly number: number
  readonly text: string
  readonly seconds: number | undefined
  readonly source: Endpoint | undefined
  readonly destination: Endpoint | undefined
  readonly words: readonly string[]
}

/** A mistake in a ladder, with the line it stands in. */
export function mistake(line: Pick<LadderLine, 'number' | 'text'>, what: string): Error {
  return new Error(`ladder line ${line.number}: ${what}\n    ${line.text}`)
}

/** Reads the lines of a ladder; empty lines and lines that begin with `#` are skipped. */
export function readLines(text: string): LadderLine[] {
  return text
    .split('\n')
    .map((line, index) => ({ text: line.trim(), number: index + 1 }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#'))
    .map(readLine)
}

function readLine(line: { text: string; number: number }): LadderLine {
  const words = wordsOf(line)
  const seconds = /^\d+(\.\d+)?$/.test(words[0] ?? '') && words.length > 1 ? Number(words.shift()) : undefined
  if (words[1] !== '>') return { ...line, seconds, source: undefined, destination: undefined, words }
  const [from, , to] = words
  if (to === undefined) throw mistake(line, 'nothing behind >')
  return { ...line, seconds, source: endpointOf(line, from!), destination: endpointOf(line, to), words: words.slice(3) }
}

function wordsOf(line: { text: string; number: number }): string[] {
  const words: string[] = []
  for (const [, quoted, bare] of line.text.matchAll(/"([^"]*)"|([^\s"]+)/g)) words.push(quoted ?? bare!)
  if ((line.text.match(/"/g)?.length ?? 0) % 2 === 1) throw mistake(line, 'a quotation mark is not closed')
  return words
}

/** `10.0.0.5`, `10.0.0.5:5080`, `[2001:db8::1]:5060`. */
export function endpointOf(line: Pick<LadderLine, 'number' | 'text'>, text: string): Endpoint {
  const found = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::(\d+))?$/i.exec(text)
  const address = found?.[1] ?? found?.[2]
  if (address === undefined) throw mistake(line, `"${text}" is not an address, address:port or [address]:port`)
  return { address, port: found?.[3] === undefined ? undefined : Number(found[3]) }
}

/** Takes the words of a line one after the other. */
export class Words {
  readonly #line: LadderLine
  #next = 0

  constructor(line: LadderLine) {
    this.#line = line
  }

  peek(): string | undefined {
    return this.#line.words[this.#next]
  }

  next(what: string): string {
    const word = this.#line.words[this.#next++]
    if (word === undefined) throw mistake(this.#line, `${what} is missing at the end`)
    return word
  }

  number(what: string): number {
    const word = this.next(what)
    const value = Number(word)
    if (!Number.isFinite(value)) throw mistake(this.#line, `${what} should be a number, not "${word}"`)
    return value
  }

  endpoint(what: string): Endpoint {
    return endpointOf(this.#line, this.next(what))
  }

  /** Takes the next word when it is that one. */
  take(word: string): boolean {
    if (this.peek() !== word) return false
    this.#next++
    return true
  }
}
