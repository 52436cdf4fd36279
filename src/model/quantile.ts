/** The value that so many of them are at or below, `share` from 0 to 1: of the nearest rank, so one of them. Of none 0. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? 0
}
