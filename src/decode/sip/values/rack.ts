/** `776656 1 INVITE`: the provisional a PRACK acknowledges (RFC 3262 §7.2). */
export interface Rack {
  readonly rseq: number
  readonly cseq: number
  readonly method: string
}

const RACK = /^(\d{1,10})\s{1,99}(\d{1,10})\s{1,99}(\S{1,64})$/

export function parseRack(value: string): Rack[] {
  const match = RACK.exec(value.trim())
  return match ? [{ rseq: Number(match[1]), cseq: Number(match[2]), method: match[3]! }] : []
}
