import type { Sent } from './rtp-bench.ts'

/** What happens to the packets of one sender on their way; `i` counts them from 0. */
export interface RtpPath {
  readonly packets: number
  readonly ptimeMs?: number
  readonly clockRateHz?: number
  readonly payloadType?: number
  /** First sequence number and RTP timestamp. */
  readonly sequence?: number
  readonly rtpTimestamp?: number
  /** How much slower than the clock of the capture the sender's is, in parts per million. */
  readonly slowPpm?: number
  readonly lost?: (i: number) => boolean
  /** Milliseconds on the way. */
  readonly delayMs?: (i: number) => number
  /** Sent again by the network so many milliseconds later, as another packet. */
  readonly copyMs?: (i: number) => number | undefined
}

/** The packets as they arrive behind the path, in the order of their arrival. */
export function arrivalsOf(path: RtpPath): Sent[] {
  const { packets, ptimeMs = 20, clockRateHz = 8_000, payloadType = 0, sequence = 0, rtpTimestamp = 0 } = path
  const arrived: Sent[] = []
  for (let i = 0; i < packets; i++) {
    if (path.lost?.(i)) continue
    const ms = i * ptimeMs * (1 + (path.slowPpm ?? 0) / 1e6) + (path.delayMs?.(i) ?? 0)
    const stamp = (rtpTimestamp + i * ((clockRateHz * ptimeMs) / 1_000)) % 2 ** 32
    const sent: Sent = { ms, sequence: (sequence + i) & 0xffff, rtpTimestamp: stamp, payloadType }
    arrived.push(sent)
    const copyMs = path.copyMs?.(i)
    if (copyMs !== undefined) arrived.push({ ...sent, ms: ms + copyMs })
  }
  return arrived.sort((a, b) => a.ms - b.ms)
}

/** The path as it looks to a tap beside the sender: nothing has happened yet. */
export const beforePath = ({ lost: _, delayMs: __, copyMs: ___, ...path }: RtpPath): RtpPath => path

/** Numbers from 0 to below 1 that look random and are always the same. */
export function createNoise(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
