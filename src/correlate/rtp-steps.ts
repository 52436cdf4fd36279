/** Different steps counted at once; a rarer one gives way to a new one. */
const SLOTS = 4

/** The most common difference of consecutive RTP timestamps, in ticks. */
export class TimestampSteps {
  private favourite = 0
  private favouriteCount = 0
  private others: { step: number; count: number }[] | undefined

  add(step: number): void {
    if (step === this.favourite) this.favouriteCount++
    else this.addOther(step)
  }

  /** 0 while nothing has been counted. */
  mode(): number {
    return this.favourite
  }

  private addOther(step: number): void {
    if (step <= 0) return
    if (this.favouriteCount === 0) {
      this.favourite = step
      this.favouriteCount = 1
      return
    }
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
    this.favourite = common
    this.favouriteCount = count
  }
}
