import type { Micros } from '../../model/time.ts'
import { DelayMeter } from './delay.ts'
import type { WordPool } from './packet-run.ts'

/** Clock rates tried in parallel while no description has told the real one: the common ones of RFC 3551 and Opus. */
const GUESSED_CLOCKS_HZ: readonly number[] = [8_000, 16_000, 48_000, 90_000]

const unheard = (): void => {}

/** The meter of the stream's clock; while that is not known, one for each of the likely ones. Made at the first packet measured. */
export class DelayMeters {
  private readonly late: (back: number) => void
  private readonly words: WordPool
  private meter: DelayMeter | undefined
  private guesses: readonly DelayMeter[] | undefined
  /** Of the packets measured now, NaN while it is not known; undefined before the first. */
  private clockRateHz: number | undefined

  constructor(words: WordPool, late: (back: number) => void) {
    this.words = words
    this.late = late
  }

  /** Undefined while no clock is known. */
  main(): DelayMeter | undefined {
    return this.meter
  }

  /** NaN while the clock is not known. */
  microsPerTick(): number {
    return 1_000_000 / this.clockRateHz!
  }

  /** The clock rate of what is measured next. True when it is another than before. */
  select(clockRateHz = Number.NaN): boolean {
    if (Object.is(clockRateHz, this.clockRateHz)) return false
    this.clockRateHz = clockRateHz
    if (Number.isNaN(clockRateHz))
      this.guesses ??= this.meter ? [] : GUESSED_CLOCKS_HZ.map((hz) => new DelayMeter(hz, this.words))
    else this.meter ??= new DelayMeter(clockRateHz, this.words)
    return true
  }

  /** What follows has no tie with what was before. */
  restart(at: Micros, stamp: number): void {
    if (!Number.isNaN(this.clockRateHz)) this.meter!.restart(at, stamp, this.clockRateHz!)
    else for (const [i, guess] of (this.guesses ?? []).entries()) guess.restart(at, stamp, GUESSED_CLOCKS_HZ[i]!)
  }

  /** Packets in the order of their numbers, as `DelayMeter.run` takes them. */
  run(data: Float64Array, from: number, until: number, spurt: boolean): void {
    if (!Number.isNaN(this.clockRateHz)) this.meter!.run(data, from, until, spurt, this.late)
    else for (const guess of this.guesses ?? []) guess.run(data, from, until, spurt, unheard)
  }

  /** A packet that came after its followers. True when too late for the adaptive buffer. */
  reordered(at: Micros, stamp: number): boolean {
    if (!Number.isNaN(this.clockRateHz)) return this.meter?.reordered(at, stamp) ?? false
    for (const guess of this.guesses ?? []) guess.reordered(at, stamp)
    return false
  }

  beginBucket(): void {
    this.meter?.beginBucket()
    if (this.guesses !== undefined) for (const guess of this.guesses) guess.beginBucket()
  }

  /** The window from `at` on is over; in it so many packets were expected, and so many lost. */
  closeWindow(at: Micros, expected: number, lost: number): void {
    this.meter?.closeWindow(at, expected, lost)
    if (this.guesses !== undefined) for (const guess of this.guesses) guess.closeWindow(at, expected, lost)
  }

  /** Nothing more will be asked. */
  release(): void {
    this.meter?.release(this.words)
    if (this.guesses !== undefined) for (const guess of this.guesses) guess.release(this.words)
  }

  /** A description has told the clock rate: what was measured with it holds. */
  describe(clockRateHz: number | undefined): void {
    if (clockRateHz === undefined || this.meter !== undefined) return
    const { guesses } = this
    this.meter = guesses?.[GUESSED_CLOCKS_HZ.indexOf(clockRateHz)]
    if (guesses !== undefined) for (const guess of guesses) if (guess !== this.meter) guess.release(this.words)
    if (this.meter !== undefined && Number.isNaN(this.clockRateHz)) this.clockRateHz = clockRateHz
    this.guesses = undefined
  }
}
