import type { RtpStream } from '../../model/stream.ts'
import { MICROS_PER_MS, MICROS_PER_SECOND, type Micros } from '../../model/time.ts'

/** A pause from here on divides the time in which a stream is sent. Chosen by us: longer than a word. */
const PAUSE_MS = MICROS_PER_SECOND / MICROS_PER_MS

export type Span = readonly [from: Micros, until: Micros]

/** The times in which the stream is sent, in order: one that falls silent for a hold, and goes on after it, has two. */
export function sendingSpans({ firstAt, lastAt, gaps }: RtpStream): readonly Span[] {
  const spans: Span[] = []
  let from = firstAt
  for (const { at, durationMs } of gaps) {
    if (durationMs < PAUSE_MS || at < from) continue
    spans.push([from, at])
    from = at + durationMs * MICROS_PER_MS
  }
  spans.push([from, lastAt])
  return spans
}

/** The times in which both are sent. */
export const sentTogether = (one: RtpStream, other: RtpStream): readonly Span[] =>
  one.lastAt < other.firstAt || other.lastAt < one.firstAt
    ? []
    : sendingSpans(one).flatMap(([from, until]) =>
        sendingSpans(other).flatMap(([begin, end]): readonly Span[] => {
          const [a, b] = [Math.max(from, begin), Math.min(until, end)]
          return a < b ? [[a, b]] : []
        }),
      )
