import type { Complain } from '../model/flaw.ts'
import type { Stage } from '../model/stage.ts'
import { createLineReader } from './log/lines.ts'
import { type LineCounts, type TextItem, TraceReader } from './log/trace.ts'

export type { TextItem }

/** Reads pasted text and logs as they arrive. Items come out as soon as what follows shows that they are whole. */
export interface TextDecoder extends Stage<Uint8Array, TextItem> {
  /** Names of the formats met so far, in order. `raw SIP` where nothing stood around the messages. */
  formats(): readonly string[]
  /** How the lines read so far were used. */
  lines(): Readonly<LineCounts>
}

/** A large chunk is taken in bites of this size, so that its lines die young. */
const BITE_BYTES = 64 * 1_024

/**
 * Any text that holds SIP: messages as pasted, and the logs listed in `log/formats.ts`. Messages are numbered from 1, lines
 * from 1. Times without a zone are taken as UTC; see `log/time.ts` for those without a date or year.
 */
export function createTextDecoder(complain: Complain): TextDecoder {
  const lines = createLineReader(complain)
  const trace = new TraceReader(complain)
  return {
    push(chunk) {
      const items: TextItem[] = []
      for (let start = 0; start < chunk.length; start += BITE_BYTES) {
        for (const item of trace.read(lines.push(chunk.subarray(start, start + BITE_BYTES)))) items.push(item)
      }
      return items
    },
    end: () => [...trace.read(lines.end()), ...trace.end()],
    formats: () => [...trace.formats],
    lines: () => ({ ...trace.counts }),
  }
}
