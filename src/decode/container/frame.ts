import type { Micros } from '../../model/time.ts'

/** Longest frame read: tcpdump's and Wireshark's own limit. Longer ones are skipped with a flaw, never buffered. */
export const MAX_FRAME_BYTES = 262_144

/** Not 0, which is no double: a field that begins as a small integer is boxed anew at every store. */
const UNKNOWN = Number.NaN

/**
 * One captured frame, overwritten by the next: a reader fills it and calls back, and nobody keeps it. One object with
 * fields of fixed types, because times passed as arguments would be boxed once per packet.
 */
export class Frame {
  /** From 1, as Wireshark counts. */
  number = 0
  /** Packet time; for a pcapng Simple Packet Block, which has none, the time of the frame before. */
  at: Micros = UNKNOWN
  bytes: Uint8Array = new Uint8Array(0)
  start = 0
  end = 0
  /** Length on the wire; larger than `end - start` when the snap length cut the frame. */
  originalLength = 0
  /** LINKTYPE number (www.tcpdump.org/linktypes.html), -1 where the container names no interface for it. */
  linkType = -1
  /** Interface of a pcapng file, counted from 0 over all its sections: each may be another place of capture. */
  interface = 0
}
