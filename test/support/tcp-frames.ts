import { ethernet, ip, TCP, tcp, type WrittenFrame } from './capture-writer.ts'
import type { Chunk } from './tls-session.ts'

const START_AT = 1_700_000_000_000_000
const ENDS = ['192.0.2.10', '192.0.2.20'] as const

/** A piece of a conversation over TCP. */
export interface Segment {
  readonly side: 0 | 1
  readonly sequence: number
  readonly bytes: Uint8Array
  readonly flags: number
}

export interface ConversationShape {
  readonly ports?: readonly [number, number]
  /** Initial sequence numbers. */
  readonly base?: readonly [number, number]
  /** Longest segment. */
  readonly segmentOctets?: number
  /** How it ends: not at all unless said. */
  readonly ending?: 'fin' | 'rst'
  /** Without SYN. */
  readonly joined?: boolean
}

/** The segments in which these octets travel, opened and closed as asked. */
export function segmentsOf(chunks: readonly Chunk[], shape: ConversationShape = {}): Segment[] {
  const { base = [1_000, 5_000], segmentOctets = 1_400, ending, joined = false } = shape
  const next = [(base[0] + 1) >>> 0, (base[1] + 1) >>> 0]
  const nothing = new Uint8Array(0)
  const segments: Segment[] = joined
    ? []
    : [
        { side: 0, sequence: base[0], bytes: nothing, flags: 0x02 },
        { side: 1, sequence: base[1], bytes: nothing, flags: 0x12 },
      ]
  for (const { side, bytes } of chunks) {
    for (let at = 0; at < bytes.length; at += segmentOctets) {
      const part = bytes.slice(at, at + segmentOctets)
      segments.push({ side, sequence: next[side]!, bytes: part, flags: 0x18 })
      next[side] = (next[side]! + part.length) >>> 0
    }
  }
  if (ending === 'rst') segments.push({ side: 0, sequence: next[0]!, bytes: nothing, flags: 0x04 })
  if (ending === 'fin') {
    segments.push({ side: 0, sequence: next[0]!, bytes: nothing, flags: 0x11 })
    segments.push({ side: 1, sequence: next[1]!, bytes: nothing, flags: 0x11 })
  }
  return segments
}

/** One frame a millisecond. */
export const framesOf = (segments: readonly Segment[], ports: readonly [number, number] = [40_000, 5_061]) =>
  segments.map(({ side, sequence, bytes, flags }, i): WrittenFrame => {
    const [source, destination] = side === 0 ? ENDS : [ENDS[1], ENDS[0]]
    const way = side === 0 ? ports : ([ports[1], ports[0]] as const)
    return {
      at: START_AT + i * 1_000,
      bytes: ethernet(ip(tcp(bytes, way, sequence, flags), { source, destination, protocol: TCP, id: i + 1 })),
    }
  })
