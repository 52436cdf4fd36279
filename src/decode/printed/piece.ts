import type { Endpoint, Transport } from '../../model/endpoint.ts'
import type { Direction, SipMessage } from '../../model/message.ts'
import type { Line } from '../log/lines.ts'
import type { LogTime } from '../log/time.ts'

/** A message that stood in the input as packets, fields or a table rather than as lines of its own, put together again. */
export interface PrintedMessage {
  readonly kind: 'message'
  /** As shown to people: `tshark -V`. */
  readonly format: string
  readonly text: string
  readonly time: LogTime | undefined
  readonly source: Endpoint | undefined
  readonly destination: Endpoint | undefined
  readonly transport: Transport | undefined
  readonly direction?: Direction | undefined
  /** True when it is known whole, false when the rest of it is not in the input. */
  readonly complete: boolean | undefined
  /** Where only the start line is told: what else is known of it. */
  readonly partial?: PartialFacts | undefined
  /** Input line of each line of `text`. */
  readonly lines: readonly number[]
  /** By 0-based line of `text`: how the input has it, where that is not the text itself. Evidence quotes the input. */
  readonly written?: ReadonlyMap<number, string> | undefined
}

/** What is known of a message without headers. */
export interface PartialFacts {
  readonly cseq: SipMessage['cseq']
  /** Names the conversation among those of the input. */
  readonly flow: string
}

/** What is read next: a message, or lines in which messages stand as they are. */
export type Piece = PrintedMessage | { readonly kind: 'lines'; readonly lines: readonly Line[] }

/** Where readers of printed packets put what they find, in reading order. */
export interface Out {
  line(text: string, number: number): void
  message(message: PrintedMessage): void
}

/** Reads one way of printing packets. */
export interface PrintedReader {
  /** Nothing is under way: the next line is only looked at for a beginning. */
  readonly idle: boolean
  /** False when the line is none of this form's; what was held is given out by then. */
  read(text: string, number: number): boolean
  end(): void
}

/** Gathers what is put out, lines that follow each other in one piece. */
export interface Pieces extends Out {
  /** A line as it was read. */
  pass(line: Line): void
  /** The same of many, which must not change any more. */
  passAll(lines: readonly Line[]): void
  take(): readonly Piece[]
}

export function createPieces(): Pieces {
  let pieces: Piece[] = []
  let lines: Line[] = []
  const closeLines = (): void => {
    if (lines.length > 0) pieces.push({ kind: 'lines', lines })
    lines = []
  }
  return {
    line: (text, number) => void lines.push({ text, number }),
    pass: (line) => void lines.push(line),
    passAll(all) {
      closeLines()
      if (all.length > 0) pieces.push({ kind: 'lines', lines: all })
    },
    message(message) {
      closeLines()
      pieces.push(message)
    },
    take() {
      closeLines()
      const all = pieces
      pieces = []
      return all
    },
  }
}
