import type { Complain } from '../../model/flaw.ts'
import type { SipMessage } from '../../model/message.ts'
import type { LogEvent } from '../../model/packet.ts'
import { type DrawnRow, FlowMessages } from './flow.ts'
import { RepairTally, repairsOf } from './repairs.ts'

/** What a text yields, in reading order. */
export type TextItem =
  | { readonly kind: 'message'; readonly message: SipMessage }
  | { readonly kind: 'log'; readonly event: LogEvent }

/** A message that is decoded when it is told, since its number is not known before. */
export interface Draft {
  /** Undefined when it is no message after all. */
  readonly make: (number: number) => SipMessage | undefined
  /** `BIT` of each repair. */
  readonly repairs: number
  /** As shown to people. */
  readonly format: string
  /** It has headers enough to be a message, and not the title of one. */
  readonly full: boolean
}

/** Rows of a drawn flow that are held. Chosen by us: nobody draws more by hand. */
const MAX_DRAWN_ROWS = 2_000
/** Things held while a flow may yet prove a remark. Chosen by us; past it the flow stands. */
const MAX_HELD = 20_000
/** A message within so many microseconds of an equal one was logged twice. Timer A is 100 times as long (RFC 3261 §17.1.1.2). */
const SAME_MOMENT_US = 5_000
/** Empty lines that a message may have more at its end. */
const MAX_BLANK_END = 4
/** Messages back that a repeated one is looked for. Chosen by us: two logs of one program go side by side. */
const RECENT_MESSAGES = 4

type Held =
  | { readonly kind: 'draft'; readonly draft: Draft }
  | { readonly kind: 'row'; readonly row: DrawnRow }
  | { readonly kind: 'log'; readonly event: LogEvent }

/**
 * The messages of a text in order, numbered. A drawn flow is held until it is known that nothing but it stands for the
 * messages: where they are there in full, the drawing is a remark.
 */
export class Told {
  readonly formats = new Set<string>()
  readonly #complain: Complain
  readonly #onRemark: (row: DrawnRow, traced: boolean) => void
  readonly #repairs = new RepairTally()
  readonly #recent: SipMessage[] = []
  #items: TextItem[] = []
  #held: Held[] | undefined
  #rows = 0
  #certain = false
  /** A full message has been seen: drawings are remarks from then on. */
  #traced = false
  #messages = 0

  /** `onRemark` hears of each row that was held and stands for no message; `traced`: since the messages are there in full. */
  constructor(complain: Complain, onRemark: (row: DrawnRow, traced: boolean) => void) {
    this.#complain = complain
    this.#onRemark = onRemark
  }

  message(draft: Draft): void {
    if (draft.full) {
      this.#traced = true
      this.#release(false)
    }
    if (this.#held === undefined) this.#tell(draft)
    else this.#hold({ kind: 'draft', draft })
  }

  event(event: LogEvent): void {
    if (this.#held === undefined) this.#items.push({ kind: 'log', event })
    else this.#hold({ kind: 'log', event })
  }

  /** What becomes of a row: it stands for a message, unless these are there in full, or there are too many rows. */
  drawn(row: DrawnRow): 'message' | 'remark' | 'too-many' {
    if (this.#traced) return 'remark'
    if (this.#rows >= MAX_DRAWN_ROWS) return 'too-many'
    this.#rows++
    this.#certain ||= row.certain
    this.#held ??= []
    this.#hold({ kind: 'row', row })
    return 'message'
  }

  /** Takes back the row that was told last: headers follow it, so it is a message. */
  undraw(): void {
    if (this.#held?.at(-1)?.kind === 'row') this.#held.pop()
  }

  end(): void {
    this.#release(this.#certain)
    this.#repairs.report(this.#complain)
  }

  take(): readonly TextItem[] {
    const items = this.#items
    this.#items = []
    return items
  }

  #hold(one: Held): void {
    this.#held!.push(one)
    if (this.#held!.length < MAX_HELD) return
    this.#release(this.#certain)
    this.#rows = MAX_DRAWN_ROWS
  }

  #release(keep: boolean): void {
    const held = this.#held
    if (held === undefined) return
    this.#held = undefined
    const flow = new FlowMessages()
    for (const one of held) {
      if (one.kind === 'log') this.#items.push(one)
      else if (one.kind === 'draft') this.#tell(one.draft)
      else if (!keep) this.#onRemark(one.row, this.#traced)
      else {
        const make = (number: number) => flow.message(one.row, number)
        this.#tell({ make, repairs: 0, format: 'call flow', full: false })
      }
    }
  }

  #tell({ make, repairs: bits, format }: Draft): void {
    const message = make(this.#messages + 1)
    if (message === undefined) return
    if (this.#isRepeated(message)) {
      this.#complain('text-message-repeated', message.raw.slice(0, 100).split('\n', 1)[0], message.origin)
      return
    }
    this.#messages++
    this.formats.add(format)
    const repairs = repairsOf(bits)
    if (repairs !== undefined) {
      this.#repairs.add(repairs, message.origin)
      Object.assign(message, { repairs })
    }
    this.#items.push({ kind: 'message', message })
  }

  /** Two loggers of one program wrote it, or it passed two taps: the same text on the same way at the same moment. */
  #isRepeated(message: SipMessage): boolean {
    const { at, raw, source, destination } = message
    if (at === undefined) return false
    const repeated = this.#recent.some(
      (one) =>
        Math.abs(one.at! - at) <= SAME_MOMENT_US &&
        Math.abs(one.raw.length - raw.length) <= MAX_BLANK_END &&
        one.raw.trimEnd() === raw.trimEnd() &&
        one.source?.address === source?.address &&
        one.destination?.address === destination?.address,
    )
    if (!repeated) {
      this.#recent.push(message)
      if (this.#recent.length > RECENT_MESSAGES) this.#recent.shift()
    }
    return repeated
  }
}
