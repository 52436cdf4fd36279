import type { LineCoverage } from '../../model/events.ts'
import type { Complain } from '../../model/flaw.ts'
import { ownString } from '../own-string.ts'

/** What a line was good for. Where it stands for several, the highest counts. */
export type LineUse = 0 | 1 | 2 | 3
export const BLANK: LineUse = 0
export const NOT_UNDERSTOOD: LineUse = 1
export const LOG: LineUse = 2
export const SIP: LineUse = 3

/** Lines not understood that are shown. Chosen by us: enough to see what kind of text it is. */
const MAX_SHOWN = 10
const MAX_SHOWN_CHARS = 200
/** Colours and other control characters, which a screen would obey. */
const CONTROLS = /\u001b\[[0-9;?]{0,20}[A-Za-z]|[\u0000-\u001f\u007f-\u009f]/g

/** Counts each line of an input once. */
export class LineTally {
  readonly #complain: Complain
  readonly #counts = [0, 0, 0, 0]
  readonly #shown: { number: number; text: string }[] = []
  #number = 0
  #text = ''
  #use: LineUse = BLANK
  #open = false

  constructor(complain: Complain) {
    this.#complain = complain
  }

  /** The line that is read from now on. A line that was cut for its length comes several times. */
  begin(number: number, text: string): void {
    if (number === this.#number) return
    this.#close()
    this.#number = number
    this.#text = text
    this.#use = BLANK
    this.#open = true
  }

  /** Of the line that is read. */
  get number(): number {
    return this.#number
  }

  /** What the line, or a part of it, was good for. */
  note(use: LineUse): void {
    if (use > this.#use) this.#use = use
  }

  /** Lines that were read elsewhere. */
  noteAll(numbers: readonly number[], use: LineUse): void {
    this.#counts[use]! += new Set(numbers).size
  }

  /** An earlier line, taken for SIP when it was read, was something else. */
  correct(number: number, text: string, use: LineUse): void {
    if (number === this.#number && this.#open) {
      this.#use = use
      return
    }
    this.#counts[SIP]!--
    this.#count(number, text, use)
  }

  coverage(): LineCoverage {
    this.#close()
    const [blank, notUnderstood, log, sip] = this.#counts as [number, number, number, number]
    const total = blank + notUnderstood + log + sip
    return { total, blank, sip, log, notUnderstood, firstNotUnderstood: [...this.#shown] }
  }

  #close(): void {
    if (this.#open) this.#count(this.#number, this.#text, this.#use)
    this.#open = false
  }

  #count(number: number, text: string, use: LineUse): void {
    this.#counts[use]!++
    if (use !== NOT_UNDERSTOOD) return
    this.#complain('text-line-not-understood', text.slice(0, MAX_SHOWN_CHARS), { kind: 'line', number })
    this.#show(number, text)
  }

  #show(number: number, text: string): void {
    const full = this.#shown.length === MAX_SHOWN
    if (full && this.#shown.at(-1)!.number < number) return
    const at = this.#shown.findIndex((one) => one.number > number)
    this.#shown.splice(at < 0 ? this.#shown.length : at, 0, {
      number,
      text: ownString(
        text
          .slice(0, 2 * MAX_SHOWN_CHARS)
          .replace(CONTROLS, '')
          .slice(0, MAX_SHOWN_CHARS),
      ),
    })
    if (full) this.#shown.pop()
  }
}
