import type { LineCoverage } from '../model/events.ts'
import type { Complain } from '../model/flaw.ts'
import type { Stage } from '../model/stage.ts'
import { createLineReader, type Line, type LineReader } from './log/lines.ts'
import { createQuotes } from './log/quotes.ts'
import { type TextItem, TraceReader } from './log/trace.ts'
import { createPieces, type Piece } from './printed/piece.ts'
import { createPrintedPackets } from './printed/printed.ts'
import { CsvReader } from './record/csv.ts'
import { JsonReader } from './record/json.ts'

export type { TextItem }

/** Reads pasted text and logs as they arrive. Items come out as soon as what follows shows that they are whole. */
export interface TextDecoder extends Stage<Uint8Array, TextItem> {
  /** Names of the formats met so far, in order. `raw SIP` where nothing stood around the messages. */
  formats(): readonly string[]
  /** How the lines read so far were used. */
  lines(): LineCoverage
}

/** A large chunk is taken in bites of this size, so that its lines die young. */
const BITE_BYTES = 64 * 1_024

/**
 * Any text that holds SIP: messages as pasted, the logs listed in `log/formats.ts`, what packet tools print (`printed/`), and
 * JSON and CSV with messages in their fields (`record/`). Messages are numbered from 1, lines from 1. Times without a zone are
 * taken as UTC; see `log/time.ts` for those without a date or year.
 */
export function createTextDecoder(complain: Complain): TextDecoder {
  const pieces = createPieces()
  const table = new CsvReader(pieces)
  const packets = createPrintedPackets(complain)
  const quotes = createQuotes()
  const trace = new TraceReader(complain, quotes.has)
  let head = Buffer.alloc(0)
  let json: JsonReader | undefined
  let lines: LineReader | undefined
  let total = 0

  const told = (piece: Piece): readonly TextItem[] =>
    piece.kind === 'lines' ? packets.read(piece.lines).flatMap(read) : trace.take(piece)
  const read = (piece: Piece): readonly TextItem[] =>
    piece.kind === 'lines' ? trace.read(piece.lines) : trace.take(piece)

  const readLines = (found: readonly Line[]): void => {
    total = found.at(-1)?.number ?? total
    table.read(quotes.read(found))
  }
  const beginLines = (bytes: Uint8Array, number: number): void => {
    lines = createLineReader(complain, number)
    readLines(lines.push(bytes))
  }
  const readJson = (reader: JsonReader, bytes: Uint8Array): void => {
    if (reader.push(bytes)) return
    json = undefined
    const rest = reader.rest()
    beginLines(rest.bytes, rest.number)
  }

  /** JSON begins with a bracket; what begins otherwise, and any other encoding, is read by its lines. */
  const begin = (bite: Uint8Array): void => {
    head = Buffer.concat([head, bite])
    const first = firstCharacter(head)
    if (first === undefined) return
    const bytes = head
    head = Buffer.alloc(0)
    if (first !== BRACE && first !== BRACKET) beginLines(bytes, 1)
    else {
      json = new JsonReader(pieces)
      readJson(json, bytes)
    }
  }

  const readBite = (bite: Uint8Array): void => {
    if (lines !== undefined) readLines(lines.push(bite))
    else if (json !== undefined) readJson(json, bite)
    else begin(bite)
  }

  const endJson = (reader: JsonReader): void => {
    const whole = reader.end()
    const rest = reader.rest()
    json = undefined
    if (whole) total = rest.number
    else beginLines(rest.bytes, rest.number)
  }

  return {
    push(chunk) {
      const items: TextItem[] = []
      for (let start = 0; start < chunk.length; start += BITE_BYTES) {
        readBite(chunk.subarray(start, start + BITE_BYTES))
        for (const piece of pieces.take()) for (const item of told(piece)) items.push(item)
      }
      return items
    },
    end() {
      if (json !== undefined) endJson(json)
      else if (lines === undefined) beginLines(head, 1)
      if (lines !== undefined) readLines(lines.end())
      table.end()
      return [...pieces.take().flatMap(told), ...packets.end().flatMap(read), ...trace.end()]
    },
    formats: () => [...trace.formats],
    lines() {
      const coverage = trace.coverage()
      // What is neither of a message nor read on is understood: heads of packets, branches of trees, rows of other packets.
      const { blank, sip, notUnderstood } = coverage
      return { ...coverage, total, log: Math.max(0, total - blank - sip - notUnderstood) }
    },
  }
}

const BRACE = 123
const BRACKET = 91
/** Blanks before the first character that are looked through. Chosen by us. */
const MAX_BLANKS = 1_024

/** The first byte that is no blank, behind the mark of UTF-8; 0 where there is none for long, undefined while it may come. */
function firstCharacter(head: Uint8Array): number | undefined {
  const start = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0
  for (let at = start; at < head.length; at++) {
    const c = head[at]!
    if (c !== 32 && (c < 9 || c > 13)) return c
  }
  return head.length > MAX_BLANKS ? 0 : undefined
}
