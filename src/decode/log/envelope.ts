import type { Endpoint, Transport } from '../../model/endpoint.ts'
import type { Direction } from '../../model/message.ts'
import type { LogTime } from './time.ts'

/** What a log says above or before a message. Members it does not tell are undefined. */
export interface LogEnvelope {
  readonly time: LogTime | undefined
  readonly source: Endpoint | undefined
  readonly destination: Endpoint | undefined
  readonly transport: Transport | undefined
  /** Which way the message went, as seen by the program that wrote the log. */
  readonly direction?: Direction | undefined
  /** The message begins within this very line, after this offset: the log glues it on. */
  readonly messageAt?: number
  /** Each line of the message ends in a dot that stands for its CR. */
  readonly dotted?: true
  /** The start line may be glued to the dots and letters of a packet's IP header. */
  readonly packetBytes?: true
}

/** A line that stands for lines of a message: a field of a tree or record, several that were written as one. */
export interface Rewritten {
  /** In order; the first may be a start line, an empty one stands between headers and body. */
  readonly stands: readonly string[]
  /** What this line is besides, once those lines are read: they may be of the message before. */
  readonly besides?: LogEnvelope | 'claimed' | 'skipped'
}

/**
 * What a format says of a line: an envelope, which begins the message that follows; `claimed` when the line belongs to the
 * format, says nothing and ends a message; `skipped` when it stands in the middle of one; lines of a message in its place.
 */
export type EnvelopeStep = LogEnvelope | 'claimed' | 'skipped' | Rewritten

/** Reads the envelopes of one log format, line by line. */
export interface EnvelopeReader {
  /** Undefined when the line is none of this format's. Lines number from 1. */
  read(line: string, number: number): EnvelopeStep | undefined
  /** Lines still held when the input ends. */
  end?(): readonly string[]
}

export const isRewritten = (step: EnvelopeStep): step is Rewritten => typeof step === 'object' && 'stands' in step

/** One text format: a file in this folder, listed in `formats.ts`. */
export interface LogFormat {
  /** As shown to people: `Asterisk PJSIP logger`. */
  readonly name: string
  /** Readers may remember earlier lines, so each input gets its own. */
  reader(): EnvelopeReader
}

/** A reader that looks at each line alone. */
export const stateless = (read: EnvelopeReader['read']) => (): EnvelopeReader => ({ read })

/** The two ends as the writer of a log names them. An end it does not name is left out. */
interface Ends {
  readonly local?: Endpoint | undefined
  readonly peer?: Endpoint | undefined
}

/** The envelope of a message that was sent from `local` to `peer`, or came the other way. */
export function directed(
  direction: Direction,
  ends: Ends,
  rest: Pick<LogEnvelope, 'time' | 'transport' | 'messageAt'>,
): LogEnvelope {
  const received = direction === 'received'
  return {
    ...rest,
    direction,
    source: received ? ends.peer : ends.local,
    destination: received ? ends.local : ends.peer,
  }
}
