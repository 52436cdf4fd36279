import type { StreamGap } from '../../model/stream.ts'
import type { Micros } from '../../model/time.ts'

/** A time without packets that is told of. Chosen by us: ten packets of 20 ms, which a listener hears. */
export const GAP_MICROS = 200_000
export const GAP_PACKETS = 10
/** Listed of each sort, with loss and without. */
const MAX_LISTED = 32

const NO_GAPS: Readonly<Record<StreamGap['kind'], number>> = { lost: 0, silence: 0, stalled: 0, restarted: 0 }
const NO_LIST: readonly StreamGap[] = []

/** The longest gaps of a stream, and how many there were. */
export class GapList {
  /** With loss, and without; made at the first. */
  private lost: StreamGap[] | undefined
  private others: StreamGap[] | undefined
  private counts = NO_GAPS

  add(kind: StreamGap['kind'], at: Micros, frame: number, micros: number, missing: number): void {
    this.counts = { ...this.counts, [kind]: this.counts[kind] + 1 }
    this.lost ??= []
    this.others ??= []
    const list = kind === 'lost' ? this.lost : this.others
    const durationMs = micros / 1_000
    if (list.length >= MAX_LISTED) {
      let shortest = 0
      for (const [i, gap] of list.entries()) if (gap.durationMs < list[shortest]!.durationMs) shortest = i
      if (list[shortest]!.durationMs >= durationMs) return
      list.splice(shortest, 1)
    }
    list.push({ kind, at, frame, durationMs, missing })
  }

  list(): readonly StreamGap[] {
    return this.lost === undefined ? NO_LIST : [...this.lost, ...this.others!].sort((a, b) => a.at - b.at)
  }

  total(): Readonly<Record<StreamGap['kind'], number>> {
    return this.counts
  }
}
