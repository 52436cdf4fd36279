import type { LinkDecoder } from './ether-type.ts'
import { decodeEthernet } from './ethernet.ts'
import { decodeLinuxSll } from './linux-sll.ts'
import { decodeLinuxSll2 } from './linux-sll2.ts'
import { decodeNull } from './null.ts'
import { decodeRaw } from './raw.ts'

/** Link layers by LINKTYPE number (www.tcpdump.org/linktypes.html). 12 and 14 are DLT_RAW as some systems wrote it. */
export const LINK_TYPES: ReadonlyMap<number, LinkDecoder> = new Map([
  [0, decodeNull],
  [1, decodeEthernet],
  [12, decodeRaw],
  [14, decodeRaw],
  [101, decodeRaw],
  [108, decodeNull],
  [113, decodeLinuxSll],
  [228, decodeRaw],
  [229, decodeRaw],
  [276, decodeLinuxSll2],
])
