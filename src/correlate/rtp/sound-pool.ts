/** Frames of 10 ms kept of one stream: 22 minutes. Chosen by us. */
export const MAX_FRAMES = 131_072
/** Frames kept of all streams that go on. Chosen by us: 3,200 calls of two minutes at once. */
const MAX_OCTETS = 80_000_000
const FIRST_FRAMES = 256

/** Room for levels, which streams hand on when they end. */
export class SoundPool {
  private readonly free = new Map<number, Uint8Array[]>()
  private octets = 0

  /** Zeroes, at least so many and at most `MAX_FRAMES`; undefined where that is too little, or there is no more room. */
  take(frames: number): Uint8Array | undefined {
    if (frames > MAX_FRAMES) return undefined
    let size = FIRST_FRAMES
    while (size < frames) size *= 2
    const used = this.free.get(size)?.pop()
    if (used !== undefined) return used.fill(0)
    if (this.octets + size > MAX_OCTETS) return undefined
    this.octets += size
    return new Uint8Array(size)
  }

  give(array: Uint8Array): void {
    const there = this.free.get(array.length)
    if (there === undefined) this.free.set(array.length, [array])
    else there.push(array)
  }
}
