/** Block types (pcapng §11.1) that are read. */
export const SECTION_HEADER = 0x0a0d0d0a
export const INTERFACE_DESCRIPTION = 1
export const OBSOLETE_PACKET = 2
export const SIMPLE_PACKET = 3
export const INTERFACE_STATISTICS = 5
export const ENHANCED_PACKET = 6
export const DECRYPTION_SECRETS = 10

/** The section header's word that tells the byte order of all else. */
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d
export const BYTE_ORDER_MAGIC_SWAPPED = 0x4d3c2b1a

export const isPacketBlock = (type: number): boolean =>
  type === ENHANCED_PACKET || type === OBSOLETE_PACKET || type === SIMPLE_PACKET
