import type { Percentiles } from '../../model/peers.ts'

/**
 * Times in logarithmic steps: each bucket reaches 10 % further than the one before, so that its middle is at most 5 % off, from
 * 0.1 ms to ten minutes. Chosen by us: 165 counts for any number of times.
 */
const STEP = Math.log(1.1)
const LEAST_MS = 0.1
const BUCKETS = 165

export interface Histogram {
  add(ms: number): void
  /** Takes over what another has counted. */
  merge(other: Histogram): void
  /** Nearest-rank percentiles; undefined of nothing. */
  percentiles(): Percentiles | undefined
  readonly counts: Readonly<Uint32Array>
  readonly range: { readonly min: number; readonly max: number }
}

export function createHistogram(): Histogram {
  const counts = new Uint32Array(BUCKETS)
  let total = 0
  let min = Number.POSITIVE_INFINITY
  let max = 0

  /** The value of that rank, from 1. */
  const at = (rank: number): number => {
    if (rank >= total) return max
    let passed = 0
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      passed += counts[bucket]!
      if (passed >= rank) return Math.min(max, Math.max(min, LEAST_MS * Math.exp(STEP * (bucket - 0.5))))
    }
    return max
  }
  const percentile = (share: number): number => at(Math.max(1, Math.ceil(share * total)))

  return {
    counts,
    get range() {
      return { min, max }
    },
    add(ms) {
      total++
      if (ms < min) min = ms
      if (ms > max) max = ms
      counts[bucketOf(ms)]!++
    },
    merge(other) {
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        counts[bucket]! += other.counts[bucket]!
        total += other.counts[bucket]!
      }
      min = Math.min(min, other.range.min)
      max = Math.max(max, other.range.max)
    },
    percentiles: () =>
      total === 0
        ? undefined
        : {
            count: total,
            min,
            p50: percentile(0.5),
            p90: percentile(0.9),
            p95: percentile(0.95),
            p99: percentile(0.99),
            max,
          },
  }
}

/** Bucket 0 holds what is below 0.1 ms, bucket n what is below 0.1 ms * 1.1^n, the last one whatever is longer. */
const bucketOf = (ms: number): number =>
  ms < LEAST_MS ? 0 : Math.min(BUCKETS - 1, 1 + Math.floor(Math.log(ms / LEAST_MS) / STEP))
