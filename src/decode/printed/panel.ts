import type { Out, PrintedReader } from './piece.ts'
import { isStartLine } from './start.ts'

const SIDE = /^\s{0,200}[│┃║]/
const OTHER_SIDE = /\s{0,400}[│┃║]\s{0,9}$/
const BORDER = /^\s{0,200}[┌└╔╚├╠┏┗][─═━]{2,400}[┐┘╗╝┤╣┓┛]\s{0,9}$/
/** sngrep's line above a message. */
const HEAD = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{1,9} \S{1,200} -> \S{1,200}$/

/**
 * A panel copied from a terminal, as sngrep shows a message: each line between the sides of its frame. Only what follows a start
 * line is taken for a message; flows are drawn with such lines too.
 */
export class PanelReader implements PrintedReader {
  readonly #out: Out
  #inMessage = false

  constructor(out: Out) {
    this.#out = out
  }

  get idle(): boolean {
    return !this.#inMessage
  }

  read(text: string, number: number): boolean {
    const first = text.trimStart().charCodeAt(0)
    const isBox = first >= 0x2500 && first < 0x2580
    const side = isBox ? SIDE.exec(text) : null
    if (side === null) {
      this.#inMessage = false
      return isBox && BORDER.test(text)
    }
    const inner = text.slice(side[0].length).replace(OTHER_SIDE, '')
    const begins = isStartLine(inner.trim())
    if (!begins && !this.#inMessage && !HEAD.test(inner.trim())) return false
    this.#inMessage ||= begins
    this.#out.line(begins || !this.#inMessage ? inner.trim() : inner.trimEnd(), number)
    return true
  }

  end(): void {
    this.#inMessage = false
  }
}
