import { MAX_MESSAGE_CHARS } from '../sip/decode.ts'
import type { Numbered } from './stream-joiner.ts'

/** Lines of one packet that are held. Chosen by us: a datagram of 64 KB in the shortest headers. */
const MAX_LINES = 4_096

/** Lines held back until it is known what they are of. */
export class HeldLines {
  readonly lines: Numbered[] = []
  #chars = 0

  /** False when there are more than any packet prints: they must be given out. */
  add(text: string, number: number): boolean {
    this.lines.push({ text, number })
    this.#chars += text.length
    return this.lines.length < MAX_LINES && this.#chars < 2 * MAX_MESSAGE_CHARS
  }
}
