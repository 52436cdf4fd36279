import { AHEAD, IN_ORDER, OUT_OF_RANGE, RESTARTED, type SequenceOutcome } from './sequence.ts'

/** A timestamp that moves by more from one packet to the next is none: ten seconds of video. Chosen by us. */
const PLAUSIBLE_TICKS = 900_000
/** Packets in sequence under one timestamp that are RTP all the same: probes for bandwidth. Chosen by us. */
const LONG_RUN_PACKETS = 16

/** What speaks for a flow that nobody announced being RTP. */
export class Probation {
  /** Packets one after the other in sequence and of one payload type. */
  private inSequence = 1
  private stepped = false

  /** Copies and late packets prove nothing; what RTP would not do begins the count anew. */
  note(outcome: SequenceOutcome, otherType: boolean, ticks: number): void {
    const wild = ticks > PLAUSIBLE_TICKS || ticks < -PLAUSIBLE_TICKS
    if (otherType || outcome === OUT_OF_RANGE || outcome === RESTARTED || wild) {
      this.inSequence = 1
      this.stepped = false
    } else if (outcome === IN_ORDER || outcome === AHEAD) {
      this.inSequence++
      if (ticks !== 0) this.stepped = true
    }
  }

  /** Whether so many packets in a row can only be RTP: numbers and times go on. With times that stand still it takes more. */
  isPassed(packets: number, mayStandStill: boolean): boolean {
    return this.inSequence >= (this.stepped || mayStandStill ? packets : LONG_RUN_PACKETS)
  }
}
