/** The bytes of a stream from some offset on. */
export class HeldBytes {
  #bytes = new Uint8Array(65_536)
  #length = 0
  /** Offset within the stream of the first byte held. */
  #from = 0

  /** Offset just past the last byte. */
  get end(): number {
    return this.#from + this.#length
  }

  add(chunk: Uint8Array): void {
    if (this.#length + chunk.length > this.#bytes.length) {
      const larger = new Uint8Array(2 ** Math.ceil(Math.log2(this.#length + chunk.length)))
      larger.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = larger
    }
    this.#bytes.set(chunk, this.#length)
    this.#length += chunk.length
  }

  /** Nothing before that offset is asked for any more. */
  letGo(offset: number): void {
    const count = offset - this.#from
    // Moved only now and then.
    if (count < this.#length / 2) return
    this.#bytes.copyWithin(0, count, this.#length)
    this.#length -= count
    this.#from = offset
  }

  /** What stands between two offsets, as text. */
  between(from: number, to: number): string {
    const { buffer, byteOffset } = this.#bytes
    return Buffer.from(buffer, byteOffset + from - this.#from, to - from).toString()
  }

  /** A copy of what is held from that offset on. */
  rest(offset: number): Uint8Array {
    return this.#bytes.slice(offset - this.#from, this.#length)
  }
}
