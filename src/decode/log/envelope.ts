import type { Endpoint, Transport } from '../../model/endpoint.ts'
import type { LogTime } from './time.ts'

/** What a log says above or before a message. Members it does not tell are undefined. */
export interface LogEnvelope {
  readonly time: LogTime | undefined
  readonly source: Endpoint | undefined
  readonly destination: Endpoint | undefined
  readonly transport: Transport | undefined
  /** The message begins within this very line, after this offset: the log glues it on. */
  readonly messageAt?: number
  /** Each line of the message ends in a dot that stands for its CR. */
  readonly dotted?: true
  /** The start line may be glued to the dots and letters of a packet's IP header. */
  readonly packetBytes?: true
}

/** Reads the envelopes of one log format, line by line. */
export interface EnvelopeReader {
  /** An envelope when the line is one; `claimed` when the line belongs to the format and says nothing; else undefined. */
  read(line: string): LogEnvelope | 'claimed' | undefined
}

/** One text format: a file in this folder, listed in `formats.ts`. */
export interface LogFormat {
  /** As shown to people: `Asterisk PJSIP logger`. */
  readonly name: string
  /** Readers may remember earlier lines, so each input gets its own. */
  reader(): EnvelopeReader
}

/** A reader that looks at each line alone. */
export const stateless = (read: EnvelopeReader['read']) => (): EnvelopeReader => ({ read })
