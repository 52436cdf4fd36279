import type { Held } from './held.ts'

/** Conversations by when they were last added to, the longest idle first. One stands in one list at a time. */
export class IdleList {
  #first: Held | undefined
  #last: Held | undefined
  size = 0

  get first(): Held | undefined {
    return this.#first
  }

  /** Puts it last, out of whatever list it stood in. */
  add(held: Held): void {
    held.list?.remove(held)
    held.list = this
    held.idler = this.#last
    held.fresher = undefined
    if (this.#last) this.#last.fresher = held
    else this.#first = held
    this.#last = held
    this.size++
  }

  remove(held: Held): void {
    if (held.idler) held.idler.fresher = held.fresher
    else this.#first = held.fresher
    if (held.fresher) held.fresher.idler = held.idler
    else this.#last = held.idler
    held.list = undefined
    held.idler = undefined
    held.fresher = undefined
    this.size--
  }

  *[Symbol.iterator](): Generator<Held> {
    for (let held = this.#first; held; held = held.fresher) yield held
  }
}
