import { decodeTelephoneEvent, TelephoneEvent } from '../../decode/rtp/telephone-event.ts'
import type { ToneEvent } from '../../model/dtmf.ts'
import type { Micros } from '../../model/time.ts'

/** Events kept of one stream; more are counted only. Chosen by us: a caller presses some dozens of keys. */
const MAX_EVENTS = 256
/** A packet that was overtaken belongs to one of so many events before. Chosen by us. */
const RECENT = 4
/** The longest duration 16 bits hold: an event goes on in another one (RFC 4733 §2.5.1.3). */
const LONGEST_TICKS = 0xffff

interface Tone {
  readonly event: number
  readonly at: Micros
  readonly frame: number
  /** Of its latest part; parts before it lasted `before` ticks. */
  rtpTimestamp: number
  before: number
  ticks: number
  readonly volumeDb: number
  packets: number
  endPackets: number
  readonly marked: boolean
}

/** Where a packet with an event stands. */
interface EventPacket {
  readonly at: Micros
  readonly frame: number
  /** As a signed word. */
  readonly rtpTimestamp: number
  readonly marker: boolean
}

const said = new TelephoneEvent()

/** The telephone events of one stream, put together from their packets. Asked for event packets only. */
export class ToneEvents {
  private readonly tones: Tone[] = []
  private readonly recent: Tone[] = []
  begun = 0
  /** Those whose end was seen. */
  ended = 0

  /** A packet of that payload type, its payload between `start` and `end`. */
  note(packet: EventPacket, bytes: Uint8Array, start: number, end: number): void {
    if (!decodeTelephoneEvent(said, bytes, start, end)) return
    const tone = this.toneOf(said, packet)
    tone.packets++
    tone.ticks = Math.max(tone.ticks, tone.before + said.duration)
    if (!said.end) return
    if (tone.endPackets === 0) this.ended++
    tone.endPackets++
  }

  list(clockRateHz: number | undefined): readonly ToneEvent[] {
    return this.tones.map(({ ticks, before: _, rtpTimestamp, ...tone }) => ({
      ...tone,
      rtpTimestamp: rtpTimestamp >>> 0,
      durationMs: clockRateHz === undefined ? undefined : (ticks * 1_000) / clockRateHz,
    }))
  }

  private toneOf({ event, volumeDb }: TelephoneEvent, packet: EventPacket): Tone {
    const { at, frame, rtpTimestamp, marker } = packet
    for (let i = this.recent.length - 1; i >= 0; i--) {
      const one = this.recent[i]!
      if (one.event === event && one.rtpTimestamp === rtpTimestamp) return one
    }
    const last = this.recent.at(-1)
    if (last !== undefined && last.event === event && goesOn(last, rtpTimestamp)) {
      last.before = last.ticks
      last.rtpTimestamp = rtpTimestamp
      return last
    }
    const tone: Tone = {
      ...{ event, at, frame, rtpTimestamp, before: 0, ticks: 0, volumeDb },
      ...{ packets: 0, endPackets: 0, marked: marker },
    }
    this.begun++
    if (this.tones.length < MAX_EVENTS) this.tones.push(tone)
    if (this.recent.length >= RECENT) this.recent.shift()
    this.recent.push(tone)
    return tone
  }
}

/** It lasted as long as can be told, is not over, and the timestamp follows on. */
const goesOn = ({ ticks, before, rtpTimestamp, endPackets }: Tone, next: number): boolean =>
  endPackets === 0 && ticks - before === LONGEST_TICKS && ((next - rtpTimestamp) | 0) === LONGEST_TICKS
