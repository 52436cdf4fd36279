import { type WrittenFrame, writePcap } from './capture-writer.ts'

// What a tap makes of a capture: operations on classic pcap files with microseconds, little endian, Ethernet and IPv4.

/** The frames of a capture that `ladder` wrote. */
export function framesOf(bytes: Uint8Array): readonly WrittenFrame[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const frames: WrittenFrame[] = []
  for (let at = 24; at < bytes.length; ) {
    const length = view.getUint32(at + 8, true)
    const time = view.getUint32(at, true) * 1_000_000 + view.getUint32(at + 4, true)
    frames.push({ at: time, bytes: Uint8Array.from(bytes.subarray(at + 16, at + 16 + length)) })
    at += 16 + length
  }
  return frames
}

const TTL = 14 + 8
const CHECKSUM = 14 + 10

/** The frame as it passes a tap so many routers further on: another TTL, and so another header checksum (RFC 1624). */
function routed({ at, bytes }: WrittenFrame, hops: number, afterUs: number): WrittenFrame {
  const further = Uint8Array.from(bytes)
  further[TTL] = further[TTL]! - hops
  further[CHECKSUM] = 0
  further[CHECKSUM + 1] = 0
  let sum = 0
  for (let i = 14; i < 34; i += 2) sum += (further[i]! << 8) | further[i + 1]!
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  further[CHECKSUM] = (~sum >> 8) & 0xff
  further[CHECKSUM + 1] = ~sum & 0xff
  return { at: at + afterUs, bytes: further }
}

const inOrder = (frames: readonly WrittenFrame[]): Uint8Array => writePcap(frames.toSorted((a, b) => a.at - b.at))

/** Captured at two points: each packet again, later, and routed so many times in between. */
export const seenTwice = (bytes: Uint8Array, afterUs: number, hops = 1): Uint8Array =>
  inOrder(framesOf(bytes).flatMap((frame) => [frame, routed(frame, hops, afterUs)]))

/** A mirror port that delivers each packet twice. */
export const mirrored = (bytes: Uint8Array, afterUs = 40): Uint8Array => seenTwice(bytes, afterUs, 0)

/** The clock set otherwise. */
export const shifted = (bytes: Uint8Array, byUs: number): Uint8Array =>
  inOrder(framesOf(bytes).map((frame) => ({ ...frame, at: frame.at + byUs })))

/** Two captures of one time, woven into one. */
export const woven = (one: Uint8Array, other: Uint8Array): Uint8Array => inOrder([...framesOf(one), ...framesOf(other)])

/** Without its last seconds. */
export function cutBy(bytes: Uint8Array, seconds: number): Uint8Array {
  const frames = framesOf(bytes)
  const end = (frames.at(-1)?.at ?? 0) - seconds * 1_000_000
  return inOrder(frames.filter(({ at }) => at <= end))
}
