import type { JitterBuffers, RtpStream } from '../../model/stream.ts'
import type { Micros } from '../../model/time.ts'
import type { BufferMeter } from './jitter-buffers.ts'
import type { DelayMeters } from './meters.ts'
import type { SequenceTracker } from './sequence.ts'

/** Long enough to hear that the sound is bad, short enough to find it again. */
const WINDOW_MICROS = 10_000_000

/** The worst ten seconds, by the interval loss of RFC 3550 A.3. */
export class LossWindows {
  private at: Micros
  private expected = 0
  private received = 0
  private worstLoss: RtpStream['worstWindow']

  constructor(at: Micros) {
    this.at = at
  }

  endsAt(): Micros {
    return this.at + WINDOW_MICROS
  }

  /** Something comes at a time past the end of the window that runs. */
  moveTo(at: Micros, sequence: SequenceTracker, meters: DelayMeters): void {
    this.worstLoss = this.worst(sequence)
    meters.closeWindow(this.at, this.expectedOf(sequence), this.lostOf(sequence))
    this.expected = sequence.expected()
    this.received = sequence.received()
    this.at += Math.floor((at - this.at) / WINDOW_MICROS) * WINDOW_MICROS
  }

  /** With the window that runs. */
  worst(sequence: SequenceTracker): RtpStream['worstWindow'] {
    const lost = this.lostOf(sequence)
    if (lost <= (this.worstLoss?.lost ?? 0)) return this.worstLoss
    return { at: this.at, lost, expected: this.expectedOf(sequence) }
  }

  buffers(buffers: BufferMeter, sequence: SequenceTracker): JitterBuffers {
    return buffers.figures(this.at, this.expectedOf(sequence), this.lostOf(sequence))
  }

  private expectedOf(sequence: SequenceTracker): number {
    return sequence.expected() - this.expected
  }

  private lostOf(sequence: SequenceTracker): number {
    return this.expectedOf(sequence) - (sequence.received() - this.received)
  }
}
