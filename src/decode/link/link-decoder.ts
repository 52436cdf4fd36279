/** Decoder of one link layer: where the IP header begins, or one of the answers below. */
export type LinkDecoder = (bytes: Uint8Array, start: number, end: number) => number

/** The frame is whole but carries no IP: ARP, LLDP, spanning tree ... Nothing is wrong with it. */
export const NOT_IP = -1
/** The frame ends before its own header does. */
export const SHORT_FRAME = -2
/** What it carries is encrypted. */
export const ENCRYPTED_FRAME = -3
/** It carries a piece of a packet, or several packets, as frames in the air may. */
export const UNREAD_FRAME = -4
