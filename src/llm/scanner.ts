/** One object of the answer's list: its value, or the reason why there is none. */
export type Scanned =
  | { readonly kind: 'object'; readonly value: unknown }
  | { readonly kind: 'broken'; readonly why: 'not JSON' | 'too long' }

/**
 * Finds the objects of a streamed JSON list, each as soon as its brace closes. The list is the outermost array, whatever
 * stands around it: `{"findings":[...]}`, a bare array, a code fence, a sentence before. Holds at most `maxLength` characters,
 * the object that is open; a longer one is skipped and told.
 */
export class ObjectScanner {
  readonly #maxLength: number
  #depth = 0
  /** Depth just inside the outermost array; 0 while there is none. */
  #listDepth = 0
  #inString = false
  #escaped = false
  #open = ''
  #inObject = false
  #tooLong = false
  /** False while nothing that could be the list has begun. */
  sawList = false

  constructor(maxLength: number) {
    this.#maxLength = maxLength
  }

  /** Takes the next piece of text and gives the objects that closed in it. */
  push(text: string): Scanned[] {
    const closed: Scanned[] = []
    let from = 0
    for (let i = 0; i < text.length; i++) {
      const event = this.#step(text.charCodeAt(i))
      if (event === 'opened') from = i
      else if (event === 'closed') {
        this.#keep(text.slice(from, i + 1))
        closed.push(this.#take())
      }
    }
    if (this.#inObject) this.#keep(text.slice(from))
    return closed
  }

  #step(code: number): 'opened' | 'closed' | undefined {
    if (this.#escaped) this.#escaped = false
    else if (this.#inString) {
      if (code === BACKSLASH) this.#escaped = true
      else if (code === QUOTE) this.#inString = false
    } else if (code === QUOTE) {
      // Outside all brackets there is prose, and its quotation marks need not come in pairs.
      this.#inString = this.#depth > 0
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) return this.#down(code)
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) return this.#up()
    return undefined
  }

  #down(code: number): 'opened' | undefined {
    this.#depth++
    if (code === OPEN_BRACKET) {
      if (this.#listDepth === 0) this.#listDepth = this.#depth
      this.sawList = true
      return undefined
    }
    if (this.#listDepth === 0 || this.#depth !== this.#listDepth + 1) return undefined
    this.#inObject = true
    return 'opened'
  }

  #up(): 'closed' | undefined {
    if (this.#depth === 0) return undefined
    const closes = this.#inObject && this.#depth === this.#listDepth + 1
    if (this.#depth === this.#listDepth) this.#listDepth = 0
    this.#depth--
    return closes ? 'closed' : undefined
  }

  #keep(piece: string): void {
    if (this.#open.length + piece.length > this.#maxLength) this.#tooLong = true
    else if (!this.#tooLong) this.#open += piece
    if (this.#tooLong) this.#open = ''
  }

  #take(): Scanned {
    const [text, tooLong] = [this.#open, this.#tooLong]
    this.#open = ''
    this.#tooLong = false
    this.#inObject = false
    if (tooLong) return { kind: 'broken', why: 'too long' }
    try {
      return { kind: 'object', value: JSON.parse(text) }
    } catch {
      return { kind: 'broken', why: 'not JSON' }
    }
  }
}

const QUOTE = 34
const BACKSLASH = 92
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
