import type { Complain } from '../../model/flaw.ts'
import type { Repair } from '../../model/message.ts'
import type { Origin } from '../../model/origin.ts'

/** Repairs as bits, while lines are read; in the order they are told. */
export const BIT = {
  'line-ends-doubled': 1,
  flattened: 2,
  wrapped: 4,
  quoted: 8,
  numbered: 16,
  markup: 32,
  entities: 64,
  escapes: 128,
  terminal: 256,
  links: 512,
  redactions: 1024,
  remarks: 2048,
  'log-lines': 4096,
  'content-length': 8192,
} as const satisfies Readonly<Record<Repair, number>>

const WORDS: Readonly<Record<Repair, string>> = {
  'line-ends-doubled': 'an empty line after each line',
  flattened: 'flattened lines',
  wrapped: 'wrapped lines',
  quoted: 'quote marks',
  numbered: 'line numbers',
  markup: 'HTML tags',
  entities: 'HTML entities',
  escapes: 'line ends in characters',
  terminal: 'terminal marks',
  links: 'links made of addresses',
  redactions: 'redactions in brackets',
  remarks: 'remarks at line ends',
  'log-lines': 'log lines inside',
  'content-length': 'wrong Content-Length',
}

const ALL = Object.keys(BIT) as readonly Repair[]

/** Undefined for none. */
export const repairsOf = (bits: number): readonly Repair[] | undefined =>
  bits === 0 ? undefined : ALL.filter((repair) => (bits & BIT[repair]) !== 0)

/** Counts what was repaired in how many messages, and says so once at the end. */
export class RepairTally {
  readonly #messages = new Map<Repair, number>()
  #count = 0
  #first: Origin | undefined

  add(repairs: readonly Repair[], origin: Origin): void {
    this.#count++
    this.#first ??= origin
    for (const repair of repairs) this.#messages.set(repair, (this.#messages.get(repair) ?? 0) + 1)
  }

  /** One complaint for each repaired message; the first sums up: `flattened lines (30), quote marks (7)`. */
  report(complain: Complain): void {
    const ranked = [...this.#messages].sort(([, a], [, b]) => b - a)
    const sum = ranked.map(([repair, count]) => `${WORDS[repair]} (${count})`).join(', ')
    for (let i = 0; i < this.#count; i++) {
      if (i === 0) complain('text-message-repaired', sum, this.#first)
      else complain('text-message-repaired')
    }
    this.#count = 0
  }
}
