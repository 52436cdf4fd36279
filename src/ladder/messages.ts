import type { LadderRow } from '../model/events.ts'

/** A message with those that repeat it at once. */
export interface DrawnMessage {
  readonly row: LadderRow
  /** How often it was sent in a row, 1 where nothing repeats it. */
  readonly times: number
  readonly lastAt: number | undefined
  /** Numbers of all of them. */
  readonly numbers: readonly number[]
}

/**
 * The messages with retransmissions drawn together: one joins the row it repeats where nothing stands between, or, once a row
 * had to be drawn again, where only such rows do. So what it came after can still be seen.
 */
export function drawnMessages(rows: readonly LadderRow[]): readonly DrawnMessage[] {
  const drawn: { row: LadderRow; times: number; lastAt: number | undefined; numbers: number[] }[] = []
  for (const row of rows) {
    const same = row.retransmission ? repeatedBy(row, drawn) : undefined
    if (same) {
      same.times++
      same.lastAt = row.at ?? same.lastAt
      same.numbers.push(row.number)
    } else drawn.push({ row, times: 1, lastAt: row.at, numbers: [row.number] })
  }
  return drawn
}

function repeatedBy<Drawn extends { readonly row: LadderRow }>(
  row: LadderRow,
  drawn: readonly Drawn[],
): Drawn | undefined {
  const last = drawn.at(-1)
  if (last && isSame(last.row, row)) return last
  for (let i = drawn.length - 1; i >= 0 && drawn[i]!.row.retransmission; i--) {
    if (isSame(drawn[i]!.row, row)) return drawn[i]
  }
  return undefined
}

const isSame = (one: LadderRow, other: LadderRow): boolean =>
  one.label === other.label &&
  one.fromLane === other.fromLane &&
  one.toLane === other.toLane &&
  one.leg === other.leg &&
  one.fork === other.fork &&
  one.cseq === other.cseq
