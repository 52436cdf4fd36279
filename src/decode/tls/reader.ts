/**
 * Reads the vectors of TLS (RFC 8446 §3.4) off plain bytes. Past the end it gives zeros and empty stretches and `failed`
 * stays set, so that a parser may read on and ask once.
 */
export class TlsReader {
  readonly bytes: Uint8Array
  at: number
  readonly end: number
  failed = false

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes
    this.at = start
    this.end = end
  }

  get left(): number {
    return this.end - this.at
  }

  /** An unsigned integer of that many octets, at most four. */
  integer(octets: 1 | 2 | 3 | 4): number {
    let value = 0
    const from = this.skip(octets)
    if (from < 0) return 0
    for (let i = from; i < from + octets; i++) value = value * 256 + this.bytes[i]!
    return value
  }

  /** The octets, as a view. */
  octets(length: number): Uint8Array {
    const from = this.skip(length)
    return from < 0 ? EMPTY : this.bytes.subarray(from, from + length)
  }

  /** A reader over a vector with a length of that many octets before it. */
  vector(lengthOctets: 1 | 2 | 3): TlsReader {
    const length = this.integer(lengthOctets)
    const from = this.skip(length)
    return from < 0 ? new TlsReader(this.bytes, this.end, this.end) : new TlsReader(this.bytes, from, from + length)
  }

  /** Where that many octets begin, which are passed over; -1 when there are fewer. */
  private skip(length: number): number {
    const from = this.at
    if (this.failed || from + length > this.end) {
      this.failed = true
      this.at = this.end
      return -1
    }
    this.at = from + length
    return from
  }
}

const EMPTY = new Uint8Array(0)
