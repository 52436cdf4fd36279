import type { PtimeChange, TimestampFaults } from '../../model/stream.ts'
import type { Micros } from '../../model/time.ts'

/** Different steps counted at once; a rarer one gives way to a new one. */
const SLOTS = 4
/** Packets in a row with another step that make it a change. Chosen by us: half a second of 20 ms. */
const LASTING_PACKETS = 25
/** A step seen so often is usual too: of a codec whose packets differ in length. Chosen by us. */
const USUAL_PACKETS = 10
/** Packets under one timestamp, after the first. */
const REPEATED_STEPS = 4
/** A step ahead of the clock by more. Chosen by us. */
const JUMP_MICROS = 500_000
const MAX_EVENTS = 32
const MAX_CHANGES = 16

type Fault = TimestampFaults['events'][number]

interface StepChange {
  readonly at: Micros
  readonly frame: number
  readonly from: number
  readonly to: number
}

const NO_CHANGES: readonly PtimeChange[] = []
const NO_FAULTS: TimestampFaults = { backwards: 0, repeated: 0, irregular: 0, jumps: 0, events: [] }

/** Differences of consecutive RTP timestamps, in ticks: the usual one, changes of it, and steps that should not be. */
export class TimestampSteps {
  private favourite = 0
  private favouriteCount = 0
  private others: { step: number; count: number }[] | undefined
  private otherCount = 0
  /** What packets have by now; the favourite, until another has lasted. */
  private current = 0
  /** Packets in a row: with the favourite, and with another step, which is irregular unless it lasts. */
  private sameRow = 0
  /** The last packet with another. */
  private otherAt: Micros = Number.NaN
  private otherFrame = 0
  private rowStep = 0
  private rowCount = 0
  private rowAt: Micros = Number.NaN
  private rowFrame = 0
  private rowIrregular = false
  private zeros = 0
  private changes: StepChange[] | undefined
  private backwards = 0
  private repeated = 0
  private irregular = 0
  private jumps = 0
  private events: Fault[] | undefined

  /** The most common step; 0 while nothing has been counted. */
  mode(): number {
    return this.favourite
  }

  /** So many packets in a row had the most common step. */
  same(packets: number): void {
    this.favouriteCount += packets
    this.sameRow += packets
    if (this.current === this.favourite || this.sameRow < LASTING_PACKETS) return
    this.change(this.favourite, this.otherAt, this.otherFrame)
  }

  /** A step that is not the most common one; `ahead` tells how far, in µs, it runs ahead of the clock (NaN: no clock). */
  other(step: number, ahead: number, at: Micros, frame: number): void {
    const inARow = this.sameRow === 0
    this.sameRow = 0
    this.otherAt = at
    this.otherFrame = frame
    if (step === 0) {
      this.zeros = inARow ? this.zeros + 1 : 1
      if (this.zeros === REPEATED_STEPS) this.tell('repeated', at, frame, step)
      return
    }
    this.zeros = 0
    if (step < 0 || ahead > JUMP_MICROS) {
      this.breakRow()
      this.tell(step < 0 ? 'backwards' : 'jump', at, frame, step)
      if (step < 0) return
    } else this.lengthenRow(step, inARow, at, frame)
    this.count(step)
  }

  /** A step to a packet with the marker bit, which may begin anew. */
  marked(step: number): void {
    this.breakRow()
    if (step === this.favourite) this.favouriteCount++
    else if (step > 0) this.count(step)
  }

  /** Share of the most common step, undefined until a step has been counted. */
  share(): number | undefined {
    return this.favourite === 0 ? undefined : this.favouriteCount / (this.favouriteCount + this.otherCount)
  }

  ptimeChanges(clockRateHz: number): readonly PtimeChange[] {
    const ms = (ticks: number): number => (ticks * 1_000) / clockRateHz
    if (this.changes === undefined) return NO_CHANGES
    return this.changes.map(({ at, frame, from, to }) => ({ at, frame, fromMs: ms(from), toMs: ms(to) }))
  }

  faults(): TimestampFaults {
    if (this.events === undefined && !this.rowIrregular) return NO_FAULTS
    const { backwards, repeated, jumps } = this
    const events = this.events?.slice() ?? []
    const open = this.rowIrregular ? this.rowCount : 0
    if (open > 0 && events.length < MAX_EVENTS) events.push(this.rowFault())
    return { backwards, repeated, irregular: this.irregular + open, jumps, events }
  }

  private lengthenRow(step: number, inARow: boolean, at: Micros, frame: number): void {
    if (inARow && step === this.rowStep) {
      this.rowCount++
      if (this.rowCount === LASTING_PACKETS && step !== this.current) this.change(step, this.rowAt, this.rowFrame)
      return
    }
    this.breakRow()
    this.rowStep = step
    this.rowCount = 1
    this.rowAt = at
    this.rowFrame = frame
    this.rowIrregular = this.isIrregular(step)
  }

  private breakRow(): void {
    if (this.rowIrregular) {
      this.irregular += this.rowCount - 1
      this.tell('irregular', this.rowAt, this.rowFrame, this.rowStep)
    }
    this.rowIrregular = false
    this.rowStep = 0
  }

  private isIrregular(step: number): boolean {
    if (this.favouriteCount < USUAL_PACKETS || step % this.favourite === 0 || step % this.current === 0) return false
    return !this.others?.some((other) => other.step === step && other.count > USUAL_PACKETS)
  }

  private change(step: number, at: Micros, frame: number): void {
    this.rowIrregular = false
    this.changes ??= []
    if (this.changes.length < MAX_CHANGES) this.changes.push({ at, frame, from: this.current, to: step })
    this.current = step
  }

  private rowFault(): Fault {
    return { kind: 'irregular', at: this.rowAt, frame: this.rowFrame, ticks: this.rowStep }
  }

  private tell(kind: Fault['kind'], at: Micros, frame: number, ticks: number): void {
    if (kind === 'jump') this.jumps++
    else this[kind]++
    this.events ??= []
    if (this.events.length < MAX_EVENTS) this.events.push({ kind, at, frame, ticks })
  }

  private count(step: number): void {
    if (this.favouriteCount === 0) {
      this.favourite = step
      this.current = step
      this.favouriteCount = 1
      return
    }
    this.otherCount++
    this.others ??= []
    let slot = this.others.find((other) => other.step === step)
    if (slot === undefined) {
      if (this.others.length < SLOTS) {
        slot = { step, count: 0 }
        this.others.push(slot)
      } else {
        slot = this.others.reduce((a, b) => (b.count < a.count ? b : a))
        slot.step = step
      }
    }
    slot.count++
    if (slot.count <= this.favouriteCount) return
    const { step: common, count } = slot
    slot.step = this.favourite
    slot.count = this.favouriteCount
    this.otherCount += this.favouriteCount - count
    this.favourite = common
    this.favouriteCount = count
  }
}
