import type { Party } from './call-facts.ts'
import type { Micros } from './time.ts'

/**
 * One telephone event of a stream (RFC 4733): the packets under one timestamp. Which digit it is stands in `event`; it is kept
 * in memory alone and never stored or shown unless somebody asks: digits are PINs and card numbers.
 */
export interface ToneEvent {
  /** 0 to 9, 10 for *, 11 for #, 12 to 15 for A to D, 16 a flash, and tones beyond (RFC 4733 §3.2, RFC 4734). */
  readonly event: number
  /** Arrival and frame of the first packet seen of it. */
  readonly at: Micros
  readonly frame: number
  readonly rtpTimestamp: number
  /** The longest its packets told; undefined where the clock is not known. */
  readonly durationMs: number | undefined
  /** Power below 0 dBm0, in dB, of its first packet. */
  readonly volumeDb: number
  /** Packets seen, and of these the ones that say it is over: usually three, so that one arrives (RFC 4733 §2.5.1.4). */
  readonly packets: number
  readonly endPackets: number
  /** The first packet seen bears the marker, as the first one sent does. */
  readonly marked: boolean
}

/** A digit somebody pressed, by whichever means it was sent. In memory alone, as `ToneEvent` is. */
export interface DtmfDigit {
  /** Who pressed it; undefined where no description tells whose stream it is. */
  readonly by: Party | undefined
  readonly means: 'rtp' | 'info'
  readonly at: Micros | undefined
  /** `0` to `9`, `*`, `#`, `A` to `D`, `!` for a flash; `?` for another tone. */
  readonly digit: string
  readonly durationMs: number | undefined
  /** Of RTP only. */
  readonly tone: ToneEvent | undefined
  /** Number of the stream, or of the INFO. */
  readonly stream: number | undefined
  readonly message: number | undefined
}

/** The digits of one side by one means, masked: how many, not which. */
export interface DtmfSummary {
  readonly by: Party | undefined
  readonly means: 'rtp' | 'info'
  readonly digits: number
  readonly firstAt: Micros | undefined
  readonly lastAt: Micros | undefined
  /** Of RTP: those whose end was not seen. */
  readonly unended: number
}
